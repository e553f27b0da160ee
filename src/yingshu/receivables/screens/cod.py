"""代收款台账 (REC-06): what carriers collected and have not handed over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import Column, Filter, View, register

from ..models import ReceivableItem
from .item import ItemScreen, late
from .words import item_tag


def _days(item: ReceivableItem) -> int:
    return ((item.settled_on or clock.today()) - item.shipped_on).days


def _difference(item: ReceivableItem) -> int | None:
    """What is missing once something was handed over; nothing yet says nothing."""
    return item.open_fen if item.handed_fen else None  # type: ignore[attr-defined]


@register
class CodScreen(ItemScreen):
    """代收款: own ledger, by carrier, with age and difference."""

    code: ClassVar[str] = "cod_items"
    title: ClassVar[Any] = _("Money collected by carriers")
    order_in_menu: ClassVar[int] = 30
    icon: ClassVar[str] = "truck-return"
    columns: ClassVar[Sequence[Column]] = (
        Column("number", kind="code", link=True), Column("carrier_name"), Column("customer__name", _("customer"), width="wide"),
        Column("order_number", kind="code", hidden=True), Column("shipped_on", _("arrived on"), kind="date"),
        Column("amount_fen", _("to be handed over"), kind="money", total=True),
        Column("handed_fen", _("handed over and returned"), kind="money", hidden=True),
        Column("open_fen", _("not handed over"), kind="money", total=True),
        Column("difference", _("difference to be explained"), kind="money", value=_difference, needs=("open_fen", "handed_fen"),
               phone=False),
        Column("days", _("days since arrival"), kind="quantity", value=_days, needs=("shipped_on", "settled_on")),
        Column("due_on", _("hand over by"), kind="date"),
        Column("state", _("state"), kind="tag", tags=item_tag, value=lambda i: item_tag(i).label,
               needs=("open_fen", "due_on", "kind", "at_door"), sort="due_on"))
    filters: ClassVar[Sequence[Filter]] = (
        Filter("q", _("Customer / number"), kind="search"), Filter("carrier", _("carrier"), kind="ref", field="carrier_id",
                                                                   lookup="carriers"),
        Filter("shipped_on", _("arrived on"), kind="daterange"),
        Filter("customer", _("customer"), kind="ref", field="customer_id", lookup="customers"))
    views: ClassVar[Sequence[View]] = (
        View("open", _("With carriers"), lambda actor: Q(settled_on=None)), View("overdue", _("Overdue"), lambda actor: late(), count=True),
        View("difference", _("With a difference"), lambda actor: Q(settled_on=None) & ~Q(open_fen=F("amount_fen"))), View("all", _("All")))
    order_by: ClassVar[Sequence[str]] = ("-shipped_on", "-id")
    history_kind: ClassVar[str] = "cod_item"
    batch_actions: ClassVar[Sequence[str]] = ()
    search_fields: ClassVar[Sequence[str]] = ("number", "order_number", "carrier_name", "customer__search_text")
    print_page: ClassVar[str] = "cod-print"
    empty_text: ClassVar[Any] = _("No carrier holds money. Items come into being when goods to be paid on delivery arrive.")

    def scoped(self, actor: Actor) -> QuerySet[ReceivableItem]:
        found: QuerySet[ReceivableItem] = ReceivableItem.objects.visible_to(actor)
        return found.filter(kind=ReceivableItem.Kind.COD).annotate(handed_fen=F("amount_fen") - F("open_fen"))

    def row_actions(self, row: ReceivableItem, actor: Actor) -> Sequence[str]:
        return ("receivables.hand_over_cod", "receivables.write_off") if row.open_fen else ()
