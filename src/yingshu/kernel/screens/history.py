"""操作记录 of a record. The audit room answers; the kernel only knows how to ask."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..actor import Actor
from .declare import Screen

Reader = Callable[[str, int, int], Sequence[Mapping[str, Any]]]
MOST = 200
history_reader: list[Reader] = []


def read_history_by(reader: Reader) -> None:
    """Let the audit room answer: ``reader(kind, id, limit)`` gives timeline entries, newest first.

    An entry is ``{who, what, when, changes: [{field, old, new}], detail, clause, tone, icon}`` (see the timeline component).
    """
    history_reader[:] = [reader]


def entries(screen: Screen, row: Any, actor: Actor) -> Sequence[Mapping[str, Any]]:
    """What was done to a record, newest first."""
    told = [e for kind, pk in screen.history_subjects(row) for e in (history_reader[0](kind, pk, MOST) if history_reader else ())]
    more = screen.history_more(row, actor)
    return sorted([*more, *told], key=lambda e: str(e["when"])[:16], reverse=True)[:MOST] if more or len(told) > 1 else told
