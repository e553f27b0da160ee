"""For the engine of duties: when the meetings of a series are due, as its parameters say (MTG-01 to MTG-04); and anomalies in sales,
each draft of which is to be completed within the hours of MTG-13."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yingshu.duties import items, words
from yingshu.duties.rules import Slot
from yingshu.duties.rules import slots as planned
from yingshu.duties.sources import Rhythm, declare
from yingshu.kernel import clock, workdays
from yingshu.kernel.links import record_url
from yingshu.rulebook.decisions import params_of

from .controls import REPORTS, SERIES
from .models import Meeting, WorkReport
from .rules.meeting import Frequency, SeriesParams

EVERY = {Frequency.MONTH: items.When(every=items.Every.MONTH), Frequency.QUARTER: items.When(every=items.Every.QUARTER)}
OPENS_HOURS = 12
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


def recurrence(params: SeriesParams) -> items.When | None:
    """The day and hour of a weekly series, the end of the month or quarter of the others; None for meetings that are only called."""
    if params.frequency == Frequency.WEEK:
        day = list(items.Weekday)[params.weekday.from_monday]
        return items.When(every=items.Every.WEEK, weekdays=(day,), at=time.fromisoformat(params.time), opens_hours=OPENS_HOURS)
    return EVERY.get(params.frequency)


def _series(kind: Meeting.Kind) -> Rhythm:
    def when() -> items.When | None:
        return recurrence(params_of(SERIES[kind]))

    def days(first: date, last: date) -> Iterable[Slot]:
        found = when()
        return planned(found, first, last, workdays.is_working_day) if found else ()

    def says() -> str:
        found = when()
        return " ".join((words.recurrence(found), words.due_at(found))) if found else _("when it is called")

    return Rhythm(f"meetings.{kind.value}", gettext_lazy(SERIES[kind].title), days, says=says)


for _kind in (Meeting.Kind.WEEKLY, Meeting.Kind.REGIONAL, Meeting.Kind.COORDINATION, Meeting.Kind.SALES):
    declare(_series(_kind))
declare(Rhythm("meetings.anomaly", gettext_lazy("Anomalies in sales"), slots, lambda: (params_of(CONTROL).author,),
               lambda: _("within %(hours)s hours of each anomaly that the scan finds") % {"hours": params_of(CONTROL).within_hours}, links))
