"""分析报告: the list, and each with its result, the parts people wrote and its way (SAT-19, 20, 21, 28)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yingshu.kernel import approving
from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import Column, Filter, Panel, Screen, Tag, View, register
from yingshu.organisation.queries import names_of_posts, people_in_posts
from yingshu.rulebook.decisions import Subject, judge

from .. import shown
from ..controls import REPORT
from ..models import AnalysisReport, ReportReader
from ..offers import surveyed_periods
from ..queries.writing import facts_of, report_parts

S = AnalysisReport.State
TAGS = {S.DRAFT: "draft", S.SUBMITTED: "run", S.APPROVED: "done", S.FILED: "void"}


def report_tag(row: AnalysisReport) -> Tag:
    """Draft, being decided, approved, filed."""
    return Tag(row.get_state_display(), TAGS[S(row.state)])


def waits_for(row: AnalysisReport) -> list[str]:
    """Posts that decide next."""
    return list(row.way[row.step]) if row.state == S.SUBMITTED and row.step < len(row.way) else []


def written(row: AnalysisReport, actor: Actor) -> dict[str, Any]:
    """The parts that people write, those the records make necessary first; and what stands against handing it in."""
    found: dict[str, Any] = {"parts": report_parts(row)}
    if row.state == S.DRAFT:
        verdict = judge(REPORT, facts_of(row, row.content), Subject("satisfaction_report", row.pk, row.number)).verdict
        found["gate"] = {"state": "open" if verdict.allowed else "refuse", "text": str(verdict.says),
                         "verdict": gettext("May be submitted") if verdict.allowed else gettext("May not be submitted yet"),
                         "conditions": [{"name": gettext(c.name), "ok": c.ok, "text": str(c.says), "clause": c.clause}
                                        for c in verdict.conditions]}
    return found


def way(row: AnalysisReport, actor: Actor) -> dict[str, Any]:
    """Stations, decisions, copies, the briefing."""
    readers = list(row.readers.select_related("person").order_by("id"))
    names = names_of_posts({r.post for r in readers} | {p for posts in row.way for p in posts})
    return {"report": row, "stations": [{"names": "、".join(names[p] for p in posts),
                                         "done": n < row.step or row.state in (S.APPROVED, S.FILED),
                                         "now": n == row.step and row.state == S.SUBMITTED} for n, posts in enumerate(row.way)],
            "readers": [{"name": r.person.name, "post": names[r.post], "copy": r.copy, "read": r.read_at, "decided": r.decided_at,
                         "opinion": r.opinion, "at": r.delivered_at} for r in readers],
            **(approving.panel(actor, "satisfaction_report", row.pk) or {"approval": None, "preview": None})}


def result(row: AnalysisReport, actor: Actor) -> dict[str, Any]:
    """The figures as they were frozen, or as they were when the draft was made."""
    why = f"{reverse('screen:decisions')}?{urlencode({'subject_number': row.number})}" if actor.may("decisions.view") else ""
    return {**shown.page(row.content), "why": why}


@register
class SatisfactionReportScreen(Screen):
    """分析报告 (SAT-19, SAT-20, SAT-21, SAT-28)."""

    code: ClassVar[str] = "satisfaction_reports"
    model: ClassVar[Any] = AnalysisReport
    title: ClassVar[Any] = _("Analysis reports")
    group: ClassVar[str] = "satisfaction"
    order_in_menu: ClassVar[int] = 40
    icon: ClassVar[str] = "file-analytics"
    hint: ClassVar[Any] = _("Figures are made from the records, conclusions are written by people. What happened in the period must be "
                            "analysed before the report can be handed in.")
    columns: ClassVar[Sequence[Column]] = (
        Column("number", kind="code", link=True), Column("period", kind="code"), Column("version", kind="quantity"),
        Column("index", kind="quantity"), Column("state", kind="tag", tags=report_tag), Column("important", kind="bool", phone=False),
        Column("author_name", phone=False), Column("made_at", kind="moment", phone=False),
        Column("submitted_at", kind="moment", hidden=True),
        Column("approved_at", kind="moment", hidden=True), Column("briefed_on", kind="date", hidden=True),
        Column("filed_at", kind="moment", hidden=True))
    filters: ClassVar[Sequence[Filter]] = (
        Filter("q", _("Number or period"), kind="search"),
        Filter("period", _("Period"), kind="choice", choices=surveyed_periods),
        Filter("state", _("State"), kind="choice", choices=S.choices))
    views: ClassVar[Sequence[View]] = (
        View("all", _("All")), View("open", _("Not filed"), lambda actor: ~Q(state=S.FILED), count=True),
        View("to_me", _("Delivered to me"), lambda actor: Q(pk__in=ReportReader.objects.filter(person_id=actor.id).values("report_id"))))
    panels: ClassVar[Sequence[Panel]] = (
        Panel("written", _("Written parts"), "satisfaction/written.html", written),
        Panel("result", _("Figures"), "satisfaction/report_result.html", result),
        Panel("way", _("Route"), "satisfaction/way.html", way, side=True))
    order_by: ClassVar[Sequence[str]] = ("-made_at", "-id")
    order_hint: ClassVar[Any] = _("Newest first")
    search_fields: ClassVar[Sequence[str]] = ("search_text",)
    actions: ClassVar[Sequence[str]] = ("satisfaction.make_report",)
    history_kind: ClassVar[str] = "satisfaction_report"
    id_parameter: ClassVar[str] = "report_id"
    empty_text: ClassVar[Any] = _("No report yet. Make the first one when enough questionnaires have come back.")

    def scoped(self, actor: Actor) -> QuerySet[Any]:
        """Reports are about the whole company, the same for everybody who may see them."""
        return AnalysisReport.objects.all()

    def row_actions(self, row: AnalysisReport, actor: Actor) -> Sequence[str]:
        return tuple(_possible(row, actor))

    def state_tag(self, row: AnalysisReport) -> Tag:
        return report_tag(row)

    def heading(self, row: AnalysisReport) -> str:
        return gettext("Analysis of customers' satisfaction %(period)s") % {"period": shown.period_name(row.period)}

    def context(self, row: AnalysisReport, actor: Actor) -> Mapping[str, Any]:
        card, recovery = shown.index_card(row.content), shown.recovery(row.content)
        return {"line": f"{row.number} · V{row.version} · {row.author_name}", "print_url": f"/satisfaction/reports/{row.pk}/pdf/",
                "figures": [{"label": gettext("Satisfaction index"), "value": card["value"], "foot": card["grade"]},
                            {"label": gettext("Recovery rate"), "value": recovery["rate"],
                             "foot": f"{recovery['valid']} / {recovery['sent']}"},
                            {"label": gettext("Waits for"), "value": "、".join(names_of_posts(waits_for(row)).values()) or "--"}]}

    def lookup_label(self, row: AnalysisReport) -> str:
        return f"{row.number} {row.period}"

    def as_json(self, row: AnalysisReport, actor: Actor) -> Mapping[str, Any]:
        return {"content": row.content, "parts": row.parts, "waits_for": waits_for(row), "briefing": row.briefing}


def _possible(row: AnalysisReport, actor: Actor) -> list[str]:
    """What may be done now, the next step first."""
    if row.state == S.DRAFT:
        steps = ["satisfaction.write_report", "satisfaction.submit_report"]
        return steps if any(part["needed"] and not part["text"] for part in report_parts(row)) else steps[::-1]
    if row.state == S.SUBMITTED:
        mine = actor.id != row.author_id and actor.id in {p.pk for p in people_in_posts(waits_for(row))}
        return ["satisfaction.agree_report", "satisfaction.return_report"] if mine else ["satisfaction.acknowledge_report"] * _unread(row,
                                                                                                                                      actor)
    if row.state == S.APPROVED:
        steps = ["satisfaction.file_report", "satisfaction.record_briefing"]
        owed = row.form == "briefing" and not row.briefing
        return [*(steps[::-1] if owed else steps), *["satisfaction.acknowledge_report"] * _unread(row, actor)]
    return ["satisfaction.acknowledge_report"] * _unread(row, actor)


def _unread(row: AnalysisReport, actor: Actor) -> bool:
    return row.readers.filter(person_id=actor.id, read_at=None).exists()
