"""Reminders: which record, why, and whom it concerns."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext_noop as N_

from yingshu.kernel import clock
from yingshu.kernel.actor import system
from yingshu.kernel.directory import people_in_posts
from yingshu.notifications.services import tell, tell_posts
from yingshu.organisation.queries import superiors_of

from .coverage import Gap, coverage
from .definition import Move
from .forming import Draft
from .models import Entry
from .parts import HANDLER, OWNER, SUPERIOR, Expectation, Reminder
from .periods import period_of
from .registry import Live, by_id, live, registers
from .values import Ref

AT_ONCE = 500


class Due(NamedTuple):
    """A reminder whose day has come."""

    entry: Entry
    live: Live
    reminder: Reminder
    on: date


def due_reminders(today: date) -> Iterator[Due]:
    """All reminders that are due, oldest first; records are read in portions."""
    for entry in _due_entries(today):
        yield from reminders_of(entry, today)


def _due_entries(today: date) -> Iterator[Entry]:
    rows = Entry._plain.filter(remind_on__lte=today).select_related("owner").order_by("remind_on", "id")
    yield from rows.iterator(chunk_size=AT_ONCE)


def reminders_of(entry: Entry, today: date) -> Iterator[Due]:
    """The reminders of one record that are due."""
    draft = _read(entry)
    env = draft.env()
    for reminder in draft.definition.reminders:
        on = draft.due_day(reminder.on, reminder.when, env)
        if on is not None and on <= today:
            yield Due(entry, draft.live, reminder, on)


def due_steps(today: date) -> Iterator[tuple[Entry, Live, Move]]:
    """The steps whose day has come, the first one of each record."""
    for entry in _due_entries(today):
        draft = _read(entry)
        env = draft.env()
        ready = [m for m in draft.definition.moves if m.on and entry.state in m.from_]
        step = next((m for m in ready if (on := draft.due_day(m.on or "", None, env)) is not None and on <= today), None)
        if step is not None:
            yield entry, draft.live, step


def _read(entry: Entry) -> Draft:
    return as_draft(entry, live(by_id(entry.register_id).code, entry.version))


def as_draft(entry: Entry, found: Live) -> Draft:
    """A stored record as rules read it."""
    owner = Ref("people", entry.owner_id, entry.owner.name) if entry.owner_id and entry.owner else None
    return Draft(found, system(), dict(entry.values), entry.state, clock.local(entry.created_at).date(), owner)


def concerned(due: Due) -> list[int]:
    """Whom the reminder concerns."""
    return people_of(due.reminder.tell, due.entry)


def people_of(words: tuple[str, ...], entry: Entry) -> list[int]:
    """Ids of the people behind posts and relations."""
    found = list[int | None]()
    for word in words:
        if word == OWNER:
            found.append(entry.owner_id)
        elif word == HANDLER:
            found.append(entry.handler_id or entry.owner_id)
        elif word == SUPERIOR:
            found += [p.pk for p in superiors_of(entry.owner_id)] if entry.owner_id else []
        else:
            found += people_in_posts([word])
    return [pk for pk in dict.fromkeys(found) if pk]


def tell_gaps(today: date) -> int:
    """On the last day of a period: what is expected and not there, told to the posts named; answers how many gaps there are."""
    found = 0
    for one in registers().values():
        for expected in one.definition.expects:
            period = period_of(expected.every, today)
            if expected.tell and not expected.each and period.last == today:
                found += sum(_tell_gap(one, expected, gap) for gap in coverage(one, expected, today) if gap.missing)
    return found


def _tell_gap(found: Live, expected: Expectation, gap: Gap) -> bool:
    args = {"register": found.title, "title": gap.title, "value": gap.value, "period": gap.period, "there": gap.there, "least": gap.least}
    tell_posts(expected.tell, N_("%(register)s: %(title)s %(value)s %(period)s: %(there)s of %(least)s."), args=args, clause=gap.clause,
               url=f"/{found.screen}/statistics/", dedupe=f"gap:{found.code}:{expected.code}:{gap.value}:{gap.period}"[:120])
    return True


def tell_of(due: Due) -> int:
    """Leave the message for everyone concerned, once for each reminder and day it became due; answers how many people there are."""
    people = concerned(due)
    entry, clauses = due.entry, due.live.definition.clauses
    tell(people, N_("%(register)s %(number)s: %(says)s"), url=f"/{due.live.screen}/{entry.pk}/",
         args={"register": due.live.title, "number": entry.number, "says": due.reminder.says},
         clause=due.reminder.clause or next(iter(clauses), ""), dedupe=f"entry:{entry.pk}:{due.reminder.code}:{due.on}")
    return len(people)
