"""Absences, delegations, regions looked after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import Column, Filter, Tag, View, register

from ..models import Absence, Delegation, Supervision
from ..rights import right_names
from .common import OpenScreen, on_or_off


def _matter(row: Delegation) -> str:
    return right_names([row.right])[row.right]


def delegation_tag(row: Delegation) -> Tag:
    """Where a delegation stands today."""
    if row.revoked_at:
        return Tag(_("Revoked"), "void")
    if row.last_day < clock.today():
        return Tag(_("Expired"), "void")
    return Tag(_("In force"), "done") if row.first_day <= clock.today() else Tag(_("Not yet begun"), "wait")


def _involved(giver: str, receiver: str) -> View:
    return View("mine", _("Mine"), lambda actor: Q(**{giver: actor.id}) | Q(**{receiver: actor.id}))


@register
class DelegationScreen(OpenScreen):
    """授权登记 (ORG-29)."""

    code: ClassVar[str] = "delegations"
    model: ClassVar[Any] = Delegation
    title: ClassVar[Any] = _("Delegations")
    order_in_menu: ClassVar[int] = 45
    icon: ClassVar[str] = "arrow-guide"
    columns: ClassVar[Sequence[Column]] = (
        Column("right", _("matter"), link=True, value=_matter), Column("giver__name", _("given by")),
        Column("receiver__name", _("delegate")), Column("limit_fen", kind="money"), Column("first_day", kind="date"),
        Column("last_day", kind="date"), Column("note"), Column("state", _("state"), kind="tag", tags=delegation_tag))
    filters: ClassVar[Sequence[Filter]] = (
        Filter("giver", _("given by"), kind="ref", lookup="people", field="giver_id"),
        Filter("receiver", _("delegate"), kind="ref", lookup="people",
                                                                              field="receiver_id"))
    views: ClassVar[Sequence[View]] = (View("all", _("All")), _involved("giver_id", "receiver_id"))
    select_related: ClassVar[Sequence[str]] = ("giver", "receiver")
    search_fields: ClassVar[Sequence[str]] = ("right", "giver__name", "receiver__name")
    actions: ClassVar[Sequence[str]] = ("organisation.delegate",)
    history_kind: ClassVar[str] = "delegation"

    def heading(self, row: Delegation) -> str:
        return f"{row.giver} → {row.receiver}: {_matter(row)}"

    def row_actions(self, row: Delegation, actor: Actor) -> Sequence[str]:
        return ["organisation.revoke_delegation"] if row.revoked_at is None and row.last_day >= clock.today() else []

    def state_tag(self, row: Delegation) -> Tag:
        return delegation_tag(row)


@register
class AbsenceScreen(OpenScreen):
    """外出登记 (ORG-25)."""

    code: ClassVar[str] = "absences"
    model: ClassVar[Any] = Absence
    title: ClassVar[Any] = _("Absences")
    order_in_menu: ClassVar[int] = 50
    icon: ClassVar[str] = "plane-departure"
    columns: ClassVar[Sequence[Column]] = (
        Column("person__name", _("person"), link=True), Column("deputy__name", _("deputy")), Column("left_at", kind="moment"),
        Column("returned_at", kind="moment"), Column("reason"),
        Column("state", _("state"), kind="tag", tags=lambda a: on_or_off(a.returned_at is None, _("Away"), _("Back"))))
    views: ClassVar[Sequence[View]] = (View("all", _("All")), _involved("person_id", "deputy_id"))
    select_related: ClassVar[Sequence[str]] = ("person", "deputy")
    search_fields: ClassVar[Sequence[str]] = ("person__name", "deputy__name")
    actions: ClassVar[Sequence[str]] = ("organisation.register_absence",)
    history_kind: ClassVar[str] = "absence"

    def row_actions(self, row: Absence, actor: Actor) -> Sequence[str]:
        return ["organisation.register_return"] if row.returned_at is None else []


@register
class SupervisionScreen(OpenScreen):
    """分管关系表: who looks, or looked, after which region (CUS-20)."""

    code: ClassVar[str] = "supervisions"
    model: ClassVar[Any] = Supervision
    title: ClassVar[Any] = _("Regions looked after")
    order_in_menu: ClassVar[int] = 55
    icon: ClassVar[str] = "map-pin"
    columns: ClassVar[Sequence[Column]] = (
        Column("unit__name", _("region"), link=True), Column("person__name", _("person")), Column("since", kind="moment"),
        Column("until", kind="moment"),
        Column("state", _("state"), kind="tag", tags=lambda s: on_or_off(s.until is None, _("In force"), _("Ended"))))
    views: ClassVar[Sequence[View]] = (View("now", _("In force"), lambda actor: Q(until=None)), View("all", _("All")))
    select_related: ClassVar[Sequence[str]] = ("unit", "person")
    search_fields: ClassVar[Sequence[str]] = ("unit__name", "person__name")
    actions: ClassVar[Sequence[str]] = ("organisation.supervise_region",)
    history_kind: ClassVar[str] = "supervision"
