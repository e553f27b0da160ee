"""News for dispatch: a slip or an order is not to be carried any more."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SlipVoided:
    """A slip was voided; its vehicle is free for the order's next one."""

    slip_id: int


@dataclass(frozen=True, slots=True)
class OrderCancelled:
    """An order was cancelled; vehicles that did not leave are not needed."""

    order_id: int
