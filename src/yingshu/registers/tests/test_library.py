"""The registers that are delivered: each acceptance line of their clauses, from ``cases/*.yaml``."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.support.company import Company

from yingshu.documents.numbers import PREFIX
from yingshu.kernel.actor import system
from yingshu.notifications.models import Message
from yingshu.organisation.models import Post, Unit
from yingshu.registers.section import duties, library
from yingshu.rulebook.catalogue import clause
from yingshu.rulebook.services import set_parameters

from .driver import Player, cases

CASES = [pytest.param(case, id=name, marks=pytest.mark.clause(case["clause"])) for name, case in cases()]


@pytest.mark.parametrize("case", CASES)
def test_acceptance(company: Company, case: dict[str, Any]) -> None:
    Player(company, case).play()


def summary(of: str) -> list[dict[str, Any]]:
    """The head of the centre sums up the plan of a quarter."""
    common = {"first_day": "2026-04-01", "goals": "八百吨"}
    plan = {"add": "work_plans", "as": "director", "id": "y", "values": {**common, "subject": "年", "level": "年度"}}
    quarter = {**plan, "id": of, "values": {**common, "subject": "二季", "level": "季度", "parent": "$y"}}
    agreed = [{"move": name, "to": step, "as": who} for name in ("y", of) for step, who in (("submit", "director"),
                                                                                           ("approve", "general_manager"))]
    return [plan, quarter, *agreed, {"move": of, "to": "close", "as": "director", "reason": "完成七百九十吨", "gives": {"state": "closed"}}]


@pytest.mark.clause("ORG-20")
@pytest.mark.parametrize(("variant", "readers"), [
    ("直接向董事长", ["chairman"]), ("向营销副总和总经理", ["vice_president", "general_manager"]), ("向公司总部", ["headquarters"])])
def test_the_quarterly_summary_of_the_head_goes_up_the_reporting_line(company: Company, variant: str, readers: list[str]) -> None:
    company.posts["chairman"] = Post.objects.create(name="董事长", code="chairman", reach="all")
    company.hire("chairman", "chairman", name="董事长钱")
    company.units["headquarters"] = Unit.objects.get(
        pk=company.act("organisation.create_unit", "admin", name="公司总部", code="HQ", parent_id=company.unit("company").pk).id)
    company.hire("headquarters", "assistant", "headquarters")
    set_parameters(actor=system(), control="organisation.reporting_line", variant=variant, valid_from=date(2026, 1, 1))
    Player(company, {"clause": "ORG-20", "steps": summary("q")}).play()
    told = Message.objects.filter(args__says="计划已总结，请阅").values_list("person_id", flat=True)
    assert set(told) == {company.person(key).pk for key in readers}


def test_every_register_and_duty_of_the_library_is_read_and_carries_out_a_clause() -> None:
    registers, recurring = library(), duties()
    assert len({d.code for d in registers}) == len(registers) and len({d.prefix for d in registers}) == len(registers)
    assert {d.prefix for d in registers} & set(PREFIX.values()) == set(), "prefixes of other documents"
    assert [d.code for d in (*registers, *recurring) if not d.clauses or any(clause(c) is None for c in d.clauses)] == []


def test_every_register_has_a_case() -> None:
    tested = {case["clause"] for _name, case in cases()}
    assert [d.code for d in library() if not tested.intersection(d.clauses)] == []
