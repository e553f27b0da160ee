"""The only source of time. Stored in UTC, read in Asia/Shanghai; tests and the demo company can set it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
_set: ContextVar[datetime | None] = ContextVar("clock", default=None)


def now() -> datetime:
    """The present moment, aware (UTC)."""
    return _set.get() or datetime.now(UTC)


def local(moment: datetime) -> datetime:
    """A moment as the clock on the wall in China shows it."""
    return moment.astimezone(ZONE)


def today() -> date:
    """The present calendar day in China."""
    return local(now()).date()


def moment(day: date, at: time = time(0)) -> datetime:
    """A wall-clock time in China as an aware moment."""
    return datetime.combine(day, at, ZONE)


def day_bounds(first: date, last: date) -> tuple[datetime, datetime]:
    """Half-open bounds of the days first..last (both included)."""
    return moment(first), moment(last + timedelta(days=1))


def month_bounds(day: date) -> tuple[date, date]:
    """First and last day of the month of a day."""
    first = day.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def quarter_bounds(day: date) -> tuple[date, date]:
    """First and last day of the quarter of a day."""
    first = day.replace(month=day.month - (day.month - 1) % 3, day=1)
    return first, month_bounds(first.replace(month=first.month + 2))[1]


@contextmanager
def at(when: datetime) -> Iterator[None]:
    """Let the clock stand at a given moment inside the block (naive means China time)."""
    token = _set.set(when if when.tzinfo else when.replace(tzinfo=ZONE))
    try:
        yield
    finally:
        _set.reset(token)
