"""投诉处罚: what verified complaints brought whom they were caused by (SVC-09, SVC-10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import Column, Filter, Panel, Screen, View, register

from ..models import Penalty
from ..queries import cases_of


@register
class PenaltyScreen(Screen):
    """投诉处罚."""

    code: ClassVar[str] = "penalties"
    model: ClassVar[Any] = Penalty
    title: ClassVar[Any] = _("Penalties after complaints")
    group: ClassVar[str] = "service"
    order_in_menu: ClassVar[int] = 45
    icon: ClassVar[str] = "gavel"
    hint: ClassVar[Any] = _("Only after verified complaints; recorded on the page of the case. Nothing is taken out of wages.")
    columns: ClassVar[Sequence[Column]] = (
        Column("person_name", link=True), Column("department"), Column("case__number", _("case"), kind="code"), Column("on", kind="date"),
        Column("criticism", kind="bool"), Column("fine_fen", kind="money", total=True), Column("points", kind="quantity", total=True),
        Column("dismissal", kind="bool"), Column("reason", width="wide", phone=False), Column("actor_name", hidden=True))
    filters: ClassVar[Sequence[Filter]] = (
        Filter("q", _("Person, department or case"), kind="search"), Filter("on", _("on"), kind="daterange"),
        Filter("person_id", _("Person"), kind="ref", lookup="people"))
    views: ClassVar[Sequence[View]] = (
        View("month", _("This month"), lambda actor: Q(on__gte=clock.today().replace(day=1))), View("all", _("All")))
    panels: ClassVar[Sequence[Panel]] = (Panel("penalty", _("Penalty"), "service/penalty.html", lambda row, actor: {"row": row}),)
    order_by: ClassVar[Sequence[str]] = ("-on", "-id")
    order_hint: ClassVar[Any] = _("Newest first")
    search_fields: ClassVar[Sequence[str]] = ("person_name", "department", "case__number")
    select_related: ClassVar[Sequence[str]] = ("case",)
    history_kind: ClassVar[str] = "penalty"
    empty_text: ClassVar[Any] = _("No penalty in this month.")

    def scoped(self, actor: Actor) -> QuerySet[Any]:
        """Those of cases that the person may see."""
        return Penalty.objects.filter(case__in=cases_of(actor))

    def head_links(self, actor: Actor) -> Sequence[Mapping[str, Any]]:
        """The statement of a month, for the appraisal."""
        return [{"code": "month", "title": gettext("Points of a month"), "url": "/service/points/", "page": True, "plain": True}]
