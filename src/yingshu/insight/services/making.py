"""Making reports from the records, and correcting them by a new version."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Annotated, Any

from django.utils.translation import gettext_noop as N_
from pydantic import AfterValidator, Field

from yingshu.documents.numbers import next_number
from yingshu.kernel import clock, workdays, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import NotFound
from yingshu.kernel.inputs import Id, UnitRef
from yingshu.kernel.services import Done, service
from yingshu.kernel.text import tidy
from yingshu.organisation.models import Unit
from yingshu.rulebook.decisions import params_of

from .. import periods, queries, rules
from ..controls import ANALYSIS, DAILY, MONTHLY, STATISTICS
from ..errors import AlreadySubmitted, NotTheNewest
from ..models import Report
from ..periods import Month, Span
from ..queries.handing_in import days_of
from ..transitions import REPORT
from ..versions import differences

Note = Annotated[str, AfterValidator(tidy), Field(max_length=500)]
Kind = Report.Kind
Content = dict[str, Any]


@service("insight.make_monthly_report", title=N_("Make the monthly sales report"), clause="MTG-06")
def make_monthly_report(*, actor: Actor, month: Month, note: Note = "") -> Done:
    """A draft of a month's report from the records as they are now; made again, it takes the place of the draft before.

    Quantity by product, amount, by payment method, region and salesperson, new customers, beside the month before and the same
    month of the year before. An empty note keeps the one already written. Raises AlreadySubmitted, InvalidInput (month).
    """
    first = periods.begun(periods.month_of(periods.parse_month(month))).first
    due = rules.due_date(params_of(MONTHLY), first, workdays.next_working_day)
    return _make(actor, Kind.MONTHLY_SALES, month, None, queries.monthly_content(first), note, due)


@service("insight.make_daily_report", title=N_("Make the daily sales report"), clause="MTG-07")
def make_daily_report(*, actor: Actor, day: date, note: Note = "") -> Done:
    """A draft of a day's report from the sales ledger. Raises AlreadySubmitted, InvalidInput for a day to come."""
    periods.begun(periods.Days(day, day))
    return _make(actor, Kind.DAILY_SALES, f"{day}", None, queries.day_content(day), note, day)


@service("insight.make_month_statement", title=N_("Make the monthly statement"), clause="MTG-07")
def make_month_statement(*, actor: Actor, month: Month, note: Note = "") -> Done:
    """A draft of a month's statement, day by day, due on a day of the month after. Raises AlreadySubmitted, InvalidInput (month)."""
    first = periods.begun(periods.month_of(periods.parse_month(month))).first
    due = rules.statement_due(params_of(DAILY), first)
    return _make(actor, Kind.SALES_MONTH, month, None, queries.statement_content(first), note, due)


@service("insight.make_statistics", title=N_("Make sales statistics"), clause="MTG-11")
def make_statistics(*, actor: Actor, period: Span, unit_id: UnitRef | None = None, note: Note = "") -> Done:
    """A draft of the statistics of a week (2026-W25), month or quarter (2026Q2), of a unit and everything below it.

    Without a unit: the actor's own. Raises NotFound for a unit outside the data scope, AlreadySubmitted, InvalidInput (period).
    """
    days = periods.begun(periods.parse(period))
    unit = _unit(actor, unit_id or actor.unit_id)
    due = days.last + timedelta(days=params_of(STATISTICS).due_after_days)
    content = queries.statistics_content(kind_of(period), period, unit)
    return _make(actor, Kind.SALES_STATISTICS, period, unit.pk if unit else None, content, note, due)


@service("insight.make_analysis", title=N_("Make the sales analysis"), clause="OPS-05")
def make_analysis(*, actor: Actor, month: Month, note: Note = "") -> Done:
    """A draft of the analysis of a month, or of the quarter that it ends when the rulebook asks for quarters: amount, volume, profit,
    customers and trend. Lines whose cost is not known are named.

    Raises AlreadySubmitted, InvalidInput (month).
    """
    first = periods.begun(periods.month_of(periods.parse_month(month))).first
    asked = params_of(ANALYSIS)
    content = {**queries.analysis_content(first, months=rules.MONTHS[asked.frequency]), "dimensions": list(asked.dimensions)}
    return _make(actor, Kind.SALES_ANALYSIS, month, None, content, note, None)


