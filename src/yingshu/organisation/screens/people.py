"""People and integrations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import Column, Filter, Panel, Tag, View, register

from ..models import Absence, ApiToken, Appointment, Delegation, Person, WorkdayOverride
from ..queries import in_force, superiors_of
from .common import OpenScreen, on_or_off


def _posts_of(person: Person, actor: Actor) -> Mapping[str, Any]:
    today = clock.today()
    return {"appointments": person.appointments.select_related("post", "unit").order_by("-since", "-id"), "today": today,
            "superiors": superiors_of(person.pk), "received": person.received.filter(revoked_at=None, last_day__gte=today)
            .select_related("giver"), "given": Delegation.objects.filter(giver=person, revoked_at=None, last_day__gte=today)
            .select_related("receiver"), "absence": Absence.objects.filter(person=person, returned_at=None).first(),
            "regions": person.supervisions.filter(until=None).select_related("unit")}


def _held(person: Person) -> str:
    return "、".join(f"{a.post} · {a.unit}" for a in person.held_now)  # type: ignore[attr-defined]


panels: list[Panel] = [Panel("posts", _("Posts and stand-ins"), "organisation/person_posts.html", _posts_of)]


def add_panel(panel: Panel) -> None:
    """Show one more panel on every person's page."""
    if all(p.code != panel.code for p in panels):
        panels.append(panel)


@register
class PersonScreen(OpenScreen):
    """People who can log in."""

    code: ClassVar[str] = "people"
    model: ClassVar[Any] = Person
    title: ClassVar[Any] = _("Users")
    order_in_menu: ClassVar[int] = 10
    icon: ClassVar[str] = "users"
    columns: ClassVar[Sequence[Column]] = (
        Column("name", link=True, value=lambda p: p.name), Column("username", kind="code"), Column("staff_no", kind="code"),
        Column("posts", _("posts"), value=_held, needs=("appointments",)), Column("phone", kind="mask_phone"),
        Column("joined_on", kind="date"),
        Column("is_active", _("state"), kind="tag", tags=lambda p: on_or_off(p.is_active, _("Active"), _("Stopped"))))
    filters: ClassVar[Sequence[Filter]] = (
        Filter("q", _("Name, account, number"), kind="search"), Filter("is_active", _("active"), kind="bool"))
    views: ClassVar[Sequence[View]] = (View("all", _("All")),)
    panels: ClassVar[Sequence[Panel]] = panels
    order_by: ClassVar[Sequence[str]] = ("id",)
    prefetch: ClassVar[Sequence[Any]] = (
        Prefetch("appointments", Appointment.objects.filter(until=None).select_related("post", "unit"), to_attr="held_now"),)
    actions: ClassVar[Sequence[str]] = ("organisation.create_person",)
    import_action: ClassVar[str] = "organisation.import_people"
    history_kind: ClassVar[str] = "person"
    in_search: ClassVar[bool] = False

    def row_actions(self, row: Person, actor: Actor) -> Sequence[str]:
        return ["organisation.appoint", "organisation.change_person", "organisation.reset_password", "organisation.unlock_login",
                "organisation.register_absence", "organisation.issue_api_token", "organisation.exceed_headcount"]

    def state_tag(self, row: Person) -> Tag:
        return on_or_off(row.is_active, _("Active"), _("Stopped"))


@register
class AppointmentScreen(OpenScreen):
    """Who held which post when."""

    code: ClassVar[str] = "appointments"
    model: ClassVar[Any] = Appointment
    title: ClassVar[Any] = _("Appointments")
    order_in_menu: ClassVar[int] = 15
    icon: ClassVar[str] = "user-check"
    columns: ClassVar[Sequence[Column]] = (
        Column("person__name", _("person"), link=True), Column("post__name", _("post")), Column("unit__name", _("unit")),
        Column("since", kind="date"), Column("until", kind="date"), Column("approval"))
    filters: ClassVar[Sequence[Filter]] = (
        Filter("person", kind="ref", lookup="people", field="person_id"), Filter("unit", kind="ref", lookup="units", field="unit_id"),
        Filter("post", kind="ref", lookup="posts", field="post_id"))
    views: ClassVar[Sequence[View]] = (View("now", _("In post"), lambda actor: in_force()), View("all", _("All")))
    select_related: ClassVar[Sequence[str]] = ("person", "post", "unit")
    search_fields: ClassVar[Sequence[str]] = ("person__name", "post__name")
    actions: ClassVar[Sequence[str]] = ("organisation.appoint",)
    history_kind: ClassVar[str] = "appointment"

    def row_actions(self, row: Appointment, actor: Actor) -> Sequence[str]:
        return ["organisation.end_appointment"] if row.until is None or row.until >= clock.today() else []


@register
class ApiTokenScreen(OpenScreen):
    """Keys of integrations; only that they exist, never the key."""

    code: ClassVar[str] = "api_tokens"
    model: ClassVar[Any] = ApiToken
    title: ClassVar[Any] = _("API tokens")
    order_in_menu: ClassVar[int] = 80
    icon: ClassVar[str] = "key"
    columns: ClassVar[Sequence[Column]] = (
        Column("name", link=True, value=lambda t: t.name), Column("person__name", _("acts as")),
        Column("created_at", _("created at"), kind="moment"), Column("revoked_at", _("revoked at"), kind="moment"),
        Column("state", _("state"), kind="tag", tags=lambda t: on_or_off(t.revoked_at is None, _("Active"), _("Revoked"))))
    select_related: ClassVar[Sequence[str]] = ("person",)
    search_fields: ClassVar[Sequence[str]] = ("name", "person__name")
    actions: ClassVar[Sequence[str]] = ("organisation.issue_api_token",)
    history_kind: ClassVar[str] = "api_token"

    def row_actions(self, row: ApiToken, actor: Actor) -> Sequence[str]:
        return [] if row.revoked_at else ["organisation.revoke_api_token"]


@register
class WorkdayScreen(OpenScreen):
    """The company's own working days."""

    code: ClassVar[str] = "workdays"
    model: ClassVar[Any] = WorkdayOverride
    title: ClassVar[Any] = _("Working days")
    order_in_menu: ClassVar[int] = 85
    icon: ClassVar[str] = "calendar"
    hint: ClassVar[Any] = _("Only days that differ from the public calendar; holidays and swapped days are known.")
    columns: ClassVar[Sequence[Column]] = (
        Column("day", kind="date", link=True), Column("worked", kind="bool"), Column("note"))
    order_by: ClassVar[Sequence[str]] = ("-day",)
    search_fields: ClassVar[Sequence[str]] = ("note",)
    actions: ClassVar[Sequence[str]] = ("organisation.set_workday",)
    history_kind: ClassVar[str] = "workday"
