"""S2 steps 2 to 5: who may grant which discount, permits and their end, new customers."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.utils.translation import gettext as _

from yingshu.approvals.models import Approval
from yingshu.approvals.services import agree
from yingshu.customers.models import Customer
from yingshu.kernel import clock
from yingshu.kernel.errors import BusinessError, IllegalTransition, InvalidInput
from yingshu.orders.errors import NotTheReviewer
from yingshu.orders.inputs import LineInput
from yingshu.orders.models import SalesOrder
from yingshu.orders.models.order import PaymentMethod
from yingshu.orders.services import approve_order, register_order, send_instructions
from yingshu.pricing.controls import STRATEGY
from yingshu.pricing.inputs import PriceInput, StrategyInput
from yingshu.pricing.services import (
    ask_special_price,
    decide_special_price,
    draft_strategy,
    list_from_strategy,
    record_opinion,
    release_price_list,
    set_prices,
    set_strategy_lines,
    submit_strategy,
)
from yingshu.rulebook.decisions import Refused, params_of
from yingshu.rulebook.models import DecisionRecord

from ..support.browsing import browser, page
from ..support.flows import flow, post
from ..support.trade import DELIVERY


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


@pytest.fixture
def in_strategy(four_levels):
    """The list in force was made from an approved strategy: machines, up to 50 by own decision, for customers of level A in the east."""
    trade = four_levels
    flow("price_strategy", [post("approve", "general_manager")])
    trade.machine, staff = trade.product("机器", "1000", measure="台"), trade.actor("assistant")
    pk = draft_strategy(actor=staff, title="策略", basis="行情", valid_from=date(2026, 6, 1), levels=["A"],
                        unit_ids=[trade.company.unit("east").pk]).id
    set_strategy_lines(actor=staff, strategy_id=pk, lines=[StrategyInput(
        product_id=trade.machine.pk, normal="1000", capture="900", keep="950", condition="批量", discount="0.05", most="50")])
    for department in params_of(STRATEGY).required_departments:
        record_opinion(actor=staff, strategy_id=pk, department=department, attended=True)
    submit_strategy(actor=staff, strategy_id=pk)
    agree(actor=trade.actor("general_manager"), approval_id=Approval.objects.get().pk)
    made = list_from_strategy(actor=staff, strategy_id=pk)
    trade.other = trade.product("配件", "10")
    set_prices(actor=staff, price_list_id=made.id, lines=[PriceInput(product_id=trade.other.pk, price="10")])
    release_price_list(actor=trade.actor("director"), price_list_id=made.id)
    return trade


def ordered(trade, *, goods="machine", quantity="50", level="A", unit="east", price=None):
    buyer = trade.customer(f"{goods}{quantity}{level}{unit}{price}", level=level, unit=unit)
    return trade.order(buyer, getattr(trade, goods), quantity, method="prepaid", by="salesperson", price=price)


@pytest.mark.clause("ORD-09")
@pytest.mark.parametrize(("what", "criterion", "says", "goes_to"), [
    ({}, "", "", ""),
    ({"goods": "other"}, "品种", "不在策略", "centre"),
    ({"quantity": "51"}, "数量", "“机器”：订 51，策略允许自行决断至 50。", "centre"),
    ({"price": "910"}, "价格", "价格超出你的权限", "director"),
    ({"level": "B"}, "客户情况", "客户级别为 B，策略适用于：A。", "centre"),
    ({"unit": "west"}, "市场", "策略不适用于市场“西区”。", "centre")])
def test_whatever_does_not_fit_the_strategy_goes_up_and_why_says_so(in_strategy, what, criterion, says, goes_to) -> None:
    order = ordered(in_strategy, **what)
    row = SalesOrder._plain.get(pk=order.id)
    assert (row.state, row.route_level) == ("reviewing" if goes_to else "approved", goes_to)
    decision = DecisionRecord.objects.get(control="orders.review", subject_id=order.id)
    conditions = decision.verdict["conditions"]
    assert [_(c["name"]) for c in conditions if not c["ok"]] == [criterion] * bool(criterion)
    assert len(conditions) == 5
    if goes_to:
        director, level = browser(in_strategy, "director"), {"centre": "营销中心", "director": "营销总监"}[goes_to]
        assert f"超出策略或权限：{criterion}。已转{level}决定。" in page(director, f"/orders/{order.id}/")
        why = page(director, f"/decisions/{decision.pk}/")
        assert says in why and "ORD-09" in why
        with pytest.raises(BusinessError):
            approve_order(actor=in_strategy.actor("service_manager"), order_id=order.id)
        superior = {"centre": "director", "director": "sales_director"}[goes_to]
        assert approve_order(actor=in_strategy.actor(superior), order_id=order.id).state == "approved"


@pytest.mark.clause("ORD-09")
def test_only_the_criteria_of_the_company_count_and_several_lines_count_together(in_strategy) -> None:
    trade = in_strategy
    lines = [LineInput(product_id=trade.machine.pk, quantity=q) for q in ("30", "30")]
    split = register_order(actor=trade.actor("salesperson"), customer_id=trade.customer(level="A").pk, lines=lines,
                           payment_method=PaymentMethod.PREPAID, **DELIVERY)
    assert (split.state, split.data["waits_for"]) == ("reviewing", "centre")
    trade.parameters("orders.review", mode="by_price", criteria=["price", "market"], beyond_level="director")
    assert ordered(trade, quantity="60", level="C").state == "approved"
    assert ordered(trade, unit="west").data["waits_for"] == "director"
    with pytest.raises(InvalidInput):
        trade.parameters("orders.review", criteria=["market"])


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
