"""Domain events: news that travels up the floors. Handlers run inside the same transaction, in the order of registration.

A lower room emits; a higher room that cares subscribes in its ``apps.ready``. News that leaves the process goes through the
outbox of ``notifications`` instead.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

from .actor import Actor
from .services import settle

E = TypeVar("E")
_handlers: dict[type, list[Callable[[Any, Actor], None]]] = defaultdict(list)


def on(event: type[E], handler: Callable[[E, Actor], None]) -> None:
    """Subscribe to a kind of event."""
    if handler not in _handlers[event]:
        _handlers[event].append(handler)


def emit(event: Any, actor: Actor) -> None:
    """Tell everyone who subscribed, now. What the action has left to be written later is written before."""
    settle()
    for handler in _handlers[type(event)]:
        handler(event, actor)
