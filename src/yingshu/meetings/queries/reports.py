"""Reports: which are owed by whom, which wait for an answer."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import QuerySet

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.rulebook.decisions import params_of

from ..controls import REPORTS
from ..models import WorkReport
from ..rules.reports import ReportParams, Span, spans_around, window_of

OWED = tuple(kind for kind in REPORTS if kind != WorkReport.Kind.ANOMALY)


class OwedReport(NamedTuple):
    """A report that a person's post owes for a period; ``given`` is the report when it was given."""

    kind: str
    span: Span
    begins: datetime | None
    due: datetime
    given: WorkReport | None

    @property
    def until(self) -> datetime:
        return self.due - timedelta(minutes=1)

    @property
    def late(self) -> bool:
        return self.given is None and clock.now() >= self.due


def due_reports(actor: Actor) -> list[OwedReport]:
    """For each kind of report of one's post: the present period and the one before, the latter only while it was not given."""
    today = clock.today()
    wanted = {kind: params_of(REPORTS[kind], actor.unit_id) for kind in OWED}
    mine = {kind: params for kind, params in wanted.items() if params.author in actor.posts}
    spans = [(kind, params, span) for kind, params in mine.items() for span in spans_around(params, today)]
    given = {(r.kind, r.period): r for r in WorkReport.objects.visible_to(actor).filter(
        owner_id=actor.id, kind__in=list(mine), period__in=[s.name for _k, _p, s in spans])}
    found = [owed(kind, params, span, given.get((kind, span.name))) for kind, params, span in spans]
    return [o for o in found if o.given is None or o.span.last >= today]


def owed(kind: str, params: ReportParams, span: Span, given: WorkReport | None = None) -> OwedReport:
    """What is owed for a period, with its window as moments."""
    begin, end = window_of(params, span)
    return OwedReport(kind, span, begin and begin.replace(tzinfo=clock.ZONE), end.replace(tzinfo=clock.ZONE), given)


def to_handle(actor: Actor) -> QuerySet[WorkReport]:
    """Reports that wait for this person's answer, the most urgent first (MTG-10)."""
    kinds = [kind for kind, control in REPORTS.items() if set(params_of(control).handlers) & set(actor.posts)]
    found: QuerySet[WorkReport] = WorkReport.objects.visible_to(actor)
    return found.filter(state=WorkReport.State.SUBMITTED, kind__in=kinds).exclude(owner_id=actor.id).order_by("handle_by", "id")
