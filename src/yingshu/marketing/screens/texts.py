"""短信: lists that were made and sent, with the answers; customers who unsubscribed (CUS-18)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from yingshu.customers.models import Customer
from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import Column, Filter, Panel, Screen, Tag, View, register

from ..models import OptOut, SmsBatch

MOST = 200


def batch_tag(row: SmsBatch) -> Tag:
    """Sent or not yet."""
    return Tag(_("Sent"), "done") if row.sent_at else Tag(_("Not sent yet"), "wait")


def recipients(row: SmsBatch, actor: Actor) -> dict[str, Any]:
    """Who gets it, and what they answered: the customers this person may see."""
    seen = Customer.objects.visible_to(actor).values("id")
    rows = row.rows.filter(customer_id__in=seen).select_related("customer").order_by("-replied_at", "customer_id")
    return {"batch": row, "rows": list(rows[:MOST]), "more": max(row.recipients - MOST, 0)}


@register
class SmsBatchScreen(Screen):
    """群发 (CUS-18)."""

    code: ClassVar[str] = "sms_batches"
    model: ClassVar[Any] = SmsBatch
    title: ClassVar[Any] = _("SMS lists")
    group: ClassVar[str] = "customers"
    order_in_menu: ClassVar[int] = 84
    icon: ClassVar[str] = "message-2"
    hint: ClassVar[Any] = _("Customers who unsubscribed are never in a list.")
    columns: ClassVar[Sequence[Column]] = (
        Column("number", kind="code", link=True), Column("text", width="wide"), Column("recipients", kind="quantity"),
        Column("left_out", kind="quantity"), Column("unreachable", kind="quantity", phone=False),
        Column("sent", _("State"), kind="tag", value=lambda row: batch_tag(row).label, tags=batch_tag, needs=("sent_at",)),
        Column("made_at", kind="moment"), Column("actor_name", phone=False), Column("sent_at", kind="moment", hidden=True))
    filters: ClassVar[Sequence[Filter]] = (Filter("q", _("Number or text"), kind="search"), Filter("made_at", _("made at"),
                                                                                                   kind="daterange"))
    views: ClassVar[Sequence[View]] = (View("all", _("All")), View("open", _("Not sent yet"), lambda actor: Q(sent_at=None), count=True))
    panels: ClassVar[Sequence[Panel]] = (Panel("recipients", _("Recipients"), "marketing/recipients.html", recipients),)
    order_by: ClassVar[Sequence[str]] = ("-made_at", "-id")
    order_hint: ClassVar[Any] = _("Newest first")
    search_fields: ClassVar[Sequence[str]] = ("number", "text")
    actions: ClassVar[Sequence[str]] = ("marketing.make_sms_batch",)
    history_kind: ClassVar[str] = "sms_batch"
    empty_text: ClassVar[Any] = _("No list yet.")

    def scoped(self, actor: Actor) -> QuerySet[Any]:
        """Lists are the same for everybody who may see them; customers in them are not."""
        return SmsBatch.objects.all()

    def row_actions(self, row: SmsBatch, actor: Actor) -> Sequence[str]:
        return ("marketing.record_sms_reply",) if row.sent_at else ("marketing.send_sms_batch",)

    def state_tag(self, row: SmsBatch) -> Tag:
        return batch_tag(row)


@register
class OptOutScreen(Screen):
    """退订 (CUS-18)."""

    code: ClassVar[str] = "opt_outs"
    model: ClassVar[Any] = OptOut
    title: ClassVar[Any] = _("Unsubscribed customers")
    group: ClassVar[str] = "customers"
    order_in_menu: ClassVar[int] = 86
    icon: ClassVar[str] = "bell-off"
    columns: ClassVar[Sequence[Column]] = (
        Column("customer__name", _("customer"), link=True), Column("at", kind="moment"), Column("reason", width="wide"),
        Column("actor_name", phone=False))
    filters: ClassVar[Sequence[Filter]] = (Filter("q", _("Customer"), kind="search"), Filter("at", _("since"), kind="daterange"))
    views: ClassVar[Sequence[View]] = (View("all", _("All")),)
    order_by: ClassVar[Sequence[str]] = ("-at", "-id")
    order_hint: ClassVar[Any] = _("Newest first")
    search_fields: ClassVar[Sequence[str]] = ("customer__search_text", "reason")
    select_related: ClassVar[Sequence[str]] = ("customer",)
    actions: ClassVar[Sequence[str]] = ("marketing.unsubscribe",)
    id_parameter: ClassVar[str] = "customer_id"
    empty_text: ClassVar[Any] = _("Nobody has unsubscribed.")

    def scoped(self, actor: Actor) -> QuerySet[Any]:
        return OptOut.objects.filter(customer_id__in=Customer.objects.visible_to(actor).values("id"))

    def heading(self, row: OptOut) -> str:
        return row.customer.name
