"""Own performance (ORD-10, PRF-13), delivery rates (ORD-13), cooperation (ORD-17): from orders as they are worked."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from tests.support.trade import Trade

from yingshu.insight import metrics, queries
from yingshu.kernel import clock, write
from yingshu.kernel.actor import system
from yingshu.kernel.metrics import METRICS
from yingshu.orders.models import Instruction, SalesOrder
from yingshu.orders.models.instruction import Lane
from yingshu.orders.rules import delivery_rates
from yingshu.orders.services import chase, refuse_instruction, report_receipt
from yingshu.rulebook.catalogue import clause
from yingshu.rulebook.services import set_parameters

assert metrics
JUNE = (date(2026, 6, 1), date(2026, 6, 30))
START = datetime(2026, 6, 1, 9)


def value(code: str, trade: Trade, key: str = "general_manager") -> Any:
    return METRICS[code].value(*JUNE, trade.actor(key))


@pytest.mark.clause("ORD-10", "PRF-13")
def test_three_orders_within_authority(trade: Trade) -> None:
    """12,0000 in three orders; handled in 1, 2 and 6 hours: middle 2 h, average 3 h."""
    product, customer = trade.product(stock=10_000), trade.customer(limit=10_000_000, investigated=True)
    for quantity, hours in (("500", 1), ("500", 2), ("411.765", 6)):
        order = trade.order(customer, product, quantity, method="prepaid")
        with clock.at(START + timedelta(hours=hours)):
            trade.instruct(order.id)
    found = {p.name: p for p in queries.performance(*JUNE, trade.actor("general_manager"))}
    own = found["业务员张东"]
    assert (own.orders, own.within, own.amount_fen, own.within_fen) == (3, 3, 120_000_03, 120_000_03)
    assert own.handling == (2 * 3600, 3 * 3600) and own.unit == "东区"
    assert value("insight.own_performance", trade, "salesperson") == 120_000_03
    assert value("insight.own_performance", trade, "salesperson_west") == 0


@pytest.mark.clause("ORD-10", "PRF-13")
def test_s2_step_6(trade: Trade) -> None:
    """An order of 44,000 that the director approved and one of 9,700 within authority: 53,700 for the salesperson."""
    from yingshu.orders.services import approve_order

    trade.parameters("pricing.authority", matrix_enabled=True)
    trade.parameters("orders.review", mode="by_price")
    product, customer = trade.product("设备", "1000", measure="台"), trade.customer()
    beyond = trade.order(customer, product, "50", method="prepaid", price="880", by="salesperson")
    trade.order(customer, product, "10", method="prepaid", price="970", by="salesperson")
    approve_order(actor=trade.actor("sales_director"), order_id=beyond.id)
    own = next(p for p in queries.performance(*JUNE, trade.actor("salesperson")))
    assert (own.orders, own.amount_fen, own.within, own.within_fen) == (2, 53_700_00, 1, 9_700_00)
    assert value("insight.own_performance", trade, "salesperson") == 53_700_00


@pytest.mark.clause("PRF-13")
def test_deals_and_money_side_by_side(trade: Trade) -> None:
    product, customer = trade.product("复合肥", "100", stock=10_000), trade.customer()
    order = trade.order(customer, product, "1500", method="prepaid")
    trade.instruct(order.id)
    report_receipt(actor=trade.actor("finance"), order_id=order.id, amount=100_000_00)
    own = next(p for p in queries.performance(*JUNE, trade.actor("salesperson")))
    assert (own.amount_fen, own.received_fen) == (150_000_00, 100_000_00)


def test_nobody_sees_a_colleagues_figures(trade: Trade) -> None:
    product = trade.product("复合肥", "100", stock=10_000)
    for name, owner, unit, quantity in (("甲", "salesperson", "east", "10"), ("乙", "salesperson_west", "west", "20")):
        trade.order(trade.customer(name, owner=owner, unit=unit), product, quantity, method="prepaid", by="assistant")
    people, ids = trade.company.people, {}
    for key in ("salesperson", "salesperson_west", "region_manager", "general_manager"):
        ids[key] = [p.person_id for p in queries.performance(*JUNE, trade.actor(key))]
    east, west = people["salesperson"].pk, people["salesperson_west"].pk
    assert ids == {"salesperson": [east], "salesperson_west": [west], "region_manager": [east], "general_manager": [east, west]}
    assert (queries.place_of(west, *JUNE), queries.place_of(east, *JUNE), queries.place_of(0, *JUNE)) == ((1, 2), (2, 2), None)


def due_order(trade: Trade, customer: Any, product: Any, *, on_time: bool = True, in_full: bool = True) -> int:
    """An order required on the 3rd; late ones arrive on the 4th, the others on the 2nd; partial ones leave half behind."""
    from yingshu.orders.models import OrderLine
    from yingshu.orders.services import acknowledge_workshop, issue_slip, report_readiness

    order_id = trade.order(customer, product, "10", method="credit", required_on=date(2026, 6, 3)).id
    trade.instruct(order_id)
    acknowledge_workshop(actor=trade.actor("workshop"), order_id=order_id)
    report_readiness(actor=trade.actor("workshop"), order_id=order_id)
    trade.vehicle(order_id)
    if in_full:
        slip = trade.slip(order_id)
    else:
        from yingshu.orders.inputs import SlipLineInput

        line = OrderLine.objects.get(order_id=order_id)
        slip = issue_slip(actor=trade.actor("service_manager"), order_id=order_id, lines=[SlipLineInput(line_id=line.pk, quantity="5")]).id
    trade.leave(slip)
    with clock.at(datetime(2026, 6, 2 if on_time else 4, 15)):
        trade.arrived(slip)
    return order_id


@pytest.mark.clause("ORD-13")
def test_ten_orders_nine_on_time_all_unhurt_eight_in_full(trade: Trade) -> None:
    product = trade.product("复合肥", "100", stock=10_000)
    customer = trade.customer(limit=10_000_000, investigated=True)
    for n in range(10):
        due_order(trade, customer, product, on_time=n != 0, in_full=n not in (1, 2))
    with clock.at(datetime(2026, 6, 10, 9)):
        due = queries.deliveries_due(*JUNE, trade.actor("general_manager"))
        assert len(due) == 10
        rates = delivery_rates([d.result for d in due])
        assert {code: value(f"insight.{code}_rate", trade) for code in ("on_time", "quality", "in_full")} == {
            "on_time": rates["on_time"], "quality": rates["in_quality"], "in_full": rates["in_full"]}
    assert [f"{rates[name]:.0%}" for name in ("on_time", "in_quality", "in_full")] == ["90%", "100%", "80%"]


@pytest.mark.clause("ORD-13")
def test_damage_counts_against_quality(trade: Trade) -> None:
    from yingshu.logistics.models import DispatchException
    from yingshu.logistics.services import open_exception
    from yingshu.orders.models import SalesSlip

    product, customer = trade.product("复合肥", "100", stock=10_000), trade.customer(limit=10_000_000, investigated=True)
    order_id = due_order(trade, customer, product)
    with clock.at(datetime(2026, 6, 2, 16)):
        open_exception(actor=trade.actor("logistics_clerk"), slip_id=SalesSlip._plain.get(order_id=order_id).pk,
                       kind=DispatchException.Kind.DAMAGE, says="4 袋破损")
    with clock.at(datetime(2026, 6, 10, 9)):
        (due,) = queries.deliveries_due(*JUNE, trade.actor("general_manager"))
    assert tuple(due.result) == (True, False, True) and due.arrived_on == date(2026, 6, 2)


def test_not_yet_due_is_not_judged(trade: Trade) -> None:
    product, customer = trade.product("复合肥", "100", stock=10_000), trade.customer()
    trade.order(customer, product, "10", method="prepaid", required_on=date(2026, 6, 20))
    actor = trade.actor("general_manager")
    assert queries.deliveries_due(*JUNE, actor) == []
    with clock.at(datetime(2026, 6, 21, 9)):
        (due,) = queries.deliveries_due(*JUNE, actor)
    assert tuple(due.result) == (False, True, False)


@pytest.mark.clause("ORD-17")
def test_production_late_three_times(trade: Trade) -> None:
    product, customer = trade.product("复合肥", "100", stock=10_000), trade.customer()
    for _n in range(4):
        order = trade.order(customer, product, "10", method="prepaid", required_on=date(2026, 6, 10))
        trade.instruct(order.id)
    orders = list(SalesOrder._plain.order_by("id"))
    with clock.at(datetime(2026, 6, 5, 9)):
        trade.ready(orders[0].pk)
        chase(actor=trade.actor("service_manager"), order_id=orders[1].pk, lane=Lane.WORKSHOP)
        refuse_instruction(actor=trade.actor("finance"), order_id=orders[2].pk, lane=Lane.FINANCE, reason="无此款")
    with clock.at(datetime(2026, 6, 11, 9)):
        trade.ready(orders[1].pk)
        actor = trade.actor("general_manager")
        found = {c.lane: c for c in queries.cooperation(*JUNE, actor)}
        assert found["workshop"][1:] == (4, 3, 0, 1, 0)
        assert found["finance"][1:] == (4, 4, 1, 0, 0)  # four days for an answer due in two hours, and then a refusal
        assert (value("insight.late_answers.workshop", trade), value("insight.refusals.finance", trade)) == (3, 1)
        assert len(queries.late_instructions(*JUNE, actor)) == Instruction.objects.count() - 1  # all but the workshop's first
        assert sum(c.sent for c in queries.cooperation(*JUNE, trade.actor("salesperson_west"))) == 0


def whys_at(trade: Trade, key: str, url: str) -> str:
    """What the page says about where its figures come from."""
    client = Client()
    client.force_login(trade.company.person(key), backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(f"{url}?from=2026-06-01&to=2026-06-30").content.decode()
    return re.sub(r"\s+", " ", page)


@pytest.mark.clause("ORD-10", "ORD-13", "ORD-17")
def test_figures_say_why_with_clause_numbers_parameters_and_the_records_behind_them(trade: Trade) -> None:
    """Own performance: its clause, how many orders, the authority in force since when and by whom, one click to those orders."""
    set_parameters(actor=system("总经理老顾"), control="pricing.authority", values={"tolerance": "0.02"}, valid_from=JUNE[0])
    order = trade.order(trade.customer(limit=10_000_000, investigated=True), trade.product(stock=10_000), "500", method="prepaid")
    trade.instruct(order.id)
    cancelled = trade.order(trade.customer("别家"), trade.product("尿素"), "1", method="prepaid")
    write.change(SalesOrder, where={"id": cancelled.id}, set={"state": "cancelled"})
    own = whys_at(trade, "salesperson", "/analysis/performance/")
    assert clause("ORD-10").requirement in own and clause("PRC-06").requirement in own
    assert re.search(r"<td>允许尾差</td><td class=\"strong\">2%</td><td>2026-06-01 <span class=\"xs ink-3\">总经理老顾</span></td>"
                     r"<td> ?<span class=\"src own\">本公司设定</span>", own)
    person = trade.company.person("salesperson").pk
    records = f"/orders/?deal=true&amp;ordered_at_from=2026-06-01&amp;ordered_at_to=2026-06-30&amp;owner={person}"
    assert records in own
    client = Client()
    client.force_login(trade.company.person("salesperson"), backend="allauth.account.auth_backends.AuthenticationBackend")
    listed = client.get(records.replace("&amp;", "&")).content.decode()
    assert SalesOrder._plain.get(pk=order.id).number in listed and SalesOrder._plain.get(pk=cancelled.id).number not in listed
    assert "物流时限" in whys_at(trade, "director", "/analysis/cooperation/")
    assert clause("ORD-13").requirement in whys_at(trade, "director", "/analysis/deliveries/")
