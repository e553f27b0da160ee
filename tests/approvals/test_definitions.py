"""Definitions from forms: written in words, saved as versions, shown again as they were; what is wrong is told and not saved."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from yingshu.approvals import forms
from yingshu.approvals.definition import FlowItem
from yingshu.approvals.models import AuthorityVersion, FlowVersion
from yingshu.approvals.queries.force import flows_for, in_force
from yingshu.approvals.services import define_flow, define_table, end_definition, save_table
from yingshu.approvals.services.defining import Sort, put_in_force
from yingshu.approvals.services.describing import BandRow, StepRow
from yingshu.kernel import clock
from yingshu.kernel.actor import system
from yingshu.kernel.errors import InvalidInput
from yingshu.rulebook.sections import Origin

from ..support.flows import TABLE

pytestmark = pytest.mark.django_db
STEPS = [StepRow(title="主任", who="营销中心主任", when="金额（元） >= 50000；unit = east", hours=8),
         StepRow(title="会签", who="财务、总经理", mode="all", percent=Decimal(50))]


def saved(trade: Any, **more: Any) -> Any:
    return define_flow(actor=trade.actor("admin"), kind="order", title="订单审批", steps=STEPS, applies_when="discount > 3%",
                       administrators="系统管理员", **more)


@pytest.mark.clause("ORG-29")
def test_a_flow_is_written_in_words_and_shown_as_it_was(trade: Any) -> None:
    done = saved(trade)
    row = FlowVersion.objects.get(pk=done.id)
    assert (row.code, row.version, row.subject, row.valid_from) == ("order", 1, "order", date(2026, 6, 1))
    assert row.content["when"] == [{"fact": "discount", "op": ">", "value": ["3%"]}]
    assert row.content["steps"][0]["when"][0] == {"fact": "amount", "op": ">=", "value": ["50000"]}
    first = forms.define_flow(trade.actor("admin"), {"of": "order"})["initial"]
    assert first["steps"][0] == {"title": "主任", "by": "posts", "who": "营销中心主任", "in_unit": "", "mode": "any", "percent": 100,
                                 "hours": 8, "when": "金额（元） >= 50000；部门 = east", "copy_to": ""}
    saved(trade, valid_from=date(2026, 7, 1))
    assert [r.version for r in in_force(FlowVersion)] == [1]
    with clock.at(datetime(2026, 7, 1, 8, 0)):
        assert [r.version for r in flows_for("order", [])] == [2]
        end_definition(actor=trade.actor("admin"), sort=Sort.FLOW, code="order", reason="停用")
        assert flows_for("order", []) == []


def test_what_is_wrong_is_told_with_its_place(trade: Any) -> None:
    admin = trade.actor("admin")
    with pytest.raises(InvalidInput) as condition:
        define_flow(actor=admin, kind="order", title="x", steps=[StepRow(title="a", who="财务", when="颜色 = 红")])
    assert list(condition.value.errors) == ["steps.0.when"]
    with pytest.raises(InvalidInput) as words:
        define_flow(actor=admin, kind="order", title="x", steps=[StepRow(title="a", who="宇航员")])
    assert words.value.errors == {"posts": ["没有岗位“宇航员”。"]}
    with pytest.raises(InvalidInput) as past:
        saved(trade, valid_from=date(2026, 5, 31))
    assert list(past.value.errors) == ["valid_from"]
    assert not FlowVersion.objects.exists()


@pytest.mark.clause("PRC-06", "PRC-09")
@pytest.mark.parametrize(("rows", "says"), [
    ([{"upto": "3%"}, {"above": "5%"}], "0.03 与 0.05 之间有空档。"),
    ([{"upto": "5%"}, {"above": "3%"}], "0.03 与 0.05 之间有重叠。"),
    ([{"upto": "5%"}, {"above": "5%"}, {"above": "8%"}], "无上限的档之后不能再有档（> 0.08）。")])
def test_bands_with_gaps_or_overlaps_are_refused(trade: Any, rows: list[dict[str, str]], says: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        save_table(actor=system(), content={**TABLE, "rows": rows})
    assert refused.value.errors == {"": [says]}
    assert not AuthorityVersion.objects.exists()


@pytest.mark.clause("PRC-09")
def test_a_table_from_a_form_begins_each_row_where_the_one_before_ends(trade: Any) -> None:
    rows = [BandRow(upto="5%", deciders="大区经理"), BandRow(upto="10%", deciders="营销中心主任"),
            BandRow(upto="20%", deciders="营销中心主任 → 总经理")]
    define_table(actor=trade.actor("admin"), matter="special_price", title="浮动权限", code="float", fact="deviation", rows=rows)
    content = AuthorityVersion.objects.get().content
    assert [(r["above"], r["upto"], len(r["steps"])) for r in content["rows"]] == [(None, "0.05", 1), ("0.05", "0.1", 1), ("0.1", "0.2", 2)]


def test_a_rulebook_brings_its_set_and_takes_it_away_again(trade: Any) -> None:
    item = FlowItem.model_validate({"code": "order", "title": "订单", "kind": "order", "steps": [
        {"code": "head", "title": "主任", "who": {"posts": ["director"]}}]})
    origin = Origin("book", 1, date(2026, 6, 1))
    for _again in range(2):
        put_in_force(Sort.FLOW, system(), origin, [item])
    assert FlowVersion.objects.count() == 1
    put_in_force(Sort.FLOW, system(), Origin("book", 2, date(2026, 7, 1)), [])
    assert [r.code for r in in_force(FlowVersion, date(2026, 6, 30))] == ["order"]
    assert in_force(FlowVersion, date(2026, 7, 1)) == []
