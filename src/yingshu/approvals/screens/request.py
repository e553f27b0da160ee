"""Requests: actions that wait until they are agreed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import Column, Filter, Panel, Screen, Tag, View, register
from yingshu.kernel.services import ACTIONS

from ..models import Approval, Request
from ..queries import mine
from ..queries.panel import panel

S = Request.State


def request_tag(row: Request) -> Tag:
    """Where it stands."""
    return Tag(row.get_state_display(), {S.PENDING: "wait", S.DONE: "done", S.REFUSED: "danger"}[S(row.state)])


def action_title(row: Request) -> str:
    """What is asked for."""
    return gettext(ACTIONS[row.action].title) if row.action in ACTIONS else row.action


def asked_for(row: Request, actor: Actor) -> Mapping[str, Any]:
    """The request as label and value."""
    return {"rows": [(gettext("Asked for"), action_title(row)), *row.card["lines"]], "url": row.card["url"], "row": row}


def route(row: Request, actor: Actor) -> Mapping[str, Any]:
    """Its way through the flow."""
    return panel(actor, row.action, row.pk) or {"approval": None, "preview": None}


@register
class RequestScreen(Screen):
    """申请."""

    code = "requests"
    model = Request
    title = _("Requests")
    group = "approvals"
    order_in_menu = 6
    icon = "file-pencil"
    hint = _("What somebody wanted to do and what needs to be agreed first; once agreed it is carried out as it was asked for.")
    columns = (
        Column("number", kind="code", link=True),
        Column("action", value=action_title, needs=("action",)),
        Column("title"),
        Column("owner__name", _("Asked by")),
        Column("state", kind="tag", value=lambda row: request_tag(row).label, tags=request_tag, needs=("state",)),
        Column("asked_at", kind="moment"),
        Column("decided_at", kind="moment", phone=False),
        Column("opinion", phone=False, hidden=True),
    )
    filters = (
        Filter("number", _("Number"), kind="text"),
        Filter("state", _("State"), kind="choice", choices=S.choices),
        Filter("owner", _("Asked by"), kind="ref", lookup="people"),
        Filter("asked_at", _("Asked at"), kind="daterange"),
    )
    views = (View("all", _("All")), View("mine", _("Asked for by me"), where=lambda actor: Q(owner_id=actor.id)),
             View("pending", _("Pending approval"), where=lambda actor: Q(state=S.PENDING), count=True))
    panels = (Panel("asked", _("Request"), "approvals/asked.html", asked_for),
              Panel("approval", _("Approval"), "approvals/panel.html", route))
    search_fields = ("number", "title", "owner__name")
    select_related = ("owner",)
    history_kind = "request"
    empty_text = _("Nobody asked for anything yet.")

    def scoped(self, actor: Actor) -> QuerySet[Request]:
        if actor.everything or actor.may("approvals.stop"):
            return Request.objects.all()
        seen = Approval.objects.filter(pk__in=mine.visible(actor).values("pk"))
        found: QuerySet[Request] = Request.objects.filter(Q(owner_id=actor.id) | Q(pk__in=seen.values("subject_id"), action__in=seen.values(
            "kind")))
        return found

    def state_tag(self, row: Any) -> Tag:
        return request_tag(row)

    def heading(self, row: Any) -> str:
        return f"{action_title(row)} {row.number}"
