"""What prices ask rooms above them. Each registers its answer; without an answer there is nothing."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

OpenOrders = Callable[[int, int, Decimal], str]
_open_orders: list[OpenOrders] = []


def find_open_orders_with(source: OpenOrders) -> None:
    """Let the order desk tell of orders: ``source(customer_id, product_id, price)`` answers the number of an order that carries
    the product at this effective price and is not approved yet, or an empty string."""
    if source not in _open_orders:
        _open_orders.append(source)


def ordered_already(customer_id: int, product_id: int, price: Decimal) -> str:
    """The open order that already carries the price asked for, if any: asking now would be asking afterwards (PRC-08)."""
    return next(filter(None, (source(customer_id, product_id, price) for source in _open_orders)), "")
