"""Screens of the book: rulebooks, and their versions with signatures and readers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from yingshu.documents import access
from yingshu.documents.panels import files_panel
from yingshu.kernel import approving
from yingshu.kernel.actor import Actor
from yingshu.kernel.controls import CONTROLS
from yingshu.kernel.screens import Column, Filter, Panel, Screen, Tag, View, register
from yingshu.organisation.queries import post_names

from ..books import controls_bound, nodes_of, put_by, readable, reading_of, standing, unread_by
from ..models import Rulebook, RulebookVersion, Signature
from ..origins import Origin, origin_of
from ..services.putting_in_force import all_items
from ..services.retiring import RETIREMENT, asked_of
from ..shown import param_label, show
from ..staffing import lines
from ..transitions import VERSION

STANDINGS = {"draft": Tag(_("Draft"), "draft"), "review": Tag(_("In review"), "run"), "approved": Tag(_("Approved"), "wait"),
             "scheduled": Tag(_("Holds later"), "wait"), "in_force": Tag(_("In force"), "done"), "ended": Tag(_("Ended"), "void")}
S = RulebookVersion.State
STEPS = ("submit", "approve", "publish", "refuse", "withdraw")  # the way on comes before the ways back


def standing_tag(row: RulebookVersion) -> Tag:
    """How a version stands today."""
    return STANDINGS[standing(row)]


def posts_of(row: Rulebook) -> str:
    """The posts a book holds for, in words."""
    return "、".join(post_names(row.posts)) if row.posts else translate("All posts")


def signatures(row: RulebookVersion, actor: Actor) -> dict[str, Any]:
    """Who was asked to approve, in every round, and what they said."""
    asked = Signature.objects.filter(version=row).select_related("person").order_by("-round", "id")
    ends = [(end, approving.panel(actor, RETIREMENT, end.pk)) for end in row.retirements.select_related("leader").order_by("-id")]
    return {"signatures": list(asked), "row": row, "approval": approving.panel(actor, "rulebook_version", row.pk), "ends": ends}


def readers(row: RulebookVersion, actor: Actor) -> dict[str, Any]:
    """Who has read the version and who has not (ORG-32)."""
    published = row.state == S.PUBLISHED
    reading = reading_of(row) if published else None
    share = f"{reading.share * 100:.2f}%" if reading and reading.share is not None else "--"
    return {"reading": reading, "share": share, "row": row, "rows": [(p, reading.read.get(p.pk)) for p in reading.people] if reading
            else []}


def compared_with(row: RulebookVersion) -> RulebookVersion | None:
    """The version before."""
    return RulebookVersion.objects.filter(rulebook_id=row.rulebook_id, version__lt=row.version).order_by("-version").first()


def label_of(name: str) -> str:
    """What a field of a version is called."""
    return str(getattr(RulebookVersion._meta.get_field(name), "verbose_name", name))


def summary(row: RulebookVersion, actor: Actor) -> dict[str, Any]:
    """What the version is, and the ways to its text."""
    before = compared_with(row)
    ways = [(translate("Open the text"), reverse("rulebook-read", args=[row.pk])),
            (translate("Print"), reverse("rulebook-print", args=[row.pk]))]
    if before:
        ways.append((translate("Compare with V%(version)s") % {"version": before.version},
                     reverse("rulebook-compare", args=[before.pk, row.pk])))
    if row.state == S.DRAFT and actor.may("rulebook.change_node"):
        ways.insert(0, (translate("Edit the text"), reverse("rulebook-edit", args=[row.pk])))
    names = ("note", "origin", "made_by", "approved_by", "published_by", "valid_from", "valid_until")
    fields = [(label_of(name), getattr(row, name)) for name in names]
    fill = may_fill(row, actor)
    return {"ways": ways, "rows": fields, "settings": settings_rows(row, fill), "open": open_controls(row) if fill else []}


def may_fill(row: RulebookVersion, actor: Actor) -> bool:
    """May this person fill in values of the draft?"""
    return row.state == S.DRAFT and actor.may("rulebook.choose_values")


def control_url(code: str, draft: int | None = None) -> str:
    """The page of a control; for a draft, with the form that puts values into it."""
    return reverse("rulebook-control", args=[code]) + (f"?draft={draft}#values" if draft else "")


def open_controls(row: RulebookVersion) -> list[tuple[str, str]]:
    """The controls of a draft's pieces that it says nothing about yet: title, and where their values are filled in."""
    chosen = row.settings.get("controls", {})
    return [(translate(CONTROLS[code].title), control_url(code, row.pk)) for code in controls_bound(nodes_of(row))
            if not any(chosen.get(code, {}).values()) and CONTROLS[code].params.model_fields]


