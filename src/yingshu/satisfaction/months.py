"""The month's check of surveys: a cycle that ends without a formal survey does not pass (SAT-07)."""

from __future__ import annotations

from datetime import date

from yingshu.kernel import clock
from yingshu.kernel.compliance import MonthCheck, declare
from yingshu.rulebook.decisions import params_of

from .controls import CYCLE, DONE
from .models import Wave
from .rules.waves import CycleFacts, cycle_months


def facts_of(first: date, last: date) -> CycleFacts:
    """Formal surveys that were started in the cycle that ends with this month."""
    months = cycle_months(params_of(CYCLE, on=last), last.month)
    if not months:
        return CycleFacts(month=f"{first:%Y-%m}", started=0, due=False)
    begin = last.month - months
    start = date(last.year + (begin // 12 if begin < 0 else 0), begin % 12 + 1, 1)
    since, until = clock.day_bounds(start, last)
    started = Wave.objects.filter(kind=Wave.Kind.FORMAL, started_at__gte=since, started_at__lt=until).count()
    return CycleFacts(month=f"{first:%Y-%m}", started=started, due=True)


declare(MonthCheck(DONE, facts_of))
