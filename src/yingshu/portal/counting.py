"""How much is on the lists of a person. Counted at most every few seconds, so that a page costs nothing for it, and where
the numbers must be those of now, whenever something was done since."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache

from yingshu.audit.models import AuditEntry
from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.worklist import lists_of, numbers

KEPT_SECONDS = 20


def counted(actor: Actor) -> dict[str, int] | None:
    """The numbers by code of the list as counted lately; None when they must be counted."""
    found: tuple[Any, dict[str, int]] | None = cache.get(_key(actor.id))
    return found[1] if found else None


def count(actor: Actor) -> dict[str, int]:
    """The numbers as they are now: those counted lately as long as nobody has done anything since, else counted."""
    found: tuple[Any, dict[str, int]] | None = cache.get(_key(actor.id))
    stamp = _stamp(actor)
    if found is None or found[0] != stamp:
        found = stamp, numbers(lists_of(actor), actor)
        cache.set(_key(actor.id), found, KEPT_SECONDS)
    return found[1]


def _stamp(actor: Actor) -> tuple[Any, ...]:
    """The last action in the trail, the minute, and what the person may see: what the numbers depend on."""
    last = AuditEntry.objects.order_by("-id").values_list("id", flat=True).first()
    return last, int(clock.now().timestamp() // 60), actor.rights, actor.reach, actor.units, actor.posts


def counted_anew(actor_id: int) -> None:
    """The person has just done something: what was counted before is stale."""
    cache.delete(_key(actor_id))


def _key(actor_id: int) -> str:
    return f"counts:{actor_id}"
