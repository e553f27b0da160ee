"""Reports: given in time and whole, drafted from the records, answered (MTG-08, 09, 10, 13, 15, 18)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yingshu.documents.numbers import next_number
from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.controls import Outcome
from yingshu.kernel.directory import people_in_posts
from yingshu.kernel.inputs import Day, Needed, Text
from yingshu.kernel.links import record_url
from yingshu.kernel.services import Done, service
from yingshu.kernel.text import search_text
from yingshu.notifications.services import tell, tell_posts
from yingshu.organisation.queries import names_of_posts
from yingshu.rulebook.decisions import Decision, Subject, decide, judge, params_of

from ..controls import ANOMALY, REPORTS
from ..errors import AlreadyReported, NotYours, UnknownPeriod
from ..inputs import Channel, ContentInput, WorkReportRef
from ..models import WorkReport
from ..queries.facts import quality_problems, sold_in_weeks
from ..queries.reports import owed
from ..rules.reports import PERIODS, ReportFacts, ReportParams, Span, WeekFacts, nearest_span, span_named, span_of
from ..transitions import REPORT

KIND = "work_report"
Contents = list[dict[str, str]]


@service("meetings.submit_work_report", title=N_("Give a report"))
def submit_work_report(*, actor: Actor, kind: WorkReport.Kind, contents: list[ContentInput], channel: Channel | None = None,
                       period: Text = "") -> Done:
    """Give a report of one's post. Without a period it is about the one whose deadline is nearest.

    Refused when something that the clause asks for is not reported; late is recorded with its days (MTG-09, MTG-10).
    """
    params, now = params_of(REPORTS[kind], actor.unit_id), _wall(clock.now())
    span = _span(params, period, now)
    _not_given(actor, kind, span)
    kept = _contents(contents)
    facts = _facts(actor, kind, params, span, kept, str(channel or _only(params.channels)))
    decision = decide(REPORTS[kind], facts, Subject(KIND, None, "", actor.unit_id))
    number = next_number(KIND, clock.today())
    pk = write.add_one(WorkReport, number=number, kind=kind, period=span.name, owner_id=actor.id, unit_id=actor.unit_id, contents=kept,
                       channel=facts.channel, made_at=clock.now(), search_text=_searched(number, actor, kept), **_given(params, decision))
    return _done(pk, number, kind, span.name, actor, params, decision)


@service("meetings.submit_draft", title=N_("Complete and submit"))
def submit_draft(*, actor: Actor, work_report_id: WorkReportRef, contents: list[ContentInput]) -> Done:
    """Hand in a report that was drafted from the records, with what the author adds (MTG-08, MTG-13)."""
    row = _own(actor, work_report_id)
    params, kept = params_of(REPORTS[row.kind], row.unit_id), _contents(contents)
    span = span_named(params.every, row.period) or span_of(params.every, clock.today())
    facts = _facts(actor, row.kind, params, span, kept, row.channel or _only(params.channels), row.due_at)
    decision = decide(REPORTS[row.kind], facts, Subject(KIND, row.pk, row.number, row.unit_id))
    write.change(WorkReport, where={"id": row.pk}, set={"contents": kept, "channel": facts.channel, **_given(params, decision),
                                                        **({"due_at": row.due_at} if row.due_at else {})})
    return _done(row.pk, row.number, row.kind, row.period, actor, params, decision)


@service("meetings.answer_report", title=N_("Answer the report"))
def answer_report(*, actor: Actor, work_report_id: WorkReportRef, answer: Needed) -> Done:
    """Those whom the clause names deal with the report and say how (MTG-10, MTG-18). The author is told."""
    row = REPORT.move(WorkReport, work_report_id, "answer", actor=actor, set={
        "handled_at": clock.now(), "handled_by": actor.name, "answer": answer})
    handlers = params_of(REPORTS[row.kind], row.unit_id).handlers
    if actor.id not in people_in_posts(handlers) and not actor.everything:
        raise NotYours(name="、".join(names_of_posts(handlers).values()))
    tell([row.owner_id], N_("%(name)s answered your report %(number)s: %(answer)s"), url=record_url("work_reports", row.pk),
         args={"name": actor.name, "number": row.number, "answer": answer}, clause=REPORTS[row.kind].clauses[0])
    return Done(KIND, row.pk, row.number, row.state, data={"kind": row.kind, "period": row.period, "person": row.owner_id},
                before={"state": "submitted"}, after={"state": row.state, "answer": answer}, reason=answer)


@service("meetings.draft_quality_report", title=N_("Draft the quality report"), clause="MTG-08")
def draft_quality_report(*, actor: Actor, day: Day | None = None) -> Done:
    """Draft the daily quality report from the damaged and wrong goods that were registered on the day, one content each (MTG-08)."""
    on = day or clock.today()
    _not_given(actor, WorkReport.Kind.QUALITY, span_of(params_of(REPORTS[WorkReport.Kind.QUALITY]).every, on))
    contents = [{"topic": "quality_problems", "text": text} for text in quality_problems(actor, on)]
    return _draft(actor, actor.id, WorkReport.Kind.QUALITY, on.isoformat(), contents, None, f"quality:{on}:{actor.id}")


@service("meetings.scan_sales", title=N_("Look for anomalies in sales"), clause="MTG-13")
def scan_sales(*, actor: Actor, week_of: Day | None = None) -> Done:
    """Compare a week (the last whole one) with the weeks before it; an anomaly becomes a draft for the author's post, once (MTG-13)."""
    params, rules = params_of(REPORTS[WorkReport.Kind.ANOMALY]), params_of(ANOMALY)
    week = span_of(params.every, week_of or clock.today() - timedelta(days=7))
    now, *before = sold_in_weeks(week.first, rules.weeks_compared)
    subject, source = Subject("week", None, week.name), f"anomaly:{week.name}"
    decision = judge(ANOMALY, WeekFacts(week=week.name, fen=now, before_fen=tuple(before)), subject)
    author = next(iter(people_in_posts([params.author])), None)
    if decision.outcome == Outcome.ALLOW or author is None or WorkReport._plain.filter(source=source).exists():
        return Done("sales_scan", 0, week.name, decision.outcome.value)
    decide(ANOMALY, WeekFacts(week=week.name, fen=now, before_fen=tuple(before)), subject)
    due = clock.now() + timedelta(hours=params.within_hours)
    return _draft(actor, author, WorkReport.Kind.ANOMALY, week.name, [{"topic": "anomaly", "text": str(decision.verdict.says)}], due,
                  source)


