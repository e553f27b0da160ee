"""Deliveries of the files, and requests about personal data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import Column, Filter, Panel, Screen, Tag, register

from ..models import Customer, FileReport, PrivacyRequest
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


def _request_tag(row: PrivacyRequest) -> Tag:
    if row.handled_at:
        return Tag(_("Handled"), "done")
    return Tag(_("Overdue"), "danger") if row.due_on < clock.today() else Tag(_("Open"), "wait")


@register
class PrivacyRequestScreen(Screen):
    """Requests about personal data (CNF-07)."""

    code: ClassVar[str] = "privacy_requests"
    model: ClassVar[Any] = PrivacyRequest
    title: ClassVar[Any] = _("Requests about personal data")
    group: ClassVar[str] = "customers"
    order_in_menu: ClassVar[int] = 60
    icon: ClassVar[str] = "shield-lock"
    columns: ClassVar[Sequence[Column]] = (
        Column("customer__name", _("customer"), link=True), Column("kind", value=lambda r: r.get_kind_display()),
        Column("asked_on", kind="date"), Column("due_on", kind="date"), Column("handled_by"), Column("handled_at", kind="moment"),
        Column("state", _("state"), kind="tag", tags=_request_tag, needs=("handled_at", "due_on")))
    select_related: ClassVar[Sequence[str]] = ("customer",)
    search_fields: ClassVar[Sequence[str]] = ("customer__name",)
    history_kind: ClassVar[str] = "privacy_request"
    id_parameter: ClassVar[str] = "request_id"

    def scoped(self, actor: Actor) -> QuerySet[Any]:
        return PrivacyRequest.objects.filter(customer_id__in=Customer.objects.visible_to(actor).values("id"))

    def row_actions(self, row: PrivacyRequest, actor: Actor) -> Sequence[str]:
        return [] if row.handled_at else ["customers.handle_privacy_request"]
