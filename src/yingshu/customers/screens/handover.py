"""Handovers: the list, who signed what, its way through approval (ORG-28)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from yingshu.kernel import approving
from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import Column, Filter, Panel, Screen, Tag, register

from ..models import Handover
from ..services.handover import KIND, missing

S = Handover.State


def handover_tag(row: Handover) -> Tag:
    """Where it stands."""
    return Tag(row.get_state_display(), {S.OPEN: "run", S.PENDING: "wait", S.DONE: "done"}[S(row.state)])


def items(row: Handover, actor: Actor) -> Mapping[str, Any]:
    """The list with its signatures, and what is missing."""
    return {"items": row.items.order_by("id"), "missing": missing(row) if row.state == S.OPEN else []}


def flow(row: Handover, actor: Actor) -> Mapping[str, Any]:
    """Its way through approval."""
    return approving.panel(actor, KIND, row.pk) or {"approval": None, "preview": None}


@register
class HandoverScreen(Screen):
    """离岗交接."""

    code = "handovers"
    model = Handover
    title = _("Handovers")
    group = "duties"
    order_in_menu = 60
    icon = "switch-horizontal"
    hint = _("Who leaves hands over customers, debts and open questions to who follows; both sign every item (ORG-28).")
    columns = (
        Column("number", kind="code", link=True),
        Column("giver__name", _("leaving")),
        Column("taker__name", _("following")),
        Column("state", kind="tag", value=lambda row: handover_tag(row).label, tags=handover_tag, needs=("state",)),
        Column("made_at", kind="moment"),
        Column("done_at", kind="moment", phone=False),
    )
    filters = (Filter("number", _("Number"), kind="text"), Filter("state", _("State"), kind="choice", choices=S.choices))
    panels = (Panel("items", _("Items"), "customers/handover.html", items),
              Panel("approval", _("Approval"), "approvals/panel.html", flow, side=True))
    actions = ("customers.start_handover",)
    id_parameter = "handover_id"
    search_fields = ("number", "giver__name", "taker__name")
    select_related = ("giver", "taker")
    history_kind = KIND
    empty_text = _("Nobody has handed over anything yet.")

    def scoped(self, actor: Actor) -> QuerySet[Handover]:
        if actor.everything or actor.may("customers.start_handover"):
            return Handover.objects.all()
        found: QuerySet[Handover] = Handover.objects.filter(Q(giver_id=actor.id) | Q(taker_id=actor.id) | Q(owner_id=actor.id))
        return found

    def row_actions(self, row: Any, actor: Actor) -> Sequence[str]:
        if row.state != S.OPEN:
            return ()
        signs = ("customers.sign_handover",) if actor.id in (row.giver_id, row.taker_id) else ()
        return (*signs, "customers.finish_handover", "customers.add_handover_item")

    def state_tag(self, row: Any) -> Tag:
        return handover_tag(row)

    def as_json(self, row: Any, actor: Actor) -> dict[str, Any]:
        return {"items": [{"id": i.pk, "kind": i.kind, "title": i.title, "giver_at": i.giver_at, "taker_at": i.taker_at}
                          for i in row.items.order_by("id")]}
