"""Actions that wait until they are agreed: credit limits, write-offs, releases, cancellations, delegations; and orders in review."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from yingshu.approvals import errors, services
from yingshu.approvals.models import Approval, Request
from yingshu.approvals.queries.mine import tasks_of
from yingshu.customers.models import Customer
from yingshu.customers.services import set_credit_terms
from yingshu.kernel import clock
from yingshu.kernel.errors import NotAllowed
from yingshu.logistics.models import Shipment
from yingshu.logistics.services import settle_freight
from yingshu.orders.models import SalesOrder
from yingshu.orders.services import approve_order, cancel_order, release_credit, submit_order
from yingshu.organisation.errors import LimitExceeded
from yingshu.organisation.models import Delegation
from yingshu.organisation.services import delegate
from yingshu.receivables.errors import TooMuchAllocated
from yingshu.receivables.models import ReceivableItem
from yingshu.receivables.services import write_off
from yingshu.rulebook.decisions import Refused

from ..support.flows import flow, post

pytestmark = pytest.mark.django_db


def last(kind: str) -> Approval:
    return Approval.objects.filter(kind=kind).latest("id")


def agree(trade: Any, kind: str, who: str) -> Any:
    return services.agree(actor=trade.actor(who), approval_id=last(kind).pk)


@pytest.mark.clause("CUS-16")
def test_a_higher_credit_limit_waits_and_a_lower_one_does_not(trade: Any) -> None:
    flow("customers.set_credit_terms", [post("head", "director"), post("top", "general_manager", when=[
        {"fact": "amount", "op": ">", "value": "50000"}])], when=[{"fact": "increase", "op": ">", "value": "0"}])
    buyer = trade.customer(limit=10000, investigated=True)
    asked = set_credit_terms(actor=trade.actor("finance"), customer_id=buyer.pk, credit_limit_fen=6_000_000, reason="旺季")
    request = Request.objects.get()
    assert (asked.kind, asked.number, asked.state) == ("request", request.number, "pending")
    assert request.arguments == {"customer_id": buyer.pk, "credit_limit_fen": "60000.00", "reason": "旺季"}
    assert request.title == "甘泉农资：信用额度 10,000.00 → 60,000.00"
    with pytest.raises(errors.StillWaits):
        set_credit_terms(actor=trade.actor("finance"), customer_id=buyer.pk, credit_limit_fen=7_000_000, reason="旺季")
    agree(trade, "customers.set_credit_terms", "director")
    assert Customer._plain.get(pk=buyer.pk).credit_limit_fen == 1_000_000
    agree(trade, "customers.set_credit_terms", "general_manager")
    request.refresh_from_db()
    assert (Customer._plain.get(pk=buyer.pk).credit_limit_fen, request.state) == (6_000_000, "done")
    lowered = set_credit_terms(actor=trade.actor("finance"), customer_id=buyer.pk, credit_limit_fen=100, reason="收紧")
    assert (lowered.kind, Customer._plain.get(pk=buyer.pk).credit_limit_fen) == ("customer", 100)


@pytest.mark.clause("REC-03")
def test_a_write_off_is_tried_when_asked_for_and_carried_out_when_agreed(trade: Any) -> None:
    flow("receivables.write_off", [post("head", "director")])
    buyer, goods = trade.customer(limit=100_000, investigated=True), trade.product()
    trade.shipped(buyer, goods)
    item = ReceivableItem._plain.get()
    finance = trade.actor("finance")
    with pytest.raises(TooMuchAllocated):
        write_off(actor=finance, item_id=item.pk, amount=item.open_fen + 1, reason="尾差")
    assert not Request.objects.exists()
    write_off(actor=finance, item_id=item.pk, amount=5000, reason="尾差")
    assert ReceivableItem._plain.get().open_fen == item.open_fen
    services.refuse(actor=trade.actor("director"), approval_id=last("receivables.write_off").pk, reason="再催一次")
    refused = Request.objects.get()
    assert (refused.state, refused.opinion, ReceivableItem._plain.get().open_fen) == ("refused", "再催一次", item.open_fen)
    write_off(actor=finance, item_id=item.pk, amount=5000, reason="尾差")
    agree(trade, "receivables.write_off", "director")
    assert ReceivableItem._plain.get().open_fen == item.open_fen - 5000


def test_release_and_cancellation_after_shipment_wait(trade: Any) -> None:
    flow("orders.release_credit", [post("head", "director")])
    flow("orders.cancel", [post("head", "director")], when=[{"fact": "instructed", "value": "true"}])
    buyer, goods = trade.customer(limit=100, investigated=True), trade.product()
    order_id = trade.order(buyer, goods, "10", method="credit").id
    trade.instruct(order_id)
    assert release_credit(actor=trade.actor("finance"), order_id=order_id, reason="明日付款").state == "pending"
    agree(trade, "orders.release_credit", "director")
    assert SalesOrder._plain.get(pk=order_id).credit_released_by == "财务孙莉"
    asked = cancel_order(actor=trade.actor("service_manager"), order_id=order_id, reason="客户取消")
    assert (asked.kind, SalesOrder._plain.get(pk=order_id).state) == ("request", "executing")
    agree(trade, "orders.cancel", "director")
    assert SalesOrder._plain.get(pk=order_id).state == "cancelled"
    early = trade.order(buyer, goods, "1", method="cod").id
    assert cancel_order(actor=trade.actor("service_manager"), order_id=early, reason="录错").state == "cancelled"


@pytest.mark.clause("LOG-05")
def test_freight_is_paid_once_head_and_finance_agree(trade: Any) -> None:
    flow("logistics.settle_freight", [post("head", "director"), post("money", "finance")])
    _order, slip_id = trade.shipped(trade.customer(), trade.product(), method="prepaid", pay=85000)
    trade.arrived(slip_id)
    shipment, clerk = Shipment._plain.get(), trade.actor("logistics_clerk")
    with pytest.raises(Refused):
        settle_freight(actor=clerk, shipment_id=shipment.pk, amount=shipment.freight_fen + 1)
    assert settle_freight(actor=clerk, shipment_id=shipment.pk, amount=shipment.freight_fen).state == "pending"
    agree(trade, "logistics.settle_freight", "director")
    assert Shipment._plain.get().state == "arrived"
    agree(trade, "logistics.settle_freight", "finance")
    assert (Shipment._plain.get().state, Shipment._plain.get().freight_paid_fen) == ("settled", 60000)


@pytest.mark.clause("ORG-29")
def test_a_delegation_holds_once_it_is_agreed_and_ends_with_its_period(trade: Any) -> None:
    flow("organisation.delegate", [post("top", "general_manager")])
    flow("order", [post("head", "director")])
    deputy = trade.company.person("service_manager")
    delegate(actor=trade.actor("director"), right="approvals.agree", receiver_id=deputy.pk, first_day=date(2026, 6, 1),
             last_day=date(2026, 6, 10), limit_fen=1_000_000, note="出差")
    assert not Delegation.objects.exists()
    agree(trade, "organisation.delegate", "general_manager")
    given = Delegation.objects.get()
    assert (given.giver_id, given.limit_fen) == (trade.company.person("director").pk, 1_000_000)
    small = trade.order(trade.customer(), trade.product(), "100", by="salesperson")
    with clock.at(datetime(2026, 6, 10, 23, 59)):
        assert [t.approval.subject_id for t in tasks_of(trade.actor("service_manager"))] == [small.id]
        done = services.agree(actor=trade.actor("service_manager"), approval_id=last("order").pk)
    assert (done.state, SalesOrder._plain.get(pk=small.id).state) == ("agreed", "approved")
    assert last("order").events.get(verb="agree").instead_name == "主任周正"
    large = trade.order(trade.customer("大户"), trade.product("大豆", "300"), "100", by="salesperson")
    with pytest.raises(LimitExceeded) as limit:
        services.agree(actor=trade.actor("service_manager"), approval_id=last("order").pk)
    assert limit.value.text() == "你的授权额度为 10,000.00 元，本单为 30,000.00，仍由主任周正审批。"
    trade.order(trade.customer("小户"), trade.product("玉米", "30"), "10", by="salesperson")
    with clock.at(datetime(2026, 6, 11, 0, 0)), pytest.raises(errors.NotYourTurn):
        services.agree(actor=trade.actor("service_manager"), approval_id=last("order").pk)
    assert SalesOrder._plain.get(pk=large.id).state == "reviewing"


@pytest.mark.clause("ORD-02", "ORD-09")
def test_an_order_goes_through_the_flow_instead_of_the_one_step(trade: Any) -> None:
    flow("order", [post("region", who={"posts": ["region_manager"], "unit": "document"}), post("head", "director", when=[
        {"fact": "amount", "op": ">=", "value": "10000"}])], when=[{"fact": "amount", "op": ">", "value": "1000"}])
    goods = trade.product()
    assert trade.order(trade.customer("小单"), goods, "10", by="salesperson").state == "approved"
    large = trade.order(trade.customer(), goods, "200", by="salesperson")
    assert (large.state, last("order").step_title) == ("reviewing", "region")
    with pytest.raises(errors.StillWaits):
        approve_order(actor=trade.actor("director"), order_id=large.id)
    agree(trade, "order", "region_manager")
    services.refuse(actor=trade.actor("director"), approval_id=last("order").pk, reason="客户欠款未清")
    assert SalesOrder._plain.get(pk=large.id).state == "rejected"
    submit_order(actor=trade.actor("salesperson"), order_id=large.id)
    assert (last("order").step_title, Approval.objects.filter(kind="order", subject_id=large.id).count()) == ("region", 2)
    agree(trade, "order", "region_manager")
    agree(trade, "order", "director")
    assert SalesOrder._plain.get(pk=large.id).state == "approved"
    with pytest.raises(NotAllowed):
        services.stop(actor=trade.actor("salesperson"), approval_id=last("order").pk, reason="x")
    assert Decimal(last("order").amount_fen) == 1_700_000
