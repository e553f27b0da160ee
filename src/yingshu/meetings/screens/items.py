"""决议任务: what meetings resolved, across all of them (MTG-05)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import Column, Filter, Panel, Screen, Tag, View, register

from ..models import ActionItem
from ..queries.meetings import visible_items
from .meetings import item_tag

OPEN = ActionItem.State.OPEN


def facts(row: ActionItem, actor: Actor) -> dict[str, Any]:
    """The item and where it comes from."""
    return {"item": row, "meeting_url": f"/meetings/{row.meeting_id}/"}


@register
class ActionItemScreen(Screen):
    """决议任务 (MTG-05)."""

    code: ClassVar[str] = "action_items"
    model: ClassVar[Any] = ActionItem
    title: ClassVar[Any] = _("Action items")
    group: ClassVar[str] = "reports"
    order_in_menu: ClassVar[int] = 62
    icon: ClassVar[str] = "list-check"
    columns: ClassVar[Sequence[Column]] = (
        Column("text", link=True, width="wide"), Column("owner__name", _("responsible")), Column("due_on", kind="date"),
        Column("state", kind="tag", tags=item_tag, needs=("due_on",)), Column("meeting__number", _("meeting"), kind="code"),
        Column("meeting__title", _("title"), phone=False), Column("result", phone=False), Column("made_at", kind="moment", hidden=True),
        Column("closed_at", kind="moment", hidden=True))
    filters: ClassVar[Sequence[Filter]] = (
        Filter("q", _("Matter to do"), kind="search"), Filter("owner", _("responsible"), kind="ref", field="owner_id",
                                                                    lookup="people"),
        Filter("due_on", _("due on"), kind="daterange"), Filter("state", _("State"), kind="choice", choices=ActionItem.State.choices))
    views: ClassVar[Sequence[View]] = (
        View("open", pgettext_lazy("task", "Open"), lambda actor: Q(state=OPEN), count=True),
        View("mine", _("Mine"), lambda actor: Q(state=OPEN, owner_id=actor.id), count=True),
        View("overdue", _("Overdue"), lambda actor: Q(state=OPEN, due_on__lt=clock.today()), count=True), View("all", _("All")))
    panels: ClassVar[Sequence[Panel]] = (Panel("facts", _("Action item"), "meetings/item.html", facts),)
    order_by: ClassVar[Sequence[str]] = ("due_on", "id")
    order_hint: ClassVar[Any] = _("Soonest first")
    search_fields: ClassVar[Sequence[str]] = ("text", "meeting__search_text")
    select_related: ClassVar[Sequence[str]] = ("owner", "meeting")
    history_kind: ClassVar[str] = "action_item"
    id_parameter: ClassVar[str] = "item_id"
    empty_text: ClassVar[Any] = _("No meeting has resolved anything yet.")

    def scoped(self, actor: Actor) -> QuerySet[Any]:
        return visible_items(actor)

    def row_actions(self, row: ActionItem, actor: Actor) -> Sequence[str]:
        mine = row.owner_id == actor.id or actor.may("meetings.record_minutes")
        return ("meetings.finish_item", "meetings.move_item", "meetings.drop_item") if row.state == OPEN and mine else ()

    def state_tag(self, row: ActionItem) -> Tag:
        return item_tag(row)
