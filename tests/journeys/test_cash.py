"""One order of each payment method from registration to cash, every step on the page of the person whose job it is, refusals included."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from tests.support.browsing import browser, page, words
from tests.support.trade import Trade
from yingshu.logistics.models import Shipment
from yingshu.orders.models import OrderLine, SalesOrder, SalesSlip, SlipLine
from yingshu.receivables.models import AcceptanceBill, CustomerAccount, ReceivableItem
from yingshu.rulebook.models import DecisionRecord
from yingshu.stock.models import StockBalance

BILL = {"bill_number": "１３０２５８１００００１", "drawer": "甘泉农资", "matures_on": "2026-08-31"}
ASKED_FIRST = (("prepaid", "8500.00"), ("deposit", "8500.00"), ("deposit", "2550.00"), ("bill", "8500.00"), ("cod", ""), ("credit", ""))


@dataclass
class Walk:
    """One order; each step leaves what the next one needs."""

    trade: Trade
    method: str
    first: str
    key: int = 0
    order_id: int = 0
    slip_id: int = 0
    clients: dict[str, Client] = field(default_factory=dict)

    def who(self, key: str) -> Client:
        return self.clients.setdefault(key, browser(self.trade, key))

    def post(self, who: str, path: str, status: int = 302, **values: str) -> str:
        """Fill in and send; answers what the person reads."""
        self.key += 1
        answer = self.who(who).post(path, {"idempotency_key": f"k{self.key}", **values})
        said = words(answer.content.decode())
        assert answer.status_code == status, said[:1500]
        return said

    def act(self, who: str, code: str, status: int = 302, **values: str) -> str:
        fixed = {"slip_id": self.slip_id} if code == "orders.notify_customer" else {"order_id": self.order_id}
        return self.post(who, f"/act/{code}/?" + "&".join(f"{k}={v}" for k, v in fixed.items()), status, **values)

    def register(self) -> None:
        """The salesperson; the credit methods need a limit and an investigation (CUS-16)."""
        customer = self.trade.customer(limit=100_000, investigated=True)
        product = self.trade.product(stock=500)
        self.post("salesperson", "/orders/new/", customer_id=str(customer.pk), payment_method=self.method, credit_days="30",
                  deposit_rate="30", source="phone", do="submit", required_on="2026-06-05", **{
                      "lines-TOTAL_FORMS": "1", "lines-0-product_id": str(product.pk), "lines-0-quantity": "１００", "lines-0-price": "85"})
        self.order_id = SalesOrder._plain.get().pk
        self.act("service_manager", "orders.send_instructions")

    def answer(self) -> None:
        """Three departments; the gate refuses before goods and money are there."""
        assert "ORD-04" in self.act("service_manager", "orders.issue_slip", 422)
        line, due = OrderLine.objects.get(), self.first
        self.act("workshop", "orders.acknowledge_workshop")
        self.post("workshop", f"/desk/workshop/{self.order_id}/", **{f"q-{line.pk}": "100"})
        if due:
            assert "REC-08" in self.act("service_manager", "orders.issue_slip", 422)
        assert (f"应到 {Decimal(due):,}" if due else "开单前不要求到账") in words(page(self.who("finance"), "/desk/finance/"))
        self.post("finance", f"/desk/finance/{self.order_id}/", amount=due, method="bill" if self.method == "bill" else "bank",
                  **(BILL if self.method == "bill" else {}))
        self.act("logistics_clerk", "orders.acknowledge_logistics")
        self.post("logistics_clerk", f"/desk/logistics/{self.order_id}/", carrier_id=str(self.trade.carrier().pk), plate="粤ａ7K332",
                  driver="王师傅", driver_phone="13900004410", pickup_at="2026-06-01T15:00", freight="300")

    def ship(self) -> None:
        """The slip says the method; a short count stops the vehicle."""
        self.act("service_manager", "orders.issue_slip")
        slip = SalesSlip._plain.get()
        self.slip_id, line = slip.pk, SlipLine.objects.get()
        assert (slip.payment_method, slip.collect_fen) == (self.method, 850000 if self.method == "cod" else 0)
        count = f"/slips/{slip.pk}/count/"
        self.post("warehouse", count, **{f"q-{line.pk}": "98"})
        assert "短少 2" in self.post("logistics_clerk", count, 422, do="depart")
        self.post("warehouse", count, **{f"q-{line.pk}": "100"})
        self.post("logistics_clerk", count, do="depart")
        road = f"/shipments/{Shipment._plain.get().pk}/road/"
        self.post("logistics_clerk", road, do="report", waybill="SC1")
        self.act("service_manager", "orders.notify_customer", channel="phone", says="已发车")
        self.post("logistics_clerk", road, do="arrive", signed_by="张三")
        self.post("logistics_clerk", f"/act/logistics.close_exception/?exception_id={self.trouble()}", result="补 2 袋复点")

    @staticmethod
    def trouble() -> int:
        from yingshu.logistics.models import DispatchException

        return int(DispatchException._plain.get().pk)

    def cash(self) -> None:
        """What the method leaves to be done, then the end; closing is refused before."""
        order = f"/orders/{self.order_id}/"
        assert "登记回单与意见" in words(page(self.who("service_manager"), order))
        assert "ORD-20" in self.act("service_manager", "orders.close", 422)
        self.act("service_manager", "orders.record_receipt_note", receipt_note="SH-1", customer_opinion="满意")
        if self.method == "cod":
            self.collected()
        if self.method == "credit" or self.first == "2550.00":
            self.paid_later(order)
        self.post("logistics_clerk", f"/act/logistics.settle_freight/?shipment_id={Shipment._plain.get().pk}", amount="300")
        self.act("service_manager", "orders.close")

    def collected(self) -> None:
        """The carrier owes the money; neither order nor freight ends before it is back (ORD-08, LOG-05)."""
        assert "ORD-08" in self.act("service_manager", "orders.close", 422)
        shipment = Shipment._plain.get().pk
        assert "LOG-05" in self.post("logistics_clerk", f"/act/logistics.settle_freight/?shipment_id={shipment}", 422, amount="300")
        item = ReceivableItem._plain.get(kind="cod").pk
        hand_over = f"/act/receivables.hand_over_cod/?item_id={item}"
        assert 'value="8500.00"' in page(self.who("logistics_clerk"), hand_over)
        self.post("logistics_clerk", hand_over, amount="8500.00", received_on="2026-06-01")

    def paid_later(self, order: str) -> None:
        """Monthly credit, or a balance after arrival: owed until finance records the money, from the order's own page."""
        due_on, left = (date(2026, 7, 1), "8500.00") if self.method == "credit" else (date(2026, 6, 1), "5950.00")
        assert (owed := ReceivableItem._plain.get()).due_on == due_on and owed.open_fen == int(Decimal(left) * 100)
        assert f"{Decimal(left):,}" in self.act("service_manager", "orders.close", 422)
        found = re.search(r'href="(/act/receivables\.record_receipt/[^"]+)"', page(self.who("finance"), order))
        assert found is not None
        path = found[1].replace("&amp;", "&")
        assert f'value="{left}"' in page(self.who("finance"), path)
        self.post("finance", path, amount=left, method="bank", received_on="2026-06-01")


