"""What a customer, an order, a slip or a carrier owes now."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.db.models import Q, Sum

from yingshu.customers.models import Customer
from yingshu.kernel import write
from yingshu.kernel.actor import Actor

from ..models import CustomerAccount, ReceivableItem
from .overdue import UNDER_WAY


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


def owed_for_order(order_id: int) -> Owed:
    """What is still open of an order (ORD-08, ORD-20). One statement."""
    items = write.read(ReceivableItem, {"order_id": order_id, "open_fen__gt": 0})
    carrier = sum(i.open_fen for i in items if i.kind == ReceivableItem.Kind.COD)
    return Owed(sum(i.open_fen for i in items) - carrier, carrier)


def order_sums(order_id: int, today: date) -> dict[str, Sum]:
    """The sums over items that tell where an order's money stands (``rules.OrderMoney``), to be taken in one statement (ORD-21)."""
    mine = Q(order_id=order_id)
    return {"charged_fen": Sum("amount_fen", filter=mine, default=0), "left_fen": Sum("open_fen", filter=mine, default=0),
            "held_fen": Sum("open_fen", filter=mine & Q(kind="cod"), default=0),
            "in_transit_fen": Sum("open_fen", filter=mine & UNDER_WAY, default=0),
            "overdue_fen": Sum("open_fen", filter=mine & Q(due_on__lt=today), default=0)}


def cod_open_for_slip(slip_id: int | None) -> int:
    """What carriers have not handed over of a slip (LOG-05), in fen. One statement."""
    if slip_id is None:
        return 0
    return sum(i.open_fen for i in write.read(ReceivableItem, {"source_kind": "sales_slip", "source_id": slip_id, "kind": "cod"}))


def cod_open_of_carrier(carrier_id: int) -> int:
    """What a carrier has not handed over altogether, in fen."""
    held = ReceivableItem.objects.unscoped(reason="what a carrier owes is one figure for all")
    return int(held.filter(kind="cod", carrier_id=carrier_id, settled_on=None).aggregate(x=Sum("open_fen"))["x"] or 0)
