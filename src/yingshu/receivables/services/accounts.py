"""The customer's balances that others move."""

from __future__ import annotations

from yingshu.kernel import write

from ..models import CustomerAccount


def commit(customer_id: int, fen: int) -> None:
    """Ordered and not shipped grows by so much (negative: shrinks). One statement."""
    write.add_up(CustomerAccount, {"customer_id": customer_id}, {"committed_fen": fen})
