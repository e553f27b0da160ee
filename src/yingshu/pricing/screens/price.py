"""价目明细: every price of every list, to look through and to take out as a workbook (PRC-05)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import Column, Filter, Panel, Screen, View, register

from ..models import PriceLine
from ..queries import list_in_force
from .price_list import yuan


def _now(actor: Actor) -> Q:
    """The prices of the list in force today."""
    current = list_in_force(clock.today())
    return Q(price_list_id=current.pk if current else 0)


def facts(row: PriceLine, actor: Actor) -> dict[str, Any]:
    """One price: of what, in which list, since when."""
    product, found = row.product, row.price_list
    return {"rows": [(_("Product code"), product.number), (_("Product name"), product.name), (_("Specification"), product.spec or None),
                     (_("Unit of measure"), product.unit or None), (_("Price incl. tax (yuan)"), yuan(row.price)),
                     (_("Lowest price (yuan)"), yuan(row.floor)), (_("Price list"), f"{found} {found.title}"),
                     (_("Valid from"), f"{found.valid_from}")]}


@register
class PriceScreen(Screen):
    """Prices by product. An exported list can be imported into the draft of the next one."""

    code: ClassVar[str] = "prices"
    model: ClassVar[Any] = PriceLine
    title: ClassVar[Any] = _("Prices by product")
    group: ClassVar[str] = "products"
    order_in_menu: ClassVar[int] = 22
    icon: ClassVar[str] = "tag"
    hint: ClassVar[Any] = _("The uniform prices; a list that was taken out can be brought into the draft of the next one.")
    columns: ClassVar[Sequence[Column]] = (
        Column("product__number", _("Product code"), kind="code", link=True), Column("product__name", _("Product name"), width="wide"),
        Column("product__spec", _("Specification")), Column("product__unit", _("Unit of measure"), phone=False),
        Column("price", kind="price"), Column("floor", kind="price"),
        Column("list", _("Price list"), kind="code", value=lambda row: str(row.price_list), sort="price_list__version"),
        Column("price_list__valid_from", _("Valid from"), kind="date", phone=False))
    filters: ClassVar[Sequence[Filter]] = (
        Filter("q", _("Name, code or initials"), kind="search"),
        Filter("price_list", _("Price list"), kind="ref", lookup="price_lists", field="price_list_id"),
        Filter("product", _("Product"), kind="ref", lookup="products", field="product_id"))
    views: ClassVar[Sequence[View]] = (View("now", _("In force"), where=_now), View("all", _("All")))
    panels: ClassVar[Sequence[Panel]] = (Panel("facts", _("Price"), "products/file.html", facts),)
    select_related: ClassVar[Sequence[str]] = ("product", "price_list")
    search_fields: ClassVar[Sequence[str]] = ("product__search_text",)
    order_by: ClassVar[Sequence[str]] = ("-price_list__version", "product__number", "id")
    order_hint: ClassVar[Any] = _("newest version first")
    empty_text: ClassVar[Any] = _("No list is in force yet. Draft one, enter or import prices, and release it.")

    def scoped(self, actor: Actor) -> QuerySet[PriceLine]:
        """Prices are the same for everybody."""
        return PriceLine.objects.all()

    def heading(self, row: PriceLine) -> str:
        return f"{row.product.name} {row.price_list}"
