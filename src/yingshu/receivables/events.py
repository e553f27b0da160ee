"""News for rooms above: money of an order came, went back, or was found not to be there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OrderMoneyChanged:
    """The money received for an order is another than before."""

    order_id: int
