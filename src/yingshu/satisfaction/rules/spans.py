"""Periods of the index: a year (2026), a half-year (2026H1), a quarter (2026Q2)."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

_WRITTEN = re.compile(r"^(20\d{2})(?:([HQ])([1-4]))?$")


class Span(NamedTuple):
    """A period as it is written, with its first and last day."""

    name: str
    first: date
    last: date

    @property
    def before(self) -> Span:
        """The period of the same kind before it."""
        return span_holding(self.first - timedelta(days=1), self.name[4:5])

    @property
    def after(self) -> Span:
        """The period of the same kind after it."""
        return span_holding(self.last + timedelta(days=1), self.name[4:5])


def span_of(name: str) -> Span | None:
    """A period by its name; None when it is written otherwise."""
    found = _WRITTEN.match(name.strip().upper())
    if found is None or (found[2] == "H" and found[3] > "2"):
        return None
    months = {"H": 6, "Q": 3}.get(found[2] or "", 12)
    return _span(int(found[1]), months, int(found[3] or 1), found[2] or "")


def span_holding(day: date, kind: str) -> Span:
    """The year ("" ), half-year ("H") or quarter ("Q") that a day lies in."""
    months = {"H": 6, "Q": 3}.get(kind, 12)
    return _span(day.year, months, (day.month - 1) // months + 1, kind)


def _span(year: int, months: int, n: int, kind: str) -> Span:
    last = n * months
    return Span(f"{year}{kind}{n}" if kind else f"{year}", date(year, last - months + 1, 1), date(year, last, monthrange(year, last)[1]))
