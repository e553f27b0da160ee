"""操作日志: every business action, read-only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import Column, Filter, Panel, Screen, Tag, View, register

from .history import action_words, by, changes, origin
from .models import AuditEntry


def _tag(row: AuditEntry) -> Tag:
    return Tag(_("Refused"), "danger") if row.refused else Tag(pgettext_lazy("outcome", "Done"), "done")


@register
class AuditScreen(Screen):
    """The trail. Nothing here can be changed."""

    code: ClassVar[str] = "audit_entries"
    model: ClassVar[Any] = AuditEntry
    title: ClassVar[Any] = _("Operation log")
    group: ClassVar[str] = "system"
    order_in_menu: ClassVar[int] = 88
    icon: ClassVar[str] = "history"
    columns: ClassVar[Sequence[Column]] = (
        Column("at", kind="moment", link=True), Column("actor_name", value=by, needs=("acting_for_id",), width="nowrap"),
        Column("action", value=action_words), Column("subject_number", kind="code"), Column("refused", _("outcome"), kind="tag", tags=_tag),
        Column("reason"), Column("origin", value=origin, width="nowrap"))
    filters: ClassVar[Sequence[Filter]] = (
        Filter("subject_number", _("number"), kind="text", field="subject_number__istartswith"),
        Filter("actor", _("by"), kind="ref", lookup="people", field="actor_id"), Filter("at", _("at"), kind="daterange", field="at"),
        Filter("action", _("action"), kind="text", field="action__istartswith"), Filter("refused", _("Refused"), kind="bool"))
    views: ClassVar[Sequence[View]] = (
        View("all", _("All")), View("refused", _("Refused"), lambda actor: Q(refused=True)),
        View("acting", _("Acting for others"), lambda actor: Q(acting_for_id__isnull=False)))
    panels: ClassVar[Sequence[Panel]] = (
        Panel("changes", _("Before and after"), "audit/changes.html", lambda row, actor: {"changes": changes(row)}),)
    search_fields: ClassVar[Sequence[str]] = ("subject_number", "actor_name")

    def scoped(self, actor: Actor) -> QuerySet[Any]:
        return AuditEntry.objects.all()

    def heading(self, row: AuditEntry) -> str:
        return f"{action_words(row)} {row.subject_number}"

    def state_tag(self, row: AuditEntry) -> Tag:
        return _tag(row)

    def as_json(self, row: AuditEntry, actor: Actor) -> Mapping[str, Any]:
        return {"before": row.before, "after": row.after}