def staffing(row: RulebookVersion, actor: Actor) -> dict[str, Any]:
    """Who decides in the flows that the version brings, and which of them are left out for want of a holder."""
    found = lines(all_items(row), row.settings.get("posts", {}))
    may = row.state == S.DRAFT and actor.may("rulebook.choose_post")
    return {"lines": found, "row": row, "may": may, "vacant": any(line.word for line in found)}


def settings_rows(row: RulebookVersion, fill: bool = False) -> list[dict[str, Any]]:
    """The parameters that a version puts in force, in words; ``fill`` leads to the form that changes them."""
    found = []
    for code, chosen in row.settings.get("controls", {}).items():
        control = CONTROLS.get(code)
        values = {**(control.variants.get(chosen.get("variant", ""), {}) if control else {}), **chosen.get("values", {})}
        if control:
            found += [{"control": translate(control.title), "url": control_url(code, row.pk if fill else None),
                       **_came_from(row, origin_of(control, name, value, chosen.get("variant", ""))),
                       "name": param_label(name, control.params.model_fields[name]),
                       "value": show(name, value, control.params.model_fields[name])}
                      for name, value in values.items() if name in control.params.model_fields]
    return found


def _came_from(row: RulebookVersion, origin: Origin) -> dict[str, str]:
    """The origin of a value; of the company's own also who put it in force and since when."""
    return {"origin": origin, **(put_by(row) if origin == Origin.OWN else {})}


@register
class RulebookScreen(Screen):
    """制度: each with for whom it holds."""

    code: ClassVar[str] = "rulebooks"
    model: ClassVar[Any] = Rulebook
    title: ClassVar[Any] = _("Rulebooks")
    group: ClassVar[str] = "rulebook"
    order_in_menu: ClassVar[int] = 12
    icon: ClassVar[str] = "books"
    hint: ClassVar[Any] = _("For whom each rulebook holds; a unit's own book may override what headquarters opens (ORG-01).")
    columns: ClassVar[Sequence[Column]] = (
        Column("title", link=True), Column("code", kind="code"), Column("unit__name", _("holds for")),
        Column("posts", _("posts"), value=posts_of), Column("parent__title", _("overrides parts of"), phone=False),
        Column("newcomers", kind="bool", phone=False), Column("drafting_unit", phone=False), Column("interpreting_unit", phone=False))
    filters: ClassVar[Sequence[Filter]] = (Filter("title", _("title"), kind="text", field="title__contains"),
                                           Filter("unit", _("Unit"), kind="ref", lookup="units"))
    actions: ClassVar[Sequence[str]] = ("rulebook.create_book",)
    search_fields: ClassVar[Sequence[str]] = ("title", "code")
    select_related: ClassVar[Sequence[str]] = ("unit", "parent")
    history_kind: ClassVar[str] = "rulebook"
    order_by: ClassVar[Sequence[str]] = ("id",)
    panels: ClassVar[Sequence[Panel]] = (
        Panel("versions", _("Versions"), "rulebook/versions.html", lambda row, actor: {
            "versions": [(v, standing_tag(v))
                         for v in readable(actor).filter(rulebook=row).select_related("rulebook").order_by("-version")]}),)
    empty_text: ClassVar[Any] = _("No rulebook yet. Choose a ready-made one, or make one and import its text.")

    def scoped(self, actor: Actor) -> QuerySet[Any]:
        return Rulebook.objects.all()

    def row_actions(self, row: Any, actor: Actor) -> Sequence[str]:
        return ("rulebook.draft_version", "rulebook.change_book")

    def lookup_label(self, row: Any) -> str:
        return f"{row.code} {row.title}"


