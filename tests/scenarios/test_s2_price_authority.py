"""S2 steps 2 to 5: who may grant which discount, permits and their end, new customers."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from yingshu.customers.models import Customer
from yingshu.kernel import clock
from yingshu.kernel.errors import IllegalTransition
from yingshu.orders.errors import NotTheReviewer
from yingshu.orders.models import SalesOrder
from yingshu.orders.services import approve_order, send_instructions
from yingshu.pricing.services import ask_special_price, decide_special_price
from yingshu.rulebook.decisions import Refused
from yingshu.rulebook.models import DecisionRecord

from ..support.browsing import browser, page


@pytest.fixture
def four_levels(trade):
    trade.parameters("pricing.authority", matrix_enabled=True)
    trade.parameters("orders.review", mode="by_price")
    return trade


@pytest.mark.clause("PRC-06", "ORD-09", "ORD-02")
def test_step_2_twelve_percent_goes_to_the_director(four_levels) -> None:
    trade = four_levels
    customer, product = trade.customer(), trade.product("机器", "1000", measure="台")
    order = trade.order(customer, product, "50", method="prepaid", by="salesperson", price="880")
    assert (order.state, order.data["waits_for"], order.data["gross"]) == ("reviewing", "director", "44000.00")
    decision = DecisionRecord.objects.get(control="pricing.authority")
    assert decision.outcome == "route" and decision.verdict["route_to"] == "director"
    with pytest.raises(IllegalTransition) as refusal:
        send_instructions(actor=trade.actor("service_manager"), order_id=order.id)
    assert refusal.value.clause == "ORD-02"
    with pytest.raises(NotTheReviewer):
        approve_order(actor=trade.actor("service_manager"), order_id=order.id)
    assert approve_order(actor=trade.actor("sales_director"), order_id=order.id).state == "approved"


@pytest.mark.clause("ORD-09")
def test_beyond_the_strategy_the_seller_has_no_button_to_carry_it_out_and_within_it_has_no_need_of_one(four_levels) -> None:
    """Below what the strategy leaves to the seller only the superior's page offers to decide; within it the order is approved at once."""
    trade = four_levels
    customer, product = trade.customer(), trade.product("机器", "1000", measure="台")
    beyond = trade.order(customer, product, "50", method="prepaid", by="salesperson", price="880")
    within = trade.order(customer, product, "10", method="prepaid", by="salesperson", price="970")
    acts = {who: {act for act in ("approve", "send_instructions") if f"/act/orders.{act}/?order_id={beyond.id}" in page(
        browser(trade, who), f"/orders/{beyond.id}/")} for who in ("salesperson", "sales_director")}
    assert (beyond.state, within.state, acts) == ("reviewing", "approved", {"salesperson": set(), "sales_director": {"approve"}})


@pytest.mark.clause("PRC-08")
def test_step_3_a_permit_ends(four_levels) -> None:
    trade = four_levels
    customer, product = trade.customer(), trade.product("机器", "1000", measure="台", stock=1000)
    with clock.at(datetime(2026, 6, 10, 9, 0)):
        asked = ask_special_price(actor=trade.actor("salesperson"), customer_id=customer.pk, product_id=product.pk, price=Decimal("880"),
                                  reason="年度大单")
        granted = decide_special_price(actor=trade.actor("sales_director"), special_price_id=asked.id, grant=True)
    assert granted.data["valid_until"] == "2026-07-10"
    with clock.at(datetime(2026, 7, 10, 9, 0)):
        assert trade.order(customer, product, "50", method="prepaid", by="salesperson", price="880").state == "approved"
    with clock.at(datetime(2026, 7, 11, 9, 0)), pytest.raises(Refused) as refusal:
        trade.order(customer, product, "50", method="prepaid", by="salesperson", price="880")
    assert refusal.value.clause == "PRC-08"
    assert SalesOrder._plain.count() == 1


@pytest.mark.clause("PRC-08")
def test_a_special_price_asked_for_after_ordering_is_marked_and_cannot_be_granted(four_levels) -> None:
    trade = four_levels
    customer, product = trade.customer(), trade.product("机器", "1000", measure="台")
    order = trade.order(customer, product, "50", method="prepaid", by="salesperson", price="880")

    def ask(price: str):
        return ask_special_price(actor=trade.actor("salesperson"), customer_id=customer.pk, product_id=product.pk, price=Decimal(price),
                                 reason="补办")

    late = ask("880")
    assert late.data == {"level": "director", "after_order": True, "order": order.number}
    with pytest.raises(Refused) as refusal:
        decide_special_price(actor=trade.actor("sales_director"), special_price_id=late.id, grant=True)
    assert refusal.value.clause == "PRC-08"
    assert not ask("900").data["after_order"]
    approve_order(actor=trade.actor("sales_director"), order_id=order.id)
    assert not ask("880").data["after_order"]


@pytest.mark.clause("PRC-06", "PRC-07")
def test_step_4_three_percent_is_own_and_an_increase_is_refused(four_levels) -> None:
    trade = four_levels
    customer, product = trade.customer(), trade.product("机器", "1000", measure="台")
    order = trade.order(customer, product, "10", method="prepaid", by="salesperson", price="970")
    assert (order.state, order.data["gross"]) == ("approved", "9700.00")
    with pytest.raises(Refused) as refusal:
        trade.order(customer, product, "10", method="prepaid", by="salesperson", price="1050")
    assert refusal.value.clause == "PRC-07"


@pytest.mark.clause("CUS-16", "CUS-15")
def test_step_5_new_customer(trade) -> None:
    customer, product = trade.customer(limit=50000, since=date(2026, 6, 1)), trade.product()
    with pytest.raises(Refused) as refusal:
        trade.order(customer, product, "10", method="credit")
    assert refusal.value.clause == "CUS-16"
    assert trade.order(customer, product, "10", method="prepaid").state == "approved"
    Customer._plain.filter(pk=customer.pk).update(legal_person="")
    with pytest.raises(Refused) as refusal:
        trade.order(customer, product, "10", method="prepaid")
    assert refusal.value.clause == "CUS-15"
