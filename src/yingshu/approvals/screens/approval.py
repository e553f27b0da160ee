"""Approvals: mine to decide, decided, handed in, told of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from yingshu.kernel.actor import Actor
from yingshu.kernel.approving import APPROVABLES
from yingshu.kernel.screens import Column, Filter, Screen, Tag, View, register

from ..models import Approval
from ..queries import mine, panel

S = Approval.State


def kind_title(kind: str) -> str:
    """The kind of document in words."""
    return gettext(str(APPROVABLES[kind].title)) if kind in APPROVABLES else kind


def approval_tag(row: Approval) -> Tag:
    """Where it stands."""
    return Tag(row.get_state_display(), panel.TAGS[S(row.state)])


def kinds() -> list[tuple[str, str]]:
    """Kinds of documents for the filter."""
    return sorted((kind, kind_title(kind)) for kind in APPROVABLES.everything())


@register
class ApprovalScreen(Screen):
    """审批."""

    code = "approvals"
    model = Approval
    title = _("Approvals")
    group = "approvals"
    order_in_menu = 5
    icon = "checks"
    hint = _("What waits for your decision, what you decided, what you handed in, what you were told of.")
    columns = (
        Column("number", kind="code", link=True),
        Column("kind", value=lambda row: kind_title(row.kind), needs=("kind",)),
        Column("title"),
        Column("owner__name", _("Handed in by")),
        Column("amount_fen", kind="money", phone=False),
        Column("state", kind="tag", value=lambda row: approval_tag(row).label, tags=approval_tag, needs=("state",)),
        Column("step_title", phone=False),
        Column("since", kind="moment"),
        Column("due_at", kind="moment", phone=False),
        Column("started_at", kind="moment", hidden=True),
        Column("ended_at", kind="moment", hidden=True),
    )
    filters = (
        Filter("number", _("Number"), kind="text"),
        Filter("kind", _("Kind"), kind="choice", choices=kinds),
        Filter("state", _("State"), kind="choice", choices=S.choices),
        Filter("owner", _("Handed in by"), kind="ref", lookup="people"),
        Filter("started_at", _("Handed in at"), kind="daterange"),
        Filter("amount_fen", _("Amount"), kind="money"),
        Filter("title", _("Title"), kind="text"),
    )
    views = (
        View("todo", _("To decide"), where=mine.waiting_for, count=True),
        View("done", _("Handled by me"), where=mine.decided_by, count=True),
        View("started", _("Started by me"), where=mine.started_by, count=True),
        View("copied", _("Copied to me"), where=mine.copied_to, count=True),
        View("running", pgettext_lazy("approvals", "In approval"), where=lambda actor: Q(state__in=[S.RUNNING, S.RETURNED])),
        View("all", _("All")),
    )
    order_by = ("-since", "-id")
    order_hint = _("what moved last first")
    detail_template = "approvals/approval.html"
    batch_actions = ("approvals.agree", "approvals.refuse", "approvals.remind")
    search_fields = ("number", "title", "owner__name")
    select_related = ("owner", "flow", "unit")
    history_kind = "approval"
    empty_text = _("Nothing was handed in for approval yet.")

    def scoped(self, actor: Actor) -> QuerySet[Approval]:
        return mine.visible(actor)

    def row_actions(self, row: Any, actor: Actor) -> Sequence[str]:
        return ()

    def heading(self, row: Any) -> str:
        return f"{kind_title(row.kind)} {row.number}"

    def state_tag(self, row: Any) -> Tag:
        return approval_tag(row)

    def context(self, row: Any, actor: Actor) -> Mapping[str, Any]:
        approvable = APPROVABLES.get(row.kind)
        card = approvable.card(row.subject_id) if approvable else None
        return {"line": row.title, "approval": panel.shown(actor, row), "card": card, "preview": None}

    def as_json(self, row: Any, actor: Actor) -> dict[str, Any]:
        told = panel.shown(actor, row)
        nodes = [{"title": n["title"], "status": n["status"], "row": n["row"], "people": [s["name"] for s in n["seats"]]}
                 for n in told["nodes"]]
        return {"kind": row.kind, "flow": told["flow"], "nodes": nodes, "rows": row.rows,
                "may": [d.code for d in (*told["acts"]["main"], *told["acts"]["more"])]}
