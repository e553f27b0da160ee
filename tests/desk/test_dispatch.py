"""Dispatch's clauses."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal as D

import pytest

from yingshu.kernel import clock
from yingshu.kernel.errors import IllegalTransition
from yingshu.logistics import queries
from yingshu.logistics.errors import NoVehicle, ReturnedTooMuch, WrongCount
from yingshu.logistics.inputs import CountInput, ReturnInput
from yingshu.logistics.models import DispatchException, Shipment
from yingshu.logistics.services import (
    arrive,
    assign_exception,
    book_vehicle,
    close_exception,
    count,
    depart,
    open_exception,
    report_dispatch,
    reroute,
    settle_freight,
    take_back,
    track,
)
from yingshu.notifications.models import Message
from yingshu.orders.models import OrderLine, SalesSlip, SlipLine
from yingshu.orders.models.instruction import Lane
from yingshu.orders.services import chase
from yingshu.receivables.models import CustomerAccount, ReceivableItem
from yingshu.rulebook.decisions import Refused
from yingshu.sales.models import SalesEntry
from yingshu.stock.models import StockBalance
from yingshu.stock.queries import availability


@pytest.fixture
def slip(trade) -> int:
    """A slip of ten bags at 85.00, vehicle booked, not yet counted."""
    order_id = trade.order(trade.customer(), trade.product(cost="60"), "10", method="cod").id
    trade.instruct(order_id)
    trade.ready(order_id)
    trade.vehicle(order_id)
    return trade.slip(order_id)


def line_of(slip_id: int) -> int:
    return SlipLine.objects.get(slip_id=slip_id).pk


@pytest.mark.clause("LOG-01")
def test_no_step_is_skipped(trade) -> None:
    order_id = trade.order(trade.customer(), trade.product(), "10").id
    trade.instruct(order_id)
    with pytest.raises(Refused) as refusal:
        book_vehicle(actor=trade.actor("logistics_clerk"), order_id=order_id, carrier_id=trade.carrier().pk, plate="粤A1", driver="a",
                     driver_phone="1", pickup_at=clock.now())
    assert refusal.value.clause == "LOG-01"
    assert not Shipment._plain.exists()


@pytest.mark.clause("LOG-01")
def test_the_seven_steps_have_time_stamps(trade, slip: int) -> None:
    trade.leave(slip)
    trade.arrived(slip)
    shipment = Shipment._plain.get(slip_id=slip)
    assert [s["code"] for s in queries.steps_of(shipment) if s["at"]] == [
        "received", "followed", "booked", "departed", "reported", "arrived"]


@pytest.mark.clause("LOG-01", "LOG-02")
def test_no_pick_up_without_a_vehicle(trade) -> None:
    order_id = trade.order(trade.customer(), trade.product(), "10").id
    trade.instruct(order_id)
    trade.ready(order_id)
    slip_id = trade.slip(order_id)
    with pytest.raises(NoVehicle) as refusal:
        count(actor=trade.actor("logistics_clerk"), slip_id=slip_id)
    assert refusal.value.clause == "LOG-02"
    with pytest.raises(Refused) as refused:
        depart(actor=trade.actor("logistics_clerk"), slip_id=slip_id)
    assert refused.value.clause == "LOG-02"


@pytest.mark.clause("LOG-03", "ORD-19")
def test_a_difference_stops_departure_and_opens_an_exception(trade) -> None:
    order_id = trade.order(trade.customer(), trade.product(), "100").id
    trade.instruct(order_id)
    trade.ready(order_id)
    trade.vehicle(order_id)
    slip_id, clerk = trade.slip(order_id), trade.actor("logistics_clerk")
    with pytest.raises(Refused) as refusal:
        depart(actor=clerk, slip_id=slip_id)
    count(actor=clerk, slip_id=slip_id, lines=[CountInput(line_id=line_of(slip_id), counted="98")])
    with pytest.raises(Refused) as refusal:
        depart(actor=clerk, slip_id=slip_id)
    assert refusal.value.clause == "LOG-03"
    assert queries.gap_of(SalesSlip._plain.get(pk=slip_id)) == (D(100), D(98))
    assert list(DispatchException._plain.values_list("kind", "quantity")) == [("shortage", D(2))]
    with pytest.raises(WrongCount):
        count(actor=clerk, slip_id=slip_id, lines=[CountInput(line_id=999999, counted="1")])


@pytest.mark.clause("LOG-03")
def test_a_company_may_let_differing_vehicles_go(trade, slip: int) -> None:
    trade.parameters("logistics.departure", block_on_count_mismatch=False)
    clerk = trade.actor("logistics_clerk")
    count(actor=clerk, slip_id=slip, lines=[CountInput(line_id=line_of(slip), counted="9")])
    assert depart(actor=clerk, slip_id=slip).state == "shipped"


@pytest.mark.clause("ORD-21", "MTG-16", "ORD-15")
def test_departure_writes_stock_receivable_and_sales(trade, slip: int) -> None:
    trade.leave(slip)
    row = SalesSlip._plain.get(pk=slip)
    item = ReceivableItem._plain.get()
    assert (item.number, item.amount_fen, item.payment_method, item.shipped_on) == (row.number, 85000, "cod", date(2026, 6, 1))
    entry = SalesEntry.objects.get()
    assert (entry.gross_fen, entry.net_fen + entry.tax_fen, entry.cost_fen, entry.quantity, entry.payment_method, entry.month) == (
        85000, 85000, 60000, D(10), "cod", 202606)
    assert StockBalance.objects.get().on_hand == 990


@pytest.mark.clause("ORD-21")
def test_cod_of_10000_is_under_way_until_the_carrier_owes_it(trade) -> None:
    """Not due, not overdue: the order's page and the ledger say 代收在途, after arrival 代收待回."""
    from tests.support.browsing import browser, page, words

    order_id, slip_id = trade.shipped(trade.customer(), trade.product(price="1000"), "10", method="cod")
    assert ReceivableItem._plain.get().amount_fen == 1_000_000
    with clock.at(datetime(2026, 6, 2, 9, 0)):
        client = browser(trade, "finance")
        assert "代收在途 10,000.00" in words(page(client, f"/orders/{order_id}/")) and "代收在途" in words(page(client, "/receivables/"))
        assert page(client, "/orders/?view=overdue").count(f"/orders/{order_id}/") == 0
        trade.arrived(slip_id)
        assert "代收待回 10,000.00" in words(page(client, f"/orders/{order_id}/"))


