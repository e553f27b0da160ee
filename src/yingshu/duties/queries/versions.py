"""Which version of a duty holds on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db.models import QuerySet

from yingshu.kernel import clock
from yingshu.kernel.caches import Cached, ever_changed

from ..items import DutyItem
from ..models import DutyVersion

DUTIES = "duties"


def released() -> QuerySet[DutyVersion]:
    """All versions that were put in force, for whatever days."""
    return DutyVersion.objects.filter(withdrawn_at=None).exclude(released_at=None).select_related("duty")


def in_force(versions: Iterable[DutyVersion], day: date) -> dict[int | None, DutyVersion]:
    """The version that holds on a day, by the unit it is for. Each source says its latest word; the one begun last decides."""
    latest: dict[tuple[str, int | None], DutyVersion] = {}
    for version in versions:
        key = (version.book, version.unit_id)
        if version.valid_from <= day and (key not in latest or _rank(latest[key]) < _rank(version)):
            latest[key] = version
    holding: dict[int | None, DutyVersion] = {}
    for (_book, unit_id), version in sorted(latest.items(), key=lambda pair: _rank(pair[1])):
        if version.item is not None:
            holding[unit_id] = version
    return {unit_id: version for unit_id, version in holding.items() if version.terms.active}


def _rank(version: DutyVersion) -> tuple[date, int]:
    return version.valid_from, version.number


class Listening(NamedTuple):
    """A version that waits for a business action."""

    version_id: int
    duty_id: int
    item: DutyItem


def _load(_key: object) -> dict[str, list[Listening]]:
    found: dict[str, list[Listening]] = {}
    for version in released():
        for action in version.terms.done.actions if version.item else ():
            found.setdefault(action, []).append(Listening(version.pk, version.duty_id, version.terms))
    return found


_listening: Cached[dict[str, list[Listening]]] = Cached(DUTIES, _load)


def listening_to(action: str) -> list[Listening]:
    """The versions that wait for a business action; costs no statement in the common case."""
    return _listening.get().get(action, []) if ever_changed(DUTIES) else []


def prepared(duty_id: int) -> QuerySet[DutyVersion]:
    """Versions of a duty that wait for release."""
    return DutyVersion.objects.filter(duty_id=duty_id, released_at=None, withdrawn_at=None).order_by("number")


def versions_in_force(day: date) -> list[DutyVersion]:
    """The versions of all duties that hold on a day."""
    by_duty: dict[int, list[DutyVersion]] = {}
    for version in released():
        by_duty.setdefault(version.duty_id, []).append(version)
    return [version for versions in by_duty.values() for version in in_force(versions, day).values()]


def _load_holding(day: date) -> list[DutyItem]:
    return [version.terms for version in versions_in_force(day)]


_holding: Cached[list[DutyItem]] = Cached(DUTIES, _load_holding)


def holding(day: date) -> list[DutyItem]:
    """What all duties ask that hold on a day; costs no statement in the common case."""
    return _holding.get(day) if ever_changed(DUTIES) else []


def _load_asked(day: date) -> list[tuple[str, dict[str, object]]]:
    return [(action, dict(item.done.data)) for item in holding(day) for action in item.done.actions]


_asked: Cached[list[tuple[str, dict[str, object]]]] = Cached(DUTIES, _load_asked)


def is_duty(action: str, **data: object) -> bool:
    """Does a duty that holds today wait for this action with such data? Then it stands on people's lists as a duty, and a room's own
    list of the same thing leaves it out. Costs no statement in the common case."""
    if not ever_changed(DUTIES):
        return False
    waiting = (asked for known, asked in _asked.get(clock.today()) if known == action)
    return any(all(data.get(key) == value for key, value in asked.items()) for asked in waiting)
