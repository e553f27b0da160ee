"""The days a page is asked for: from the address, with the usual choices beside."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from yingshu.kernel import clock
from yingshu.kernel.errors import InvalidInput
from yingshu.kernel.screens.spans import given_day

from .. import periods
from ..periods import Days


class Choice(NamedTuple):
    """A usual span: its name, its address, whether it is the one shown."""

    title: str
    url: str
    current: bool


def asked(query: Mapping[str, Any]) -> Days:
    """``?from=2026-06-01&to=2026-06-30``; the present month without. Raises InvalidInput for days that are none."""
    usual = periods.month_of(clock.today())
    days = Days(_day(query, "from", usual.first), _day(query, "to", usual.last))
    if days.first > days.last:
        raise InvalidInput({"to": [_("The last day lies before the first.")]})
    return days


def _day(query: Mapping[str, Any], name: str, usual: date) -> date:
    day = given_day(str(query.get(name, "")), name) or usual
    if not 2000 <= day.year <= 2099:
        raise InvalidInput({name: [_("Please give a day like 2026-01-31.")]})
    return day


def choices(days: Days, **kept: Any) -> list[Choice]:
    """This month, the one before, this quarter, this year."""
    today = clock.today()
    month = periods.month_of(today)
    found = [(_("This month"), month), (_("Last month"), periods.month_of(month.first - timedelta(days=1))),
             (_("This quarter"), periods.parse(periods.quarter_name(today))),
             (_("This year"), Days(date(today.year, 1, 1), date(today.year, 12, 31)))]
    return [Choice(title, "?" + urlencode({"from": span.first, "to": span.last, **kept}), span == days) for title, span in found]