@pytest.mark.clause("LOG-04")
def test_late_shipments_are_marked(trade, slip: int) -> None:
    trade.leave(slip)
    Shipment._plain.filter(slip_id=slip).update(expected_on=date(2026, 6, 3))
    clerk = trade.actor("logistics_clerk")
    assert not queries.delayed(clerk, date(2026, 6, 3)).exists()
    assert [s.slip_id for s in queries.delayed(clerk, date(2026, 6, 4))] == [slip]
    track(actor=clerk, shipment_id=Shipment._plain.get(slip_id=slip).pk, place="佛山")
    trade.arrived(slip)
    assert not queries.delayed(clerk, date(2026, 6, 9)).exists()


@pytest.mark.clause("LOG-05")
def test_freight_can_be_released_by_parameter(trade, slip: int) -> None:
    trade.leave(slip)
    trade.arrived(slip)
    shipment_id, clerk = Shipment._plain.get(slip_id=slip).pk, trade.actor("logistics_clerk")
    with pytest.raises(Refused) as refusal:
        settle_freight(actor=clerk, shipment_id=shipment_id, amount=60000)
    assert (refusal.value.clause, "850.00" in refusal.value.text()) == ("LOG-05", True)
    trade.parameters("logistics.freight", hold_freight_until_cod_returned=False)
    with pytest.raises(Refused):
        settle_freight(actor=clerk, shipment_id=shipment_id, amount=60001)
    assert settle_freight(actor=clerk, shipment_id=shipment_id, amount=60000).state == "settled"


@pytest.mark.clause("LOG-06")
def test_available_is_on_hand_less_committed(trade) -> None:
    product = trade.product(stock=500)
    trade.instruct(trade.order(trade.customer(), product, "120").id)
    assert availability([product.pk])[product.pk].available == 380


@pytest.mark.clause("LOG-07")
def test_late_goods_are_on_the_list_to_chase(trade) -> None:
    from yingshu.kernel.worklist import WORKLISTS

    order_id = trade.order(trade.customer(), trade.product(), required_on=date(2026, 6, 2)).id
    trade.instruct(order_id)
    clerk, todo = trade.actor("logistics_clerk"), WORKLISTS["orders.chase_goods"]
    with clock.at(datetime(2026, 6, 3, 9, 0)):
        assert clerk.may(todo.right) and [(t.clause, t.due) for t in todo.items(clerk, 10)] == [("LOG-07", clock.moment(date(2026, 6, 2)))]
        assert chase(actor=clerk, order_id=order_id, lane=Lane.WORKSHOP).data["chased"] == 1
    told = Message.objects.get(clause="LOG-07")
    assert (told.person_id, told.url, told.urgent) == (trade.company.person("workshop").pk, f"/orders/{order_id}/", True)


