"""What the on-time rate of a duty would have been by other terms: recorded doings held against the times that these would have planned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import QuerySet

from yingshu.kernel import clock, workdays
from yingshu.kernel.enforcement import Rate

from .. import rules
from ..items import When
from ..models import Occurrence
from ..rules import Slot
from ..sources import RHYTHMS
from .rates import came_due

AROUND = timedelta(days=62)  # a doing may lie beside the days asked for
State = Occurrence.State


class Otherwise(NamedTuple):
    """An occurrence that would have counted otherwise: its id, and whether it would have been in time."""

    occurrence_id: int
    in_time: bool


class Replayed(NamedTuple):
    """Rates of the days then and by the other terms, and the occurrences that would have counted otherwise."""

    then: Rate
    now: Rate
    otherwise: list[Otherwise]


def by_terms(duty_id: int, when: When, first: date, last: date, units: frozenset[int] | None = None) -> Replayed:
    """Replay a duty. Excused ones are left out; a time that would have been planned for another period counts as kept when somebody
    did the duty between its opening and its limit."""
    everything = [o for o in _closed(duty_id, first - AROUND, last + AROUND, units) if o.state != State.EXCUSED]
    asked = [o for o in everything if first <= o.due_on <= last]
    judged = list(_judged(asked, everything, when, first, last))
    kept = {o.pk: in_time for o, in_time in judged if o is not None}
    otherwise = [Otherwise(o.pk, kept[o.pk]) for o in asked if o.pk in kept and kept[o.pk] != (o.state == State.DONE)]
    return Replayed(Rate(len(asked), sum(o.state == State.DONE for o in asked)), Rate(len(judged), sum(ok for _o, ok in judged)), otherwise)


def _judged(asked: Sequence[Occurrence], everything: Sequence[Occurrence], when: When, first: date,
            last: date) -> Iterator[tuple[Occurrence | None, bool]]:
    if when.by_record:
        return _named(asked, when)
    return _rolling(asked, everything, when) if when.after_days is not None else _planned(asked, everything, when, first, last)


def _closed(duty_id: int, first: date, last: date, units: frozenset[int] | None) -> QuerySet[Occurrence]:
    rows: QuerySet[Occurrence] = Occurrence._plain.filter(came_due(clock.now()), duty_id=duty_id, due_on__gte=first, due_on__lte=last)
    rows = rows.filter(unit_id__in=sorted(units)) if units is not None else rows
    return rows.select_related("version").order_by("subject_kind", "subject_id", "due_at", "id")


def _wall(moment: datetime | None) -> datetime | None:
    return clock.local(moment).replace(tzinfo=None) if moment else None


def _planned(asked: Sequence[Occurrence], everything: Sequence[Occurrence], when: When, first: date,
             last: date) -> Iterator[tuple[Occurrence | None, bool]]:
    """Each time of the calendar, for each subject since it first came due in these days: before, nobody was asked."""
    by_period = {(o.subject_kind, o.subject_id, o.period): o for o in everything}
    doings: dict[tuple[str, int], list[datetime]] = {}
    for o in everything:
        if (done := _wall(o.done_at)) is not None:
            doings.setdefault((o.subject_kind, o.subject_id), []).append(done)
    slots = [slot for slot in _slots(when, first, last) if slot.late <= clock.local(clock.now()).replace(tzinfo=None)]
    since: dict[tuple[str, int], date] = {}
    for o in asked:
        since.setdefault((o.subject_kind, o.subject_id), o.due_on)
    for subject, begun in since.items():
        for slot in (one for one in slots if one.due_on >= begun):
            there = by_period.get((*subject, slot.period))
            done = _wall(there.done_at) if there else next((d for d in doings.get(subject, ()) if slot.opens <= d < slot.late), None)
            yield there, done is not None and done < slot.late


def _slots(when: When, first: date, last: date) -> Iterable[Slot]:
    found = RHYTHMS[when.rhythm].slots(first, last) if when.rhythm else rules.slots(when, first - AROUND, last, workdays.is_working_day)
    return (slot for slot in found if first <= slot.due_on <= last)


def _rolling(asked: Sequence[Occurrence], everything: Sequence[Occurrence], when: When) -> Iterator[tuple[Occurrence, bool]]:
    """So many days after it was last done: counted from the doing before, or from where the time of then was counted."""
    wanted, before = {o.pk for o in asked}, dict[tuple[str, int], date]()
    for o in everything:
        subject, done = (o.subject_kind, o.subject_id), _wall(o.done_at)
        since = before.get(subject) or _day(o) - timedelta(days=o.version.terms.when.after_days or 0)
        if o.pk in wanted:
            yield o, done is not None and done < rules.rolling_slot(when, since, workdays.is_working_day).late
        if done is not None:
            before[subject] = done.date()


def _named(asked: Sequence[Occurrence], when: When) -> Iterator[tuple[Occurrence, bool]]:
    """On the day that the record named, by the other time of day, shift and grace."""
    for o in asked:
        done, slot = _wall(o.done_at), rules.named_slot(when, None, _day(o), workdays.is_working_day)
        yield o, done is not None and done < slot.late


def _day(o: Occurrence) -> date:
    """The day for which it was planned; without a time of day it ended with the midnight after it."""
    planned = clock.local(o.planned_at).date()
    return planned if o.version.terms.when.at else planned - timedelta(days=1)
