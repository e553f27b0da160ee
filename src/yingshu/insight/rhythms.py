"""When reports are due, for the engine of duties: the dates come from the parameters of the reports' own controls, so that a report
and its duty can never disagree (MTG-06, MTG-07, MTG-11, OPS-05)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from django.db.models import Min
from django.utils.translation import gettext as _

from yingshu.duties.rules import Slot
from yingshu.duties.sources import Rhythm, declare
from yingshu.kernel import clock, workdays
from yingshu.kernel.controls import Control
from yingshu.rulebook.decisions import params_of

from . import periods, rules
from .controls import ANALYSIS, DAILY, MONTHLY, STATISTICS
from .links import make_url, report_url
from .models import Report
from .queries.ledger import ledger

Kind = Report.Kind
MARGIN = timedelta(days=100)


def slot(period: str, planned: date, opens: date, due_on: date, late_after: str = "24:00", closes: datetime | None = None) -> Slot:
    """An occurrence whose limit is a time on a day."""
    due = rules.limit_of(due_on, late_after)
    return Slot(period, planned, due, datetime.combine(opens, time()), due, due_on, due, closes)


def _months(first: date, last: date) -> list[date]:
    """Months from first to last that have, or may still get, a sales ledger."""
    since = ledger().aggregate(month=Min("month"))["month"]
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [m for m in periods.months_back(last.replace(day=1), count) if since is not None and periods.number_of(m) >= since]


def monthly(first: date, last: date) -> Iterator[Slot]:
    """The monthly report, from the day of the first reminder on; missed once the next one is due."""
    params = params_of(MONTHLY)
    for month in _months(first, last) if rules.MONTHLY_SALES in params.reports else ():
        planned = rules.day_in(month, params.report_day or params.deadline_day)
        after = rules.due_date(params, rules.next_month(month), workdays.next_working_day)
        if first <= planned <= last:
            yield slot(periods.month_name(month), planned, rules.day_in(month, params.remind_from_day),
                       rules.due_date(params, month, workdays.next_working_day), params.late_after,
                       rules.limit_of(after, params.late_after))


def statements(first: date, last: date) -> Iterator[Slot]:
    """The statement of a month, due on a day of the next."""
    params = params_of(DAILY)
    for month in _months(first - MARGIN, last) if params.monthly else ():
        due_on = rules.statement_due(params, month)
        if first <= due_on <= last:
            yield slot(periods.month_name(month), due_on, rules.next_month(month), due_on,
                       closes=rules.limit_of(rules.statement_due(params, rules.next_month(month))))


def days(first: date, last: date) -> Iterator[Slot]:
    """Days on which goods left, known on the day itself."""
    params = params_of(DAILY)
    if params.daily:
        sold = ledger(import_batch=None, on__gte=first, on__lte=min(last, clock.today())).order_by("on").values_list("on", flat=True)
        for day in sold.distinct():
            yield slot(f"{day}", day, day, day, params.daily_late_after, closes=rules.limit_of(day + timedelta(days=7)))


def spans(name: str, first: date, last: date) -> Iterator[Slot]:
    """The statistics of weeks, months or quarters, some days after their end."""
    params, unit = params_of(STATISTICS), rules.Period(name)
    names = {rules.Period.WEEK: periods.week_name, rules.Period.MONTH: periods.month_name, rules.Period.QUARTER: periods.quarter_name}
    looked_at = periods.each_day(periods.Days(first - MARGIN - timedelta(days=params.due_after_days), last))
    for period in dict.fromkeys(names[unit](day) for day in looked_at) if unit in params.periods else ():
        ended = periods.parse(period).last
        due_on = ended + timedelta(days=params.due_after_days)
        if first <= due_on <= last:
            after = periods.parse(names[unit](ended + timedelta(days=1))).last + timedelta(days=params.due_after_days)
            yield slot(period, due_on, ended + timedelta(days=1), due_on, closes=rules.limit_of(after))


def analyses(first: date, last: date) -> Iterator[Slot]:
    """The analysis of a month, or of the last month of a quarter: within the month after."""
    quarterly = params_of(ANALYSIS).frequency == rules.Period.QUARTER
    for month in _months(first - MARGIN, last):
        opens = rules.next_month(month)
        due_on = rules.next_month(opens) - timedelta(days=1)
        if first <= due_on <= last and not (quarterly and month.month % 3):
            after = rules.next_month(rules.next_month(opens)) - timedelta(days=1)
            yield slot(periods.month_name(month), due_on, opens, due_on, closes=rules.limit_of(after))


# ---- words and places ---------------------------------------------------------------------------------------------------

def _says_monthly() -> str:
    params = params_of(MONTHLY)
    return _("each month until day %(day)s, %(time)s") % {"day": params.report_day or params.deadline_day, "time": params.late_after}


def _says_statement() -> str:
    return _("each month until day %(day)s of the next month") % {"day": params_of(DAILY).monthly_due_day}


def _says_spans(unit: rules.Period) -> str:
    days = params_of(STATISTICS).due_after_days
    return _("%(span)s, until %(days)s days after its end") % {"span": _(unit.value.capitalize()), "days": days}


def links(kind: Report.Kind, occurrences: Sequence[Any]) -> Mapping[int, tuple[str, str, str]]:
    """Where each report is made, or its draft submitted, with number and words; one statement."""
    rows = Report.objects.filter(kind=kind, period__in={o.period for o in occurrences}).exclude(state=Report.State.SUBMITTED)
    drafts = {r.period: r for r in rows}
    return {o.pk: _link(kind, o.period, drafts.get(o.period)) for o in occurrences}


def _link(kind: Report.Kind, period: str, draft: Report | None) -> tuple[str, str, str]:
    if draft is not None and draft.state == Report.State.REVIEWING:
        return report_url(draft.pk), draft.number, _("%(period)s: waits for approval") % {"period": period}
    if draft is not None:
        return report_url(draft.pk), draft.number, _("%(period)s: draft ready to submit") % {"period": period}
    return make_url(kind, period), period, _("%(period)s: to be made and submitted") % {"period": period}


def _author(control: Control[Any, Any]) -> Callable[[], Sequence[str]]:
    return lambda: (params_of(control).author,)


def _declare(code: str, kind: Report.Kind, control: Control[Any, Any], slots: Callable[[date, date], Iterator[Slot]],
             says: Callable[[], str]) -> None:
    declare(Rhythm(f"insight.{code}", kind.label, slots, _author(control), says, partial(links, kind)))


_declare("monthly_sales", Kind.MONTHLY_SALES, MONTHLY, monthly, _says_monthly)
_declare("daily_sales", Kind.DAILY_SALES, DAILY, days,
         lambda: _("each day on which goods leave, until %(time)s") % {"time": params_of(DAILY).daily_late_after})
_declare("sales_month", Kind.SALES_MONTH, DAILY, statements, _says_statement)
for _unit in rules.Period:
    _declare(f"statistics_{_unit.value}", Kind.SALES_STATISTICS, STATISTICS, partial(spans, _unit.value), partial(_says_spans, _unit))
_declare("analysis", Kind.SALES_ANALYSIS, ANALYSIS, analyses, lambda: _("each month or quarter, within the month after"))
