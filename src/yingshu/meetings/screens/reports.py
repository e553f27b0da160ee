"""汇报: reports that people give, with their timing and the answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import Column, Filter, Panel, Screen, Tag, View, register
from yingshu.rulebook.decisions import params_of

from ..controls import REPORTS
from ..labels import period_words, topic_name
from ..models import WorkReport

S, T = WorkReport.State, WorkReport.Timing


def timing_tag(row: WorkReport) -> Tag | None:
    """On time, late with its days, or before the window."""
    if not row.timing:
        return None
    if row.timing == T.LATE:
        return Tag(gettext("%(n)s day(s) late") % {"n": row.late_days} if row.late_days else _("Late"), "danger")
    return Tag(row.get_timing_display(), "done" if row.timing == T.ON_TIME else "warn")


def report_tag(row: WorkReport) -> Tag:
    """Draft, waiting for an answer, overdue for one, or answered."""
    if row.state == S.SUBMITTED and row.handle_by and row.handle_by < clock.now():
        return Tag(_("Not answered in time"), "danger")
    return Tag(row.get_state_display(), {S.DRAFT: "draft", S.SUBMITTED: "wait", S.HANDLED: "done"}[S(row.state)])


def paper(row: WorkReport, actor: Actor) -> dict[str, Any]:
    """What was reported, topic by topic, and what came of it."""
    return {"report": row, "contents": [{"topic": topic_name(c["topic"]), "text": c["text"]} for c in row.contents],
            "channel": gettext(row.channel.capitalize()) if row.channel else "", "timing": timing_tag(row),
            "period": period_words(row.period),
            "clause": REPORTS[row.kind].clauses[0]}


@register
class WorkReportScreen(Screen):
    """汇报 (MTG-08, 09, 10, 13, 15, 18)."""

    code: ClassVar[str] = "work_reports"
    model: ClassVar[Any] = WorkReport
    title: ClassVar[Any] = _("Work reports")
    group: ClassVar[str] = "reports"
    order_in_menu: ClassVar[int] = 64
    icon: ClassVar[str] = "message-report"
    hint: ClassVar[Any] = _("Reports by phone or in writing. Each kind asks for its contents and has its own deadline; late is recorded.")
    columns: ClassVar[Sequence[Column]] = (
        Column("number", kind="code", link=True), Column("kind"), Column("period", value=lambda row: period_words(row.period),
                                                                         sort="period"),
        Column("owner__name", _("reported by")), Column("unit__name", _("unit"), phone=False), Column("reported_at", kind="moment"),
        Column("timing", kind="tag", tags=timing_tag, needs=("late_days",)),  # type: ignore[arg-type]
        Column("state", kind="tag", tags=report_tag, needs=("handle_by",)), Column("handle_by", kind="moment", phone=False),
        Column("handled_by", phone=False), Column("due_at", kind="moment", hidden=True), Column("answer", hidden=True))
    filters: ClassVar[Sequence[Filter]] = (
        Filter("q", _("Number, author or text"), kind="search"), Filter("kind", _("Kind"), kind="choice", choices=WorkReport.Kind.choices),
        Filter("reported_at", _("reported at"), kind="daterange"), Filter("period", _("Period"), kind="text"),
        Filter("timing", _("timing"), kind="choice", choices=T.choices), Filter("state", _("State"), kind="choice", choices=S.choices))
    views: ClassVar[Sequence[View]] = (
        View("all", _("All")), View("mine", _("Mine"), lambda actor: Q(owner_id=actor.id)),
        View("late", _("Late"), lambda actor: Q(timing=T.LATE)),
        View("waiting", _("To be answered"), lambda actor: Q(state=S.SUBMITTED), count=True))
    panels: ClassVar[Sequence[Panel]] = (Panel("paper", _("Work report"), "meetings/report.html", paper),)
    order_by: ClassVar[Sequence[str]] = ("-made_at", "-id")
    order_hint: ClassVar[Any] = _("Newest first")
    select_related: ClassVar[Sequence[str]] = ("owner", "unit")
    actions: ClassVar[Sequence[str]] = ("meetings.submit_work_report", "meetings.draft_quality_report")
    pages: ClassVar[dict[str, str]] = {"meetings.submit_work_report": "/work-reports/new/"}
    history_kind: ClassVar[str] = "work_report"
    empty_text: ClassVar[Any] = _("Nobody has reported yet.")

    def row_actions(self, row: WorkReport, actor: Actor) -> Sequence[str]:
        if row.state == S.DRAFT:
            return ("meetings.submit_draft",) if row.owner_id == actor.id else ()
        handles = set(params_of(REPORTS[row.kind], row.unit_id).handlers) & set(actor.posts)
        return ("meetings.answer_report",) if row.state == S.SUBMITTED and handles else ()

    def state_tag(self, row: WorkReport) -> Tag:
        return report_tag(row)

    def heading(self, row: WorkReport) -> str:
        return f"{row.get_kind_display()} {period_words(row.period)} {row.owner.name}"
