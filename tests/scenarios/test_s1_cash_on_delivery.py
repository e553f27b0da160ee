"""S1: a cash-on-delivery order from registration to hand-over, with its counter-example."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from yingshu.kernel import clock
from yingshu.logistics.inputs import CountInput, ReturnInput
from yingshu.logistics.models import DispatchException, Shipment
from yingshu.logistics.services import arrive, close_exception, count, depart, report_dispatch, settle_freight, take_back
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


class Story:
    """S1 step by step; each step leaves what the next one needs."""

    def __init__(self, trade: Any) -> None:
        self.trade = trade
        self.customer, self.product = trade.customer("甘泉农资"), trade.product("复合肥", "85", stock=500)
        self.clerk, self.manager, self.finance = (trade.actor(k) for k in ("logistics_clerk", "service_manager", "finance"))

    def step_1_no_payment_method_is_refused(self) -> None:
        order = register_order(actor=self.manager, customer_id=self.customer.pk,
                               lines=[LineInput(product_id=self.product.pk, quantity="200")],
                               consignee="张三", phone="13800005678", address="高要区")
        self.order_id = order.id
        assert order.data["gross"] == "17000.00"
        SalesOrder._plain.filter(pk=order.id).update(packing="")
        self.refused(lambda: send_instructions(actor=self.manager, order_id=order.id), "ORD-01")
        change_payment_method(actor=self.manager, order_id=order.id, payment_method=PaymentMethod.COD)

    def step_2_six_items_then_three_todos(self) -> None:
        self.refused(lambda: send_instructions(actor=self.manager, order_id=self.order_id), "ORD-03")
        assert not Instruction.objects.exists()
        change_order(actor=self.manager, order_id=self.order_id, packing="原袋")
        send_instructions(actor=self.manager, order_id=self.order_id)
        assert sorted(Instruction.objects.values_list("lane", "state")) == [
            ("finance", "sent"), ("logistics", "sent"), ("workshop", "sent")]

    def step_3_answers_and_slip(self) -> None:
        with at(1, 10, 30):
            report_receipt(actor=self.finance, order_id=self.order_id)
            answered = Instruction.objects.get(lane="finance")
            assert answered.answered_at < answered.due_at
        with at(1, 11):
            self.shipment_id = self.trade.vehicle(self.order_id, freight=60000)
        with at(1, 14):
            self.trade.ready(self.order_id)
        with at(1, 14, 10):
            self.slip_id = issue_slip(actor=self.manager, order_id=self.order_id).id
        slip = SalesSlip._plain.get(pk=self.slip_id)
        assert (slip.payment_method, slip.collect_fen, slip.gross_fen) == ("cod", 1700000, 1700000)
        self.line_id = SlipLine.objects.get(slip_id=self.slip_id).pk

    def step_4_a_short_count_stops_the_vehicle(self) -> None:
        with at(1, 14, 30):
            counted = count(actor=self.clerk, slip_id=self.slip_id, lines=[CountInput(line_id=self.line_id, counted="198")])
            assert (counted.data["matches"], counted.data["gap"]) == (False, "2")
            self.refused(lambda: depart(actor=self.clerk, slip_id=self.slip_id), "LOG-03")
        self.exception = DispatchException._plain.get()
        assert (self.exception.kind, self.exception.quantity, self.exception.state) == ("shortage", 2, "open")
        assert SalesSlip._plain.get(pk=self.slip_id).state == "issued"
        with at(1, 15, 10):
            count(actor=self.clerk, slip_id=self.slip_id, lines=[CountInput(line_id=self.line_id, counted="200")])
            depart(actor=self.clerk, slip_id=self.slip_id)
            report_dispatch(actor=self.clerk, shipment_id=self.shipment_id)
            notify_customer(actor=self.manager, slip_id=self.slip_id)
        assert (owed(self.order_id), StockBalance.objects.get(pk=self.product.pk).on_hand) == (1700000, 300)

    def step_5_arrival_and_damage(self) -> None:
        with at(3, 10):
            arrive(actor=self.clerk, shipment_id=self.shipment_id, signed_by="张三", damaged=True)
            take_back(actor=self.clerk, slip_id=self.slip_id, lines=[ReturnInput(line_id=self.line_id, quantity="4")], reason="破损")
        assert (owed(self.order_id), StockBalance.objects.get(pk=self.product.pk).on_hand) == (1666000, 304)
        self.cod = ReceivableItem._plain.get(kind="cod")
        assert (self.cod.open_fen, self.cod.carrier_name) == (1666000, "顺驰物流")

    def step_6_a_difference_holds_freight_and_closing(self) -> None:
        with at(5, 10):
            hand_over_cod(actor=self.clerk, item_id=self.cod.pk, amount=1600000)
            assert owed(self.order_id) == 66000
            self.refused(lambda: settle_freight(actor=self.clerk, shipment_id=self.shipment_id, amount=60000), "LOG-05")
            record_receipt_note(actor=self.manager, order_id=self.order_id, receipt_note="SH-1", customer_opinion="破损四袋已处理")
            close_exception(actor=self.clerk, exception_id=self.exception.pk, result="补 2 袋复点")
            self.refused(lambda: close_order(actor=self.manager, order_id=self.order_id), "ORD-08")

    def step_7_the_rest_comes_in_time(self) -> None:
        with at(6, 10):
            last = hand_over_cod(actor=self.clerk, item_id=self.cod.pk, amount=66000)
            assert (last.data["late"], owed(self.order_id)) == (False, 0)
            settle_freight(actor=self.clerk, shipment_id=self.shipment_id, amount=60000)
            assert close_order(actor=self.manager, order_id=self.order_id).state == "closed"
        assert Shipment._plain.get(pk=self.shipment_id).state == "settled"

    @staticmethod
    def refused(action: Callable[[], object], clause: str) -> None:
        with pytest.raises(Refused) as refusal:
            action()
        assert refusal.value.clause == clause


@pytest.mark.clause("ORD-01", "ORD-03", "ORD-04", "ORD-05", "ORD-06", "ORD-07", "ORD-08", "ORD-19", "ORD-21",
                    "LOG-03", "LOG-04", "LOG-05", "REC-06")
def test_s1(trade: Any) -> None:
    story = Story(trade)
    for step in sorted(name for name in dir(Story) if name.startswith("step_")):
        getattr(story, step)()
    refused = DecisionRecord.objects.filter(outcome="refuse").values_list("control", flat=True)
    assert sorted(refused) == ["logistics.departure", "logistics.freight", "orders.close", "orders.instruct", "orders.instruct"]


@pytest.mark.clause("REC-08", "ORD-06")
def test_s1_counter_example(trade: Any) -> None:
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
