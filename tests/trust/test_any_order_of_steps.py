"""Any sequence of steps, sensible or not, keeps order, stock, credit and receivable right.

A small model keeps four numbers by hand: stock on hand, what the customer owes, what carriers owe, money not allocated. After every
sequence the product's own figures must equal the model's and every invariant must hold.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yingshu.kernel.errors import BusinessError
from yingshu.kernel.invariants import violations
from yingshu.logistics.inputs import CountInput, ReturnInput
from yingshu.logistics.models import Shipment
from yingshu.logistics.services import arrive, count, depart, report_dispatch, take_back
from yingshu.orders.inputs import ReadyInput, SlipLineInput
from yingshu.orders.models import OrderLine, SalesOrder, SalesSlip, SlipLine
from yingshu.orders.models.order import PaymentMethod
from yingshu.orders.services import cancel_order, change_payment_method, issue_slip, report_readiness, void_slip
from yingshu.receivables.models import CustomerAccount, ReceivableItem
from yingshu.receivables.services import allocate_oldest, hand_over_cod, record_receipt
from yingshu.stock.models import StockBalance

PRICE = 8500
METHODS = ["prepaid", "cod", "credit"]
STEP = st.tuples(st.sampled_from(["order", "instruct", "ready", "vehicle", "pay", "slip", "count", "depart", "report", "arrive", "return",
                                  "hand_over", "allocate", "void", "cancel", "method"]),
                 st.integers(0, 2), st.integers(1, 6))


@dataclass
class Model:
    """What should be true, kept by hand."""

    on_hand: int = 20
    owed: int = 0
    money: int = 0
    orders: list[int] = field(default_factory=list)


class Story:
    """Runs steps on the product and on the model."""

    def __init__(self, trade: Any) -> None:
        self.trade, self.model = trade, Model()
        self.customer = trade.customer(limit=3000, investigated=True)
        self.product = trade.product(price="85", stock=20)

    def run(self, step: str, which: int, amount: int) -> None:
        """One step; a refusal must change nothing."""
        try:
            with transaction.atomic():
                getattr(self, step)(which, amount)
        except (BusinessError, IndexError, ObjectDoesNotExist):
            pass

    def _order(self, which: int) -> SalesOrder:
        return SalesOrder._plain.order_by("id")[which]

    def _slip(self, which: int) -> SalesSlip:
        return SalesSlip._plain.order_by("id")[which]

    def order(self, which: int, amount: int) -> None:
        self.trade.order(self.customer, self.product, str(amount), method=METHODS[which])

    def instruct(self, which: int, amount: int) -> None:
        self.trade.instruct(self._order(which).pk)

    def ready(self, which: int, amount: int) -> None:
        line = OrderLine.objects.get(order=self._order(which))
        report_readiness(actor=self.trade.actor("workshop"), order_id=line.order_id,
                         lines=[ReadyInput(line_id=line.pk, ready=min(Decimal(amount), line.quantity))])

    def vehicle(self, which: int, amount: int) -> None:
        self.trade.vehicle(self._order(which).pk)

    def pay(self, which: int, amount: int) -> None:
        record_receipt(actor=self.trade.actor("finance"), customer_id=self.customer.pk, order_id=self._order(which).pk,
                       amount=amount * PRICE)
        self.model.money += amount * PRICE

    def slip(self, which: int, amount: int) -> None:
        line = OrderLine.objects.get(order=self._order(which))
        issue_slip(actor=self.trade.actor("service_manager"), order_id=line.order_id,
                   lines=[SlipLineInput(line_id=line.pk, quantity=str(min(amount, int(line.quantity))))])

    def count(self, which: int, amount: int) -> None:
        slip = self._slip(which)
        line = SlipLine.objects.get(slip=slip)
        wrong = amount == 6
        count(actor=self.trade.actor("logistics_clerk"), slip_id=slip.pk,
              lines=[CountInput(line_id=line.pk, counted=line.quantity - wrong)])

    def depart(self, which: int, amount: int) -> None:
        slip = self._slip(which)
        depart(actor=self.trade.actor("logistics_clerk"), slip_id=slip.pk)
        self.model.on_hand -= int(SlipLine.objects.get(slip=slip).quantity)
        self.model.owed += slip.gross_fen

    def _shipment(self, which: int) -> int:
        return Shipment._plain.exclude(slip=None).order_by("id")[which].pk

    def report(self, which: int, amount: int) -> None:
        report_dispatch(actor=self.trade.actor("logistics_clerk"), shipment_id=self._shipment(which))

    def arrive(self, which: int, amount: int) -> None:
        arrive(actor=self.trade.actor("logistics_clerk"), shipment_id=self._shipment(which), signed_by="x")

    def method(self, which: int, amount: int) -> None:
        change_payment_method(actor=self.trade.actor("service_manager"), order_id=self._order(which).pk,
                              payment_method=PaymentMethod(METHODS[amount % 3]))

    def allocate(self, which: int, amount: int) -> None:
        allocate_oldest(actor=self.trade.actor("finance"), customer_id=self.customer.pk)

    def hand_over(self, which: int, amount: int) -> None:
        item = ReceivableItem._plain.filter(kind="cod", open_fen__gt=0).order_by("id")[0]
        fen = min(amount * PRICE, item.open_fen)
        hand_over_cod(actor=self.trade.actor("logistics_clerk"), item_id=item.pk, amount=fen)
        self.model.owed -= fen

    def void(self, which: int, amount: int) -> None:
        void_slip(actor=self.trade.actor("service_manager"), slip_id=self._slip(which).pk, reason="x")

    def cancel(self, which: int, amount: int) -> None:
        cancel_order(actor=self.trade.actor("service_manager"), order_id=self._order(which).pk, reason="x")

    def check(self) -> None:
        """The product's figures are the model's; nothing contradicts anything."""
        account = CustomerAccount.objects.filter(pk=self.customer.pk).first() or CustomerAccount()
        owed = sum(i.open_fen for i in ReceivableItem._plain.all())
        assert StockBalance.objects.get(pk=self.product.pk).on_hand == self.model.on_hand
        assert owed - account.advance_fen == self.model.owed - self.model.money
        assert owed == account.receivable_fen + account.cod_fen
        assert violations() == []


def _return(self: Story, which: int, amount: int) -> None:
    slip = self._slip(which)
    line = SlipLine.objects.get(slip=slip)
    back = take_back(actor=self.trade.actor("service_manager"), slip_id=slip.pk, reason="x",
                     lines=[ReturnInput(line_id=line.pk, quantity=str(min(amount, int(line.quantity - line.returned))))])
    self.model.on_hand += min(amount, int(line.quantity - line.returned))
    self.model.owed -= int(Decimal(back.data["gross"]) * 100)


setattr(Story, "return", _return)


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=st.lists(STEP, min_size=8, max_size=40))
def test_figures_stay_right(trade: Any, steps: list[tuple[str, int, int]]) -> None:
    from yingshu.kernel.caches import forget

    with transaction.atomic():
        story = Story(trade)
        for step, which, amount in steps:
            story.run(step, which, amount)
        story.check()
        transaction.set_rollback(True)
    forget()


@pytest.mark.django_db
def test_the_long_way_round(trade: Any) -> None:
    """A sequence that reaches every step, so that the property test cannot be empty without notice."""
    story = Story(trade)
    for step in [("order", 1, 4), ("instruct", 0, 1), ("ready", 0, 4), ("vehicle", 0, 1), ("slip", 0, 4), ("count", 0, 6), ("depart", 0, 1),
                 ("count", 0, 4), ("depart", 0, 1), ("report", 0, 1), ("arrive", 0, 1), ("return", 0, 1), ("hand_over", 0, 2),
                 ("hand_over", 0, 1)]:
        story.run(*step)
    assert (story.model.on_hand, story.model.owed) == (17, 0)
    story.check()
