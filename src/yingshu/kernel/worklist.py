"""待办: what a person has to do, computed from the records, never stored. Each room declares its lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .actor import Actor


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do: the document, why it is on the list (clause), since when, by when."""

    kind: str
    number: str
    title: str
    url: str
    clause: str
    since: datetime
    due: datetime | None = None
    sender: str = ""
    amount_fen: int | None = None


@dataclass(frozen=True, slots=True)
class Worklist:
    """A list of things to do. ``right`` is the right whose holders have it; ``items`` reads at most ``limit`` of them."""

    code: str
    title: Any
    right: str
    items: Callable[[Actor, int], Iterable[Todo]]
    count: Callable[[Actor], int]


WORKLISTS: dict[str, Worklist] = {}


def declare(worklist: Worklist) -> None:
    """Add a list to the workbench."""
    WORKLISTS[worklist.code] = worklist


def lists_of(actor: Actor) -> list[Worklist]:
    """The lists that a person's posts give them."""
    return [w for w in WORKLISTS.values() if actor.may(w.right)]
