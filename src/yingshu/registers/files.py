"""Files of records: whoever may see the record may see its files."""

from __future__ import annotations

from yingshu.documents import access
from yingshu.kernel.actor import Actor

from .parts import SCREEN
from .queries import visible
from .registry import known


def may_have_files() -> None:
    """Tell the room of documents."""
    access.declare_prefix(SCREEN, seen)


def seen(kind: str, pk: int, actor: Actor) -> bool:
    """May the person see that record?"""
    found = known().get(kind.removeprefix(SCREEN))
    return found is not None and actor.may(f"{found.screen}.view") and visible(actor, found).filter(pk=pk).exists()
