"""When what is owed is gone through, as the parameter says (REC-03)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _

from yingshu.duties.items import Every, Weekday, When
from yingshu.duties.rules import Slot, slots
from yingshu.duties.sources import Rhythm, declare
from yingshu.kernel import workdays
from yingshu.rulebook.decisions import params_of

from .controls import AGEING

EVERY = {"week": (When(every=Every.WEEK, weekdays=(Weekday.FR,)), _("each week")), "month": (When(every=Every.MONTH), _("each month")),
         "quarter": (When(every=Every.QUARTER), _("each quarter"))}


def _clearings(first: date, last: date) -> Iterable[Slot]:
    """Fridays, or the last days of months or quarters."""
    return slots(EVERY[params_of(AGEING).frequency][0], first, last, workdays.is_working_day)


declare(Rhythm("receivables.ageing", _("Going through what is owed"), _clearings, says=lambda: str(EVERY[params_of(AGEING).frequency][1])))
