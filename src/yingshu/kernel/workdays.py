"""Chinese working days: the holiday library (with its swapped days), then the company's own overrides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache

import holidays

_overrides: Callable[[], dict[date, bool]] = dict


def use_overrides(source: Callable[[], dict[date, bool]]) -> None:
    """Let a room supply the company's own calendar: day → is it a working day."""
    global _overrides
    _overrides = source


@lru_cache(maxsize=16)
def _china(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("CN", years=year)


def is_working_day(day: date) -> bool:
    """True on days that are worked: company override first, then swapped days, holidays, weekends."""
    override = _overrides().get(day)
    if override is not None:
        return override
    return bool(_china(day.year).is_working_day(day))


def next_working_day(day: date) -> date:
    """The day itself when worked, else the first worked day after it."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day
