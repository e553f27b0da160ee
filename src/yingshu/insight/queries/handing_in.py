"""What the clause asks of a report that is to be handed in, and what stands against it now."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.controls import Control
from yingshu.rulebook.decisions import Decision, Subject, judge, params_of

from .. import periods, rules
from ..controls import ANALYSIS, DAILY, MONTHLY, STATISTICS
from ..models import Report
from ..periods import Days
from .daily import outbound
from .reports import Reader, holds_post, post_name, readers

Kind = Report.Kind
RIGHT = "insight.submit_report"
CONTROL_OF: dict[str, Control[Any, Any]] = {
    Kind.MONTHLY_SALES: MONTHLY, Kind.DAILY_SALES: DAILY, Kind.SALES_MONTH: DAILY, Kind.SALES_STATISTICS: STATISTICS,
    Kind.SALES_ANALYSIS: ANALYSIS}


class Asked(NamedTuple):
    """Whose post hands in, who gets it, which posts nobody holds."""

    control: Control[Any, Any]
    author: str
    readers: list[Reader]
    vacant: list[str]


def asked_for(report: Report) -> Asked:
    """What the clause in force asks for."""
    control = CONTROL_OF[report.kind]
    params = params_of(control, report.unit_id)
    return Asked(control, params.author, *readers(params.recipients))


def subject_of(report: Report) -> Subject:
    """The report as the subject of a decision."""
    return Subject("report", report.pk, report.number, report.unit_id)


def facts_of(actor: Actor, report: Report, asked: Asked) -> rules.SubmitFacts:
    """Who hands in what, now."""
    common: dict[str, Any] = {
        "due_on": report.due_on, "at": clock.local(clock.now()).replace(tzinfo=None), "author": post_name(asked.author),
        "holds_post": holds_post(actor, asked.author, RIGHT), "vacant": tuple(post_name(post) for post in asked.vacant),
        "correction": report.version > 1}
    if asked.control is DAILY:
        notes = outbound(days_of(report))
        return rules.ReconciledFacts(**common, report_fen=report.content["totals"]["shipped_fen"], notes_fen=notes.fen, notes=notes.notes,
                                     of_month=report.kind == Kind.SALES_MONTH)
    if asked.control is STATISTICS:
        return rules.PartsFacts(**common, report_fen=report.content["totals"]["gross_fen"], parts_fen=report.content["parts_fen"],
                                missing=tuple(report.content["missing"]))
    return rules.SubmitFacts(**common)


def days_of(report: Report) -> Days:
    """The days a report is about."""
    if report.kind == Kind.DAILY_SALES:
        return Days(date.fromisoformat(report.period), date.fromisoformat(report.period))
    if report.kind == Kind.SALES_ANALYSIS:
        return Days(date.fromisoformat(report.content["first"]), date.fromisoformat(report.content["last"]))
    return periods.parse(report.period)


def preview(actor: Actor, report: Report) -> Decision:
    """What would be decided if the person handed the report in now; leaves nothing behind."""
    asked = asked_for(report)
    return judge(asked.control, facts_of(actor, report, asked), subject_of(report))
