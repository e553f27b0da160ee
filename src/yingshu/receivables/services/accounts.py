"""The customer's balances that others move."""

from __future__ import annotations

from typing import Any

from yingshu.kernel import write
from yingshu.kernel.services import add_up_later, settle

from ..models import CustomerAccount, Receipt


def commit(customer_id: int, fen: int) -> None:
    """Ordered and not shipped grows by so much (negative: shrinks), at the end of the action."""
    add_up_later(CustomerAccount, "customer_id", {customer_id: {"committed_fen": fen}})


def free_order_money(order_id: int) -> None:
    """An order needs no more money: what was paid for it and is not allocated becomes the customer's free credit."""
    settle()
    _keep(write.lock_all(Receipt, {"order_id": order_id, "unallocated_fen__gt": 0}), False, order_id=None)


def reserve_order_money(order_id: int, reserved: bool) -> None:
    """The order's payment method changed: money paid for it makes room for other orders (uses credit), or does not."""
    _keep(write.lock_all(Receipt, {"order_id": order_id}), reserved)


def _keep(receipts: list[Receipt], reserved: bool, **more: Any) -> None:
    moved: dict[int, int] = {}
    for receipt in receipts:
        moved[receipt.customer_id] = moved.get(receipt.customer_id, 0) + receipt.unallocated_fen * (reserved - receipt.reserved)
    if receipts:
        write.change(Receipt, where={"id__in": [r.pk for r in receipts]}, set={"reserved": reserved, **more})
        add_up_later(CustomerAccount, "customer_id", {pk: {"reserved_fen": fen} for pk, fen in moved.items() if fen})
