"""Reads of records."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from yingshu.kernel.actor import Actor
from yingshu.kernel.scoping import scope_filter

from .definition import VOID
from .models import Entry
from .registry import Live, live, registers


def visible(actor: Actor, found: Live) -> Any:
    """The records of a register that a person may see."""
    return _seen(seen(actor, found))


def _seen(condition: Q) -> Any:
    return Entry.objects.unscoped(reason="the scope is stated by the register").filter(condition)


def seen(actor: Actor, found: Live) -> Q:
    """Which of them: by the person's data scope, what they handle, or all when the register is open."""
    own = Q(register_id=found.id)
    if found.definition.scope == "all" or actor.everything:
        return own
    mine = scope_filter(Entry, actor)
    return own & (mine | Q(handler_id=actor.id)) if mine else own


def about(actor: Actor, screen: str, pk: int) -> Any:
    """The records of all registers that refer to a record of another screen by a field that can be filtered, newest first."""
    condition = Q(pk__in=())
    for found in registers().values():
        if actor.may(f"{found.screen}.view"):
            slots = [found.slots[f.code] for f in found.definition.fields if f.of == screen and f.code in found.slots]
            for slot in slots:
                condition |= seen(actor, found) & Q(**{slot: pk})
    return _seen(condition).exclude(state=VOID.code).order_by("-day", "-id")


def find(actor: Actor, register: str, pk: int) -> Any:
    """One record, or NotFound: missing and out of sight look the same."""
    return visible(actor, live(register)).one(pk=pk)
