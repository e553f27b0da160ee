"""When it does not go straight: refused, voided, shrunk, cancelled, sent back, paid too much. Nothing may hang, no fen may be lost."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal as D
from typing import Any

import pytest

from yingshu.insight.queries import cooperation, deliveries_due
from yingshu.kernel import clock
from yingshu.kernel.errors import IllegalTransition
from yingshu.kernel.invariants import violations
from yingshu.logistics.errors import NoVehicle
from yingshu.logistics.inputs import CountInput, ReturnInput
from yingshu.logistics.models import Shipment
from yingshu.logistics.services import arrive, call_off, count, depart, open_exception, reroute, settle_freight, take_back
from yingshu.notifications.models import Message
from yingshu.orders.errors import StillUnderWay
from yingshu.orders.inputs import ReadyInput, SlipLineInput
from yingshu.orders.models import Instruction, OrderLine, SalesOrder, SalesSlip, SlipLine
from yingshu.orders.models.instruction import Lane
from yingshu.orders.models.order import PaymentMethod
from yingshu.orders.services import (
    acknowledge_workshop,
    cancel_order,
    change_order,
    change_payment_method,
    close_order,
    record_receipt_note,
    refuse_instruction,
    report_readiness,
    resend_instruction,
    void_slip,
)
from yingshu.receivables.models import CustomerAccount, Receipt, ReceivableItem
from yingshu.receivables.rules import credit_used
from yingshu.receivables.services import allocate_oldest
from yingshu.stock.models import StockBalance

JUNE = (date(2026, 6, 1), date(2026, 6, 30))


def stock_of(product: Any) -> tuple[D, D, D]:
    balance = StockBalance.objects.get(pk=product.pk)
    return balance.on_hand, balance.committed, balance.allotted


def account_of(customer: Any) -> CustomerAccount:
    return CustomerAccount.objects.get(pk=customer.pk)


def line_of(slip_id: int) -> int:
    return SlipLine.objects.get(slip_id=slip_id).pk


def part_ready(trade: Any, order_id: int, ready: str) -> int:
    """The workshop reports a part; answers the order line."""
    line = OrderLine.objects.get(order_id=order_id).pk
    acknowledge_workshop(actor=trade.actor("workshop"), order_id=order_id)
    report_readiness(actor=trade.actor("workshop"), order_id=order_id, lines=[ReadyInput(line_id=line, ready=ready)])
    return line


# ---- a refused instruction ---------------------------------------------------------------------------------------------------

@pytest.mark.clause("ORD-17")
def test_a_refused_instruction_goes_out_again_and_the_refusal_stays_counted(trade: Any) -> None:
    order_id = trade.order(trade.customer(), trade.product(), "10").id
    trade.instruct(order_id)
    manager, workshop = trade.actor("service_manager"), trade.actor("workshop")
    refuse_instruction(actor=workshop, order_id=order_id, lane=Lane.WORKSHOP, reason="缺料")
    with pytest.raises(IllegalTransition):
        report_readiness(actor=workshop, order_id=order_id)
    with clock.at(datetime(2026, 6, 2, 9, 0)):
        resend_instruction(actor=manager, order_id=order_id, lane=Lane.WORKSHOP, note="原料已到")
        with pytest.raises(IllegalTransition):
            resend_instruction(actor=manager, order_id=order_id, lane=Lane.WORKSHOP, note="再来")
    sent = Instruction.objects.get(order_id=order_id, lane="workshop")
    assert (sent.state, sent.content["note"], sent.answer) == ("sent", "原料已到", {})
    assert Message.objects.filter(clause="ORD-17").values_list("person_id", "url").get() == (workshop.id, f"/orders/{order_id}/")
    trade.ready(order_id)
    rows = {r.lane: r for r in cooperation(*JUNE, trade.actor("director"))}
    assert (rows["workshop"].sent, rows["workshop"].refused) == (1, 1)


def test_what_changes_after_the_instruction_reaches_the_departments(trade: Any) -> None:
    order_id = trade.order(trade.customer(), trade.product(), "10").id
    trade.instruct(order_id)
    change_order(actor=trade.actor("service_manager"), order_id=order_id, packing="小箱", address="佛山市南海区", delivery_note="后门卸货")
    for content in Instruction.objects.values_list("content", flat=True):
        assert (content["packing"], content["address"], content["note"]) == ("小箱", "佛山市南海区", "后门卸货")
    told = set(Message.objects.filter(clause="ORD-03").values_list("person_id", flat=True))
    assert told == {trade.company.person(key).pk for key in ("workshop", "finance", "logistics_clerk")}


# ---- vehicles ----------------------------------------------------------------------------------------------------------------

@pytest.mark.clause("LOG-02", "LOG-03")
def test_a_voided_slip_leaves_its_vehicle_for_the_next_one(trade: Any) -> None:
    """100 on the slip, 98 there: the slip is voided, one for 98 takes the same vehicle and leaves."""
    product = trade.product(stock=98)
    order_id = trade.order(trade.customer(), product, "100").id
    trade.instruct(order_id)
    line = part_ready(trade, order_id, "98")
    shipment_id = trade.vehicle(order_id)
    clerk, manager = trade.actor("logistics_clerk"), trade.actor("service_manager")
    slip_id = trade.slip(order_id, lines=[SlipLineInput(line_id=line, quantity="98")])
    count(actor=clerk, slip_id=slip_id, lines=[CountInput(line_id=line_of(slip_id), counted="97")])
    void_slip(actor=manager, slip_id=slip_id, reason="少一袋")
    assert Shipment._plain.values_list("state", "slip_id").get(pk=shipment_id) == ("booked", None)
    again = trade.slip(order_id, lines=[SlipLineInput(line_id=line, quantity="97")])
    trade.leave(again)
    assert Shipment._plain.values_list("state", "slip_id").get(pk=shipment_id) == ("under_way", again)
    assert stock_of(product) == (1, 3, 0)
    assert violations() == []


@pytest.mark.clause("LOG-02")
def test_vehicles_are_called_off_by_hand_or_with_their_order(trade: Any) -> None:
    clerk, first, second = trade.actor("logistics_clerk"), *(trade.order(trade.customer(name), trade.product(f"肥{name}"), "10").id
                                                             for name in "甲乙")
    shipments = {}
    for order_id in (first, second):
        trade.instruct(order_id)
        trade.ready(order_id)
        shipments[order_id] = trade.vehicle(order_id)
    slip_id = trade.slip(first)
    call_off(actor=clerk, shipment_id=shipments[first], reason="车坏了")
    with pytest.raises(NoVehicle):
        count(actor=clerk, slip_id=slip_id)
    replaced = trade.vehicle(first)
    count(actor=clerk, slip_id=slip_id)
    with pytest.raises(IllegalTransition):
        call_off(actor=clerk, shipment_id=replaced, reason="已装车")
    cancel_order(actor=trade.actor("service_manager"), order_id=second, reason="客户不要了")
    assert dict(Shipment._plain.values_list("pk", "state")) == {
        shipments[first]: "cancelled", replaced: "loaded", shipments[second]: "cancelled"}


# ---- cancelling the rest -------------------------------------------------------------------------------------------------------

def test_the_rest_is_cancelled_and_stock_and_credit_come_back(trade: Any) -> None:
    """10 at 33.33 on credit, 3 on the road: the rest of 7 is given up; the order ends with the three and is short in the statistics."""
    customer, product = trade.customer(limit=1000, investigated=True), trade.product(price="33.33", stock=100)
    order_id = trade.order(customer, product, "10", method="credit", required_on=date(2026, 6, 1)).id
    trade.instruct(order_id)
    line, manager = part_ready(trade, order_id, "5"), trade.actor("service_manager")
    trade.vehicle(order_id)
    slip_id = trade.slip(order_id, lines=[SlipLineInput(line_id=line, quantity="3")])
    trade.leave(slip_id)
    assert (account_of(customer).committed_fen, stock_of(product)) == (23331, (97, 7, 0))
    done = cancel_order(actor=manager, order_id=order_id, reason="客户不要余下的")
    assert (done.state, done.data["given_up"]) == ("executing", "233.31")
    order, kept = SalesOrder._plain.get(pk=order_id), OrderLine.objects.get(pk=line)
    assert (order.gross_fen, order.dropped_fen, order.net_fen + order.tax_fen) == (9999, 23331, 9999)
    assert (kept.quantity, kept.dropped, kept.ready, kept.gross_fen) == (3, 7, 3, 9999)
    assert (account_of(customer).committed_fen, stock_of(product)) == (0, (97, 0, 0))
    assert Instruction.objects.get(order_id=order_id, lane="workshop").state == "answered"
    with pytest.raises(StillUnderWay):
        cancel_order(actor=manager, order_id=order_id, reason="还要取消")
    trade.arrived(slip_id)
    with clock.at(datetime(2026, 6, 2, 9, 0)):
        assert [x.result.in_full for x in deliveries_due(*JUNE, trade.actor("director"))] == [False]
    trade.parameters("orders.close", close_requires=[])
    assert close_order(actor=manager, order_id=order_id).state == "closed"
    assert violations() == []


# ---- to the fen ----------------------------------------------------------------------------------------------------------------

def test_parts_and_voided_slips_add_up_to_the_order(trade: Any) -> None:
    """3 for 100.00: a part is voided and the rest issued; slips and ledger say 100.00, not a fen more."""
    product = trade.product(price="33.333333")
    order_id = trade.order(trade.customer(), product, "3").id
    trade.instruct(order_id)
    trade.ready(order_id)
    line = OrderLine.objects.get(order_id=order_id).pk
    first, second = (trade.slip(order_id, lines=[SlipLineInput(line_id=line, quantity="1")]) for _ in range(2))
    void_slip(actor=trade.actor("service_manager"), slip_id=first, reason="地址改了")
    rest = trade.slip(order_id)
    for slip_id in (second, rest):
        trade.vehicle(order_id)
        trade.leave(slip_id)
    order = SalesOrder._plain.get(pk=order_id)
    assert (order.gross_fen, order.slipped_fen, order.shipped_fen) == (10000, 10000, 10000)
    assert sum(ReceivableItem._plain.values_list("amount_fen", flat=True)) == 10000
    assert violations() == []


# ---- money that is not needed any more -----------------------------------------------------------------------------------------

def test_money_of_a_cancelled_order_is_the_customers_again(trade: Any) -> None:
    """850.00 paid in advance for a prepaid order make no room while it runs; cancelled, they pay what else is owed."""
    customer, product = trade.customer(limit=100, investigated=True), trade.product()
    trade.shipped(customer, product, "1", method="credit")
    order_id = trade.order(customer, product, "10", method="prepaid").id
    trade.instruct(order_id)
    trade.paid(order_id, 85000)
    assert (account_of(customer).reserved_fen, credit_used(account_of(customer))) == (85000, 8500)
    cancel_order(actor=trade.actor("service_manager"), order_id=order_id, reason="客户改主意")
    assert (account_of(customer).reserved_fen, credit_used(account_of(customer))) == (0, 0)
    assert allocate_oldest(actor=trade.actor("finance"), customer_id=customer.pk).data["unallocated"] == "765.00"
    assert ReceivableItem._plain.get().open_fen == 0
    assert violations() == []


def test_what_was_paid_too_much_is_free_when_the_order_is_closed(trade: Any) -> None:
    customer = trade.customer()
    order_id, slip_id = trade.shipped(customer, trade.product(), "10", method="prepaid", pay=90000)
    trade.arrived(slip_id)
    manager = trade.actor("service_manager")
    record_receipt_note(actor=manager, order_id=order_id, receipt_note="SH-1", customer_opinion="满意")
    close_order(actor=manager, order_id=order_id)
    kept = Receipt._plain.get()
    assert (kept.unallocated_fen, kept.order_id, kept.order_number, kept.reserved) == (5000, None, SalesOrder._plain.get().number, False)
    back = take_back(actor=manager, slip_id=slip_id, lines=[ReturnInput(line_id=line_of(slip_id), quantity="1")], reason="质量退货")
    assert (back.data["credited"], account_of(customer).advance_fen, account_of(customer).reserved_fen) == ("85.00", 13500, 0)
    assert violations() == []


def test_money_follows_the_payment_method(trade: Any) -> None:
    """Paid for a prepaid order it makes no room; the order changed to credit, it stands against what the order uses."""
    customer = trade.customer(limit=1000, investigated=True)
    order_id = trade.order(customer, trade.product(), "10", method="prepaid").id
    trade.instruct(order_id)
    trade.paid(order_id, 50000)
    manager = trade.actor("service_manager")
    change_payment_method(actor=manager, order_id=order_id, payment_method=PaymentMethod.CREDIT, reason="改月结")
    assert (account_of(customer).reserved_fen, credit_used(account_of(customer))) == (0, 35000)
    change_payment_method(actor=manager, order_id=order_id, payment_method=PaymentMethod.PREPAID, reason="改回")
    assert (account_of(customer).reserved_fen, credit_used(account_of(customer))) == (50000, 0)
    assert violations() == []


# ---- refused by the customer, short and damaged on arrival, sent another way ----------------------------------------------------

@pytest.mark.clause("ORD-19", "LOG-04")
def test_refused_goods_come_back_and_the_order_ends(trade: Any) -> None:
    """On credit and refused at the door: stock, credit and receivable are as before; the carrier's freight is still settled."""
    customer, product = trade.customer(limit=1000, investigated=True), trade.product(stock=100)
    order_id, slip_id = trade.shipped(customer, product, "10", method="credit")
    clerk, manager, shipment = trade.actor("logistics_clerk"), trade.actor("service_manager"), Shipment._plain.get().pk
    open_exception(actor=clerk, slip_id=slip_id, kind="refusal", says="客户拒收", quantity=D(10))
    arrive(actor=clerk, shipment_id=shipment, signed_by="拒收")
    take_back(actor=manager, slip_id=slip_id, lines=[ReturnInput(line_id=line_of(slip_id), quantity="10")], reason="客户拒收")
    account = account_of(customer)
    assert (account.committed_fen, account.receivable_fen, credit_used(account), stock_of(product)) == (0, 0, 0, (100, 0, 0))
    assert settle_freight(actor=clerk, shipment_id=shipment, amount=60000).state == "settled"
    assert cancel_order(actor=manager, order_id=order_id, reason="拒收").state == "cancelled"
    assert violations() == []


