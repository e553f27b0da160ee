"""Reads of records."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Max, Q

from yingshu.kernel.actor import Actor
from yingshu.kernel.scoping import scope_filter
from yingshu.kernel.screens import SCREENS

from .definition import VOID, Counted, FieldSpec, Kind
from .errors import RuleBroken
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
            slots = [found.slots[f.code] for f in found.definition.fields if _refers(f, screen) and f.code in found.slots]
            for slot in slots:
                condition |= seen(actor, found) & Q(**{slot: pk})
    return _seen(condition).exclude(state=VOID.code).order_by("-day", "-id")


def _refers(field: FieldSpec, screen: str) -> bool:
    return field.of == screen or (field.kind == Kind.PERSON and screen == "people")


def counted(actor: Actor, asked: Counted, first: date, last: date) -> int:
    """How many records of a register there are in these days, as a person may see them; 0 while it is not in force."""
    found = registers().get(asked.register_)
    if found is None:
        return 0
    if {*asked.where, asked.latest} - {"", *found.slots}:
        raise RuleBroken(register=found.title)
    rows = visible(actor, found).exclude(state=VOID.code).filter(day__lte=last).order_by()
    if asked.latest:
        slot = found.slots[asked.latest]
        rows = _seen(Q(pk__in=rows.values(slot).annotate(newest=Max("id")).values("newest")) & ~_in_view(actor, asked.without, slot))
    else:
        rows = rows.filter(day__gte=first)
    number: int = rows.filter(**{found.slots[code]: value for code, value in asked.where.items()}).count()
    return number


def _in_view(actor: Actor, address: str, slot: str) -> Q:
    """Those that refer to a record in a view of another screen: ``customers/stopped``."""
    code, _slash, name = address.partition("/")
    views = [view for view in SCREENS[code].views if view.code == name] if code in SCREENS else []
    return Q(**{f"{slot}__in": SCREENS[code].scoped(actor).filter(views[0].where(actor)).values("pk")}) if views else Q(pk__in=())


def find(actor: Actor, register: str, pk: int) -> Any:
    """One record, or NotFound: missing and out of sight look the same."""
    return visible(actor, live(register)).one(pk=pk)


def in_hands_of(person_id: int) -> list[tuple[Live, Entry]]:
    """Records that have not ended, of the registers that go to who follows, owned or dealt with by a person."""
    found = {x.id: x for x in registers().values() if x.definition.handed_over}
    rows = Entry._plain.filter(Q(owner_id=person_id) | Q(handler_id=person_id), register_id__in=found).exclude(state=VOID.code)
    return [(found[e.register_id], e) for e in rows.order_by("id") if not found[e.register_id].definition.is_final(e.state)]
