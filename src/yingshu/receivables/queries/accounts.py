"""What a customer, an order, a slip or a carrier owes now."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db.models import Sum

from yingshu.customers.models import Customer
from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor

from ..models import CustomerAccount, ReceivableItem
from ..rules import OrderState, OwedItem, order_state


class Debtor(NamedTuple):
    """A customer with the balances."""

    customer: Customer
    account: CustomerAccount


class Owed(NamedTuple):
    """What is open of an order: by the customer, and by carriers who collected it, in fen."""

    customer_fen: int
    carrier_fen: int


def account_of(customer_id: int) -> CustomerAccount:
    """The customer's balances; all zero when nothing ever happened. One statement."""
    found = write.read(CustomerAccount, {"customer_id": customer_id}, order_by="customer_id")
    account: CustomerAccount = found[0] if found else CustomerAccount(customer_id=customer_id)
    return account


def debtor(customer_id: int, actor: Actor | None = None) -> Debtor | None:
    """A customer with the balances, in one statement; None when there is no such customer (for the actor)."""
    found = write.read_with(Customer, CustomerAccount, "customer_id", {"id": customer_id}, actor=actor)
    return Debtor(found[0][0], found[0][1] or CustomerAccount(customer_id=customer_id)) if found else None


def receivable_of_order(order_id: int) -> list[ReceivableItem]:
    """All items of an order, settled ones too."""
    return write.read(ReceivableItem, {"order_id": order_id})


def owed_for_order(order_id: int) -> Owed:
    """What is still open of an order (ORD-08, ORD-20). One statement."""
    items = write.read(ReceivableItem, {"order_id": order_id, "open_fen__gt": 0})
    carrier = sum(i.open_fen for i in items if i.kind == ReceivableItem.Kind.COD)
    return Owed(sum(i.open_fen for i in items) - carrier, carrier)


def state_of_order(order: Any) -> OrderState:
    """Where an order's money stands (ORD-21); the order itself or its id."""
    items = receivable_of_order(order if isinstance(order, int) else order.pk)
    return order_state([OwedItem(i.kind, i.payment_method, i.open_fen, i.due_on) for i in items], clock.today())


def cod_open_for_slip(slip_id: int | None) -> int:
    """What carriers have not handed over of a slip (LOG-05), in fen. One statement."""
    if slip_id is None:
        return 0
    return sum(i.open_fen for i in write.read(ReceivableItem, {"source_kind": "sales_slip", "source_id": slip_id, "kind": "cod"}))


def cod_open_of_carrier(carrier_id: int) -> int:
    """What a carrier has not handed over altogether, in fen."""
    held = ReceivableItem.objects.unscoped(reason="what a carrier owes is one figure for all")
    return int(held.filter(kind="cod", carrier_id=carrier_id, settled_on=None).aggregate(x=Sum("open_fen"))["x"] or 0)