@service("insight.correct_report", title=N_("Correct the report"), clause="MTG-06")
def correct_report(*, actor: Actor, report_id: Id, note: Note = "") -> Done:
    """A new version of a submitted report, from the records as they are now, with every difference to the version before.

    It is a draft until it is submitted; the version before stays as it is. Raises NotTheNewest, NotFound.
    """
    if not queries.visible(actor).filter(pk=report_id).exists():
        raise NotFound()
    before: Report = write.lock(Report, report_id)
    newest = queries.latest(Kind(before.kind), before.period, before.unit_id)
    if newest is None or before.state != Report.State.SUBMITTED or newest.pk not in (before.pk, _draft_of(newest, before)):
        raise NotTheNewest(number=before.number, version=before.version)
    content = content_of(before)
    content["changes"] = differences(before.content, content)
    if newest.pk != before.pk:
        return _remake(actor, newest, content, note)
    row = {"number": before.number.partition("/")[0] + f"/{before.version + 1}", "kind": before.kind, "period": before.period,
           "unit_id": before.unit_id, "version": before.version + 1, "content": content, "note": note or before.note,
           "due_on": before.due_on, "correction_of_id": before.pk}
    return _add(actor, row)


def _draft_of(newest: Report, before: Report) -> int | None:
    """The draft that already corrects this version, if the newest is that."""
    return newest.pk if newest.correction_of_id == before.pk and newest.state == Report.State.DRAFT else None


def content_of(report: Report) -> Content:
    """What a report of this kind and period would say now."""
    makers: Mapping[str, Callable[[Report], Content]] = {
        Kind.MONTHLY_SALES: lambda r: queries.monthly_content(periods.parse_month(r.period)),
        Kind.DAILY_SALES: lambda r: queries.day_content(date.fromisoformat(r.period)),
        Kind.SALES_MONTH: lambda r: queries.statement_content(periods.parse_month(r.period)),
        Kind.SALES_STATISTICS: lambda r: queries.statistics_content(
            kind_of(r.period), r.period, Unit.objects.filter(pk=r.unit_id).first() if r.unit_id else None),
        Kind.SALES_ANALYSIS: lambda r: {"dimensions": r.content["dimensions"], **queries.analysis_content(
            periods.parse_month(r.period), months=len(periods.months_in(days_of(r))))}}
    return makers[report.kind](report)


def kind_of(period: str) -> rules.Period:
    """Week, month or quarter, by the way it is written."""
    return rules.Period.WEEK if "W" in period else rules.Period.QUARTER if "Q" in period else rules.Period.MONTH


def _unit(actor: Actor, unit_id: int | None) -> Unit | None:
    """The unit the statistics are of, when the person may see its records; None is the whole centre."""
    wide = actor.everything or actor.reach == "all"
    if unit_id is None and wide:
        return None
    if unit_id is None or not (wide or unit_id in actor.units):
        raise NotFound(field="unit_id")
    unit: Unit | None = Unit.objects.filter(pk=unit_id).first()
    if unit is None:
        raise NotFound(field="unit_id")
    return unit


def _make(actor: Actor, kind: Report.Kind, period: str, unit_id: int | None, content: Content, note: str, due_on: date | None) -> Done:
    newest = queries.latest(kind, period, unit_id)
    if newest is None:
        number = next_number("report", clock.today())  # whoever makes the same report at the same time waits here
        newest = queries.latest(kind, period, unit_id)
    if newest is not None and (newest.state == Report.State.SUBMITTED or newest.version > 1):
        raise AlreadySubmitted(number=newest.number, clause=CLAUSES[kind])
    if newest is not None:
        return _remake(actor, newest, content, note, due_on)
    return _add(actor, {"number": number, "kind": kind, "period": period, "unit_id": unit_id, "version": 1,
                        "content": content, "note": note, "due_on": due_on})


CLAUSES = {Kind.MONTHLY_SALES: "MTG-06", Kind.DAILY_SALES: "MTG-07", Kind.SALES_MONTH: "MTG-07", Kind.SALES_STATISTICS: "MTG-11",
           Kind.SALES_ANALYSIS: "OPS-05"}


def _add(actor: Actor, row: Mapping[str, Any]) -> Done:
    report_id = write.add_one(Report, **row, state=Report.State.DRAFT, made_at=clock.now(), author_id=actor.id, author_name=actor.name)
    return _done(report_id, str(row["number"]), row["content"], row["version"])


def _remake(actor: Actor, draft: Report, content: Content, note: str, due_on: date | None = None) -> Done:
    REPORT.check("remake", draft.state, draft.number)
    write.change(Report, where={"id": draft.pk, "state": Report.State.DRAFT}, set={
        "content": content, "note": note or draft.note, "made_at": clock.now(), "author_id": actor.id, "author_name": actor.name,
        "due_on": due_on or draft.due_on})
    return _done(draft.pk, draft.number, content, draft.version)


def _done(report_id: int, number: str, content: Content, version: int) -> Done:
    return Done("report", report_id, number, Report.State.DRAFT.value, data={"version": version, "changes": content.get("changes", [])},
                after={"version": version, "changes": len(content.get("changes", []))})
