"""到账 (REC-08): money in and out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, ClassVar

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yingshu.kernel import clock, money
from yingshu.kernel.actor import Actor
from yingshu.kernel.choices import known
from yingshu.kernel.screens import Column, Filter, Panel, Screen, Tag, View, register

from ..models import Receipt, ReceivableItem
from ..wordlists import METHOD


def receipt_tag(row: Receipt) -> Tag:
    """Where the money of a receipt is."""
    if row.gives_back_id:
        return Tag(_("Gives money back"), "void")
    if row.reversed_by_id:
        return Tag(_("Reversed"), "void")
    if not row.unallocated_fen:
        return Tag(_("Allocated"), "done")
    return Tag(_("Kept for the order"), "run") if row.order_id else Tag(_("Customer's credit"), "wait")


def _method(row: Receipt) -> str:
    return str(row.get_method_display())


def allocations(row: Receipt, actor: Actor) -> Mapping[str, Any]:
    """What a receipt paid, what it could pay, and what was given back of it."""
    open_items = ReceivableItem.objects.visible_to(actor).filter(customer_id=row.customer_id, settled_on=None, kind="sale")
    return {"entries": row.entries.select_related("item").order_by("id"), "bill": getattr(row, "bill", None),
            "given_back": Receipt.objects.visible_to(actor).filter(gives_back=row).order_by("id"),
            "open_items": open_items.order_by("due_on", "id")[:20] if row.unallocated_fen > 0 else ()}



def _facts(row: Receipt, actor: Actor) -> Mapping[str, Any]:
    return {"rows": [(_("customer"), row.customer.name), (_("payer"), row.payer or None), (_("came by"), _method(row)),
                     (_("bank account"), row.account or None), (_("order"), row.order_number or None),
                     (_("confirmed by"), row.confirmed_by),
                     (_("confirmed at"), f"{clock.local(row.confirmed_at):%Y-%m-%d %H:%M}"), (_("note"), row.note or None)]}


@register
class ReceiptScreen(Screen):
    """回款: receipts with what they paid."""

    code: ClassVar[str] = "receipts"
    model: ClassVar[Any] = Receipt
    title: ClassVar[Any] = _("Receipts")
    group: ClassVar[str] = "receivables"
    order_in_menu: ClassVar[int] = 20
    icon: ClassVar[str] = "cash"
    columns: ClassVar[Sequence[Column]] = (
        Column("number", kind="code", link=True), Column("on", kind="date"), Column("customer__name", _("customer"), width="wide"),
        Column("method", _("came by"), value=_method, needs=("method",)), Column("amount_fen", kind="money", total=True),
        Column("unallocated_fen", kind="money", total=True), Column("order_number", kind="code", phone=False), Column("payer", phone=False),
        Column("state", _("state"), kind="tag", tags=receipt_tag, value=lambda r: receipt_tag(r).label,
               needs=("gives_back_id", "reversed_by_id", "unallocated_fen", "order_id"), sort="unallocated_fen"),
        Column("confirmed_by", phone=False), Column("confirmed_at", kind="moment", hidden=True), Column("account", hidden=True),
        Column("note", hidden=True), Column("owner__name", _("salesperson"), hidden=True), Column("unit__name", _("region"), hidden=True))
    filters: ClassVar[Sequence[Filter]] = (
        Filter("q", _("Customer / number / payer"), kind="search"), Filter("on", _("received on"), kind="daterange"),
        Filter("method", _("came by"), kind="choice", choices=partial(known, METHOD)),
        Filter("customer", _("customer"), kind="ref", field="customer_id", lookup="customers"),
        Filter("owner", _("salesperson"), kind="ref", field="owner_id", lookup="people"),
        Filter("unit", _("region"), kind="ref", field="unit_id", lookup="units"),
        Filter("amount", _("amount"), kind="number range", field="amount_fen"))
    views: ClassVar[Sequence[View]] = (
        View("all", _("All")), View("free", _("Not allocated"), lambda actor: Q(unallocated_fen__gt=0), count=True),
        View("credit", _("Customers' credit"), lambda actor: Q(unallocated_fen__gt=0, order_id=None)),
        View("out", _("Given back"), lambda actor: Q(gives_back__isnull=False)))
    panels: ClassVar[Sequence[Panel]] = (Panel("allocations", _("What it paid"), "receivables/allocations.html", allocations),
                                         Panel("facts", _("Details"), "receivables/facts.html", _facts, side=True))
    select_related: ClassVar[Sequence[str]] = ("customer", "owner", "unit")
    search_fields: ClassVar[Sequence[str]] = ("number", "order_number", "payer", "customer__search_text")
    order_by: ClassVar[Sequence[str]] = ("-on", "-id")
    order_hint: ClassVar[Any] = _("Newest first")
    actions: ClassVar[Sequence[str]] = ("receivables.record_receipt",)
    history_kind: ClassVar[str] = "receipt"
    print_page: ClassVar[str] = "receipt-print"
    in_search: ClassVar[bool] = True
    id_parameter: ClassVar[str] = "receipt_id"
    empty_text: ClassVar[Any] = _("No money was recorded yet. Record the first receipt, or import a ledger.")

    def row_actions(self, row: Receipt, actor: Actor) -> Sequence[str]:
        if row.gives_back_id or row.reversed_by_id:
            return ()
        free = ("receivables.allocate_oldest", "receivables.allocate", "receivables.refund") if row.unallocated_fen > 0 else ()
        return (*free, *(() if row.method == Receipt.Method.BILL else ("receivables.reverse_receipt",)))

    def state_tag(self, row: Receipt) -> Tag:
        return receipt_tag(row)

    def context(self, row: Receipt, actor: Actor) -> Mapping[str, Any]:
        return {"figures": [{"label": _("Amount"), "value": money.show(row.amount_fen), "unit": _("yuan"), "foot": ""},
                            {"label": _("Not allocated"), "value": money.show(row.unallocated_fen), "unit": _("yuan"), "foot": ""},
                            {"label": _("Received on"), "value": row.on.isoformat(), "foot": ""}]}

    def lookup_label(self, row: Receipt) -> str:
        return row.number

    def lookup_extra(self, row: Receipt) -> Mapping[str, Any]:
        return {"note": f"{row.customer.name} · {money.show(row.unallocated_fen)}"}

    def as_json(self, row: Receipt, actor: Actor) -> Mapping[str, Any]:
        return {"order_id": row.order_id, "allocations": [
            {"item_id": e.item_id, "item": e.item.number, "kind": e.kind, "on": e.on.isoformat(), "amount": money.plain(-e.amount_fen)}
            for e in row.entries.select_related("item").order_by("id")]}
