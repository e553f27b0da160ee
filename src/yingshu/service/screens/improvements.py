"""改进项 (SVC-12, SVC-25) and 知识库 (SVC-21)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yingshu.documents import access
from yingshu.documents.panels import files_panel
from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import Column, Filter, Panel, Screen, Tag, View, register

from ..models import Improvement, Knowledge

M, K = Improvement.State, Knowledge.State


def tag(row: Improvement) -> Tag:
    """Under way, overdue (red), done, works or not."""
    if row.state == M.OPEN and row.due_on < clock.today():
        return Tag(_("Overdue"), "danger")
    return Tag(row.get_state_display(), {M.OPEN: "wait", M.DONE: "run", M.EFFECTIVE: "done", M.FAILED: "danger"}[M(row.state)])


@register
class ImprovementScreen(Screen):
    """改进项."""

    code: ClassVar[str] = "improvements"
    model: ClassVar[Any] = Improvement
    title: ClassVar[Any] = _("Improvements")
    group: ClassVar[str] = "service"
    order_in_menu: ClassVar[int] = 50
    icon: ClassVar[str] = "trending-up"
    hint: ClassVar[Any] = _("What cases, after-sales and events taught: root cause, corrective and preventive action, and a look whether "
                            "it works.")
    columns: ClassVar[Sequence[Column]] = (
        Column("number", kind="code", link=True), Column("problem", width="wide"), Column("owner__name", _("responsible")),
        Column("due_on", kind="date"), Column("state", kind="tag", tags=tag, needs=("due_on",)),
        Column("done_on", kind="date", phone=False),
        Column("checked_on", kind="date", hidden=True), Column("root_cause", hidden=True), Column("made_at", kind="moment", hidden=True))
    filters: ClassVar[Sequence[Filter]] = (
        Filter("q", _("Number or problem"), kind="search"), Filter("state", _("State"), kind="choice", choices=M.choices),
        Filter("due_on", _("due on"), kind="daterange"))
    views: ClassVar[Sequence[View]] = (
        View("open", _("Unfinished"), lambda actor: Q(state__in=[M.OPEN, M.DONE]), count=True),
        View("overdue", _("Overdue"), lambda actor: Q(state=M.OPEN, due_on__lt=clock.today()), count=True),
        View("mine", _("Mine"), lambda actor: Q(owner_id=actor.id)), View("all", _("All")))
    panels: ClassVar[Sequence[Panel]] = (
        Panel("eight", _("Problem and actions"), "service/improvement.html", lambda row, actor: {"row": row}), files_panel("improvement"))
    order_by: ClassVar[Sequence[str]] = ("due_on", "id")
    order_hint: ClassVar[Any] = _("Earliest due first")
    select_related: ClassVar[Sequence[str]] = ("owner", "case", "after_sales", "incident")
    actions: ClassVar[Sequence[str]] = ("service.plan_improvement",)
    history_kind: ClassVar[str] = "improvement"
    empty_text: ClassVar[Any] = _("No improvement planned yet.")

    def scoped(self, actor: Actor) -> QuerySet[Any]:
        """Improvements are everybody's business."""
        return Improvement.objects.all()

    def row_actions(self, row: Improvement, actor: Actor) -> Sequence[str]:
        steps = {M.OPEN: ("finish_improvement",), M.DONE: ("check_effect",), M.FAILED: ("plan_improvement",)}.get(M(row.state), ())
        return [f"service.{name}" for name in steps]

    def state_tag(self, row: Improvement) -> Tag:
        return tag(row)

    def context(self, row: Any, actor: Actor) -> Mapping[str, Any]:
        return {"line": f"{row.owner.name} · {row.due_on:%Y-%m-%d}"}


def entry_tag(row: Knowledge) -> Tag:
    """Draft, reviewed, public, retired."""
    return Tag(row.get_state_display(), {K.DRAFT: "draft", K.REVIEWED: "run", K.PUBLIC: "done", K.RETIRED: "void"}[K(row.state)])


@register
class KnowledgeScreen(Screen):
    """知识库."""

    code: ClassVar[str] = "knowledge"
    model: ClassVar[Any] = Knowledge
    title: ClassVar[Any] = _("Knowledge")
    group: ClassVar[str] = "service"
    order_in_menu: ClassVar[int] = 60
    icon: ClassVar[str] = "book"
    hint: ClassVar[Any] = _("Answers to what customers ask. Reviewed ones may be public, at /answers/.")
    columns: ClassVar[Sequence[Column]] = (
        Column("number", kind="code", link=True), Column("question", width="wide"), Column("product__name", _("product")),
        Column("state", kind="tag", tags=entry_tag), Column("used", kind="quantity"), Column("reviewed_by", phone=False),
        Column("written_at", kind="moment"))
    filters: ClassVar[Sequence[Filter]] = (
        Filter("q", _("Question, keyword or answer"), kind="search"), Filter("state", _("State"), kind="choice", choices=K.choices))
    views: ClassVar[Sequence[View]] = (
        View("use", _("In use"), lambda actor: ~Q(state=K.RETIRED)),
        View("review", _("To be reviewed"), lambda actor: Q(state=K.DRAFT), count=True),
        View("public", _("Public"), lambda actor: Q(state=K.PUBLIC)), View("all", _("All")))
    panels: ClassVar[Sequence[Panel]] = (
        Panel("answer", pgettext_lazy("knowledge", "Answer"), "service/answer.html", lambda row, actor: {"row": row}),)
    order_by: ClassVar[Sequence[str]] = ("-used", "-id")
    order_hint: ClassVar[Any] = _("Most used first")
    select_related: ClassVar[Sequence[str]] = ("product",)
    actions: ClassVar[Sequence[str]] = ("service.write_knowledge",)
    history_kind: ClassVar[str] = "knowledge"
    empty_text: ClassVar[Any] = _("No entry yet. Write down the first question with its answer.")

    def scoped(self, actor: Actor) -> QuerySet[Any]:
        """Everybody who answers customers uses it."""
        return Knowledge.objects.all()

    def row_actions(self, row: Knowledge, actor: Actor) -> Sequence[str]:
        steps = {K.DRAFT: ("review_knowledge", "show_knowledge", "change_knowledge", "retire_knowledge"),
                 K.REVIEWED: ("show_knowledge", "use_knowledge", "change_knowledge", "retire_knowledge"),
                 K.PUBLIC: ("use_knowledge", "change_knowledge", "retire_knowledge"), K.RETIRED: ("change_knowledge",)}[K(row.state)]
        return [f"service.{name}" for name in steps]

    def state_tag(self, row: Knowledge) -> Tag:
        return entry_tag(row)

    def heading(self, row: Knowledge) -> str:
        return row.question


access.declare("improvement", lambda pk, actor: actor.may("improvements.view") and Improvement.objects.filter(pk=pk).exists())
