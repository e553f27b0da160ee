"""Spans of time as people write them: ``2026-06``, ``2026-W25``, ``2026Q2``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Annotated, NamedTuple

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_
from pydantic import Field

from yingshu.kernel import clock
from yingshu.kernel.errors import InvalidInput

Month = Annotated[str, Field(pattern=r"^20\d\d-(0[1-9]|1[0-2])$", examples=["2026-06"])]
Span = Annotated[str, Field(pattern=r"^20\d\d(-(0[1-9]|1[0-2])|-W([0-4]\d|5[0-3])|Q[1-4])$", examples=["2026-W25", "2026-06", "2026Q2"])]
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
_WEEK = re.compile(r"(20\d\d)-W([0-5]\d)")
_QUARTER = re.compile(r"(20\d\d)Q([1-4])")


class Days(NamedTuple):
    """Both days included."""

    first: date
    last: date


def month_of(day: date) -> Days:
    """The calendar month of a day."""
    first = day.replace(day=1)
    return Days(first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))


def parse_month(text: str) -> date:
    """First day of ``2026-06``; raises InvalidInput."""
    found = _MONTH.fullmatch(text)
    if found is None:
        raise InvalidInput({"month": [gettext(N_("Please give a month like 2026-06."))]})
    return date(int(found[1]), int(found[2]), 1)


def parse(text: str) -> Days:
    """The days of a month, a calendar week or a quarter; raises InvalidInput."""
    if _MONTH.fullmatch(text):
        return month_of(parse_month(text))
    if found := _QUARTER.fullmatch(text):
        first = date(int(found[1]), int(found[2]) * 3 - 2, 1)
        return Days(first, month_of(first + timedelta(days=70)).last)
    found = _WEEK.fullmatch(text)
    try:
        monday = date.fromisocalendar(int(found[1]), int(found[2]), 1) if found else None
    except ValueError:
        monday = None
    if monday is None:
        raise InvalidInput({"period": [gettext(N_("Please give a period like 2026-06, 2026-W25 or 2026Q2."))]})
    return Days(monday, monday + timedelta(days=6))


def begun(days: Days) -> Days:
    """The same days, when they have begun; raises InvalidInput for the future."""
    if days.first > clock.today():
        raise InvalidInput({"period": [gettext(N_("This period has not begun yet."))]})
    return days


def month_name(day: date) -> str:
    """``2026-06``"""
    return f"{day:%Y-%m}"


def week_name(day: date) -> str:
    """``2026-W25``"""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def quarter_name(day: date) -> str:
    """``2026Q2``"""
    return f"{day.year}Q{(day.month + 2) // 3}"


def months_back(first: date, count: int) -> list[date]:
    """First days of so many months up to and including this one, oldest first."""
    number = first.year * 12 + first.month - 1
    return [date(n // 12, n % 12 + 1, 1) for n in range(number - count + 1, number + 1)]


def weeks_in(days: Days) -> list[str]:
    """Calendar weeks that have a day in the span."""
    return list(dict.fromkeys(week_name(day) for day in each_day(days)))


def months_in(days: Days) -> list[str]:
    """Months that have a day in the span."""
    return list(dict.fromkeys(month_name(day) for day in each_day(days)))


def each_day(days: Days) -> Iterator[date]:
    """Every day of the span."""
    return (days.first + timedelta(days=n) for n in range((days.last - days.first).days + 1))


def number_of(day: date) -> int:
    """A month as the sales ledger keeps it: 202606."""
    return day.year * 100 + day.month