def _draft(actor: Actor, owner: int, kind: str, period: str, contents: Contents, due: datetime | None, source: str) -> Done:
    number = next_number(KIND, clock.today())
    pk = write.add_one(WorkReport, number=number, kind=kind, period=period, owner_id=owner, unit_id=actor.unit_id, contents=contents,
                       made_at=clock.now(), state=WorkReport.State.DRAFT, due_at=due, source=source, search_text=search_text(number,
                                                                                                                             period))
    if owner != actor.id:
        tell([owner], N_("%(report)s %(period)s was drafted. Complete it and hand it in."), url=record_url("work_reports", pk),
             args={"report": REPORTS[kind].title, "period": period}, clause=REPORTS[kind].clauses[0], urgent=True)
    return Done(KIND, pk, number, WorkReport.State.DRAFT.value, data={"kind": kind, "period": period, "contents": len(contents)},
                after={"kind": kind, "period": period, "contents": len(contents)})


def _span(params: ReportParams, period: str, now: datetime) -> Span:
    if not period:
        return nearest_span(params, now)
    found = span_named(params.every, period)
    if found is None:
        raise UnknownPeriod(field="period", period=period, example=PERIODS[params.every][2])
    return found


def _not_given(actor: Actor, kind: str, span: Span) -> None:
    if kind == WorkReport.Kind.ANOMALY:
        return
    given = WorkReport._plain.filter(kind=kind, period=span.name, owner_id=actor.id).first()
    if given is not None:
        raise AlreadyReported(field="period", period=span.name, number=given.number)


def _own(actor: Actor, pk: int) -> WorkReport:
    row: WorkReport = write.read_one(WorkReport, pk, actor=actor, field="work_report_id")
    if row.owner_id != actor.id and not actor.everything:
        raise NotYours(name=str(row.owner))
    REPORT.check("submit", row.state, row.number)
    return row


def _contents(given: Sequence[ContentInput]) -> Contents:
    return [{"topic": c.topic, "text": c.text} for c in given if c.text]


def _only(channels: Sequence[str]) -> str:
    return channels[0] if len(channels) == 1 else ""


def _facts(actor: Actor, kind: str, params: ReportParams, span: Span, contents: Contents, channel: str,
           due: datetime | None = None) -> ReportFacts:
    return ReportFacts(clause=REPORTS[kind].clauses[0], period=span.name, first=span.first, last=span.last, at=_wall(clock.now()),
                       author=names_of_posts([params.author])[params.author],
                       holds_post=actor.id in people_in_posts([params.author]) or actor.everything,
                       filled=tuple(dict.fromkeys(c["topic"] for c in contents)), channel=channel, due=due and _wall(due))


def _given(params: ReportParams, decision: Decision) -> dict[str, Any]:
    """The columns of a report that is given now."""
    facts, now = decision.facts, clock.now()
    due = owed("", params, Span(facts.period, facts.first, facts.last)).due  # type: ignore[attr-defined]
    return {"state": WorkReport.State.SUBMITTED, "reported_at": now, "due_at": due, "timing": decision.verdict.figures["timing"],
            "late_days": decision.verdict.figures["days_late"], "handle_by": now + timedelta(days=params.handle_within_days)}


def _done(pk: int, number: str, kind: str, period: str, actor: Actor, params: ReportParams, decision: Decision) -> Done:
    figures = decision.verdict.figures
    tell_posts(params.handlers, N_("%(name)s gave the %(report)s for %(period)s."), url=record_url("work_reports", pk),
               args={"name": actor.name, "report": REPORTS[kind].title, "period": period}, clause=REPORTS[kind].clauses[0],
               dedupe=f"work_report:{pk}")
    return Done(KIND, pk, number, WorkReport.State.SUBMITTED.value, data={
        "kind": str(kind), "period": period, "person": actor.id, "unit": actor.unit_id, "timing": figures["timing"],
        "days_late": figures["days_late"], "says": str(decision.verdict.says), "outcome": decision.outcome.value},
        after={"kind": str(kind), "period": period, "timing": figures["timing"], "days_late": figures["days_late"]})


def _searched(number: str, actor: Actor, contents: Contents) -> str:
    return search_text(number, actor.name, _("report"), *(c["text"][:80] for c in contents))


def _wall(moment: datetime) -> datetime:
    """The wall clock in China, as rules read it."""
    return clock.local(moment).replace(tzinfo=None)
