"""What the receivable ledger asks the order desk, which lies above it. The desk hangs its answers in when it starts.

``order_due`` answers how much an order asks for before its slip (None: nothing). ``order_of`` answers whose order it is, and whether
it uses credit, so that money for a prepaid order does not make room for others.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class OrderFacts(NamedTuple):
    """What a receipt needs to know of the order it is for."""

    customer_id: int
    number: str
    uses_credit: bool


def _no_due(order_id: int) -> int | None:
    return None


def _unknown(order_id: int) -> OrderFacts | None:
    return None


order_due: Callable[[int], int | None] = _no_due
order_of: Callable[[int], OrderFacts | None] = _unknown