@pytest.mark.clause("ORD-01", "ORD-03", "ORD-04", "ORD-06", "ORD-08", "ORD-20", "LOG-01", "LOG-03", "LOG-05", "REC-06", "REC-08")
@pytest.mark.parametrize(("method", "first"), ASKED_FIRST)
def test_an_order_goes_from_registration_to_cash(trade: Trade, method: str, first: str) -> None:
    if first == "2550.00":
        trade.parameters("orders.slip_gate", deposit_balance="after_arrival")
    walk = Walk(trade, method, first)
    for step in (walk.register, walk.answer, walk.ship, walk.cash):
        step()
    order, account = SalesOrder._plain.get(), CustomerAccount.objects.get()
    assert (order.state, sum(ReceivableItem._plain.values_list("open_fen", flat=True))) == ("closed", 0)
    assert (account.committed_fen, account.receivable_fen, account.cod_fen, account.advance_fen) == (0, 0, 0, 0)
    assert (account.bills_fen, AcceptanceBill._plain.count()) == ((850000, 1) if method == "bill" else (0, 0))
    assert (StockBalance.objects.get().on_hand, Shipment._plain.get().plate, Shipment._plain.get().state) == (400, "粤A7K332", "settled")
    assert DecisionRecord.objects.filter(outcome="refuse").count() >= 3
    seen: Any = words(page(walk.who("service_manager"), f"/orders/{order.pk}/"))
    assert "已完成" in seen and str(order.get_payment_method_display()) in seen
    public = words(page(Client(), f"/t/{order.public_token}/"))
    assert order.number in public and "SC1" in public and "8,500" not in public
