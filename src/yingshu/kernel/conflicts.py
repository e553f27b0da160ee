"""Editing what others may edit too: what stands in a form at first, and what to say when the record changed meanwhile.

A form that changes a record remembers (as digests) what it showed. When something differs at the end, nothing is saved: the person
sees who changed what beside their own entry. What only the others changed is taken over; what both changed stays for the person to
decide, with the form as up to date as the record.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.crypto import salted_hmac

from .actor import Actor
from .forms import Field, shown
from .screens import SCREENS, Screen
from .screens.cells import MASKS
from .screens.history import entries
from .screens.plan import plan_of
from .text import id_of

SALT = "yingshu.conflicts"
EDITS = ("change", "set_")
SENSITIVE = frozenset({"phone", "email"})


@dataclass(frozen=True)
class Edited:
    """The record that a form changes."""

    screen: Screen
    row: Any

    @property
    def masked(self) -> frozenset[str]:
        """Fields that never stand in a form."""
        return SENSITIVE | {c.name for c in plan_of(self.screen).columns if c.kind in MASKS}

    def value(self, f: Field) -> Any:
        """The record's present value of a field; ``...`` when the field is none of the record's."""
        names = {each.attname for each in self.row._meta.concrete_fields}
        name = next((n for n in (f.name, f"{f.name}_fen") if n in names), None)
        return ... if name is None or f.widget == "lines" else getattr(self.row, name)

    def first(self, fields: Iterable[Field]) -> dict[str, Any]:
        """What stands in the form at first."""
        found = {f.name: self.value(f) for f in fields if f.name not in self.masked}
        return {name: value for name, value in found.items() if value is not ...}

    def seen(self, fields: Iterable[Field]) -> str:
        """Digests of what the record holds now, for the form to bring back."""
        return json.dumps({f.name: _digest(shown(v, f.widget)) for f in fields if (v := self.value(f)) is not ...})


def edited(code: str, fixed: Mapping[str, Any], actor: Actor) -> Edited | None:
    """The record an editing action is about."""
    found = target(code, fixed, actor) if code.partition(".")[2].startswith(EDITS) else None
    row = found[0].scoped(actor).filter(pk=found[1]).first() if found else None
    return Edited(found[0], row) if found and row is not None else None


def target(code: str, fixed: Mapping[str, Any], actor: Actor, own_room: bool = False) -> tuple[Screen, int] | None:
    """Which record the form of an action is about: found by the id in its address. The action's own room knows best, or alone."""
    ours = f".{code.partition('.')[0]}."
    for screen in sorted(SCREENS.values(), key=lambda s: ours not in type(s).__module__):
        name = next((n for n in _id_names(screen) if n in fixed), "")
        pk = id_of(str(fixed.get(name, "")))
        if own_room and ours not in type(screen).__module__:
            return None
        if pk and actor.may(f"{screen.code}.view"):
            return screen, pk
    return None


def _id_names(screen: Screen) -> Sequence[str]:
    names = (screen.id_parameter, f"{screen.code.removesuffix('s')}_id", f"{screen.history_kind}_id", f"{screen.model._meta.model_name}_id")
    return [n for n in names if n and n != "_id"]


def _digest(value: Any) -> str:
    return salted_hmac(SALT, json.dumps(value, default=str)).hexdigest()[:16]


@dataclass(frozen=True)
class Conflict:
    """Somebody else changed the record meanwhile: who, when, what, and the form as it should stand now."""

    who: str
    when: str
    changes: Sequence[Mapping[str, Any]]
    data: Mapping[str, Any]


def conflict(record: Edited, fields: Sequence[Field], seen: str, data: Mapping[str, Any], actor: Actor) -> Conflict | None:
    """What others changed since the form was drawn; None when nothing, or when the form did not say what it showed."""
    before = _parsed(seen)
    now = {f.name: shown(v, f.widget) for f in fields if (v := record.value(f)) is not ...}
    theirs = [f for f in fields if f.name in now and f.name in before and _digest(now[f.name]) != before[f.name]]
    if not theirs:
        return None
    mended, rows = dict(data), []
    for f in theirs:
        mine = data.get(f.name, "")
        touched = mine != "" and _digest(mine) != before[f.name] and mine != now[f.name]
        if not touched:
            mended[f.name] = "" if f.name in record.masked else now[f.name]
        if f.widget != "hidden":
            rows.append({"field": f.label, "now": "***" if f.name in record.masked else _words(f, now[f.name]),
                         "mine": _words(f, mine) if touched else ""})
    last = next(iter(entries(record.screen, record.row, actor)), {})
    return Conflict(str(last.get("who", "--")), str(last.get("when", ""))[:16], rows, mended)


def _parsed(seen: str) -> Mapping[str, str]:
    try:
        found = json.loads(seen or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _words(f: Field, value: Any) -> str:
    """A value as people read it: the words of a choice, else the text."""
    words = dict(f.choices).get(str(value))
    return str(words if words is not None else value) or "--"
