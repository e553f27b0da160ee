"""应收台账 (REC-01): what customers owe, item by item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from yingshu.kernel import clock, money
from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import Column, Filter, Panel, Screen, Tag, View, register

from ..models import ReceivableItem
from ..queries import UNDER_WAY
from .words import METHODS, days_late, due_words, item_tag, method_of


def entries(item: ReceivableItem, actor: Actor) -> Mapping[str, Any]:
    """The movements of an item with the balance after each."""
    balance, rows = 0, []
    for entry in item.entries.select_related("receipt").order_by("id"):
        balance += entry.amount_fen
        rows.append({"entry": entry, "balance": balance})
    return {"entries": rows}


def _facts(item: ReceivableItem, actor: Actor) -> Mapping[str, Any]:
    return {"rows": [(_("customer"), item.customer.name), (_("carrier"), item.carrier_name or None),
                     (_("order"), item.order_number or None), (_("contract number"), item.contract_number or None),
                     (_("payment method"), method_of(item)), (_("salesperson"), item.owner.name if item.owner else None),
                     (_("region"), item.unit.name if item.unit else None), (_("disputed"), _("Yes") if item.disputed else _("No"))]}


def late() -> Q:
    """Overdue: the same condition as ``queries.overdue_items``."""
    return Q(settled_on=None, open_fen__gt=0, due_on__lt=clock.today()) & ~UNDER_WAY


class ItemScreen(Screen):
    """What the list of customers' items and that of carriers' items have in common."""

    model: ClassVar[Any] = ReceivableItem
    group: ClassVar[str] = "receivables"
    panels: ClassVar[Sequence[Panel]] = (Panel("entries", _("Movements"), "receivables/entries.html", entries),
                                         Panel("facts", _("Details"), "receivables/facts.html", _facts, side=True))
    select_related: ClassVar[Sequence[str]] = ("customer", "owner", "unit")
    search_fields: ClassVar[Sequence[str]] = ("number", "order_number", "contract_number", "customer__search_text")
    id_parameter: ClassVar[str] = "item_id"
    order_hint: ClassVar[Any] = _("Newest first")

    def state_tag(self, row: ReceivableItem) -> Tag:
        return item_tag(row)

    def context(self, row: ReceivableItem, actor: Actor) -> Mapping[str, Any]:
        tone, due = "danger" if days_late(row) else "", due_words(row.due_on, clock.today()) if row.open_fen else ""
        return {"figures": [{"label": _("Amount"), "value": money.show(row.amount_fen), "unit": _("yuan"), "foot": ""},
                            {"label": _("Still owed"), "value": money.show(row.open_fen), "unit": _("yuan"), "tone": tone, "foot": ""},
                            {"label": _("Shipped on") if row.kind == "sale" else _("Arrived on"), "value": row.shipped_on.isoformat(),
                             "foot": ""},
                            {"label": _("Due on"), "value": row.due_on.isoformat(), "tone": tone, "foot": due}]}

    def lookup_label(self, row: ReceivableItem) -> str:
        return row.number

    def lookup_extra(self, row: ReceivableItem) -> Mapping[str, Any]:
        return {"note": f"{row.customer.name} · {money.show(row.open_fen)}", "fill": {"amount": money.plain(row.open_fen)}}

    def as_json(self, row: ReceivableItem, actor: Actor) -> Mapping[str, Any]:
        return {"order_id": row.order_id, "entries": [
            {"kind": e["entry"].kind, "on": e["entry"].on.isoformat(), "amount": money.plain(e["entry"].amount_fen),
             "balance": money.plain(e["balance"]),
             "document": e["entry"].source_number, "by": e["entry"].actor_name} for e in entries(row, actor)["entries"]]}


@register
class ReceivableScreen(ItemScreen):
    """应收: open and settled items of customers."""

    code: ClassVar[str] = "receivables"
    title: ClassVar[Any] = _("Receivables")
    order_in_menu: ClassVar[int] = 10
    icon: ClassVar[str] = "coin"
    columns: ClassVar[Sequence[Column]] = (
        Column("number", kind="code", link=True), Column("customer__name", _("customer"), width="wide"),
        Column("order_number", kind="code", phone=False), Column("contract_number", kind="code", hidden=True),
        Column("payment_method", kind="pay", value=method_of, needs=("payment_method",), phone=False),
        Column("shipped_on", kind="date"), Column("due_on", _("falls due on"), kind="date"),
        Column("amount_fen", kind="money", total=True), Column("open_fen", _("still owed"), kind="money", total=True),
        Column("state", _("state"), kind="tag", tags=item_tag, value=lambda i: item_tag(i).label,
               needs=("open_fen", "due_on", "kind", "at_door"), sort="due_on"),
        Column("owner__name", _("salesperson"), phone=False), Column("unit__name", _("region"), hidden=True),
        Column("settled_on", kind="date", hidden=True), Column("disputed", kind="bool", hidden=True))
    filters: ClassVar[Sequence[Filter]] = (
        Filter("q", _("Customer / number"), kind="search"), Filter("due_on", _("falls due on"), kind="daterange"),
        Filter("customer", _("customer"), kind="ref", field="customer_id", lookup="customers"),
        Filter("shipped_on", _("shipped on"), kind="daterange"),
        Filter("owner", _("salesperson"), kind="ref", field="owner_id", lookup="people"),
        Filter("unit", _("region"), kind="ref", field="unit_id", lookup="units"), Filter("contract_number", _("contract number")),
        Filter("payment_method", _("payment method"), kind="choice", choices=tuple(METHODS.items())),
        Filter("open", _("still owed"), kind="number range", field="open_fen"), Filter("disputed", _("disputed"), kind="bool"))
    views: ClassVar[Sequence[View]] = (
        View("open", _("Still owed"), lambda actor: Q(settled_on=None)), View("overdue", _("Overdue"), lambda actor: late(), count=True),
        View("mine", _("Mine"), lambda actor: Q(settled_on=None, owner_id=actor.id)), View("all", _("All")))
    order_by: ClassVar[Sequence[str]] = ("-shipped_on", "-id")
    history_kind: ClassVar[str] = "receivable"
    actions: ClassVar[Sequence[str]] = ("receivables.record_receipt", "receivables.record_dunning")
    empty_text: ClassVar[Any] = _("Nothing is owed yet. Items come into being when goods leave, or by importing a ledger.")

    def scoped(self, actor: Actor) -> QuerySet[ReceivableItem]:
        found: QuerySet[ReceivableItem] = ReceivableItem.objects.visible_to(actor)
        return found.filter(kind=ReceivableItem.Kind.SALE)

    def row_actions(self, row: ReceivableItem, actor: Actor) -> Sequence[str]:
        if not row.open_fen:
            return ()
        return ("receivables.record_dunning", *(("receivables.write_off",) if days_late(row) else ()), "receivables.mark_disputed")
