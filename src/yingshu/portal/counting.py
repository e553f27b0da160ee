"""Which lists a person has, and how much is on them. Counted at most every few seconds, so that a page costs nothing for it."""

from __future__ import annotations

from django.core.cache import cache

from yingshu.kernel.actor import Actor
from yingshu.kernel.worklist import Worklist, lists_of

KEPT_SECONDS = 20
# Heads may do everything, but the daily work of their people is not on their lists; what needs a decision, and reports, are.
HEADS = frozenset({"general_manager", "vice_president", "sales_director", "director"})
FOR_HEADS = ("orders.review", "pricing.", "logistics.exceptions", "insight.", "customers.", "receivables.overdue", "receivables.credit")


def own_lists(actor: Actor) -> list[Worklist]:
    """The lists of a person's posts."""
    found = lists_of(actor)
    if actor.posts and HEADS.issuperset(actor.posts):
        return [w for w in found if w.code.startswith(FOR_HEADS)]
    return found


def counted(actor: Actor) -> dict[str, int] | None:
    """The numbers by code of the list as counted lately; None when they must be counted."""
    found: dict[str, int] | None = cache.get(_key(actor.id))
    return found


def count(actor: Actor) -> dict[str, int]:
    """Count all lists of the person now."""
    found = {w.code: w.count(actor) for w in own_lists(actor)}
    cache.set(_key(actor.id), found, KEPT_SECONDS)
    return found


def counted_anew(actor_id: int) -> None:
    """The person has just done something: what was counted before is stale."""
    cache.delete(_key(actor_id))


def _key(actor_id: int) -> str:
    return f"counts:{actor_id}"
