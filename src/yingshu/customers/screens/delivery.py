"""Deliveries of the files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import Column, Filter, Panel, Screen, register

from ..models import FileReport
from ..queries import file_reports


def _receipts(report: FileReport, actor: Actor) -> Mapping[str, Any]:
    return {"receipts": report.receipts.order_by("id"), "content": report.content}


@register
class FileReportScreen(Screen):
    """档案报送 (CUS-03)."""

    code: ClassVar[str] = "file_reports"
    model: ClassVar[Any] = FileReport
    title: ClassVar[Any] = _("File deliveries")
    group: ClassVar[str] = "customers"
    order_in_menu: ClassVar[int] = 40
    icon: ClassVar[str] = "folder-share"
    columns: ClassVar[Sequence[Column]] = (
        Column("period", kind="code", link=True), Column("customers", kind="quantity"), Column("changed", kind="quantity"),
        Column("actor_name"), Column("at", kind="moment"))
    filters: ClassVar[Sequence[Filter]] = (Filter("period", _("Month"), kind="text", field="period"),)
    panels: ClassVar[Sequence[Panel]] = (
        Panel("receipts", _("Delivery records"), "customers/receipts.html", _receipts),
        Panel("content", _("Content"), "customers/files.html", _receipts, tab=True))
    search_fields: ClassVar[Sequence[str]] = ("period", "actor_name")
    actions: ClassVar[Sequence[str]] = ("customers.deliver_files",)
    history_kind: ClassVar[str] = "file_report"
    id_parameter: ClassVar[str] = "report_id"

    def scoped(self, actor: Actor) -> QuerySet[Any]:
        return file_reports(actor)

    def row_actions(self, row: FileReport, actor: Actor) -> Sequence[str]:
        waiting = row.receipts.filter(person_id=actor.id, read_at=None).exists()
        return ["customers.acknowledge_files"] if waiting else []
