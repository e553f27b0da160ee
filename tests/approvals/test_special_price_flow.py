"""A special price through a flow: submitted, decided, sent back, refused, withdrawn, with lists, history and messages."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from yingshu.approvals import errors, services
from yingshu.approvals.models import Approval, ApprovalEvent, ApprovalTask
from yingshu.approvals.queries.mine import tasks_of
from yingshu.kernel import approving, clock
from yingshu.kernel.actor import system
from yingshu.notifications.models import Message
from yingshu.pricing.models import SpecialPrice
from yingshu.pricing.services import ask_special_price, decide_special_price, mend_special_price
from yingshu.rulebook.decisions import Refused
from yingshu.rulebook.models import DecisionRecord

from ..support.browsing import BACKEND
from ..support.flows import TABLE, flow, table

pytestmark = pytest.mark.django_db


@pytest.fixture
def deal(trade: Any) -> Any:
    """A customer, a machine at 1,000, four levels; the flow of special prices with its authority table in force."""
    trade.parameters("pricing.authority", "四级权限")
    trade.buyer, trade.machine = trade.customer(), trade.product("收割机", "1000", floor="500", measure="台")
    with clock.at(datetime(2026, 6, 10, 9, 0)):
        table(TABLE)
        flow("special_price", [{"code": "authority", "title": "价格权限", "who": {"table": "discount"}}])
        yield trade


def ask(deal: Any, price: str = "880", **more: Any) -> Any:
    return ask_special_price(actor=deal.actor("salesperson"), customer_id=deal.buyer.pk, product_id=deal.machine.pk, price=Decimal(price),
                             reason="批量采购", **more)


def approval_of(pk: int) -> Approval:
    return Approval.objects.filter(kind="special_price", subject_id=pk).latest("id")


@pytest.mark.clause("PRC-06", "PRC-08")
def test_twelve_percent_goes_to_the_row_of_the_table_and_is_granted(deal: Any) -> None:
    asked = ask(deal, quantity=Decimal(50))
    found = approval_of(asked.id)
    assert (asked.state, found.state, found.step_title, found.amount_fen) == ("pending", "running", "营销总监", 4_400_000)
    assert found.rows == [{"table": "discount", "version": 1, "row": 3, "says": "折扣权限 V1 · 3 · 12% (8% < x ≤ 15%)"}]
    route = DecisionRecord.objects.get(control="approvals.route")
    assert (route.outcome, route.subject_number, route.verdict["route_to"]) == ("route", asked.number, "营销总监")
    director = deal.actor("sales_director")
    assert [t.approval_id for t in tasks_of(director)] == [found.pk]
    told = Message.objects.filter(person_id=director.id, url=f"/approvals/{found.pk}/")
    assert [m.msgid for m in told] == ["[Pending approval] %(kind)s %(number)s: %(title)s"]
    with pytest.raises(errors.NotYourTurn) as early:
        services.agree(actor=deal.actor("general_manager"), approval_id=found.pk)
    assert early.value.text() == f"“{asked.number}”正等待营销总监唐宁审批（节点：营销总监）。轮到你时才能处理，或该节点已处理完。"
    with pytest.raises(errors.StillWaits):
        decide_special_price(actor=director, special_price_id=asked.id, grant=True)
    done = services.agree(actor=director, approval_id=found.pk, opinion="同意")
    assert (done.state, done.data) == ("agreed", {"restarted": False, "step": ""})
    row = SpecialPrice._plain.get(pk=asked.id)
    assert (row.state, row.decided_by, str(row.valid_until)) == ("granted", "营销总监唐宁", "2026-07-10")
    events = ApprovalEvent.objects.filter(approval=found).order_by("id").values_list("verb", "actor_name", "says")
    assert list(events) == [("submit", "业务员张东", "折扣权限 V1 · 3 · 12% (8% < x ≤ 15%)"), ("agree", "营销总监唐宁", "同意")]
    assert ApprovalTask.objects.get(approval=found).outcome == "agree"


def test_several_are_agreed_to_together_and_what_fails_says_why(deal: Any) -> None:
    """Batch approval from the list: each in its own transaction; who is not asked reads the reason."""
    mine = [approval_of(ask(deal, price).id).pk for price in ("880", "890")]
    other = approval_of(ask(deal, "700").id).pk
    client = Client()
    client.force_login(deal.company.person("sales_director"), backend=BACKEND)
    page = client.get("/approvals/").content.decode()
    assert "/approvals/batch/approvals.agree/" in page and all(f"/approvals/{pk}/" in page for pk in mine)
    answer = client.post("/approvals/batch/approvals.agree/", {"ids": [*mine, other], "key": "batch-1", "opinion": "同意"})
    said = answer.content.decode()
    assert (answer.status_code, said.count('name="reason"')) == (200, 1)
    states = Approval.objects.filter(pk__in=[*mine, other]).order_by("id").values_list("state", flat=True)
    assert list(states) == ["agreed", "agreed", "running"]


@pytest.mark.clause("PRC-06")
def test_three_percent_passes_at_once_and_nobody_is_asked(deal: Any) -> None:
    asked = ask(deal, "970")
    assert (asked.state, approval_of(asked.id).state, ApprovalTask.objects.count()) == ("granted", "agreed", 0)


@pytest.mark.clause("PRC-09")
def test_beyond_the_last_band_it_is_refused_and_nothing_is_kept(deal: Any) -> None:
    bands = [{"upto": "5%", "steps": [{"posts": ["region_manager"]}]}, {"above": "5%", "upto": "20%", "steps": [{"posts": ["director"]}]}]
    table({**TABLE, "rows": bands})
    with pytest.raises(Refused) as refused:
        ask(deal, "750")
    assert (refused.value.clause, refused.value.text()) == (
        "PRC-08", "折扣权限：25% 不在任何一档之内。任何人都无权批准；请在权限表范围内办理，或先修订权限表。")
    assert not SpecialPrice._plain.exists()
    assert DecisionRecord.objects.get(control="approvals.route").outcome == "refuse"


def test_sent_back_mended_and_changed_content_begins_anew(deal: Any) -> None:
    asked = ask(deal)
    found = approval_of(asked.id)
    with pytest.raises(errors.ReasonNeeded):
        services.send_back(actor=deal.actor("sales_director"), approval_id=found.pk)
    services.send_back(actor=deal.actor("sales_director"), approval_id=found.pk, reason="请写明用途", direct=True)
    assert (approval_of(asked.id).state, SpecialPrice._plain.get(pk=asked.id).state) == ("returned", "returned")
    mended = mend_special_price(actor=deal.actor("salesperson"), special_price_id=asked.id, reason="示范田用")
    again = approval_of(asked.id)
    assert (mended.state, again.pk, again.state, again.step_title) == ("pending", found.pk, "running", "营销总监")
    services.send_back(actor=deal.actor("sales_director"), approval_id=found.pk, reason="价格太低", direct=True)
    mend_special_price(actor=deal.actor("salesperson"), special_price_id=asked.id, price=Decimal("950"))
    again = approval_of(asked.id)
    assert (again.pk, again.state, again.step_title, again.rows[0]["row"]) == (found.pk, "running", "营销中心主任", 2)
    verbs = list(ApprovalEvent.objects.filter(approval=found).order_by("id").values_list("verb", flat=True))
    assert verbs == ["submit", "return", "resubmit", "return", "resubmit"]


def test_refused_with_reason_and_the_document_knows(deal: Any) -> None:
    asked = ask(deal)
    found = approval_of(asked.id)
    services.refuse(actor=deal.actor("sales_director"), approval_id=found.pk, reason="低于成本")
    row = SpecialPrice._plain.get(pk=asked.id)
    assert (approval_of(asked.id).state, row.state, row.opinion) == ("refused", "rejected", "低于成本")
    told = Message.objects.get(person_id=deal.company.person("salesperson").pk)
    assert (told.msgid[:9], told.args["says"]) == ("[Refused]", "低于成本")


def test_withdrawn_until_the_first_approver_acts(deal: Any) -> None:
    asked = ask(deal)
    with pytest.raises(errors.NotTheInitiator):
        services.withdraw(actor=deal.actor("sales_director"), approval_id=approval_of(asked.id).pk)
    services.withdraw(actor=deal.actor("salesperson"), approval_id=approval_of(asked.id).pk)
    assert (approval_of(asked.id).state, SpecialPrice._plain.get(pk=asked.id).state) == ("withdrawn", "returned")
    second = ask(deal, "870")
    found = approval_of(second.id)
    services.transfer(actor=deal.actor("sales_director"), approval_id=found.pk, person_id=deal.company.person("vice_president").pk)
    with pytest.raises(errors.TooLateToWithdraw):
        services.withdraw(actor=deal.actor("salesperson"), approval_id=found.pk)
    services.ask_to_stop(actor=deal.actor("salesperson"), approval_id=found.pk, reason="客户不要了")
    assert Message.objects.filter(person_id=deal.company.person("vice_president").pk, msgid__contains="asks to stop").exists()
    with pytest.raises(errors.NotFlowAdministrator):
        services.stop(actor=deal.actor("general_manager"), approval_id=found.pk, reason="客户取消")
    services.stop(actor=deal.actor("admin"), approval_id=found.pk, reason="客户取消")
    assert (approval_of(second.id).state, SpecialPrice._plain.get(pk=second.id).opinion) == ("stopped", "客户取消")


def test_reminded_at_most_every_two_hours(deal: Any) -> None:
    found = approval_of(ask(deal).id)
    seller = deal.actor("salesperson")
    services.remind(actor=seller, approval_id=found.pk)
    with clock.at(datetime(2026, 6, 10, 10, 59)), pytest.raises(errors.RemindedJustNow) as soon:
        services.remind(actor=seller, approval_id=found.pk)
    assert soon.value.data == {"at": "09:00", "next": "11:00"}
    with clock.at(datetime(2026, 6, 10, 11, 0)):
        services.remind(actor=seller, approval_id=found.pk)
    assert ApprovalEvent.objects.filter(approval=found, verb="remind").count() == 2


def test_without_a_flow_everything_is_as_before(trade: Any) -> None:
    trade.parameters("pricing.authority", "四级权限")
    trade.buyer, trade.machine = trade.customer(), trade.product("收割机", "1000", measure="台")
    asked = ask(trade)
    assert (asked.state, Approval.objects.count(), approving.panel(system(), "special_price", asked.id)) == ("pending", 0, None)
    assert decide_special_price(actor=trade.actor("sales_director"), special_price_id=asked.id, grant=True).state == "granted"
