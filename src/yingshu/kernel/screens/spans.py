"""Spans of days: those of an address, and the shortcuts beside a query for days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from django.utils.translation import gettext as _

from .. import clock
from ..errors import InvalidInput
from ..inputs import FIRST_DAY, LAST_DAY
from ..text import half_width

LONGEST = timedelta(days=3700)


def day_of(text: str) -> date | None:
    """A day as an address writes it (``2026-06-17``); None for what is no day that can be reckoned with."""
    try:
        found = date.fromisoformat(half_width(text))
    except ValueError:
        return None
    return found if FIRST_DAY <= found <= LAST_DAY else None


def given_day(text: str, field: str) -> date | None:
    """A day that a person gave; None for nothing. Raises InvalidInput of the field for what is no day."""
    found = day_of(text)
    if text and found is None:
        raise InvalidInput({field: [_("Please give a day like 2026-01-31.")]})
    return found


def month_asked(query: Mapping[str, str]) -> tuple[date, date]:
    """First and last day of ``month`` (``2026-06``) of an address; of this month where it is none."""
    return clock.month_bounds(day_of(f"{query.get('month', '')}-01") or clock.today())


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
    return [(_("Today"), today, today), (_("This week"), monday, monday + timedelta(days=6)), (_("This month"), *month),
            (_("Last month"), *before), (_("This quarter"), *clock.quarter_bounds(today)),
            (_("This year"), date(today.year, 1, 1), date(today.year, 12, 31))]
