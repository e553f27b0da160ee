"""Periods of the calendar: the key and the days of the one that a day lies in."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple


class Period(NamedTuple):
    """A stretch of days, both included, and how it is written: 2026-06, 2026Q2, 2026H1."""

    key: str
    first: date
    last: date


def period_of(every: str, day: date) -> Period:
    """The period that a day lies in."""
    if every == "day":
        return Period(day.isoformat(), day, day)
    if every == "week":
        monday = day - timedelta(days=day.weekday())
        return Period(f"{monday.isocalendar().year}W{monday.isocalendar().week:02d}", monday, monday + timedelta(days=6))
    months = {"month": 1, "quarter": 3, "half": 6, "year": 12}.get(every)
    return _months(every, day, months) if months else Period("", date.min, date.max)


def _months(every: str, day: date, months: int) -> Period:
    start = (day.month - 1) // months * months + 1
    first = date(day.year, start, 1)
    after = date(day.year + (start + months > 12), (start + months - 1) % 12 + 1, 1)
    part = (start - 1) // months + 1
    key = {"month": f"{day:%Y-%m}", "quarter": f"{day.year}Q{part}", "half": f"{day.year}H{part}", "year": f"{day.year}"}[every]
    return Period(key, first, after - timedelta(days=1))


def before(every: str, period: Period) -> Period:
    """The period before."""
    return period_of(every, period.first - timedelta(days=1))
