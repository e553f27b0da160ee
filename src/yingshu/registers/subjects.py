"""Records of registers as those that a duty is done for: each travel agency is visited every thirty days (CUS-17)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from yingshu.duties.sources import DOINGS, SOURCES, WAYS, Record, Source, Way
from yingshu.kernel import clock
from yingshu.kernel.caches import Cached
from yingshu.kernel.screens import SCREENS

from .definition import VOID, Definition, FieldSpec, Kind
from .models import Entry
from .parts import SAVE, SCREEN
from .registry import VERSION, known, registers
from .section import library
from .values import REFS


def records(d: Definition, day: str, on: date) -> Iterator[Record]:
    """The records in force: no drafts, none that ended, each with who deals with it. Days count from when it was made; a date field
    may tell the day on which something is due."""
    found = registers().get(d.code)
    if found is None:
        return
    idle = [VOID.code, *(s.code for s in found.definition.stations if s.final or s.weight == "draft")]
    rows = Entry._plain.filter(register_id=found.id).exclude(state__in=idle).order_by("id")
    named = rows.values_list("id", "headline", "unit_id", "handler_id", "owner_id", "created_at", f"values__{day}" if day else "day")
    for pk, headline, unit_id, handler_id, owner_id, made, due in named.iterator(2000):
        named_day = date.fromisoformat(due) if day and due else None
        yield Record(pk, headline, unit_id, handler_id or owner_id, clock.local(made).date(), named_day)


def _load(_key: object) -> dict[str, Source]:
    """Also those of the library that are not in force: the duty may be put in force first."""
    definitions = {d.code: d for d in (*library(), *(found.definition for found in known().values()))}
    plain = {d.screen: Source(d.screen, d.title, d.screen, partial(records, d, "")) for d in definitions.values()}
    return plain | {source.code: source for d in definitions.values() for source in _dated(d)}


def _dated(d: Definition) -> Iterator[Source]:
    """Its records, each due on the day that stands in a date field."""
    for field in d.fields:
        if field.shape == Kind.DATE and not field.private:
            yield Source(f"{d.screen}.{field.code}", f"{d.title}：{field.title}", d.screen, partial(records, d, field.code), dated=True)


_sources: Cached[dict[str, Source]] = Cached(VERSION, _load)

SOURCES.grow(SCREEN, _sources.get)


def _ways(_key: object) -> dict[str, Way]:
    """The steps of the registers in force as ways in which a duty may be done: a new record, or one of its moves."""
    return {way.code: way for found in known().values() for way in _steps_of(found.definition)}


def _steps_of(d: Definition) -> Iterator[Way]:
    referring = [f for f in reversed(d.fields) if f.filter and f.kind in (*REFS, Kind.RECORD)]
    told = {**{_kind_of(f): f"ref_{f.code}" for f in referring}, d.screen: "ref_entry"}
    yield Way(f"{d.screen}.{SAVE}", format_lazy("{}：{}", d.title, lazy("New record")), ("registers.add_entry",),
              {"register": d.code}, told)
    for move in d.moves:
        yield Way(f"{d.screen}.{move.code}", f"{d.title}：{move.title}", ("registers.move_entry",), {"register": d.code, "move": move.code},
                  told)


def _kind_of(field: FieldSpec) -> str:
    """The kind of the records that a field refers to, as duties call it."""
    if field.kind != Kind.RECORD:
        return field.kind.value
    screen = SCREENS.get(field.of)
    return screen.history_kind or field.of if screen else field.of


_done_by: Cached[dict[str, Way]] = Cached(VERSION, _ways)

WAYS.grow(SCREEN, _done_by.get)


def says(asked: Mapping[str, Any]) -> str:
    """Which register does a duty, and by which step: 费用分析：提交."""
    d = next((d for d in (*(x.definition for x in known().values()), *library()) if d.code == asked.get("register")), None)
    if d is None:
        return ""
    step = d.move(str(asked.get("move", "")))
    return f"{d.title}：{step.title if step else _('New record')}"


DOINGS.update({"registers.add_entry": says, "registers.move_entry": says})
