"""Quotations, kept as they were given (PRC-11)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_

from yingshu.kernel import money
from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import Column, Filter, Panel, Screen, View, register

from ..models import Quotation, QuotationLine
from ..rules import plain
from .price_list import yuan

CHANNELS = {"phone": N_("Phone"), "visit": N_("Visit"), "message": N_("Message"), "email": N_("E-mail"), "web": N_("Website")}


def channel_of(row: Quotation) -> Any:
    """How the price was asked for, in words."""
    return _(CHANNELS.get(row.channel, row.channel))


def lines(row: Quotation, actor: Actor) -> dict[str, Any]:
    """The quoted products."""
    return {"lines": [{"line": x, "price": yuan(x.price), "quantity": f"{x.quantity.normalize():,f}"} for x in _lines(row)],
            "total": row.total_fen}


def _lines(row: Quotation) -> Iterable[QuotationLine]:
    return row.lines.select_related("product").order_by("id")


@register
class QuotationScreen(Screen):
    """报价."""

    code = "quotations"
    model = Quotation
    title = _("Quotations")
    group = "products"
    order_in_menu = 40
    icon = "message-dollar"
    hint = _("Every price told to the outside is the uniform price of the list, and is kept (PRC-11).")
    columns = (
        Column("number", kind="code", link=True),
        Column("at", kind="moment"),
        Column("customer__name", _("Customer")),
        Column("caller"),
        Column("channel", value=channel_of, needs=("channel",), phone=False),
        Column("price_list", _("Price list"), value=lambda row: str(row.price_list), needs=("price_list__version",), phone=False,
               sort="price_list__version"),
        Column("total_fen", kind="money", total=True),
        Column("owner__name", _("by"), phone=False),
    )
    filters = (
        Filter("number", _("Number"), kind="text"),
        Filter("customer", _("Customer"), kind="ref", lookup="customers"),
        Filter("at", _("at"), kind="daterange"),
        Filter("caller", _("Quoted to"), kind="text"),
        Filter("channel", _("channel"), kind="choice", choices=[(code, _(name)) for code, name in CHANNELS.items()]),
    )
    views = (View("all", _("All")), View("mine", _("By me"), where=lambda actor: Q(owner_id=actor.id)))
    panels = (Panel("lines", _("Lines"), "pricing/quotation_lines.html", lines),)
    actions = ("pricing.quote",)
    search_fields = ("number", "caller", "customer__name")
    select_related = ("customer", "owner", "price_list")
    history_kind = "quotation"
    print_page = "quotation-print"
    empty_text = _("No quotations yet. A quotation takes its prices from the list in force.")

    def as_json(self, row: Any, actor: Actor) -> dict[str, Any]:
        return {"lines": [{"product_id": x.product_id, "product": x.product.number, "quantity": plain(x.quantity),
                           "price": plain(x.price), "amount": money.plain(x.amount_fen)} for x in _lines(row)]}
