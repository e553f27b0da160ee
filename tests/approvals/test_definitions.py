"""Definitions from forms: written in words, saved as versions, shown again as they were; what is wrong is told and not saved."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from yingshu.approvals import forms
from yingshu.approvals.definition import FlowItem
from yingshu.approvals.models import AuthorityVersion, FlowVersion
from yingshu.approvals.queries.force import flows_for, in_force
from yingshu.approvals.services import define_flow, define_table, end_definition, save_table
from yingshu.approvals.services.defining import Sort, put_in_force
from yingshu.approvals.services.describing import BandRow, ConditionRow, StepRow
from yingshu.kernel import clock
from yingshu.kernel.actor import system
from yingshu.kernel.errors import InvalidInput
from yingshu.rulebook.sections import Origin

from ..support.browsing import BACKEND
from ..support.flows import TABLE

pytestmark = pytest.mark.django_db
STEPS = [StepRow(title="主任", who=["posts:director"], hours=8),
         StepRow(title="会签", who=["posts:finance", "posts:general_manager"], mode="all", percent=Decimal(50))]
CONDITIONS = [ConditionRow(fact="order/discount", op=">", value="3%"), ConditionRow(place=1, fact="order/amount", op=">=", value="50000"),
              ConditionRow(place=1, fact="order/unit=east"), ConditionRow(place=2, fact="order/method=credit"),
              ConditionRow(place=2, fact="order/method=bill")]


def saved(trade: Any, **more: Any) -> Any:
    given = {"steps": STEPS, "conditions": CONDITIONS, "administrators": [trade.company.posts["admin"].pk], **more}
    return define_flow(actor=trade.actor("admin"), kind="order", title="订单审批", **given)


@pytest.mark.clause("ORG-29")
def test_a_flow_is_chosen_by_names_and_shown_as_it_was(trade: Any) -> None:
    done = saved(trade)
    row = FlowVersion.objects.get(pk=done.id)
    assert (row.code, row.version, row.subject, row.valid_from) == ("order", 1, "order", date(2026, 6, 1))
    assert row.content["when"] == [{"fact": "discount", "op": ">", "value": ["3%"]}]
    assert row.content["steps"][0]["when"] == [{"fact": "amount", "op": ">=", "value": ["50000"]},
                                               {"fact": "unit", "op": "=", "value": ["east"]}]
    assert row.content["steps"][1]["when"] == [{"fact": "method", "op": "=", "value": ["credit", "bill"]}]
    first = forms.define_flow(trade.actor("admin"), {"of": "order", "kind": "order"})["initial"]
    assert first["steps"][1] == {"title": "会签", "who": ["posts:finance", "posts:general_manager"], "mode": "all", "percent": 50,
                                 "hours": None, "copy_to": []}
    assert [(c["place"], c["fact"], c["value"]) for c in first["conditions"]] == [
        (None, "order/discount", "3%"), (1, "order/amount", "50000"), (1, "order/unit=east", ""), (2, "order/method=credit", ""),
        (2, "order/method=bill", "")]
    saved(trade, code="order", valid_from=date(2026, 7, 1))
    assert [r.version for r in in_force(FlowVersion)] == [1]
    with clock.at(datetime(2026, 7, 1, 8, 0)):
        assert [r.version for r in flows_for("order", [])] == [2]
        end_definition(actor=trade.actor("admin"), sort=Sort.FLOW, code="order", reason="停用")
        assert flows_for("order", []) == []


@pytest.mark.clause("ORG-29")
def test_the_step_of_a_condition_is_chosen_by_its_title(trade: Any) -> None:
    """The search offers the steps as they stand in the form, also those without a title yet; rows that were taken out leave a gap."""
    client = Client()
    client.force_login(trade.company.person("admin"), backend=BACKEND)
    form = {"steps-0-title": "主任审核", "steps-2-title": "", "steps-3-title": "总经理审批", "conditions-0-place": "1", "q": ""}
    assert client.get("/lookup/approval_rows/", form).json()["results"] == [
        {"id": "1", "text": "第 1 行 主任审核", "note": ""}, {"id": "2", "text": "第 2 行", "note": ""},
        {"id": "3", "text": "第 3 行 总经理审批", "note": ""}]
    assert [r["id"] for r in client.get("/lookup/approval_rows/", {**form, "q": "总经理"}).json()["results"]] == ["3"]
    saved(trade)
    here = client.get("/act/approvals.define_flow/?of=order&kind=order").content.decode()
    assert '<option value="2" selected>第 2 行</option>' in here and "/lookup/approval_rows/" in here


def test_what_is_wrong_is_told_at_its_field(trade: Any) -> None:
    def wrong(**more: Any) -> dict[str, list[str]]:
        with pytest.raises(InvalidInput) as told:
            saved(trade, **more)
        assert not FlowVersion.objects.exists()
        return told.value.errors

    assert list(wrong(conditions=[ConditionRow(fact="order/colour", value="3")])) == ["conditions"]
    assert list(wrong(conditions=[ConditionRow(fact="order/amount", op=">", value="很多")])) == ["conditions"]
    assert list(wrong(conditions=[ConditionRow(place=3, fact="order/amount", op=">", value="5")])) == ["conditions.0.place"]
    assert wrong(steps=[StepRow(title="a", who=["posts:astronaut"])], conditions=[]) == {"posts": ["没有岗位“astronaut”。"]}
    assert list(wrong(steps=[StepRow(title="a", who=["posts:finance", "superior:1"])], conditions=[])) == ["steps.0.who"]
    assert list(wrong(steps=[StepRow(title="a", who=["who knows"])], conditions=[])) == ["steps.0.who"]
    assert list(wrong(valid_from=date(2026, 5, 31))) == ["valid_from"]


def test_a_second_flow_for_the_same_documents_is_refused(trade: Any) -> None:
    saved(trade)
    with pytest.raises(InvalidInput) as told:
        saved(trade)
    assert list(told.value.errors) == ["conditions"] and "订单审批" in told.value.errors["conditions"][0]
    assert saved(trade, conditions=[]).number == "订单审批 V1"
    assert sorted(r.code for r in in_force(FlowVersion)) == ["order", "order_2"]


def test_the_forms_offer_names_for_everything(trade: Any) -> None:
    """Nobody types a code: who decides, facts with their values, clauses and rights are found by their words."""
    define_table(actor=trade.actor("admin"), matter="special_price", title="浮动权限", code="float", bands="special_price/deviation",
                 rows=[BandRow(upto="5%", deciders=["superior:1"])])
    client = Client()
    client.force_login(trade.company.person("admin"), backend=BACKEND)

    def offered(what: str, words: str, **more: str) -> list[tuple[str, str]]:
        answer = client.get(f"/lookup/{what}/", {"q": words, **more})
        return [(r["id"], r["text"]) for r in answer.json()["results"]]

    assert ("posts:finance", "财务") in offered("approvers", "财务")
    assert ("superior:1", "上级") in offered("approvers", "上级")
    assert offered("approvers", "浮动") == [("table:float", "浮动权限")]
    assert offered("deciders", "浮动") == []
    assert ("order/method=credit", "付款方式：月结") in offered("approval_facts", "月结", kind="order")
    assert ("order/amount", "金额（元）") in offered("approval_facts", "金额", kind="order")
    assert [word for word, _text in offered("approval_numbers", "", matter="special_price")] == [
        "special_price/amount", "special_price/discount", "special_price/deviation"]
    assert offered("clauses", "ORD-06")[0][0] == "ORD-06"
    assert "receivables.write_off" in dict(offered("rights", "核销"))
    page = client.get("/act/approvals.define_table/?of=float&matter=special_price").content.decode()
    assert '<option value="special_price/deviation" selected>' in page
    assert '<option value="superior:1" selected>上级</option>' in page
    kinds = client.get("/act/approvals.define_table/").content.decode()
    assert "matter=special_price&amp;of=float" in kinds and "matter=order" in kinds


def test_who_may_not_set_flows_searches_nothing(trade: Any) -> None:
    client = Client()
    client.force_login(trade.company.person("salesperson"), backend=BACKEND)
    assert client.get("/lookup/approvers/?q=").status_code == 403
    assert client.get("/lookup/no_such_offer/?q=").status_code == 404


@pytest.mark.clause("PRC-06", "PRC-09")
@pytest.mark.parametrize(("rows", "says"), [
    ([{"upto": "3%"}, {"above": "5%"}], "3% 与 5% 之间有空档。"),
    ([{"upto": "5%"}, {"above": "3%"}], "3% 与 5% 之间有重叠。"),
    ([{"upto": "5%"}, {"above": "5%"}, {"above": "8%"}], "无上限的档之后不能再有档（> 8%）。")])
def test_bands_with_gaps_or_overlaps_are_refused(trade: Any, rows: list[dict[str, str]], says: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        save_table(actor=system(), content={**TABLE, "rows": rows})
    assert refused.value.errors == {"": [says]}
    assert not AuthorityVersion.objects.exists()


@pytest.mark.clause("PRC-09")
def test_a_table_from_a_form_begins_each_row_where_the_one_before_ends(trade: Any) -> None:
    rows = [BandRow(upto="5%", deciders=["posts:region_manager"]), BandRow(upto="10%", deciders=["posts:director"]),
            BandRow(upto="20%", deciders=["posts:director", "posts:general_manager"])]
    define_table(actor=trade.actor("admin"), matter="special_price", title="浮动权限", bands="special_price/deviation", rows=rows)
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
