"""待办: what a person has to do, computed from the records, never stored. Each room declares its lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet, Value

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
    """A list of things to do. ``right`` is the right whose holders have it; ``items`` reads at most ``limit`` of them; ``rows`` are the
    records on it, which are only counted, or their number where no query tells it. ``daily`` work is done by whoever has the post: it is
    not on the lists of those whose people have the right too."""

    code: str
    title: Any
    right: str
    items: Callable[[Actor, int], Iterable[Todo]]
    rows: Callable[[Actor], QuerySet[Any] | int]
    daily: bool = False

    def count(self, actor: Actor) -> int:
        """How much is on it."""
        return numbers([self], actor)[self.code]


WORKLISTS: dict[str, Worklist] = {}


def declare(worklist: Worklist) -> None:
    """Add a list to the workbench."""
    WORKLISTS[worklist.code] = worklist


def lists_of(actor: Actor) -> list[Worklist]:
    """The lists that a person's posts give them, without the daily work of their people."""
    return [w for w in WORKLISTS.values() if actor.may(w.right) and not (w.daily and w.right in actor.passed_down)]


def numbers(lists: Iterable[Worklist], actor: Actor) -> dict[str, int]:
    """How much is on each list. All that are rows of the database are counted by one statement, however many lists there are."""
    rows = {w.code: w.rows(actor) for w in lists}
    asked = [_counted(code, found) for code, found in rows.items() if isinstance(found, QuerySet)]
    counted: dict[str, int] = dict(asked[0].union(*asked[1:], all=True)) if asked else {}
    return {code: found if isinstance(found, int) else counted.get(code, 0) for code, found in rows.items()}


def _counted(code: str, rows: QuerySet[Any]) -> QuerySet[Any, tuple[str, int]]:
    return rows.order_by().annotate(on_list=Value(code)).values("on_list").annotate(n=Count("*")).values_list("on_list", "n")
