"""Spans of days: those of an address, and the shortcuts beside a query for days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from django.utils.translation import gettext as _

from .. import clock

FIRST_YEAR, LAST_YEAR = 1990, 2150
LONGEST = timedelta(days=3700)


def day_of(text: str) -> date | None:
    """A day as an address writes it (``2026-06-17``); None for what is no day of these times."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year < LAST_YEAR else None


def asked(query: Mapping[str, str], usual: tuple[date, date]) -> tuple[date, date]:
    """``from`` and ``to`` of an address; the usual days where they are none, the wrong way round, or longer than ten years."""
    first, last = day_of(query.get("from", "")), day_of(query.get("to", ""))
    if first is None or last is None or not timedelta(0) <= last - first <= LONGEST:
        return usual
    return first, last


def month_so_far() -> tuple[date, date]:
    """From the first of this month to today."""
    return clock.today().replace(day=1), clock.today()


def shortcuts(today: date) -> list[tuple[str, date, date]]:
    """Name, first and last day. The week begins on Monday."""
    monday = today - timedelta(days=today.weekday())
    month, before = clock.month_bounds(today), clock.month_bounds(today.replace(day=1) - timedelta(days=1))
    quarter = date(today.year, today.month - (today.month - 1) % 3, 1)
    return [(_("Today"), today, today), (_("This week"), monday, monday + timedelta(days=6)), (_("This month"), *month),
            (_("Last month"), *before), (_("This quarter"), quarter, clock.month_bounds(quarter + timedelta(days=62))[1]),
            (_("This year"), date(today.year, 1, 1), date(today.year, 12, 31))]
