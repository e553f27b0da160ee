"""Time that counts: office hours of working days, or whole working days; with what was waited for left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from . import clock
from .workdays import is_working_day

Spans = Sequence[tuple[time, time]]
ALL_DAY: Spans = ((time(0), time(0)),)


def spans_of(texts: Sequence[str]) -> Spans:
    """``("08:30-12:00", "13:30-18:00")`` → times."""
    return [(time.fromisoformat(begin), time.fromisoformat(end)) for begin, _dash, end in (text.partition("-") for text in texts)]


def after(start: datetime, amount: timedelta, spans: Spans = ALL_DAY) -> datetime:
    """The moment at which so much counted time has passed. ``ALL_DAY``: all 24 hours of working days count."""
    left = amount
    for begin, end in _windows(start, spans):
        if end - begin >= left:
            return begin + left
        left -= end - begin
    raise AssertionError("a working day always follows")


def between(start: datetime, end: datetime, spans: Spans = ALL_DAY) -> timedelta:
    """How much counted time lies between two moments; never negative."""
    total = timedelta()
    for begin, close in _windows(start, spans):
        if begin >= end:
            break
        total += min(close, end) - begin
    return total


def _windows(start: datetime, spans: Spans) -> Iterator[tuple[datetime, datetime]]:
    """Counted stretches from a moment on, without end."""
    day = clock.local(start).date()
    while True:
        if is_working_day(day):
            for begin, end in spans:
                window = max(clock.moment(day, begin), start), _end(day, end)
                if window[0] < window[1]:
                    yield window
        day += timedelta(days=1)


def _end(day: date, at: time) -> datetime:
    """The end of a span; midnight is the one that follows."""
    return clock.moment(day + timedelta(days=1)) if at == time(0) else clock.moment(day, at)
