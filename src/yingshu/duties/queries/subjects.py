"""For whom a duty exists on a day: the company, units, people in the post, records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..items import DutyItem, Per
from ..models import DutyVersion
from ..sources import RHYTHMS, SOURCES, Record
from .people import Holder, Roster


class Subject(NamedTuple):
    """One subject with the people who answer for it, the accountable one first."""

    kind: str
    id: int
    name: str
    unit_id: int | None
    people: tuple[tuple[int, str], ...]
    record: Record | None = None


def posts_of(item: DutyItem) -> Sequence[str]:
    """The posts that answer: those of the rhythm where it names some, else the item's."""
    rhythm = RHYTHMS.get(item.when.rhythm)
    return (rhythm.posts() if rhythm else ()) or item.who.posts


def subjects(version: DutyVersion, roster: Roster) -> list[Subject]:
    """The subjects of a version on the roster's day, within the unit that the rulebook is for."""
    item = version.terms
    held = roster.holders(posts_of(item)) if posts_of(item) else []
    within = roster.units[version.unit_id].path if version.unit_id in roster.units else ""
    here = [h for h in held if h.path.startswith(within)] if within else held
    ways = {Per.COMPANY: _once, Per.UNIT: _per_unit, Per.PERSON: _per_person}
    if item.who.per == Per.RECORD:
        return list(_per_record(item, here or held, roster, within))
    return list(ways[item.who.per](version, here or held, roster))


def _people(holders: Sequence[Holder]) -> tuple[tuple[int, str], ...]:
    return tuple(dict.fromkeys((h.person_id, h.name) for h in holders))


def _once(version: DutyVersion, held: Sequence[Holder], roster: Roster) -> Iterator[Subject]:
    unit = roster.units.get(version.unit_id or 0)
    yield Subject("company", version.unit_id or 0, unit.name if unit else "", version.unit_id or (held[0].unit_id if held else None),
                  _people(held))


def _per_unit(version: DutyVersion, held: Sequence[Holder], roster: Roster) -> Iterator[Subject]:
    for unit_id in dict.fromkeys(h.unit_id for h in held):
        if unit := roster.units.get(unit_id):
            yield Subject("unit", unit_id, unit.name, unit_id, _people([h for h in held if h.unit_id == unit_id]))


def _per_person(version: DutyVersion, held: Sequence[Holder], roster: Roster) -> Iterator[Subject]:
    first = {h.person_id: h for h in reversed(held)}
    for person_id, name in _people(held):
        yield Subject("person", person_id, name, first[person_id].unit_id, ((person_id, name),))


def _per_record(item: DutyItem, held: Sequence[Holder], roster: Roster, within: str) -> Iterator[Subject]:
    source = SOURCES[item.who.records]
    for record in source.records(roster.day):
        unit = roster.units.get(record.unit_id or 0)
        if within and not (unit and unit.path.startswith(within)):
            continue
        near = [h for h in held if unit and unit.path.startswith(h.path)] or list(held)
        owner = ((record.owner_id, roster.people[record.owner_id]),) if item.who.owner_first and record.owner_id in roster.people else ()
        yield Subject(source.kind, record.id, record.name, record.unit_id, owner or _people(near), record)
