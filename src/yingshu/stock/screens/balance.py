"""Stock as a screen: on hand, committed, available, safety stock; the ledger beneath (LOG-06, LOG-08)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db.models import ExpressionWrapper, F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from yingshu.kernel.actor import Actor
from yingshu.kernel.fields import QuantityField
from yingshu.kernel.screens import Column, Filter, Panel, Screen, Tag, View, register

from ..models import StockBalance
from ..queries import entries_of


def available(row: StockBalance) -> Decimal:
    """What can be promised."""
    return row.on_hand - row.committed


def stock_tag(row: StockBalance) -> Tag:
    """Short of what is promised, below the safety stock, or enough."""
    if available(row) < 0:
        return Tag(_("Short"), "danger")
    if row.on_hand < (row.product.safety_stock or 0):
        return Tag(_("Below safety stock"), "warn")
    return Tag(_("Enough"), "done")


def entries(row: StockBalance, actor: Actor) -> dict[str, Any]:
    """The latest movements, newest first, each with the quantity on hand after it."""
    rows, after, found = [], row.on_hand, entries_of(row.product_id)
    for entry in found:
        rows.append({"entry": entry, "quantity": _signed(entry.quantity), "after": _number(after)})
        after -= entry.quantity
    return {"rows": rows, "unit": row.product.unit}


def balance(row: StockBalance, actor: Actor) -> dict[str, Any]:
    """The figures of a product."""
    return {"on_hand": _number(row.on_hand), "committed": _number(row.committed), "available": _number(available(row)),
            "allotted": _number(row.allotted), "unit": row.product.unit, "short": available(row) < 0,
            "safety": "--" if row.product.safety_stock is None else _number(row.product.safety_stock)}


def _number(quantity: Decimal) -> str:
    return f"{quantity.normalize():,f}".replace("-", "−")


def _signed(quantity: Decimal) -> str:
    return f"+{_number(quantity)}" if quantity > 0 else _number(quantity)


@register
class StockScreen(Screen):
    """库存台账 (LOG-06)."""

    code = "stock"
    model = StockBalance
    title = _("Stock")
    group = "products"
    order_in_menu = 50
    icon = "building-warehouse"
    hint = _("Available to promise is on hand less committed. Every change of on hand is an entry that cannot be altered (LOG-06).")
    columns = (
        Column("product__number", _("Product code"), kind="code", link=True),
        Column("product__name", _("Product name")),
        Column("product__spec", _("Specification"), phone=False),
        Column("product__unit", _("Unit of measure"), phone=False),
        Column("on_hand", kind="quantity"),
        Column("committed", kind="quantity"),
        Column("available", _("Available"), kind="quantity"),
        Column("allotted", kind="quantity", phone=False),
        Column("product__safety_stock", _("Safety stock"), kind="quantity", phone=False),
        Column("state", _("State"), kind="tag", value=lambda row: stock_tag(row).label, tags=stock_tag,
               needs=("on_hand", "committed", "product__safety_stock")),
    )
    filters = (
        Filter("q", _("Name, code or initials"), kind="search"),
        Filter("short", _("Short of what is promised"), kind="bool",
               q=lambda value: Q(on_hand__lt=F("committed")) if value else Q(on_hand__gte=F("committed"))),
        Filter("product__variety", _("Variety"), kind="text"),
        Filter("product__discontinued", _("Discontinued"), kind="bool"),
    )
    views = (
        View("all", _("All")),
        View("short", _("Short"), where=lambda actor: Q(on_hand__lt=F("committed")), count=True),
        View("below", _("Below safety stock"), where=lambda actor: Q(on_hand__lt=F("product__safety_stock")), count=True),
    )
    panels = (Panel("balance", _("Stock"), "stock/balance.html", balance),
              Panel("entries", _("Stock ledger"), "stock/entries.html", entries))
    order_by = ("product__number", "pk")
    order_hint = _("by product code")
    actions = ("stock.receive", "stock.set_opening")
    search_fields = ("product__search_text",)
    select_related = ("product",)
    history_kind = "stock"
    empty_text = _("Nothing in stock yet. Enter the opening stock, or register what was produced.")

    def scoped(self, actor: Actor) -> QuerySet[StockBalance]:
        """Stock is the same for everybody who may see it."""
        return StockBalance.objects.annotate(available=ExpressionWrapper(F("on_hand") - F("committed"), output_field=QuantityField()))

    def row_actions(self, row: Any, actor: Actor) -> Sequence[str]:
        return ("stock.receive", "stock.adjust")

    def heading(self, row: Any) -> str:
        return f"{row.product.number} {row.product.name}"

    def state_tag(self, row: Any) -> Tag:
        return stock_tag(row)

    def lookup_label(self, row: Any) -> str:
        return self.heading(row)
