"""S2 with its flows in force: the joint meeting is in tests/approvals; here the discount, the permit, the figures and the closing."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from yingshu.approvals import services
from yingshu.approvals.models import Approval
from yingshu.insight.queries.performance import own_amount
from yingshu.kernel import clock
from yingshu.orders.models import OrderLine, SalesOrder
from yingshu.orders.services import close_order, record_receipt_note, send_instructions
from yingshu.pricing import hooks
from yingshu.pricing.models import SpecialPrice
from yingshu.pricing.services import ask_special_price, record_basis, review_special_price
from yingshu.rulebook.decisions import Refused

from ..support.flows import TABLE, flow, table


@pytest.fixture
def company_of_s2(trade: Any) -> Any:
    """Four levels with an authority table; special prices and orders beyond the clerk's authority go through flows."""
    trade.parameters("pricing.authority", "四级权限")
    trade.parameters("orders.review", mode="by_price")
    table(TABLE)
    table({**TABLE, "code": "order_discount", "title": "订单折扣权限", "matter": "order"})
    flow("special_price", [{"code": "authority", "title": "价格权限", "who": {"table": "discount"}}])
    flow("order", [{"code": "authority", "title": "价格权限", "who": {"table": "order_discount"}}])
    trade.buyer, trade.machine = trade.customer(), trade.product("收割机", "1000", floor="500", measure="台")
    return trade


def order(trade: Any, quantity: str, price: str, **more: Any) -> Any:
    return trade.order(trade.buyer, trade.machine, quantity, method="prepaid", by="salesperson", price=price, **more)


def ask(trade: Any, **more: Any) -> Any:
    return ask_special_price(actor=trade.actor("salesperson"), customer_id=trade.buyer.pk, product_id=trade.machine.pk,
                             price=Decimal("880"), reason="年度大单", **more)


def agreed_by(trade: Any, who: str) -> None:
    services.agree(actor=trade.actor(who), approval_id=Approval.objects.latest("id").pk)


@pytest.mark.clause("PRC-06", "ORD-09")
def test_steps_2_and_6_twelve_percent_to_the_director_and_the_month_adds_up(company_of_s2: Any) -> None:
    trade = company_of_s2
    large = order(trade, "50", "880")
    found = Approval.objects.get(kind="order", subject_id=large.id)
    assert (large.state, large.data["gross"], found.step_title, found.amount_fen) == ("reviewing", "44000.00", "营销总监", 4_400_000)
    assert found.rows[0]["says"] == "订单折扣权限 V1 · 3 · 12% (8% < x ≤ 15%)"
    line = OrderLine.objects.get(order_id=large.id)
    assert line.list_price * line.quantity - line.price * line.quantity == 6000
    agreed_by(trade, "sales_director")
    small = order(trade, "10", "970")
    assert (small.state, small.data["gross"]) == ("approved", "9700.00")
    for each in (large.id, small.id):
        send_instructions(actor=trade.actor("service_manager"), order_id=each)
    assert own_amount(date(2026, 6, 1), date(2026, 6, 30), trade.actor("salesperson")) == 5_370_000


@pytest.mark.clause("PRC-08")
def test_step_3_the_permit_of_the_flow_holds_until_the_tenth_of_july(company_of_s2: Any) -> None:
    trade = company_of_s2
    with clock.at(datetime(2026, 6, 10, 9, 0)):
        asked = ask(trade)
        agreed_by(trade, "sales_director")
    assert str(SpecialPrice._plain.get(pk=asked.id).valid_until) == "2026-07-10"
    with clock.at(datetime(2026, 7, 10, 9, 0)):
        assert order(trade, "50", "880").state == "approved"
    with clock.at(datetime(2026, 7, 11, 9, 0)), pytest.raises(Refused) as refused:
        order(trade, "50", "880")
    assert refused.value.clause == "PRC-08"


@pytest.mark.clause("PRC-07")
def test_step_4_an_increase_is_refused_whatever_flow_is_in_force(company_of_s2: Any) -> None:
    with pytest.raises(Refused) as refused:
        order(company_of_s2, "10", "1050")
    assert (refused.value.clause, SalesOrder._plain.count()) == ("PRC-07", 0)


@pytest.mark.clause("ORD-20")
def test_step_7_without_the_customers_opinion_it_is_not_closed(company_of_s2: Any) -> None:
    trade = company_of_s2
    order_id = order(trade, "10", "970").id
    trade.instruct(order_id)
    trade.ready(order_id)
    trade.vehicle(order_id)
    trade.paid(order_id, 970_000)
    slip = trade.slip(order_id)
    trade.leave(slip)
    trade.arrived(slip)
    record_receipt_note(actor=trade.actor("service_manager"), order_id=order_id, receipt_note="SH-01")
    with pytest.raises(Refused) as refused:
        close_order(actor=trade.actor("service_manager"), order_id=order_id)
    assert refused.value.clause == "ORD-20"
    record_receipt_note(actor=trade.actor("service_manager"), order_id=order_id, customer_opinion="满意")
    assert close_order(actor=trade.actor("service_manager"), order_id=order_id).state == "closed"


@pytest.mark.clause("PRC-08", "PRC-12")
def test_a_permit_for_one_order_its_basis_and_its_effect(company_of_s2: Any) -> None:
    trade = company_of_s2
    trade.parameters("pricing.authority", "四级权限", require_basis=True)
    asked = ask(trade, single_use=True)
    agreed_by(trade, "sales_director")
    with pytest.raises(Refused) as refused:
        order(trade, "20", "880")
    assert (refused.value.clause, refused.value.text()) == (
        "PRC-12", f"特价批件 {asked.number} 没有记录定价依据（数量、客户情况、市场）。请补记后再下单。")
    record_basis(actor=trade.actor("salesperson"), special_price_id=asked.id, basis="年用量 300 台，老客户，对手报价 870")
    first = order(trade, "20", "880")
    assert first.state == "approved"
    with pytest.raises(Refused) as refused:
        order(trade, "20", "880")
    assert (refused.value.clause, refused.value.text()) == (
        "PRC-08", f"特价批件 {asked.number} 只限一单使用，已用于 {first.number}。请事前重新申请。")
    uses = hooks.uses_of(asked.id)
    assert [(u["number"], u["amount_fen"], u["given_up_fen"]) for u in uses] == [(first.number, 1_760_000, 240_000)]
    review_special_price(actor=trade.actor("sales_director"), special_price_id=asked.id, effect="带动配件销售")
    assert SpecialPrice._plain.get(pk=asked.id).effect == "带动配件销售"
