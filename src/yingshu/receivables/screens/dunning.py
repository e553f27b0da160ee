"""催款记录 (REC-05)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from yingshu.customers.models import Customer
from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.choices import label_of
from yingshu.kernel.screens import Column, Filter, Screen, View, register

from ..models import DunningNote
from ..wordlists import CHANNEL


def channel_of(row: DunningNote) -> str:
    """By which way the customer was reached, in words."""
    return label_of(CHANNEL, row.channel)


@register
class DunningScreen(Screen):
    """催款: who was asked when, what was promised."""

    code: ClassVar[str] = "dunning_notes"
    model: ClassVar[Any] = DunningNote
    title: ClassVar[Any] = _("Dunning log")
    group: ClassVar[str] = "receivables"
    order_in_menu: ClassVar[int] = 50
    icon: ClassVar[str] = "message-dollar"
    columns: ClassVar[Sequence[Column]] = (
        Column("number", kind="code", link=True), Column("at", kind="moment"), Column("customer__name", _("customer")),
        Column("item__number", _("receivable"), kind="code"), Column("channel", value=channel_of, needs=("channel",)),
        Column("says", width="wide"),
        Column("promised_on", kind="date"), Column("promised_fen", kind="money"), Column("actor_name"))
    filters: ClassVar[Sequence[Filter]] = (
        Filter("q", _("Customer / number"), kind="search"), Filter("promised_on", _("promised for"), kind="daterange"),
        Filter("customer", _("customer"), kind="ref", field="customer_id", lookup="customers"))
    views: ClassVar[Sequence[View]] = (
        View("all", _("All")), View("promised", _("With a promise"), lambda actor: Q(promised_on__gte=clock.today())),
        View("mine", _("Mine"), lambda actor: Q(actor_id=actor.id)))
    select_related: ClassVar[Sequence[str]] = ("customer", "item")
    search_fields: ClassVar[Sequence[str]] = ("number", "says", "customer__search_text")
    order_hint: ClassVar[Any] = _("Newest first")
    actions: ClassVar[Sequence[str]] = ("receivables.record_dunning",)
    history_kind: ClassVar[str] = "dunning_note"
    print_page: ClassVar[str] = "dunning-print"
    empty_text: ClassVar[Any] = _("Nobody was asked for money yet.")

    def scoped(self, actor: Actor) -> QuerySet[DunningNote]:
        return DunningNote.objects.filter(customer_id__in=Customer.objects.visible_to(actor).values("id"))
