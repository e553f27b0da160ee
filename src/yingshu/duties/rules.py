"""When duties are due, as pure functions: days of a recurrence, moved days, windows, the period an occurrence is about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple

from . import recurrence
from .items import About, Every, Shift, When

MIDNIGHT = time(0)


def end_of(day: date) -> datetime:
    """The midnight at which a day ends, as the clock on the wall shows it."""
    return datetime.combine(day + timedelta(days=1), MIDNIGHT)


MARGIN = timedelta(days=800)  # further than the longest pause between two occurrences of a yearly duty
YEAR_PARTS = {Every.QUARTER: (3, 6, 9, 12), Every.HALF_YEAR: (6, 12), Every.YEAR: (12,)}
IsWorked = Callable[[date], bool]


class Slot(NamedTuple):
    """One time a duty is due, as the clock on the wall shows it."""

    period: str
    day: date
    planned: datetime
    opens: datetime
    due: datetime
    due_on: date
    late: datetime
    closes: datetime | None


@lru_cache(maxsize=2048)
def planned_days(when: When, first: date, last: date) -> tuple[date, ...]:
    """The days on which a duty with a calendar falls, before any shift."""
    if when.rrule:
        rule = recurrence.parsed(when.rrule, first)
    elif when.every == Every.DAY:
        rule = recurrence.daily(first)
    elif when.every == Every.WEEK:
        rule = recurrence.weekly(when.weekdays, first)
    else:
        rule = recurrence.days_of_months(when.days or (-1,), when.months or YEAR_PARTS.get(when.every or Every.MONTH, ()), first)
    return tuple(recurrence.days_between(rule, first, last))


def moved(day: date, shift: Shift, is_worked: IsWorked) -> date | None:
    """The day after the shift; None when there is no occurrence on a day off."""
    if shift == Shift.NONE or is_worked(day):
        return day
    if shift == Shift.SKIP:
        return None
    step = timedelta(days=1 if shift == Shift.FORWARD else -1)
    while not is_worked(day):
        day += step
    return day


def limit(when: When, day: date) -> datetime:
    """Until when it is to be done on a day: the time named, else the end of the day."""
    return datetime.combine(day, when.at) if when.at else end_of(day)


def late_from(when: When, due: datetime) -> datetime:
    """The first moment that is late. The minute named by the rulebook is still on time, the end of the day is not."""
    return due + timedelta(minutes=when.grace_minutes + bool(when.at))


def slots(when: When, first: date, last: date, is_worked: IsWorked) -> list[Slot]:
    """The occurrences planned from first to last. Windows touch: one opens when the one before was due."""
    wide = [(day, due) for day in planned_days(when, first - MARGIN, last + MARGIN)
            if (due := moved(day, when.shift, is_worked)) is not None]
    return [_slot(when, day, due_on, before=wide[n - 1][1] if n else None, after=wide[n + 1][1] if n + 1 < len(wide) else None)
            for n, (day, due_on) in enumerate(wide) if first <= day <= last]


def _slot(when: When, day: date, due_on: date, before: date | None, after: date | None) -> Slot:
    due = limit(when, due_on)
    opens = (due - timedelta(hours=when.opens_hours) if when.opens_hours is not None else
             datetime.combine(min((before or due_on) + timedelta(days=1), due_on), MIDNIGHT))
    closes = (due + timedelta(hours=when.closes_hours) if when.closes_hours is not None else limit(when, after) if after else None)
    late = late_from(when, due)
    return Slot(period_of(when, day), day, limit(when, day), opens, due, due_on, late, closes if closes is None else max(closes, late))


def rolling_slot(when: When, since: date, is_worked: IsWorked) -> Slot:
    """The next time of a duty that is counted from when it was last done. It never closes by itself."""
    return _single(when, since + timedelta(days=when.after_days or 0), None, is_worked)


def named_slot(when: When, since: date | None, day: date, is_worked: IsWorked) -> Slot:
    """The one time of a record that names its day; it can be done as soon as the record is there, and never closes by itself."""
    return _single(when, day, since, is_worked)


def _single(when: When, day: date, since: date | None, is_worked: IsWorked) -> Slot:
    due_on = moved(day, Shift.FORWARD if when.shift == Shift.SKIP else when.shift, is_worked) or day
    due = limit(when, due_on)
    opens = due - timedelta(hours=when.opens_hours) if when.opens_hours is not None else datetime.combine(
        min(since or due_on, due_on), MIDNIGHT)
    closes = due + timedelta(hours=when.closes_hours) if when.closes_hours is not None else None
    return Slot(day.isoformat(), day, limit(when, day), opens, due, due_on, late_from(when, due), closes)


# ---- periods ----------------------------------------------------------------------------------------------------------

def period_of(when: When, day: date) -> str:
    """The name of the period: ``2026-W25``, ``2026-06``, ``2026Q2``, ``2026H1``, ``2026``; the day itself when a period has several."""
    if when.every in (None, Every.DAY) or _several(when):
        return day.isoformat()
    return period_name(when.every or Every.DAY, _about(when, day))


def _several(when: When) -> bool:
    if when.every == Every.WEEK:
        return len(when.weekdays) > 1
    spans = [period_name(when.every or Every.DAY, date(2001, month, 1)) for month in when.months]
    return len(when.days) > 1 or len(set(spans)) < len(spans)


def _about(when: When, day: date) -> date:
    """A day in the period that an occurrence on this day is about."""
    if when.about == About.THIS:
        return day
    days = {Every.WEEK: 7, Every.MONTH: 31, Every.QUARTER: 92, Every.HALF_YEAR: 184, Every.YEAR: 366}[when.every or Every.MONTH]
    first = first_day(when.every or Every.MONTH, day)
    return first + timedelta(days=days) if when.about == About.NEXT else first - timedelta(days=1)


def first_day(every: Every, day: date) -> date:
    """The first day of the period in which a day lies."""
    if every == Every.WEEK:
        return day - timedelta(days=day.weekday())
    months = {Every.MONTH: 1, Every.QUARTER: 3, Every.HALF_YEAR: 6, Every.YEAR: 12}.get(every)
    return day.replace(month=(day.month - 1) // months * months + 1, day=1) if months else day


def period_name(every: Every, day: date) -> str:
    """The period of a day as people write it."""
    year, week, _ = day.isocalendar()
    names = {Every.DAY: day.isoformat(), Every.WEEK: f"{year}-W{week:02d}", Every.MONTH: f"{day:%Y-%m}",
             Every.QUARTER: f"{day.year}Q{(day.month + 2) // 3}", Every.HALF_YEAR: f"{day.year}H{(day.month + 5) // 6}",
             Every.YEAR: f"{day.year}"}
    return names[every]


# ---- reminders --------------------------------------------------------------------------------------------------------

class Step(NamedTuple):
    """One reminder of an occurrence: when, and whether it comes before, after, or goes to the superior."""

    at: datetime
    kind: str


def steps(before: Iterable[int], after: Iterable[int], escalate: int | None, due: datetime, late: datetime) -> list[Step]:
    """All reminders of an occurrence in their order."""
    found = [Step(due - timedelta(hours=hours), "before") for hours in before]
    found += [Step(late + timedelta(hours=hours), "after") for hours in after]
    found += [Step(late + timedelta(hours=escalate), "escalate")] if escalate is not None else []
    return sorted(found)


def next_step(plan: Sequence[Step], now: datetime) -> datetime | None:
    """When the next reminder is due after now."""
    return next((step.at for step in plan if step.at > now), None)


def days_late(due_on: date, done_on: date, late: bool) -> int:
    """Days late, each begun day counted: due on the 28th, done on the 29th is one."""
    return max((done_on - due_on).days, 1) if late else 0


def on_time_rate(done: int, due: int, excused: int) -> tuple[int, int]:
    """Done on time of those that count: excused ones are counted apart."""
    return done, due - excused
