"""When a formal survey is due, for the engine of duties: the end of each cycle, by the parameters of the surveys' own control (SAT-07)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yingshu.duties.rules import Slot, end_of
from yingshu.duties.sources import Rhythm, declare
from yingshu.rulebook.decisions import params_of

from .controls import CYCLE
from .rules.waves import cycle_months


def _end_of(month: int) -> date:
    """The last day of a month, counted from the year 0."""
    return date((month + 1) // 12, (month + 1) % 12 + 1, 1) - timedelta(days=1)


def slots(first: date, last: date) -> Iterator[Slot]:
    """Each cycle that ends between two days, open from its first day; missed once the next one has ended too."""
    for month in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        due_on = _end_of(month)
        months = cycle_months(params_of(CYCLE, on=due_on), due_on.month)
        if months and first <= due_on <= last:
            due = end_of(due_on)
            opens, closes = end_of(_end_of(month - months)), end_of(_end_of(month + months))
            yield Slot(f"{due_on:%Y-%m}" if months < 12 else f"{due_on.year}", due_on, due, opens, due, due_on, due, closes)


def _says() -> str:
    params = params_of(CYCLE)
    windows = "、".join(f"{w.from_month}–{w.to_month}" for w in params.windows)
    told = {"year": _("each year"), "half_year": _("each half-year"), "interval": _("every %(days)s days") % {"days": params.interval_days},
            "regular": _("as planned")}[params.frequency]
    return f"{told}（{windows}）" if windows else told


declare(Rhythm("satisfaction.cycle", gettext_lazy("Cycle of surveys"), slots, says=_says))
