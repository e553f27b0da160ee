"""The product catalogue as a screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import Column, Filter, Panel, Screen, Tag, View, register

from ..models import Product


def sale_tag(row: Product) -> Tag:
    """Can it be ordered?"""
    return Tag(_("Discontinued"), "void") if row.discontinued else Tag(_("On sale"), "done")


def label_of(model: Any, name: str) -> str:
    """The words for a field of a model."""
    return str(model._meta.get_field(name).verbose_name)


def filing_rows(row: Product, actor: Actor) -> dict[str, Any]:
    """The facts of the product's file, as label and value."""
    names = ("number", "name", "variety", "spec", "grade", "colour", "unit", "packing", "sample_of")
    return {"rows": [(label_of(Product, n), getattr(row, n) or None) for n in names]}


@register
class ProductScreen(Screen):
    """产品目录 (PRD-01)."""

    code = "products"
    model = Product
    title = _("Products")
    group = "products"
    order_in_menu = 10
    icon = "package"
    hint = _("Orders, prices, stock and complaints all refer to this catalogue (PRD-01).")
    columns = (
        Column("number", kind="code", link=True),
        Column("name"),
        Column("variety", phone=False),
        Column("spec"),
        Column("grade", phone=False, hidden=True),
        Column("colour", phone=False, hidden=True),
        Column("unit", phone=False),
        Column("packing", phone=False),
        Column("tax_rate", kind="percent", phone=False),
        Column("safety_stock", kind="quantity", phone=False),
        Column("cost", kind="price", phone=False, hidden=True),
        Column("state", _("State"), kind="tag", value=lambda row: sale_tag(row).label, needs=("discontinued",), tags=sale_tag,
               sort="discontinued"),
        Column("updated_at", kind="moment", phone=False, hidden=True),
    )
    filters = (
        Filter("q", _("Name, code or initials"), kind="search"),
        Filter("variety", _("Variety"), kind="text"),
        Filter("discontinued", _("Discontinued"), kind="bool"),
        Filter("number", _("Product code"), kind="text"),
        Filter("spec", _("Specification"), kind="text"),
        Filter("grade", _("Grade"), kind="text"),
        Filter("colour", _("Colour number"), kind="text"),
    )
    views = (
        View("all", _("All")),
        View("on_sale", _("On sale"), where=lambda actor: Q(discontinued=False)),
        View("stopped", _("Discontinued"), where=lambda actor: Q(discontinued=True)),
    )
    panels = (Panel("file", _("Product file"), "products/file.html", filing_rows),)
    order_by = ("number", "id")
    order_hint = _("by product code")
    actions = ("products.create",)
    import_action = "products.import"
    history_kind = "product"
    in_search = True
    select_related = ("sample_of",)
    empty_text = _("There are no products yet. Add the first one, or import the catalogue from Excel.")

    def scoped(self, actor: Actor) -> QuerySet[Product]:
        """The catalogue is the same for everybody."""
        return Product.objects.all()

    def row_actions(self, row: Any, actor: Actor) -> Sequence[str]:
        return ("products.change", "products.resume" if row.discontinued else "products.discontinue")

    def state_tag(self, row: Any) -> Tag:
        return sale_tag(row)

    def lookup_label(self, row: Any) -> str:
        return " ".join(filter(None, (row.number, row.name, row.spec)))
