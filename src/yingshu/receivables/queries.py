"""Reads of the receivables."""

from __future__ import annotations

from typing import NamedTuple

from yingshu.kernel import write

from .models import CustomerAccount, ReceivableItem


class Owed(NamedTuple):
    """What is open of one order: by the customer, and by carriers that collected."""

    customer_fen: int
    carrier_fen: int


def account_of(customer_id: int) -> CustomerAccount:
    """The customer's balances; all zero when nothing was ever posted."""
    found = write.read(CustomerAccount, {"customer_id": customer_id}, order_by="customer_id")
    return found[0] if found else CustomerAccount(customer_id=customer_id)


def owed_for_order(order_id: int) -> Owed:
    """What is open of an order."""
    items = write.read(ReceivableItem, {"order_id": order_id, "settled_on__isnull": True})
    return Owed(sum(i.open_fen for i in items if i.kind == "sale"), sum(i.open_fen for i in items if i.kind == "cod"))


def cod_open_for_slip(slip_id: int) -> int:
    """Collected money of a slip that a carrier still holds."""
    items = write.read(ReceivableItem, {"source_kind": "sales_slip", "source_id": slip_id, "kind": "cod"})
    return sum(i.open_fen for i in items)
