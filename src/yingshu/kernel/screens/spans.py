"""Spans of days that people ask for again and again: the shortcuts beside a query for days."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _

from .. import clock


def shortcuts(today: date) -> list[tuple[str, date, date]]:
    """Name, first and last day. The week begins on Monday."""
    monday = today - timedelta(days=today.weekday())
    month, before = clock.month_bounds(today), clock.month_bounds(today.replace(day=1) - timedelta(days=1))
    quarter = date(today.year, today.month - (today.month - 1) % 3, 1)
    return [(_("Today"), today, today), (_("This week"), monday, monday + timedelta(days=6)), (_("This month"), *month),
            (_("Last month"), *before), (_("This quarter"), quarter, clock.month_bounds(quarter + timedelta(days=62))[1]),
            (_("This year"), date(today.year, 1, 1), date(today.year, 12, 31))]