@pytest.mark.clause("LOG-10")
def test_carriers_are_rated(trade) -> None:
    customer, product = trade.customer(), trade.product()
    for n in range(10):
        _, slip_id = trade.shipped(customer, product, "1", method="cod")
        Shipment._plain.filter(slip_id=slip_id).update(expected_on=date(2026, 5, 31) if n < 2 else date(2026, 6, 1))
        trade.arrived(slip_id)
    rating = queries.rating(trade.carrier().pk, date(2026, 6, 1), date(2026, 6, 30))
    assert (rating["shipments"], rating["late"], rating["on_time"]) == (10, 2, D("0.8000"))


@pytest.mark.clause("ORD-19")
def test_an_exception_needs_a_result(trade, slip: int) -> None:
    clerk = trade.actor("logistics_clerk")
    opened = open_exception(actor=clerk, slip_id=slip, kind=DispatchException.Kind.SHORTAGE, says="少 2 件", quantity=D(2))
    with pytest.raises(Refused) as refusal:
        close_exception(actor=clerk, exception_id=opened.id)
    assert refusal.value.clause == "ORD-19"
    assign_exception(actor=clerk, exception_id=opened.id, handler_id=trade.company.person("service_manager").pk)
    assert close_exception(actor=clerk, exception_id=opened.id, result="已补发").state == "closed"
    with pytest.raises(IllegalTransition):
        close_exception(actor=clerk, exception_id=opened.id, result="又一次")


@pytest.mark.clause("SVC-14")
def test_a_return_moves_stock_and_receivable(trade) -> None:
    """10 pieces at 200: two come back: stock +2, receivable −400."""
    product = trade.product(price="200", stock=100)
    _, slip_id = trade.shipped(trade.customer(limit=100000, investigated=True), product, "10", method="credit")
    back = take_back(actor=trade.actor("service_manager"), slip_id=slip_id,
                     lines=[ReturnInput(line_id=line_of(slip_id), quantity="2")], reason="色差")
    assert (back.data["gross"], back.data["reduced"], back.data["credited"]) == ("400.00", "400.00", "0.00")
    assert StockBalance.objects.get(pk=product.pk).on_hand == 92
    assert ReceivableItem._plain.get().open_fen == 160000
    assert sum(SalesEntry.objects.values_list("gross_fen", flat=True)) == 160000
    with pytest.raises(ReturnedTooMuch):
        take_back(actor=trade.actor("service_manager"), slip_id=slip_id,
                  lines=[ReturnInput(line_id=line_of(slip_id), quantity="9")], reason="x")


def test_what_was_paid_becomes_the_customers_credit(trade) -> None:
    customer, product = trade.customer(), trade.product(price="200")
    order_id, slip_id = trade.shipped(customer, product, "10", method="prepaid", pay=200000)
    assert ReceivableItem._plain.get().open_fen == 0
    back = take_back(actor=trade.actor("service_manager"), slip_id=slip_id,
                     lines=[ReturnInput(line_id=line_of(slip_id), quantity="2", restock=False)], reason="破损")
    assert (back.data["reduced"], back.data["credited"]) == ("0.00", "400.00")
    assert CustomerAccount.objects.get(pk=customer.pk).advance_fen == 40000
    assert StockBalance.objects.get(pk=product.pk).on_hand == 990
    assert OrderLine.objects.get(order_id=order_id).returned == 2


def test_a_vehicle_can_be_changed_until_arrival(trade, slip: int) -> None:
    clerk, shipment_id = trade.actor("logistics_clerk"), Shipment._plain.get().pk
    reroute(actor=clerk, shipment_id=shipment_id, plate="粤b９９", reason="故障")
    assert Shipment._plain.get().plate == "粤B99"
    trade.leave(slip)
    reroute(actor=clerk, shipment_id=shipment_id, expected_on=date(2026, 6, 9), reason="改道")
    arrive(actor=clerk, shipment_id=shipment_id, signed_by="张三")
    with pytest.raises(IllegalTransition):
        reroute(actor=clerk, shipment_id=shipment_id, plate="x", reason="晚了")


@pytest.mark.clause("ORD-07")
def test_logistics_reports_only_what_left(trade, slip: int) -> None:
    with pytest.raises(IllegalTransition):
        report_dispatch(actor=trade.actor("logistics_clerk"), shipment_id=Shipment._plain.get().pk)
