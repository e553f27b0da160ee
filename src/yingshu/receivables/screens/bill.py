"""承兑汇票."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import Column, Filter, Screen, Tag, View, register

from ..models import AcceptanceBill

WEIGHTS = {"held": "wait", "honoured": "done", "dishonoured": "danger"}


def bill_tag(row: AcceptanceBill) -> Tag:
    """The state of a bill; a held one that is mature asks for attention."""
    if row.state == AcceptanceBill.State.HELD and row.matures_on <= clock.today():
        return Tag(_("Matured"), "warn")
    return Tag(AcceptanceBill.State(row.state).label, WEIGHTS[row.state])


@register
class BillScreen(Screen):
    """承兑汇票: what is held until when."""

    code: ClassVar[str] = "bills"
    model: ClassVar[Any] = AcceptanceBill
    title: ClassVar[Any] = _("Acceptance bills")
    group: ClassVar[str] = "receivables"
    order_in_menu: ClassVar[int] = 40
    icon: ClassVar[str] = "file-certificate"
    columns: ClassVar[Sequence[Column]] = (
        Column("number", kind="code", link=True), Column("customer__name", _("customer")), Column("drawer"),
        Column("amount_fen", kind="money", total=True), Column("matures_on", kind="date"),
        Column("receipt__number", _("receipt"), kind="code"),
        Column("state", kind="tag", tags=bill_tag, value=lambda b: bill_tag(b).label, needs=("state", "matures_on")))
    filters: ClassVar[Sequence[Filter]] = (
        Filter("q", _("Customer / number"), kind="search"), Filter("matures_on", _("matures on"), kind="daterange"),
        Filter("state", _("state"), kind="choice", choices=AcceptanceBill.State.choices))
    views: ClassVar[Sequence[View]] = (
        View("held", _("Held"), lambda actor: Q(state="held")),
        View("matured", _("Matured"), lambda actor: Q(state="held", matures_on__lte=clock.today()), count=True), View("all", _("All")))
    select_related: ClassVar[Sequence[str]] = ("customer", "receipt")
    search_fields: ClassVar[Sequence[str]] = ("number", "drawer", "customer__search_text")
    order_by: ClassVar[Sequence[str]] = ("matures_on", "id")
    order_hint: ClassVar[Any] = _("By maturity")
    history_kind: ClassVar[str] = "bill"
    id_parameter: ClassVar[str] = "bill_id"
    empty_text: ClassVar[Any] = _("No acceptance bill yet. A receipt by bill puts one here.")

    def row_actions(self, row: AcceptanceBill, actor: Actor) -> Sequence[str]:
        return ("receivables.honour_bill", "receivables.dishonour_bill") if row.state == AcceptanceBill.State.HELD else ()

    def state_tag(self, row: AcceptanceBill) -> Tag:
        return bill_tag(row)
