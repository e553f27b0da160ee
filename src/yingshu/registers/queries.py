"""Reads of records."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from yingshu.kernel.actor import Actor
from yingshu.kernel.scoping import scope_filter

from .models import Entry
from .registry import Live, live


def visible(actor: Actor, found: Live) -> Any:
    """The records of a register that a person may see: by their data scope, what they handle, or all when the register is open."""
    rows = Entry.objects.unscoped(reason="the scope is stated by the register").filter(register_id=found.id)
    if found.definition.scope == "all" or actor.everything:
        return rows
    mine = scope_filter(Entry, actor)
    return rows.filter(mine | Q(handler_id=actor.id)) if mine else rows


def find(actor: Actor, register: str, pk: int) -> Any:
    """One record, or NotFound: missing and out of sight look the same."""
    return visible(actor, live(register)).one(pk=pk)
