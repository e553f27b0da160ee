"""Creating occurrences ahead, moving and withdrawing those that are no longer asked for. Running it again changes nothing.

Each duty is planned in a transaction of its own that first locks the duty's row: a worker that dies leaves whole duties behind, two
workers at once wait for each other, and what a standstill left out is caught up from ``planned_until``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Max

from yingshu.kernel import clock, workdays, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.events import emit
from yingshu.rulebook.decisions import params_of

from .. import events, rules
from ..controls import ENGINE
from ..items import When
from ..models import Assignee, Duty, DutyVersion, Occurrence
from ..queries.people import Roster
from ..queries.subjects import Subject, subjects
from ..queries.versions import in_force, released
from ..rules import Slot
from ..sources import RHYTHMS

CHUNK = 500
LOOKBACK = timedelta(days=7)  # dates worked out by a room may become known some days after the day itself
Key = tuple[str, int, str]


class Planned(NamedTuple):
    """What planning changed."""

    created: int = 0
    moved: int = 0
    withdrawn: int = 0


@dataclass(frozen=True)
class Wanted:
    """An occurrence as it should be."""

    version: DutyVersion
    subject: Subject
    slot: Slot

    @property
    def key(self) -> Key:
        return self.subject.kind, self.subject.id, self.slot.period

    @cached_property
    def row(self) -> dict[str, Any]:
        """The columns that planning writes."""
        slot, people = self.slot, self.subject.people
        first_id, first_name = people[0] if people else (None, "")
        return {"version_id": self.version.pk, "subject_name": self.subject.name[:120], "person_id": first_id, "person_name": first_name,
                "unit_id": self.subject.unit_id, "planned_at": _aware(slot.planned), "opens_at": _aware(slot.opens),
                "due_at": _aware(slot.due), "due_on": slot.due_on, "month": slot.due_on.year * 100 + slot.due_on.month,
                "late_at": _aware(slot.late), "closes_at": slot.closes and _aware(slot.closes)}

    @property
    def reminders(self) -> list[rules.Step]:
        told = self.version.terms.told
        return rules.steps(told.before_hours, told.after_hours, told.escalate_hours, self.slot.due, self.slot.late)


def _aware(wall: datetime) -> datetime:
    return wall.replace(tzinfo=clock.ZONE)


def plan_duty(actor: Actor, duty_id: int) -> Planned:
    """Bring a duty's occurrences in line with what is in force, up to the horizon. Inside a transaction."""
    duty: Duty = write.lock(Duty, duty_id)
    plan = Plan(duty, list(released().filter(duty_id=duty_id)))
    found = plan.existing()
    new = [w for w in plan.wanted if w.key not in found and plan.is_fresh(w)]
    changed = [(found[w.key], w) for w in plan.wanted if w.key in found and plan.differs(found[w.key], w)]
    keys = {w.key for w in plan.wanted}
    gone = [o for key, o in found.items() if key not in keys and plan.may_go(o)]
    _withdraw(actor, duty, gone)
    _create(actor, duty, new)
    _move(actor, duty, changed)
    write.change(Duty, where={"id": duty.pk}, set={"planned_until": plan.last})
    return Planned(len(new), len(changed), len(gone))


