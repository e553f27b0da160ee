"""Expressions, gates that cost nothing, uniqueness in periods, versions seen by other processes, the matrix, broken rules."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from tests.support.browsing import BACKEND, page

from yingshu.approvals.definition import Op
from yingshu.approvals.services import define_flow
from yingshu.approvals.services.describing import ConditionRow, StepRow
from yingshu.duties.models import DutyVersion, Occurrence
from yingshu.duties.services.changing import adopt, release_change
from yingshu.duties.words import counted
from yingshu.kernel import caches, clock, enforcement
from yingshu.kernel.actor import system
from yingshu.registers import expressions, gating
from yingshu.registers.errors import BadDefinition, OccursOnce, RuleBroken
from yingshu.registers.expressions import BadExpression, compiled
from yingshu.registers.models import Entry, Register
from yingshu.registers.periods import period_of
from yingshu.registers.registry import live, registers
from yingshu.registers.section import SECTION, library, put_in_force
from yingshu.rulebook.sections import Origin

from .conftest import CHECKS, Desk

VALUES: dict[str, Any] = {"a": Decimal(10), "b": Decimal(8), "none": None, "on": date(2026, 6, 30), "today": date(2026, 6, 17),
                          "kind": "货运", "kinds": ["货运"], "lines": [{"n": Decimal(2), "p": "x"}, {"n": Decimal(3), "p": None}]}


@pytest.mark.parametrize(("text", "says"), [
    ("(a - b) / a", Decimal("0.2")), ("sum(lines.n) * 2", Decimal(10)), ("count(lines.p)", Decimal(1)), ("on - 15", date(2026, 6, 15)),
    ("on - today", Decimal(13)), ("none + 1", None), ("none > 1", False), ("a / 0", None), ("kind in kinds and a >= 10", True),
    ("'x' if empty(none) else 'y'", "x"), ("missing(['货运', '质量'], kinds)", ["质量"]), ("days(today, on) > 10 or a", True),
    ("-a", Decimal(-10)),
    ("round(a / 3, 2)", Decimal("3.33")), ("max(a, b) - min(a, b)", Decimal(2)), ("kind * 3", None), ("not filled(none)", True)])
def test_what_expressions_say(text: str, says: Any) -> None:
    assert compiled(text).of(VALUES) == says


@pytest.mark.parametrize("text", ["__import__('os')", "a.__class__", "a ** 9", "lambda: 1", "[x for x in a]", "open('f')", "a if",
                                  "f'{a}'", "a[0]", "sum(a, key=1)", "x" * 500, "a.b.c"])
def test_what_may_not_stand_in_an_expression(text: str) -> None:
    with pytest.raises(BadExpression):
        compiled(text)


@given(st.text(max_size=60))
def test_any_text_is_an_expression_that_answers_or_is_refused(text: str) -> None:
    with suppress(BadExpression):
        compiled(text).of(VALUES)


@given(st.sampled_from(("day", "week", "month", "quarter", "half", "year")), st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_day_lies_in_its_period_and_the_next_day_after_it_in_another(every: str, day: date) -> None:
    period = period_of(every, day)
    assert period.first <= day <= period.last
    assert period_of(every, period.first).key == period_of(every, period.last).key == period.key
    assert period_of(every, date.fromordinal(period.last.toordinal() + 1)).key != period.key


def test_an_action_without_a_gate_costs_no_statement(checks: Desk) -> None:
    gating.require_records(system(), "orders.register", {})
    with CaptureQueriesContext(connection) as used:
        gating.require_records(system(), "orders.register", {})
        gating.require_records(system(), "customers.create", {"name": "x"})
    assert used.captured_queries == []


def test_once_in_a_period_and_again_in_the_next(desk: Desk) -> None:
    desk.define(**{**CHECKS, "unique": [{"fields": ["kind"], "every": "month", "says": "本月该类已检查"}]})
    with clock.at(datetime(2026, 6, 30, 12)):
        first = desk.add("assistant", "checks", subject="a", kind="仪容")
        desk.add("assistant", "checks", subject="b", kind="卫生")
        with pytest.raises(OccursOnce) as twice:
            desk.add("assistant", "checks", subject="c", kind="仪容")
        assert twice.value.text() == f"本月该类已检查（{first.number}）"
    with clock.at(datetime(2026, 7, 1, 0, 1)):
        desk.add("assistant", "checks", subject="d", kind="仪容")
    assert Entry._plain.count() == 3


def test_a_rule_that_raises_blocks_the_step_and_leaves_everything(checks: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: Any, values: Any) -> Any:
        raise RuntimeError("a bug")
    monkeypatch.setattr(expressions.Expression, "of", broken)
    with pytest.raises(RuleBroken):
        checks.add("assistant", "checks", subject="a")
    assert Entry._plain.count() == 0


def test_another_process_sees_a_new_definition(checks: Desk) -> None:
    assert "checks" in registers()
    Register.objects.filter(code="checks").update(retired_on=date(2026, 1, 1))  # as another process would
    caches.write.add_up(caches_model(), {"name": "registers"}, {"number": 1})
    caches._checked = 0.0
    assert "checks" not in registers()


def caches_model() -> Any:
    from yingshu.kernel.models import CacheVersion

    return CacheVersion


def test_a_published_book_puts_registers_in_force_keeps_unchanged_ones_and_ends_what_it_drops(desk: Desk) -> None:
    items = [SECTION.model.model_validate(CHECKS), SECTION.model.model_validate({**CHECKS, "code": "other", "prefix": "QT"})]
    for _twice in range(2):
        put_in_force(system(), Origin("book", 1, date(2026, 1, 1)), items)
    assert {code: live(code).version for code in registers()} == {"checks": 1, "other": 1}
    put_in_force(system(), Origin("book", 2, date(2026, 2, 1)), items[:1])
    assert sorted(registers()) == ["checks"] and live("other").retired


def test_a_register_brings_along_those_it_cannot_work_without(desk: Desk) -> None:
    partner = next(d for d in library() if d.code == "partner_services")
    put_in_force(system(), Origin("book", 1, date(2026, 1, 1)), [partner])
    assert sorted(registers()) == ["dealer_points", "partner_services"]


@pytest.mark.clause("TRN-18")
def test_a_duty_taken_over_by_hand_brings_its_register_and_keeps_it(desk: Desk) -> None:
    """From the library of duties to the record that does it, without a programmer and without a rulebook."""
    with clock.at(datetime(2026, 6, 17, 9)):
        made = adopt(actor=desk.company.actor("director"), codes=["sharing_monthly"]).data["prepared"]
        assert "sharings" not in registers()
        release_change(actor=desk.company.actor("vice_president"), version_id=made[0])
        assert (live("sharings").book, live("sharings").version) == ("", 1)
        terms = DutyVersion.objects.get(pk=made[0]).terms
        assert counted(terms) == "业绩分析与经验分享：新建记录"
        item = next(d for d in library() if d.code == "sharings")
        put_in_force(system(), Origin("book", 1, date(2026, 6, 17)), [item])
        put_in_force(system(), Origin("book", 2, date(2026, 6, 17)), [])
        assert "sharings" in registers(), "the book dropped it, the company's own duty still needs it"
        speaker = desk.company.person("salesperson").pk
        done = desk.add("director", "sharings", subject="大客户跟进", kind="经验分享", speaker=speaker, gains="建档")
    first = Occurrence._plain.filter(duty__code="sharing_monthly").order_by("due_at")[0]
    assert (first.period, first.state, first.done_number) == ("2026-06", "done", done.number)


@pytest.mark.clause("ORG-06")
def test_administrators_choose_registers_when_they_make_a_flow(desk: Desk) -> None:
    """A register with approval is offered by its title; its typed fields may be asked by conditions."""
    desk.define(**{**CHECKS, "approval": {"at": "submit", "agreed": "close", "refused": "back"}})
    client = Client()
    client.force_login(desk.company.person("admin"), backend=BACKEND)
    assert "检查台账" in page(client, "/act/approvals.define_flow/")
    offered = [row["text"] for words in ("整改", "类别") for row in client.get(
        "/lookup/approval_facts/", {"kind": "r/checks", "q": words}).json()["results"]]
    assert offered == ["整改费用", "类别：仪容", "类别：卫生"]
    define_flow(actor=desk.company.actor("admin"), kind="r/checks", title="检查审批", steps=[
        StepRow(title="终审", who=["posts:vice_president"])], conditions=[
            ConditionRow(fact="r/checks/cost", op=Op.OVER, value="100"), ConditionRow(fact="r/checks/kind=卫生")])
    for cost, kind, waits in (("100", "卫生", False), ("100.01", "仪容", False), ("100.01", "卫生", True)):
        done = desk.add("assistant", "checks", subject="甲", cost=cost, kind=kind)
        assert desk.move("assistant", "checks", done.id, "submit").data["waits"] is waits


def test_names_of_the_screens_own_columns_are_taken(desk: Desk) -> None:
    with pytest.raises(BadDefinition) as wrong:
        desk.define(**{**CHECKS, "fields": [*CHECKS["fields"], {"code": "number", "title": "数量", "kind": "number"}]})
    assert "number" in wrong.value.text() and "checks" not in registers()


def test_records_count_in_the_matrix_by_clause_and_month(checks: Desk) -> None:
    with clock.at(datetime(2026, 6, 17, 9)):
        checks.add("assistant", "checks", subject="a")
        checks.add("salesperson", "checks", subject="b")
    asked = enforcement.Asked(date(2026, 6, 1), date(2026, 6, 30), frozenset({"TRN-11"}))
    source = enforcement.SOURCES["registers"]
    assert [tuple(c) for c in source.counts(asked)] == [("TRN-11", date(2026, 6, 1), 2, 0, 0, 0, 0, 0)]
    assert source.ways()["TRN-11"] == enforcement.Way.GATE
    found = [(r.on, r.person, r.says) for r in source.records("TRN-11", asked, 10)]
    assert found == [(date(2026, 6, 17), "业务员张东", "检查台账 b"), (date(2026, 6, 17), "助理何静", "检查台账 a")]
    assert source.url("TRN-11", asked) == "/r/checks/?day_from=2026-06-01&day_to=2026-06-30"


def test_pages_cost_the_same_whatever_the_number_of_records(checks: Desk, query_budget: Any) -> None:
    client = Client()
    client.force_login(checks.company.person("director"), backend=BACKEND)
    done = [checks.add("assistant", "checks", subject=f"{n}", kind="仪容") for n in range(12)]
    for path in ("/r/", "/r/checks/", f"/r/checks/{done[0].id}/", "/r/checks/statistics/"):
        client.get(path)
    for name, path in (("registers.overview", "/r/"), ("registers.list", "/r/checks/"), ("registers.record", f"/r/checks/{done[0].id}/"),
                       ("registers.statistics", "/r/checks/statistics/")):
        with query_budget(name):
            client.get(path)
