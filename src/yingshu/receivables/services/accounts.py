"""The customer's balances that others move."""

from __future__ import annotations

from yingshu.kernel.services import add_up_later

from ..models import CustomerAccount


def commit(customer_id: int, fen: int) -> None:
    """Ordered and not shipped grows by so much (negative: shrinks), at the end of the action."""
    add_up_later(CustomerAccount, "customer_id", {customer_id: {"committed_fen": fen}})
