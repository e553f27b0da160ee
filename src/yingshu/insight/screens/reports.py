"""Reports as a list, and each as a paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import Column, Filter, Screen, Tag, View, register

from ..models import Delivery, Report
from ..queries.reports import state_tag, visible
from ..versions import public
from .page import acts_of, page_of, title_of

OF_A_REPORT = ("insight.submit_report", "insight.correct_report", "insight.acknowledge_report")


def _read(row: Any) -> str:
    return f"{row.read}/{row.delivered}" if row.delivered else "--"


@register
class ReportScreen(Screen):
    """Monthly, daily and other reports with their versions and deliveries."""

    code: ClassVar[str] = "reports"
    model: ClassVar[Any] = Report
    title: ClassVar[Any] = _("Report papers")
    group: ClassVar[str] = "reports"
    order_in_menu: ClassVar[int] = 20
    icon: ClassVar[str] = "report"
    hint: ClassVar[Any] = _("A submitted report never changes; a correction is a new version that shows the difference.")
    columns: ClassVar[Sequence[Column]] = (
        Column("number", link=True, kind="code"), Column("kind"), Column("period", kind="code"),
        Column("version", kind="quantity"), Column("state", kind="tag", tags=state_tag, needs=("days_late", "due_on", "version")),
        Column("author_name"), Column("due_on", kind="date"), Column("submitted_at", kind="moment"),
        Column("read", _("Read / delivered"), value=_read), Column("days_late", kind="quantity", hidden=True),
        Column("made_at", kind="moment", hidden=True), Column("note", hidden=True))
    filters: ClassVar[Sequence[Filter]] = (
        Filter("kind", _("Kind"), kind="choice", choices=Report.Kind.choices), Filter("period", _("Period"), kind="text"),
        Filter("state", _("State"), kind="choice", choices=Report.State.choices),
        Filter("submitted_at", _("Submitted at"), kind="daterange"))
    views: ClassVar[Sequence[View]] = (
        View("all", _("All")), View("drafts", _("Drafts"), lambda actor: Q(state=Report.State.DRAFT), count=True),
        View("to_me", _("Delivered to me"), lambda actor: Q(pk__in=Delivery.objects.filter(person_id=actor.id).values("report_id"))),
        View("late", _("Late"), lambda actor: Q(days_late__gt=0)))
    order_by: ClassVar[Sequence[str]] = ("-made_at", "-id")
    search_fields: ClassVar[Sequence[str]] = ("number", "period", "author_name")
    actions: ClassVar[Sequence[str]] = ("insight.make_monthly_report", "insight.make_daily_report", "insight.make_month_statement",
                                        "insight.make_statistics", "insight.make_analysis")
    detail_template: ClassVar[str] = "insight/report.html"
    history_kind: ClassVar[str] = "report"
    empty_text: ClassVar[Any] = _("No report has been made yet. Make the first one from the sales ledger.")

    def scoped(self, actor: Actor) -> QuerySet[Any]:
        return visible(actor).annotate(delivered=Count("deliveries", distinct=True),
                                       read=Count("deliveries", filter=Q(deliveries__read_at__isnull=False), distinct=True))

    def row_actions(self, row: Report, actor: Actor) -> Sequence[str]:
        return [act["code"] for act in acts_of(row, actor, list(row.deliveries.all())) if act["code"] in OF_A_REPORT]

    def state_tag(self, row: Report) -> Tag:
        return state_tag(row)

    def heading(self, row: Report) -> str:
        return title_of(row)

    def context(self, row: Report, actor: Actor) -> Mapping[str, Any]:
        return page_of(row, actor)

    def lookup_label(self, row: Report) -> str:
        return f"{row.number} {title_of(row)}"

    def as_json(self, row: Report, actor: Actor) -> Mapping[str, Any]:
        return {"content": public(row.content), "note": row.note, "deliveries": [
            {"person": d.person_name, "post": d.post, "delivered_at": d.delivered_at, "read_at": d.read_at}
            for d in row.deliveries.order_by("id")]}
