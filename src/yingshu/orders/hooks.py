"""What the order desk asks rooms above it. Each registers its answer; without an answer there is nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from yingshu.kernel.actor import Actor

_open_exceptions: list[Callable[[int], int]] = []
_dispatch: list[Callable[[int, Actor], Sequence[Any]]] = []


def count_exceptions_with(counter: Callable[[int], int]) -> None:
    """Let logistics say how many exceptions of an order are open."""
    _open_exceptions.append(counter)


def open_exceptions(order_id: int) -> int:
    """Open exceptions of an order."""
    return sum(counter(order_id) for counter in _open_exceptions)


def tell_dispatch_with(reader: Callable[[int, Actor], Sequence[Any]]) -> None:
    """Let logistics say which vehicles carry an order: shipments with their steps, last count and exceptions."""
    _dispatch.append(reader)


def dispatch_of(order_id: int, actor: Actor) -> list[Any]:
    """The shipments of an order with what this person may do with them, oldest first."""
    return [shipment for reader in _dispatch for shipment in reader(order_id, actor)]
