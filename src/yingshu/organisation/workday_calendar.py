"""The company's own working days, kept in the process."""

from __future__ import annotations

from datetime import date

from yingshu.kernel.caches import Cached

from .models import WorkdayOverride

WORKDAYS = "workdays"


def overrides() -> dict[date, bool]:
    """Day → is it worked."""
    return _days.get()


def _load(_key: object) -> dict[date, bool]:
    return dict(WorkdayOverride.objects.values_list("day", "worked"))


_days: Cached[dict[date, bool]] = Cached(WORKDAYS, _load)
