"""Working hours of the demo company: half past eight to half past five on working days."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from yingshu.kernel import clock
from yingshu.kernel.workdays import is_working_day, next_working_day

OPEN, SHUT = time(8, 30), time(17, 30)


def later(at: datetime, minutes: int) -> datetime:
    """A moment so many working minutes later."""
    now, left = clock.local(at), timedelta(minutes=minutes)
    while True:
        day = next_working_day(now.date())
        begin = max(now, clock.moment(day, OPEN))
        shut = clock.moment(day, SHUT)
        if begin < shut and left <= shut - begin:
            return (begin + left).replace(microsecond=0)
        left -= max(shut - begin, timedelta(0))
        now = clock.moment(day + timedelta(days=1), OPEN)


def days_later(at: datetime, days: int, minutes: int = 0) -> datetime:
    """A working moment so many calendar days later."""
    return later(clock.local(at) + timedelta(days=days), minutes)


def working_days(first: date, last: date) -> list[date]:
    """All working days of a span, both ends included."""
    span = (last - first).days
    return [day for n in range(span + 1) if is_working_day(day := first + timedelta(days=n))]
