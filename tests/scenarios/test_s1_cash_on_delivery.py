"""S1: a cash-on-delivery order from registration to hand-over, with its counter-example."""

from __future__ import annotations

from datetime import datetime

import pytest

from yingshu.kernel import clock
from yingshu.logistics.inputs import CountInput, ReturnInput
from yingshu.logistics.models import DispatchException, Shipment
from yingshu.logistics.services import arrive, count, depart, report_dispatch, settle_freight, take_back
from yingshu.orders.inputs import LineInput
from yingshu.orders.models import Instruction, SalesOrder, SalesSlip, SlipLine
from yingshu.orders.models.order import PaymentMethod
from yingshu.orders.services import (
    change_order,
    change_payment_method,
    close_order,
    issue_slip,
    notify_customer,
    record_receipt_note,
    register_order,
    report_receipt,
    send_instructions,
)
from yingshu.receivables.models import ReceivableItem
from yingshu.receivables.services import hand_over_cod
from yingshu.rulebook.decisions import Refused
from yingshu.rulebook.models import DecisionRecord
from yingshu.stock.models import StockBalance


def at(day: int, hour: int, minute: int = 0) -> object:
    return clock.at(datetime(2026, 6, day, hour, minute))


def owed(order_id: int) -> int:
    return sum(i.open_fen for i in ReceivableItem._plain.filter(order_id=order_id))


