"""Units, posts, headcounts, versions of the structure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import Column, Filter, Panel, Tag, register
from yingshu.kernel.services import ACTIONS
from yingshu.kernel.wording import right_words

from ..models import Appointment, Headcount, Post, StructureVersion, Unit
from ..queries import headcount_report, in_force, superior_posts, with_holding
from .common import OpenScreen, on_or_off


def _people_of(unit: Unit, actor: Actor) -> Mapping[str, Any]:
    held = Appointment.objects.filter(in_force(), unit=unit).select_related("person", "post").order_by("post__name", "person__name")
    return {"appointments": held, "seats": with_holding(unit.headcounts.select_related("post")).order_by("post__name")}


def _tree(unit: Unit, actor: Actor) -> Mapping[str, Any]:
    return {"parts": Unit.objects.filter(path__startswith=unit.path).exclude(pk=unit.pk).select_related("head").order_by("path"),
            "supervision": unit.supervisions.filter(until=None).select_related("person").first()}


@register
class UnitScreen(OpenScreen):
    """Departments and regions."""

    code: ClassVar[str] = "units"
    model: ClassVar[Any] = Unit
    title: ClassVar[Any] = _("Departments")
    order_in_menu: ClassVar[int] = 20
    icon: ClassVar[str] = "hierarchy-2"
    columns: ClassVar[Sequence[Column]] = (
        Column("name", link=True, value=lambda u: u.name), Column("code", kind="code"),
        Column("kind", value=lambda u: u.get_kind_display()), Column("parent__name", _("part of")), Column("head__name", _("head")),
        Column("active", kind="tag", tags=lambda u: on_or_off(u.active, _("Active"), _("Closed"))))
    filters: ClassVar[Sequence[Filter]] = (
        Filter("name", _("name"), kind="text", field="name__icontains"),
        Filter("kind", _("kind"), kind="choice", choices=Unit.Kind.choices))
    panels: ClassVar[Sequence[Panel]] = (Panel("people", _("People and headcount"), "organisation/unit_people.html", _people_of),
                                         Panel("tree", _("Parts"), "organisation/unit_parts.html", _tree))
    order_by: ClassVar[Sequence[str]] = ("path",)
    select_related: ClassVar[Sequence[str]] = ("parent", "head")
    search_fields: ClassVar[Sequence[str]] = ("name", "code")
    actions: ClassVar[Sequence[str]] = ("organisation.create_unit", "organisation.initialise_from_template")
    history_kind: ClassVar[str] = "unit"

    def row_actions(self, row: Unit, actor: Actor) -> Sequence[str]:
        own = ["organisation.change_unit", "organisation.set_headcount"]
        return [*own, "organisation.supervise_region"] if row.kind == Unit.Kind.REGION else own

    def state_tag(self, row: Unit) -> Tag:
        return on_or_off(row.active, _("Active"), _("Closed"))


def _post_rights(post: Post, actor: Actor) -> Mapping[str, Any]:
    from ..rights import SCREEN_RIGHTS, rights_of_post

    codes = sorted(rights_of_post(post.code, post.rights))
    return {"acts": [(code, right_words(code)) for code in codes if code in ACTIONS],
            "screens": [right_words(code) for code in codes if code.rpartition(".")[2] in SCREEN_RIGHTS], "above": superior_posts(post),
            "holders": Appointment.objects.filter(in_force(), post=post).select_related("person", "unit")}


@register
class PostScreen(OpenScreen):
    """Posts with their rights, data scope and superior."""

    code: ClassVar[str] = "posts"
    model: ClassVar[Any] = Post
    title: ClassVar[Any] = _("Posts")
    order_in_menu: ClassVar[int] = 30
    icon: ClassVar[str] = "id-badge-2"
    columns: ClassVar[Sequence[Column]] = (
        Column("name", link=True, value=lambda p: p.name), Column("code", kind="code", hidden=True),
        Column("reach", value=lambda p: p.get_reach_display()), Column("reports_to__name", _("reports to")),
        Column("authority", value=lambda p: translate(p.authority) if p.authority else "", needs=("authority",)),
        Column("active", kind="tag", tags=lambda p: on_or_off(p.active, _("Active"), _("Closed"))))
    filters: ClassVar[Sequence[Filter]] = (Filter("name", _("name"), kind="text", field="name__icontains"),)
    panels: ClassVar[Sequence[Panel]] = (Panel("rights", _("Rights"), "organisation/post_rights.html", _post_rights),)
    order_by: ClassVar[Sequence[str]] = ("id",)
    select_related: ClassVar[Sequence[str]] = ("reports_to",)
    search_fields: ClassVar[Sequence[str]] = ("name", "code")
    actions: ClassVar[Sequence[str]] = ("organisation.create_post",)
    history_kind: ClassVar[str] = "post"

    def row_actions(self, row: Post, actor: Actor) -> Sequence[str]:
        return ["organisation.change_post"]


@register
class HeadcountScreen(OpenScreen):
    """编制报表: seats, people in post, vacancies (ORG-04)."""

    code: ClassVar[str] = "headcounts"
    model: ClassVar[Any] = Headcount
    title: ClassVar[Any] = _("Headcounts")
    order_in_menu: ClassVar[int] = 35
    icon: ClassVar[str] = "users-group"
    hint: ClassVar[Any] = _("Headcount, people in post and vacancies per post (ORG-04).")
    columns: ClassVar[Sequence[Column]] = (
        Column("unit__name", _("unit"), link=True), Column("post__name", _("post")), Column("seats", kind="quantity", total=True),
        Column("holding", _("in post"), kind="quantity", value=lambda h: h.holding),
        Column("vacant", _("vacant"), kind="quantity", value=lambda h: max(h.seats - h.holding, 0)),
        Column("state", _("state"), kind="tag", tags=lambda h: _seat_tag(h)))
    order_by: ClassVar[Sequence[str]] = ("unit__path", "post__name", "id")
    select_related: ClassVar[Sequence[str]] = ("unit", "post")
    search_fields: ClassVar[Sequence[str]] = ("unit__name", "post__name")
    actions: ClassVar[Sequence[str]] = ("organisation.set_headcount",)
    history_kind: ClassVar[str] = "headcount"

    def scoped(self, actor: Actor) -> QuerySet[Any]:
        return with_holding(Headcount.objects.all())

    def context(self, row: Headcount, actor: Actor) -> Mapping[str, Any]:
        return {"report": headcount_report()}


def _seat_tag(row: Any) -> Tag:
    if row.holding > row.seats:
        return Tag(_("Over by %(n)s") % {"n": row.holding - row.seats}, "danger")
    return Tag(_("Vacant"), "warn") if row.holding < row.seats else Tag(_("Full"), "done")


def _version_tree(version: StructureVersion, actor: Actor) -> Mapping[str, Any]:
    depth: dict[int | None, int] = {None: -1}
    for unit in version.tree["units"]:
        depth[unit["id"]] = depth.get(unit["parent_id"], -1) + 1
    return {"units": [{**unit, "indent": "　" * depth[unit["id"]]} for unit in version.tree["units"]],
            "posts": version.tree["posts"], "headcounts": version.tree["headcounts"]}


def change_title(version: StructureVersion) -> str:
    """What was changed, in words: the action's title and the record's name."""
    code, _blank, what = version.change.partition(" ")
    return f"{translate(ACTIONS[code].title)} {what}" if code in ACTIONS else version.change


@register
class StructureVersionScreen(OpenScreen):
    """The history of the structure (ORG-03)."""

    code: ClassVar[str] = "structure_versions"
    model: ClassVar[Any] = StructureVersion
    title: ClassVar[Any] = _("Structure versions")
    order_in_menu: ClassVar[int] = 40
    icon: ClassVar[str] = "history"
    columns: ClassVar[Sequence[Column]] = (
        Column("number", _("version"), kind="code", link=True, value=lambda v: f"V{v.number}"),
        Column("change", _("change"), value=change_title), Column("actor_name", _("by")), Column("at", _("at"), kind="moment"))
    panels: ClassVar[Sequence[Panel]] = (Panel("tree", _("Structure"), "organisation/version_tree.html", _version_tree),)
    order_by: ClassVar[Sequence[str]] = ("-number",)
    search_fields: ClassVar[Sequence[str]] = ("change",)

    def heading(self, row: StructureVersion) -> str:
        return f"V{row.number} {change_title(row)}"