@pytest.mark.clause("ORD-19", "REC-06")
def test_what_is_short_or_broken_on_arrival_is_not_the_carriers_debt(trade: Any) -> None:
    """代收 850.00; two bags are missing and one is broken: the carrier owes 595.00, none of the three is back on the shelf."""
    product = trade.product(stock=100)
    _order, slip_id = trade.shipped(trade.customer(), product, "10", method="cod")
    assert trade.arrived(slip_id).data["carrier_owes"] == "850.00"
    for kind, says, n in (("shortage", "少两袋", "2"), ("damage", "破一袋", "1")):
        open_exception(actor=trade.actor("logistics_clerk"), slip_id=slip_id, kind=kind, says=says, quantity=D(n))
        take_back(actor=trade.actor("service_manager"), slip_id=slip_id, reason=says,
                  lines=[ReturnInput(line_id=line_of(slip_id), quantity=n, restock=False)])
    assert list(ReceivableItem._plain.filter(settled_on=None).values_list("kind", "open_fen")) == [("cod", 59500)]
    assert stock_of(product) == (90, 0, 0)
    assert violations() == []


@pytest.mark.clause("LOG-02", "LOG-04")
def test_goods_sent_another_way_stay_owed_and_arrive(trade: Any) -> None:
    customer, product = trade.customer(limit=1000, investigated=True), trade.product(stock=100)
    _order, slip_id = trade.shipped(customer, product, "10", method="credit")
    other, shipment = trade.carrier("安达货运"), Shipment._plain.get().pk
    before = (stock_of(product), account_of(customer).receivable_fen, ReceivableItem._plain.get().open_fen)
    moved = reroute(actor=trade.actor("logistics_clerk"), shipment_id=shipment, reason="车辆故障", carrier_id=other.pk, plate="粤b１２３",
                    expected_on=date(2026, 6, 5))
    assert (moved.after["plate"], moved.before["plate"]) == ("粤B123", "粤A7K332")
    assert (stock_of(product), account_of(customer).receivable_fen, ReceivableItem._plain.get().open_fen) == before
    trade.arrived(slip_id)
    found = Shipment._plain.get()
    assert (found.carrier_id, found.state, found.expected_on, SalesSlip._plain.get().state) == (
        other.pk, "arrived", date(2026, 6, 5), "arrived")
    assert violations() == []


@pytest.mark.clause("LOG-02")
def test_the_company_says_what_must_be_known_of_a_vehicle(trade: Any) -> None:
    from yingshu.rulebook.decisions import Refused

    order_id, clerk = trade.order(trade.customer(), trade.product(), "10").id, trade.actor("logistics_clerk")
    trade.instruct(order_id)
    trade.ready(order_id)
    trade.vehicle(order_id)
    Shipment._plain.update(driver_phone="")
    slip_id = trade.slip(order_id)
    count(actor=clerk, slip_id=slip_id)
    with pytest.raises(Refused) as refusal:
        depart(actor=clerk, slip_id=slip_id)
    assert (refusal.value.clause, "司机电话" in refusal.value.text()) == ("LOG-02", True)
    trade.parameters("logistics.departure", fields=["carrier", "plate", "driver"])
    assert depart(actor=clerk, slip_id=slip_id).state == "shipped"