@pytest.mark.clause("ORD-01", "ORD-03", "ORD-04", "ORD-05", "ORD-06", "ORD-07", "ORD-08", "ORD-19", "ORD-21", "LOG-03", "LOG-04", "LOG-05", "REC-06")
def test_s1(trade) -> None:
    customer, product = trade.customer("甘泉农资"), trade.product("复合肥", "85", stock=500)
    clerk, manager, finance = trade.actor("logistics_clerk"), trade.actor("service_manager"), trade.actor("finance")

    # 1 no payment method: refused; then registered
    order = register_order(actor=manager, customer_id=customer.pk, lines=[LineInput(product_id=product.pk, quantity="200")],
                           consignee="张三", phone="13800005678", address="高要区", packing="")
    SalesOrder._plain.filter(pk=order.id).update(packing="")
    assert order.data["gross"] == "17000.00"
    with pytest.raises(Refused) as refusal:
        send_instructions(actor=manager, order_id=order.id)
    assert refusal.value.clause == "ORD-01"
    change_payment_method(actor=manager, order_id=order.id, payment_method=PaymentMethod.COD)

    # 2 packing missing: refused; complete: three to-dos
    with pytest.raises(Refused) as refusal:
        send_instructions(actor=manager, order_id=order.id)
    assert refusal.value.clause == "ORD-03"
    assert not Instruction.objects.exists()
    change_order(actor=manager, order_id=order.id, packing="原袋")
    send_instructions(actor=manager, order_id=order.id)
    assert sorted(Instruction.objects.values_list("lane", "state")) == [("finance", "sent"), ("logistics", "sent"), ("workshop", "sent")]

    # 3 answers, slip
    with at(1, 10, 30):
        report_receipt(actor=finance, order_id=order.id)
        answered = Instruction.objects.get(lane="finance")
        assert answered.answered_at < answered.due_at
    with at(1, 11):
        shipment_id = trade.vehicle(order.id, freight=60000)
    with at(1, 14):
        trade.ready(order.id)
    with at(1, 14, 10):
        slip_id = issue_slip(actor=manager, order_id=order.id).id
    slip = SalesSlip._plain.get(pk=slip_id)
    assert (slip.payment_method, slip.collect_fen, slip.gross_fen) == ("cod", 1700000, 1700000)

    # 4 counted 198: departure refused, exception "short 2"; 200: departs
    line = SlipLine.objects.get(slip_id=slip_id)
    with at(1, 14, 30):
        counted = count(actor=clerk, slip_id=slip_id, lines=[CountInput(line_id=line.pk, counted="198")])
        assert counted.data["matches"] is False and counted.data["gap"] == "2"
        with pytest.raises(Refused) as refusal:
            depart(actor=clerk, slip_id=slip_id)
        assert refusal.value.clause == "LOG-03"
    exception = DispatchException._plain.get()
    assert (exception.kind, exception.quantity, exception.state) == ("shortage", 2, "open")
    assert SalesSlip._plain.get(pk=slip_id).state == "issued"
    with at(1, 15, 10):
        count(actor=clerk, slip_id=slip_id, lines=[CountInput(line_id=line.pk, counted="200")])
        depart(actor=clerk, slip_id=slip_id)
        report_dispatch(actor=clerk, shipment_id=shipment_id)
        notify_customer(actor=manager, slip_id=slip_id)
    assert owed(order.id) == 1700000
    assert StockBalance.objects.get(pk=product.pk).on_hand == 300

    # 5 arrived; four bags damaged come back
    with at(3, 10):
        arrive(actor=clerk, shipment_id=shipment_id, signed_by="张三", damaged=True)
        take_back(actor=clerk, slip_id=slip_id, lines=[ReturnInput(line_id=line.pk, quantity="4")], reason="破损")
    assert owed(order.id) == 1666000
    assert StockBalance.objects.get(pk=product.pk).on_hand == 304
    cod = ReceivableItem._plain.get(kind="cod")
    assert (cod.open_fen, cod.carrier_name) == (1666000, "顺驰物流")

    # 6 16,000 handed over: 660 stay; freight and closing refused
    with at(5, 10):
        hand_over_cod(actor=clerk, item_id=cod.pk, amount=1600000)
        assert owed(order.id) == 66000
        with pytest.raises(Refused) as refusal:
            settle_freight(actor=clerk, shipment_id=shipment_id, amount=60000)
        assert refusal.value.clause == "LOG-05"
        record_receipt_note(actor=manager, order_id=order.id, receipt_note="SH-1", customer_opinion="破损四袋已处理")
        from yingshu.logistics.services import close_exception

        close_exception(actor=clerk, exception_id=exception.pk, result="补 2 袋复点")
        with pytest.raises(Refused) as refusal:
            close_order(actor=manager, order_id=order.id)
        assert refusal.value.clause == "ORD-08"

    # 7 the rest on the third day after arrival: not late; all can be settled
    with at(6, 10):
        last = hand_over_cod(actor=clerk, item_id=cod.pk, amount=66000)
        assert last.data["late"] is False
        assert owed(order.id) == 0
        settle_freight(actor=clerk, shipment_id=shipment_id, amount=60000)
        assert close_order(actor=manager, order_id=order.id).state == "closed"
    assert Shipment._plain.get(pk=shipment_id).state == "settled"
    refused = DecisionRecord.objects.filter(outcome="refuse").values_list("control", flat=True)
    assert sorted(refused) == sorted(["orders.instruct", "orders.instruct", "logistics.departure", "logistics.freight", "orders.close"])


@pytest.mark.clause("REC-08", "ORD-06")
def test_s1_counter_example(trade) -> None:
    """Prepaid 9,600; finance confirms 9,400: gap 200, slip refused; after 200 more it is allowed."""
    customer, product = trade.customer(), trade.product("复合肥", "96")
    order_id = trade.order(customer, product, "100", method="prepaid").id
    trade.instruct(order_id)
    trade.ready(order_id)
    answer = trade.paid(order_id, 940000)
    assert (answer.data["received"], answer.data["due"], answer.data["gap"]) == ("9400.00", "9600.00", "200.00")
    with pytest.raises(Refused) as refusal:
        trade.slip(order_id)
    assert refusal.value.clause == "REC-08"
    assert refusal.value.as_json()["data"]["gap"] == "200.00"
    assert "200.00" in refusal.value.text()
    trade.paid(order_id, 20000)
    assert SalesSlip._plain.get(pk=trade.slip(order_id)).gross_fen == 960000
