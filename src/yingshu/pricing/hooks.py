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


Use = dict[str, object]
Uses = Callable[[int], list[Use]]
_uses: list[Uses] = []


def tell_uses_by(source: Uses) -> None:
    """Let the order desk tell of the orders that relied on a special price: number, day, quantity, amount, what was given up, in fen."""
    if source not in _uses:
        _uses.append(source)


def uses_of(special_price_id: int) -> list[Use]:
    """The orders that relied on a special price."""
    return [use for source in _uses for use in source(special_price_id)]


def ordered_already(customer_id: int, product_id: int, price: Decimal) -> str:
    """The open order that already carries the price asked for, if any: asking now would be asking afterwards (PRC-08)."""
    return next(filter(None, (source(customer_id, product_id, price) for source in _open_orders)), "")