class Plan:
    """What one duty asks for between the day it is planned until and the horizon."""

    def __init__(self, duty: Duty, versions: Sequence[DutyVersion]) -> None:
        self.duty, self.versions, self.now, self.today = duty, versions, clock.now(), clock.today()
        self.last = self.today + timedelta(days=params_of(ENGINE).horizon_days)
        self.until = duty.planned_until
        self._rosters: dict[date, Roster] = {}
        self._holding: dict[date, dict[int | None, DutyVersion]] = {}

    @cached_property
    def first(self) -> date:
        """The first day to look at: where planning ended, at the latest today, a little earlier for dates known late."""
        begun = min((v.valid_from for v in self.versions), default=self.today)
        return min(self.until + timedelta(days=1) if self.until else begun, self.today - LOOKBACK)

    @cached_property
    def wanted(self) -> list[Wanted]:
        return [w for version in self.versions if version.item and version.valid_from <= self.last for w in self._of(version)]

    def _of(self, version: DutyVersion) -> Iterator[Wanted]:
        when = version.terms.when
        if when.after_days is not None:
            yield from self._rolling(version, when)
            return
        if when.by_record:
            yield from self._named(version, when)
            return
        first = max(self.first, version.valid_from)
        found = (RHYTHMS[when.rhythm].slots(first, self.last) if when.rhythm
                 else rules.slots(when, first, self.last, workdays.is_working_day))
        for slot in found:
            if self.holds(version, slot.day) and _aware(slot.late) > (version.released_at or self.now):
                yield from (Wanted(version, subject, slot) for subject in self._subjects(version, slot.due_on))

    def _rolling(self, version: DutyVersion, when: When) -> Iterator[Wanted]:
        """Per subject the next time after it was last done; nothing where one is open."""
        if not self.holds(version, self.today):
            return
        done = dict(Occurrence._plain.filter(duty=self.duty).exclude(done_at=None).order_by().values_list("subject_id").annotate(
            last=Max("done_at")))
        for subject in self._subjects(version, self.today):
            since = max(day for day in (subject.record.since if subject.record else None, version.valid_from,
                                        clock.local(done[subject.id]).date() if subject.id in done else None) if day)
            yield self._one(version, subject, rules.rolling_slot(when, since, workdays.is_working_day))

    def _named(self, version: DutyVersion, when: When) -> Iterator[Wanted]:
        """Once for each record, on the day that it names; days before the duty first held are none of its business."""
        if not self.holds(version, self.today):
            return
        settled = set(Occurrence._plain.filter(duty=self.duty).exclude(state=Occurrence.State.OPEN).values_list("subject_id", flat=True))
        begun = min(max(v.valid_from, clock.local(v.released_at or self.now).date()) for v in self.versions)
        for subject in self._subjects(version, self.today):
            record = subject.record
            if record and record.due and record.due >= begun and record.id not in settled:
                yield self._one(version, subject, rules.named_slot(when, record.since, record.due, workdays.is_working_day))

    def _one(self, version: DutyVersion, subject: Subject, slot: Slot) -> Wanted:
        """The one time of a subject; what is open keeps its name when the day moves."""
        period = self._periods.get((subject.kind, subject.id), slot.period)
        return Wanted(version, subject, slot._replace(period=period))

    def holds(self, version: DutyVersion, day: date) -> bool:
        """Is this the version that holds on the day?"""
        if day not in self._holding:
            self._holding[day] = in_force(self.versions, day)
        return self._holding[day].get(version.unit_id) is version

    def _subjects(self, version: DutyVersion, day: date) -> list[Subject]:
        """The subjects on a day, without those for which a unit has a version of its own."""
        on = min(day, self.today)
        roster = self._rosters.setdefault(on, Roster(on))
        own = [] if version.unit_id else [roster.units[u].path for u in self._holding.get(day, {}) if u in roster.units]
        return [s for s in subjects(version, roster) if not (own and s.unit_id in roster.units and roster.units[s.unit_id].path.startswith(
            tuple(own)))]

    @cached_property
    def _open(self) -> list[Occurrence]:
        return list(Occurrence._plain.filter(duty=self.duty, state=Occurrence.State.OPEN))

    @cached_property
    def _periods(self) -> dict[tuple[str, int], str]:
        return {(o.subject_kind, o.subject_id): o.period for o in self._open}

    def existing(self) -> dict[Key, Occurrence]:
        """The occurrences that are there: all open ones, and those of the same periods."""
        periods = {w.slot.period for w in self.wanted}
        closed = Occurrence._plain.filter(duty=self.duty, period__in=periods).exclude(state=Occurrence.State.OPEN)
        return {(o.subject_kind, o.subject_id, o.period): o for o in [*self._open, *closed]}

    def is_fresh(self, wanted: Wanted) -> bool:
        """New occurrences lie ahead, were left out by a standstill, or come from dates that a room or a record tells afterwards."""
        return (self.until is None or wanted.slot.day > self.until or _aware(wanted.slot.late) > self.now
                or bool(wanted.version.terms.when.rhythm) or wanted.version.terms.when.by_record)

    def differs(self, there: Occurrence, wanted: Wanted) -> bool:
        """Open ones that have not come due follow their version and the people in post."""
        return (there.state == Occurrence.State.OPEN and there.late_at > self.now
                and any(getattr(there, name) != value for name, value in wanted.row.items()))

    def may_go(self, there: Occurrence) -> bool:
        """Only what has not come due and was not begun disappears; what is overdue stays until it is done, excused or missed."""
        return (there.state == Occurrence.State.OPEN and there.late_at > self.now and not there.times_done and not there.excuse
                and (there.due_on >= self.first))


# ---- writing ----------------------------------------------------------------------------------------------------------

def _create(actor: Actor, duty: Duty, wanted: Sequence[Wanted]) -> None:
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start:start + CHUNK]
        ids = write.add(Occurrence, [{
            "duty_id": duty.pk, "period": w.slot.period, "subject_kind": w.subject.kind, "subject_id": w.subject.id,
            "remind_at": _aware(w.reminders[0].at) if w.reminders else None, **w.row} for w in part])
        write.add(Assignee, [{"occurrence_id": pk, "person_id": person, "name": name} for pk, w in zip(ids, part, strict=True)
                             for person, name in w.subject.people])
        for pk, w in zip(ids, part, strict=True):
            emit(_news(events.Planned, duty, pk, w), actor)


def _news(kind: type[events.Due], duty: Duty, pk: int, wanted: Wanted) -> events.Due:
    row, subject = wanted.row, wanted.subject
    return kind(duty.code, pk, wanted.slot.period, row["planned_at"], row["due_at"], subject.kind, subject.id, row["unit_id"],
                row["person_id"])


def _move(actor: Actor, duty: Duty, changed: Sequence[tuple[Occurrence, Wanted]]) -> None:
    for there, wanted in changed:
        again = _aware(wanted.reminders[0].at) if wanted.reminders and there.due_at != wanted.row["due_at"] else there.remind_at
        if not write.change(Occurrence, where={"id": there.pk, "state": Occurrence.State.OPEN}, set={**wanted.row, "remind_at": again}):
            continue  # done meanwhile
        Assignee.objects.filter(occurrence=there).delete()
        write.add(Assignee, [{"occurrence_id": there.pk, "person_id": person, "name": name} for person, name in wanted.subject.people])
        emit(_news(events.Moved, duty, there.pk, wanted), actor)


def _withdraw(actor: Actor, duty: Duty, gone: Sequence[Occurrence]) -> None:
    for o in gone:
        if not Occurrence._plain.filter(pk=o.pk, state=Occurrence.State.OPEN).delete()[0]:
            continue  # done meanwhile
        emit(events.Withdrawn(duty.code, o.pk, o.period, o.planned_at, o.due_at, o.subject_kind, o.subject_id, o.unit_id, o.person_id),
             actor)
