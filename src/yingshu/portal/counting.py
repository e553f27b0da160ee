"""How much a person has to do, by list. Counted at most every few seconds, so that a page costs nothing for it."""

from __future__ import annotations

from django.core.cache import cache

from yingshu.kernel.actor import Actor
from yingshu.kernel.worklist import lists_of

KEPT_SECONDS = 20


def counted(actor: Actor) -> dict[str, int] | None:
    """The numbers by code of the list as counted lately; None when they must be counted."""
    found: dict[str, int] | None = cache.get(_key(actor.id))
    return found


def count(actor: Actor) -> dict[str, int]:
    """Count all lists of the person now."""
    found = {w.code: w.count(actor) for w in lists_of(actor)}
    cache.set(_key(actor.id), found, KEPT_SECONDS)
    return found


def counted_anew(actor_id: int) -> None:
    """The person has just done something: what was counted before is stale."""
    cache.delete(_key(actor_id))


def _key(actor_id: int) -> str:
    return f"counts:{actor_id}"
