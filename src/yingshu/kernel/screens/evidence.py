"""What is left behind when data leaves: every export (CNF-01) and every look at a masked value (CNF-07), granted or refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..actor import Actor
from ..errors import NotAllowed
from ..services import Done, leave_done, leave_refusal, together
from .declare import Screen


def require(screen: Screen, actor: Actor, right: str) -> None:
    """The right ``<code>.<right>``; a refusal is recorded."""
    action = f"{screen.code}.{right}"
    try:
        actor.require(action)
    except NotAllowed as refusal:
        leave_refusal(actor, action, refusal)
        raise


def exported(screen: Screen, actor: Actor, *, rows: int, columns: Sequence[str], query: str, file: str) -> None:
    """Record an export: who, which filter, how many rows, which columns, which file."""
    after: Mapping[str, Any] = {"rows": rows, "columns": list(columns), "filter": query, "file": file}
    with together(actor, f"{screen.code}.export") as work:
        leave_done(work, Done(screen.history_kind or screen.code, 0, file[:60], after=after))


def revealed(screen: Screen, actor: Actor, row: Any, field: str) -> None:
    """Record that somebody looked at the whole of a masked value."""
    with together(actor, f"{screen.code}.reveal") as work:
        leave_done(work, Done(screen.history_kind or screen.code, row.pk, str(getattr(row, "number", row))[:60], after={"field": field}))
