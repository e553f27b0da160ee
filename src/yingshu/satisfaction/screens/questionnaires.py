"""问卷: the list, and one version with its questions, its check, its preview (SAT-11, SAT-26)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yingshu.kernel import approving
from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import Column, Filter, Panel, Screen, Tag, View, register

from ..models import Item, Questionnaire, QuestionnaireVersion
from ..queries.versions import Content, content
from ..rules.waves import AREAS
from ..services.approving import content_verdict
from ..services.questionnaires import VERSION

S = QuestionnaireVersion.State
WEIGHTS = {S.DRAFT: "draft", S.PENDING: "wait", S.APPROVED: "done", S.RETIRED: "void"}
STEPS = {S.DRAFT: ("submit_version", "add_group", "add_item", "set_intro"), S.PENDING: ("approve_version", "return_version"),
         S.APPROVED: ("retire_version",), S.RETIRED: ()}


def version_tag(row: QuestionnaireVersion) -> Tag:
    """Where the version stands."""
    return Tag(row.get_state_display(), WEIGHTS[S(row.state)])


def area_name(code: str) -> str:
    """A content area in words."""
    return gettext(AREAS[code]) if code in AREAS else code


def items_of(row: QuestionnaireVersion, actor: Actor) -> dict[str, Any]:
    """The questions by topic, with what may be done to each while the version is a draft."""
    found = content(row.pk)
    may = row.state == S.DRAFT and actor.may("satisfaction.change_item")
    groups = [{"group": g, "area": area_name(g.area), "items": [_line(i, found) for i in found.by_group.get(g.pk, ())]}
              for g in found.groups]
    return {"version": row, "groups": groups, "may": may, "preview": f"/questionnaires/{row.pk}/preview/"}


def _line(item: Item, found: Content) -> dict[str, Any]:
    words = item.options if item.kind == Item.Kind.CHOICE else item.rows
    return {"item": item, "words": "、".join(o["zh"] for o in words), "condition": item.shown_if and _condition(item.shown_if, found)}


def _condition(shown_if: Mapping[str, Any], found: Content) -> str:
    """The other question and its answers, in words."""
    other = found.by_code[shown_if["item"]]
    words = {o["value"]: o["zh"] for o in other.options}
    return "{}：{}".format(other.text_zh, "、".join(words.get(v, str(v)) for v in shown_if["values"]))


def check_of(row: QuestionnaireVersion, actor: Actor) -> dict[str, Any]:
    """May this version be handed in?"""
    verdict = content_verdict(row).verdict
    return {"gate": {"state": "open" if verdict.allowed else "refuse", "text": str(verdict.says), "conditions": [
        {"name": gettext(c.name), "ok": c.ok, "text": str(c.says), "clause": c.clause} for c in verdict.conditions]}}


def approval_of(row: QuestionnaireVersion, actor: Actor) -> Mapping[str, Any] | None:
    """Its way through approval; before it is handed in the way it would take."""
    found = approving.panel(actor, VERSION, row.pk)
    return found if found and (found["approval"] or row.state == S.DRAFT) else None


@register
class VersionScreen(Screen):
    """问卷 (SAT-11, SAT-26)."""

    code: ClassVar[str] = "questionnaire_versions"
    model: ClassVar[Any] = QuestionnaireVersion
    title: ClassVar[Any] = _("Questionnaires")
    group: ClassVar[str] = "satisfaction"
    order_in_menu: ClassVar[int] = 30
    icon: ClassVar[str] = "list-check"
    hint: ClassVar[Any] = _("Only an approved version is handed out; earlier versions stay as they were asked.")
    columns: ClassVar[Sequence[Column]] = (
        Column("questionnaire__title", _("questionnaire"), link=True, width="wide"), Column("number", _("version"), kind="quantity"),
        Column("audience", _("asks"), value=lambda row: row.questionnaire.get_audience_display(), sort="questionnaire__audience"),
        Column("count", _("Questions"), value=lambda row: row.count, kind="quantity"), Column("state", kind="tag", tags=version_tag),
        Column("decided_by", phone=False), Column("decided_at", kind="moment"), Column("made_at", kind="moment", hidden=True),
        Column("product_kind", _("product kind"), value=lambda row: row.questionnaire.product_kind, hidden=True))
    filters: ClassVar[Sequence[Filter]] = (
        Filter("q", _("Title or code"), kind="search"), Filter("state", _("State"), kind="choice", choices=S.choices),
        Filter("audience", _("asks"), kind="choice", field="questionnaire__audience", choices=Questionnaire.Audience.choices))
    views: ClassVar[Sequence[View]] = (
        View("all", _("All")), View("use", _("Approved"), lambda actor: Q(state=S.APPROVED)),
        View("open", _("Drafts and pending"), lambda actor: Q(state__in=[S.DRAFT, S.PENDING]), count=True))
    panels: ClassVar[Sequence[Panel]] = (
        Panel("items", _("Questions"), "satisfaction/items.html", items_of),
        Panel("check", _("Content areas"), "satisfaction/check.html", check_of, side=True),
        Panel("approval", _("Approval"), "approvals/panel.html", approval_of, side=True))
    order_by: ClassVar[Sequence[str]] = ("questionnaire__code", "-number")
    order_hint: ClassVar[Any] = _("By code, newest version first")
    search_fields: ClassVar[Sequence[str]] = ("questionnaire__search_text",)
    select_related: ClassVar[Sequence[str]] = ("questionnaire",)
    actions: ClassVar[Sequence[str]] = ("satisfaction.use_ready_made", "satisfaction.create_questionnaire")
    id_parameter: ClassVar[str] = "version_id"
    history_kind: ClassVar[str] = "questionnaire_version"
    empty_text: ClassVar[Any] = _("No questionnaire yet. Begin with a ready-made one.")

    def scoped(self, actor: Actor) -> QuerySet[Any]:
        """Questionnaires are the same for everybody."""
        return QuestionnaireVersion.objects.annotate(count=Count("items"))

    def row_actions(self, row: QuestionnaireVersion, actor: Actor) -> Sequence[str]:
        decided_by_flow = row.state == S.PENDING and approving.running(VERSION, row.pk)
        return [] if decided_by_flow else [f"satisfaction.{step}" for step in STEPS[S(row.state)]]

    def row_links(self, row: QuestionnaireVersion, actor: Actor) -> Sequence[Mapping[str, Any]]:
        if row.state in (S.APPROVED, S.RETIRED) and actor.may("satisfaction.draft_version"):
            url = f"/act/satisfaction.draft_version/?questionnaire_id={row.questionnaire_id}"
            return [{"code": "draft", "title": gettext("New version"), "url": url}]
        return ()

    def state_tag(self, row: QuestionnaireVersion) -> Tag:
        return version_tag(row)

    def heading(self, row: QuestionnaireVersion) -> str:
        return f"{row.questionnaire.title} V{row.number}"

    def context(self, row: QuestionnaireVersion, actor: Actor) -> Mapping[str, Any]:
        return {"line": " · ".join(filter(None, [row.questionnaire.code, row.questionnaire.get_audience_display(), row.opinion]))}

    def lookup_label(self, row: QuestionnaireVersion) -> str:
        return f"{row.questionnaire.title} V{row.number} · {row.get_state_display()}"


@register
class QuestionnaireScreen(Screen):
    """问卷目录: what versions belong to."""

    code: ClassVar[str] = "questionnaires"
    model: ClassVar[Any] = Questionnaire
    title: ClassVar[Any] = _("Questionnaire catalogue")
    group: ClassVar[str] = ""
    columns: ClassVar[Sequence[Column]] = (
        Column("title", link=True, width="wide"), Column("code", kind="code"), Column("audience"), Column("product_kind"),
        Column("count", _("Versions"), value=lambda row: row.count, kind="quantity"))
    filters: ClassVar[Sequence[Filter]] = (Filter("q", _("Title or code"), kind="search"),)
    views: ClassVar[Sequence[View]] = (View("all", _("All")),)
    order_by: ClassVar[Sequence[str]] = ("code",)
    order_hint: ClassVar[Any] = _("By code")
    empty_text: ClassVar[Any] = _("No questionnaire yet. Begin with a ready-made one.")

    def scoped(self, actor: Actor) -> QuerySet[Any]:
        return Questionnaire.objects.annotate(count=Count("versions"))

    def row_actions(self, row: Questionnaire, actor: Actor) -> Sequence[str]:
        return ("satisfaction.draft_version",)
