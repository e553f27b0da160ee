"""How times and quantities read on the pages of the order desk."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from yingshu.kernel import clock


def amount(quantity: Decimal | None) -> str:
    """A quantity without trailing zeros."""
    return "--" if quantity is None else f"{quantity.normalize():f}"


def when(moment: datetime | None) -> str:
    """14:05 today, 06-16 14:05 this year, 2025-12-30 14:05 before."""
    if moment is None:
        return "--"
    here, today = clock.local(moment), clock.today()
    if here.date() == today:
        return f"{here:%H:%M}"
    return f"{here:%m-%d %H:%M}" if here.year == today.year else f"{here:%Y-%m-%d %H:%M}"


def day(value: date | None) -> str:
    """06-18 this year, else with the year."""
    if value is None:
        return "--"
    return f"{value:%m-%d}" if value.year == clock.today().year else f"{value:%Y-%m-%d}"


def span(time: timedelta) -> str:
    """1:25 hours, or days when it takes that long."""
    minutes = max(int(time.total_seconds()) // 60, 0)
    if minutes >= 3 * 24 * 60:
        return _("%(days)s days") % {"days": minutes // 1440}
    return f"{minutes // 60}:{minutes % 60:02d}"
