"""Prepared and released versions of duties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from yingshu.documents import access
from yingshu.documents.panels import files_panel
from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import Column, Panel, Screen, Tag, View, register

from ..library import ready_made
from ..models import DutyVersion
from ..services.changing import KIND
from ..words import recurrence, terms


def version_tag(version: DutyVersion) -> Tag:
    """Waiting for release, released, withdrawn."""
    if version.withdrawn_at:
        return Tag(_("Withdrawn"), "void")
    return Tag(_("Released"), "done") if version.released_at else Tag(_("Waiting for release"), "warn")


def _says(version: DutyVersion) -> str:
    if version.item is None or not version.terms.active:
        return str(_("ends"))
    return recurrence(version.terms.when)


def _terms(version: DutyVersion) -> Mapping[str, Any]:
    if version.item is None:
        return {"terms": (), "version": version}
    return {"terms": terms(version, next((i for i in ready_made() if i.code == version.terms.code), None)), "version": version}


@register
class DutyVersionScreen(Screen):
    """Who changed which duty from when on, and what waits for release."""

    code: ClassVar[str] = "duty_versions"
    model: ClassVar[Any] = DutyVersion
    title: ClassVar[Any] = _("Changes of duties")
    group: ClassVar[str] = "duties"
    order_in_menu: ClassVar[int] = 28
    icon: ClassVar[str] = "versions"
    columns: ClassVar[Sequence[Column]] = (
        Column("duty__title", _("duty"), link=True), Column("number", kind="code", value=lambda v: f"V{v.number}"),
        Column("state", _("state"), kind="tag", tags=version_tag, needs=("released_at", "withdrawn_at")),
        Column("says", _("how often"), value=_says, needs=("item",)), Column("valid_from", kind="date"), Column("book"),
        Column("prepared_by"), Column("prepared_at", kind="moment"), Column("released_by"), Column("released_at", kind="moment"),
        Column("reason"))
    views: ClassVar[Sequence[View]] = (
        View("all", _("All")), View("waiting", _("Waiting for release"), lambda actor: Q(released_at=None, withdrawn_at=None), count=True))
    order_by: ClassVar[Sequence[str]] = ("-prepared_at", "-id")
    search_fields: ClassVar[Sequence[str]] = ("duty__title", "prepared_by", "book")
    select_related: ClassVar[Sequence[str]] = ("duty",)
    history_kind: ClassVar[str] = "duty_version"
    id_parameter: ClassVar[str] = "version_id"
    batch_actions: ClassVar[Sequence[str]] = ("duties.release_change", "duties.withdraw_change")
    panels: ClassVar[Sequence[Panel]] = (Panel("terms", _("Terms"), "duties/terms.html", lambda row, actor: _terms(row)), files_panel(KIND))

    def scoped(self, actor: Actor) -> QuerySet[Any]:
        return DutyVersion.objects.all()

    def row_actions(self, row: DutyVersion, actor: Actor) -> Sequence[str]:
        if row.released_at or row.withdrawn_at:
            return ()
        own = row.prepared_id == actor.id
        return (*(() if own else ("duties.release_change",)), "insight.rehearse_duty", "duties.withdraw_change")

    def state_tag(self, row: DutyVersion) -> Tag:
        return version_tag(row)

    def as_json(self, row: DutyVersion, actor: Actor) -> Mapping[str, Any]:
        return {"item": row.item}


access.declare(KIND, lambda pk, actor: actor.may("duty_versions.view") and DutyVersion.objects.filter(pk=pk).exists())
