"""Counts beside the views of a list. They are counted at most every few seconds, and anew after any business action."""

from __future__ import annotations

import time

from ..actor import Actor
from ..services import Done, Work, on_done
from .declare import Screen, View

KEPT_SECONDS = 10
MOST = 999
_known: dict[tuple[int, str, str], tuple[int, str]] = {}


def tally(screen: Screen, view: View, actor: Actor) -> str:
    """How many rows a view has for a person; more than 999 is ``999+``."""
    key, now = (actor.id, screen.code, view.code), int(time.monotonic())
    until, text = _known.get(key, (0, ""))
    if now >= until:
        number = screen.scoped(actor).filter(view.where(actor)).order_by().values("pk")[: MOST + 1].count()
        text = f"{MOST}+" if number > MOST else str(number)
        _known[key] = (now + KEPT_SECONDS, text)
    return text


def forget(work: Work | None = None, done: Done | None = None) -> None:
    """Something was done: what was counted before is stale."""
    _known.clear()


on_done(forget)