@register
class VersionScreen(Screen):
    """Versions of rulebooks: draft, review, approval, publication, end."""

    code: ClassVar[str] = "rulebook_versions"
    model: ClassVar[Any] = RulebookVersion
    title: ClassVar[Any] = _("Versions of rulebooks")
    group: ClassVar[str] = "rulebook"
    order_in_menu: ClassVar[int] = 14
    icon: ClassVar[str] = "versions"
    hint: ClassVar[Any] = _("Drafted, approved by the leaders, published with its first day; the older version ends by itself (ORG-31).")
    columns: ClassVar[Sequence[Column]] = (
        Column("number", _("number"), kind="code", value=lambda v: v.number, link=True, needs=("rulebook__code", "version"), sort="id"),
        Column("rulebook__title", _("Rulebook")),
        Column("standing", _("state"), kind="tag", value=lambda v: standing_tag(v).label, tags=standing_tag,
               needs=("state", "valid_from", "valid_until")),
        Column("valid_from", kind="date"), Column("valid_until", kind="date"), Column("note", phone=False), Column("made_by"),
        Column("approved_by", phone=False), Column("published_by", phone=False, hidden=True))
    filters: ClassVar[Sequence[Filter]] = (
        Filter("rulebook", _("Rulebook"), kind="ref", lookup="rulebooks"), Filter("state", _("state"), kind="choice", choices=S.choices),
        Filter("valid_from", _("valid from"), kind="daterange", field="valid_from"))
    views: ClassVar[Sequence[View]] = (View("all", _("All")),
                                       View("open", _("In progress"), where=lambda actor: ~Q(state=S.PUBLISHED), count=True))
    panels: ClassVar[Sequence[Panel]] = (
        Panel("summary", _("This version"), "rulebook/version.html", summary),
        Panel("staffing", _("Flows and authority tables"), "rulebook/staffing.html", staffing),
        Panel("readers", _("Reading"), "rulebook/readers.html", readers),
        Panel("signatures", _("Signatures of leaders"), "rulebook/signatures.html", signatures, side=True), files_panel("rulebook_version"))
    search_fields: ClassVar[Sequence[str]] = ("rulebook__title", "rulebook__code", "note")
    select_related: ClassVar[Sequence[str]] = ("rulebook__unit",)
    history_kind: ClassVar[str] = "rulebook_version"
    id_parameter: ClassVar[str] = "version_id"
    empty_text: ClassVar[Any] = _("No version yet.")

    def scoped(self, actor: Actor) -> QuerySet[Any]:
        return readable(actor)

    def row_actions(self, row: Any, actor: Actor) -> Sequence[str]:
        steps = sorted(VERSION.actions_from(row.state), key=STEPS.index)
        possible = [f"rulebook.{step}_version" for step in steps]
        asked = row.state != S.REVIEW or Signature.objects.filter(version=row, round=row.round, person_id=actor.id, agreed=None).exists()
        signing = () if asked else ("rulebook.approve_version", "rulebook.refuse_version")
        more = {"draft": ("insight.rehearse_book", "rulebook.discard_version"), "review": ("insight.rehearse_book",),
                "in_force": (*self.reading(row, actor), "rulebook.remind_readers", "rulebook.reapply_version", *self.ending(row, actor))}
        return [*(code for code in possible if code not in signing), *more.get(standing(row), ())]

    def reading(self, row: RulebookVersion, actor: Actor) -> Sequence[str]:
        """Confirming is for those the version holds for and who have not yet."""
        return ("rulebook.confirm_reading",) if row in unread_by(actor.id) else ()

    def ending(self, row: RulebookVersion, actor: Actor) -> Sequence[str]:
        """What the reader may do about the end of the book."""
        if asked_of(actor.id).filter(version=row).exists():
            return ("rulebook.decide_retirement",)
        return ("rulebook.ask_retirement",) if row.valid_until is None else ()

    def state_tag(self, row: RulebookVersion) -> Tag:
        return standing_tag(row)

    def heading(self, row: RulebookVersion) -> str:
        return f"{row.rulebook.title} V{row.version}"

    def lookup_label(self, row: Any) -> str:
        return str(row.number)

    def as_json(self, row: RulebookVersion, actor: Actor) -> Mapping[str, Any]:
        return {"nodes": [{"id": n.pk, "kind": n.kind, "depth": n.depth, "label": n.label, "title": n.title, "text": n.text,
                           "clauses": n.clauses, "controls": n.controls} for n in nodes_of(row)]}


access.declare("rulebook_version", lambda pk, actor: actor.may("rulebook_versions.view") and readable(actor).filter(pk=pk).exists())
