"""Which reports are asked for and not there yet, computed from the records (MTG-06, MTG-07, MTG-11, OPS-05)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import Min

from yingshu.kernel import clock, workdays
from yingshu.kernel.actor import Actor
from yingshu.rulebook.decisions import params_of

from .. import periods, rules
from ..controls import ANALYSIS, DAILY, MONTHLY, STATISTICS
from ..models import Report
from .ledger import ledger
from .reports import holds_post, submitted_periods

MONTHS_BACK = 3
DAYS_BACK = 7
Kind = Report.Kind
SUBMIT = "insight.submit_report"


class Owed(NamedTuple):
    """A report that is asked for: of which period, since when it stands on the list, when it is late (wall clock in China)."""

    kind: Report.Kind
    period: str
    since: date
    due: datetime | None
    author: str
    clause: str
    unit_id: int | None = None

    @property
    def late(self) -> bool:
        return self.due is not None and clock.local(clock.now()).replace(tzinfo=None) >= self.due


def _missing(owed: list[Owed]) -> list[Owed]:
    """Those without a submitted version; one statement."""
    if not owed:
        return []
    there = submitted_periods(owed[0].kind, [o.period for o in owed], owed[0].unit_id)
    return [o for o in owed if o.period not in there]


def _months(today: date) -> list[date]:
    """The months to look at: those with a sales ledger, the present one last."""
    since = ledger().aggregate(month=Min("month"))["month"]
    return [m for m in periods.months_back(today.replace(day=1), MONTHS_BACK) if since is not None and periods.number_of(m) >= since]


def monthly_owed(today: date) -> list[Owed]:
    """Monthly reports from the day of the first reminder on, until they are submitted."""
    params = params_of(MONTHLY)
    if rules.MONTHLY_SALES not in params.reports:
        return []
    return _missing([Owed(Kind.MONTHLY_SALES, periods.month_name(month), start, rules.limit_of(
        rules.due_date(params, month, workdays.next_working_day), params.late_after), params.author, "MTG-06")
        for month in _months(today) if (start := rules.day_in(month, params.remind_from_day)) <= today])


def statements_owed(today: date) -> list[Owed]:
    """Statements of the months before this one."""
    params = params_of(DAILY)
    if not params.monthly:
        return []
    return _missing([Owed(Kind.SALES_MONTH, periods.month_name(month), rules.next_month(month), rules.limit_of(
        rules.statement_due(params, month)), params.author, "MTG-07") for month in _months(today)[:-1]])


def days_owed(today: date) -> list[Owed]:
    """Days of the last week on which goods left, without a report."""
    params = params_of(DAILY)
    if not params.daily:
        return []
    days = ledger(import_batch=None, on__gte=today - timedelta(days=DAYS_BACK), on__lte=today).order_by("on").values_list(
        "on", flat=True).distinct()
    return _missing([Owed(Kind.DAILY_SALES, f"{day}", day, rules.limit_of(day), params.author, "MTG-07") for day in days])


def statistics_owed(today: date, unit_id: int | None) -> list[Owed]:
    """The last week, month and quarter that are over, of a unit."""
    params = params_of(STATISTICS)
    month = today.replace(day=1)
    quarter = periods.parse(periods.quarter_name(month)).first
    over = {rules.Period.WEEK: periods.week_name(today - timedelta(days=7)),
            rules.Period.MONTH: periods.month_name(month - timedelta(days=1)),
            rules.Period.QUARTER: periods.quarter_name(quarter - timedelta(days=1))}
    found = []
    for kind in params.periods:
        last = periods.parse(over[kind]).last
        found.append(Owed(Kind.SALES_STATISTICS, over[kind], last + timedelta(days=1), rules.limit_of(
            last + timedelta(days=params.due_after_days)), params.author, "MTG-11", unit_id))
    return _missing(found)


def analysis_owed(today: date) -> list[Owed]:
    """The analysis of the month before this one; with a quarterly rhythm only after the end of a quarter."""
    params, months = params_of(ANALYSIS), _months(today)[:-1]
    if not months or (params.frequency == rules.Period.QUARTER and months[-1].month % 3):
        return []
    month = months[-1]
    return _missing([Owed(Kind.SALES_ANALYSIS, periods.month_name(month), rules.next_month(month), None, params.author, "OPS-05")])


def owed_by(actor: Actor) -> list[Owed]:
    """What the person has to hand in, by their posts; late ones first, then the oldest."""
    return sorted(_by_posts(actor, clock.today()), key=lambda o: (not o.late, o.since, o.kind, o.period))


def _by_posts(actor: Actor, today: date) -> Iterator[Owed]:
    def mine(author: str) -> bool:
        return not actor.everything and holds_post(actor, author, SUBMIT)
    if mine(params_of(MONTHLY).author):
        yield from monthly_owed(today)
    if mine(params_of(DAILY).author):
        yield from [*statements_owed(today), *days_owed(today)]
    if mine(params_of(STATISTICS).author):
        yield from statistics_owed(today, actor.unit_id)
    if mine(params_of(ANALYSIS).author):
        yield from analysis_owed(today)
