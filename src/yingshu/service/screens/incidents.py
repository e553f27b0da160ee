"""重大质量与媒体事件 (SVC-24)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from yingshu.customers.models import Customer
from yingshu.documents import access
from yingshu.documents.panels import files_panel
from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import Column, Filter, Panel, Screen, Tag, View, register
from yingshu.organisation.queries import names_of_posts
from yingshu.rulebook.decisions import params_of

from ..controls import INCIDENTS
from ..models import Incident

S = Incident.State
WEIGHTS = {S.REPORTED: "danger", S.INVESTIGATED: "warn", S.REVIEWED: "warn", S.CORRECTING: "run", S.VERIFIED: "run", S.CLOSED: "done"}
STEPS: Mapping[str, tuple[str, ...]] = {
    S.REPORTED: ("investigate_incident", "add_affected", "order_measures", "plan_improvement"),
    S.INVESTIGATED: ("review_incident", "add_affected", "order_measures"), S.REVIEWED: ("order_measures", "add_affected", "close_incident"),
    S.CORRECTING: ("verify_incident", "plan_improvement", "close_incident"),
    S.VERIFIED: ("close_incident", "plan_improvement"), S.CLOSED: ()}


def tag(row: Incident) -> Tag:
    """Where the event stands."""
    return Tag(row.get_state_display(), WEIGHTS[S(row.state)])


def event(row: Incident, actor: Actor) -> dict[str, Any]:
    """What happened, what was found, reviewed, ordered and verified."""
    who = names_of_posts(params_of(INCIDENTS).investigator)
    return {"row": row, "late": row.reported_at > row.report_by, "investigator": "、".join(who.values())}


def affected(row: Incident, actor: Actor) -> dict[str, Any]:
    """Customers concerned, those this person may see."""
    seen = Customer.objects.visible_to(actor).filter(pk__in=row.affected.values("customer_id")).order_by("name")
    return {"customers": list(seen[:200]), "total": row.affected.count()}


@register
class IncidentScreen(Screen):
    """重大事件."""

    code: ClassVar[str] = "incidents"
    model: ClassVar[Any] = Incident
    title: ClassVar[Any] = _("Serious events")
    group: ClassVar[str] = "service"
    order_in_menu: ClassVar[int] = 40
    icon: ClassVar[str] = "urgent"
    hint: ClassVar[Any] = _("No measures without a review, no closing without their verification. Exposed events count in the "
                            "satisfaction index.")
    columns: ClassVar[Sequence[Column]] = (
        Column("number", kind="code", link=True), Column("trigger"), Column("title", width="wide"), Column("state", kind="tag", tags=tag),
        Column("happened_at", kind="moment"), Column("exposed", kind="bool"), Column("noticed", kind="bool", hidden=True),
        Column("concerned", _("Customers"), kind="quantity"), Column("responsible", phone=False), Column("measures_by", kind="date"),
        Column("reported_by", hidden=True), Column("closed_at", kind="moment", hidden=True))
    filters: ClassVar[Sequence[Filter]] = (
        Filter("q", _("Number or title"), kind="search"),
        Filter("trigger", _("Kind of event"), kind="choice", choices=Incident.Trigger.choices),
        Filter("happened_at", _("happened at"), kind="daterange"), Filter("exposed", _("Exposed in public"), kind="bool"))
    views: ClassVar[Sequence[View]] = (View("open", _("Unfinished"), lambda actor: ~Q(state=S.CLOSED), count=True), View("all", _("All")))
    panels: ClassVar[Sequence[Panel]] = (
        Panel("event", _("Event"), "service/event.html", event),
        Panel("affected", _("Affected customers"), "service/affected.html", affected, side=True), files_panel("incident"))
    order_by: ClassVar[Sequence[str]] = ("-happened_at", "-id")
    order_hint: ClassVar[Any] = _("Newest first")
    search_fields: ClassVar[Sequence[str]] = ("number", "title")
    select_related: ClassVar[Sequence[str]] = ("product", "owner")
    actions: ClassVar[Sequence[str]] = ("service.report_incident",)
    history_kind: ClassVar[str] = "incident"
    empty_text: ClassVar[Any] = _("No serious event. That is good.")

    def scoped(self, actor: Actor) -> QuerySet[Any]:
        """Events concern the whole company."""
        return Incident.objects.annotate(concerned=Count("affected"))

    def row_actions(self, row: Incident, actor: Actor) -> Sequence[str]:
        return [f"service.{name}" for name in STEPS[S(row.state)]]

    def state_tag(self, row: Incident) -> Tag:
        return tag(row)

    def heading(self, row: Incident) -> str:
        return f"{row.number} {row.title}"

    def lookup_label(self, row: Incident) -> str:
        return f"{row.number} {row.title}"

    def context(self, row: Any, actor: Actor) -> Mapping[str, Any]:
        return {"line": f"{row.get_trigger_display()} · {clock.local(row.happened_at):%Y-%m-%d %H:%M}"}


access.declare("incident", lambda pk, actor: actor.may("incidents.view") and Incident.objects.filter(pk=pk).exists())
