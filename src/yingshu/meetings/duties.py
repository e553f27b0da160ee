"""Anomalies in sales for the engine of duties: each draft of the scan is to be completed within the hours of MTG-13."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yingshu.duties.rules import Slot
from yingshu.duties.sources import Rhythm, declare
from yingshu.kernel import clock
from yingshu.kernel.links import record_url
from yingshu.rulebook.decisions import params_of

from .controls import REPORTS
from .models import WorkReport

CONTROL = REPORTS[WorkReport.Kind.ANOMALY]


def _scanned() -> Any:
    return WorkReport._plain.filter(kind=WorkReport.Kind.ANOMALY, source__startswith="anomaly:")


def slots(first: date, last: date) -> Iterator[Slot]:
    """One for each draft, from when it was made until its hours have passed."""
    since, until = clock.day_bounds(first, last)
    drafts = _scanned().filter(made_at__gte=since, made_at__lt=until).order_by("id")
    for period, made_at, due_at in drafts.values_list("period", "made_at", "due_at"):
        begun, due = _wall(made_at), _wall(due_at)
        yield Slot(period, begun.date(), due, begun, due, due.date(), due, None)


def _wall(moment: datetime) -> datetime:
    return clock.local(moment).replace(tzinfo=None)


def links(occurrences: Sequence[Any]) -> Mapping[int, tuple[str, str, str]]:
    """Where each draft is completed; one statement."""
    drafts = {r.period: r for r in _scanned().filter(period__in={o.period for o in occurrences})}
    return {o.pk: (record_url("work_reports", r.pk), r.number, _("%(period)s: draft ready to submit") % {"period": r.period})
            for o in occurrences if (r := drafts.get(o.period))}


declare(Rhythm("meetings.anomaly", gettext_lazy("Anomalies in sales"), slots, lambda: (params_of(CONTROL).author,),
               lambda: _("within %(hours)s hours of each anomaly that the scan finds") % {"hours": params_of(CONTROL).within_hours}, links))
