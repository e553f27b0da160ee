"""专卖店: the shops and what lies in them (LOG-09)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import Column, Filter, Panel, Screen, Tag, View, register

from ..models import Place, Stocktake

LAST = 10


def goods(row: Place, actor: Actor) -> dict[str, Any]:
    """What lies in the shop, and its last stocktakes."""
    return {"rows": list(row.stock.exclude(on_hand=0).select_related("product").order_by("product__number")),
            "counts": list(Stocktake.objects.filter(place=row).order_by("-on", "-id")[:LAST])}


@register
class PlaceScreen(Screen):
    """专卖店 (LOG-09)."""

    code: ClassVar[str] = "places"
    model: ClassVar[Any] = Place
    title: ClassVar[Any] = _("Shops")
    group: ClassVar[str] = "orders"
    order_in_menu: ClassVar[int] = 82
    icon: ClassVar[str] = "building-store"
    columns: ClassVar[Sequence[Column]] = (Column("name", link=True), Column("address", width="wide"), Column("active", kind="bool"))
    filters: ClassVar[Sequence[Filter]] = (Filter("q", _("Shop name"), kind="search"), Filter("active", _("Active"), kind="bool"))
    views: ClassVar[Sequence[View]] = (View("all", _("All")),)
    panels: ClassVar[Sequence[Panel]] = (Panel("goods", _("Goods in the shop"), "stock/shop.html", goods),)
    order_by: ClassVar[Sequence[str]] = ("name", "id")
    search_fields: ClassVar[Sequence[str]] = ("name", "address")
    actions: ClassVar[Sequence[str]] = ("stock.open_place",)
    history_kind: ClassVar[str] = "place"
    empty_text: ClassVar[Any] = _("No shop yet.")

    def scoped(self, actor: Actor) -> QuerySet[Any]:
        """Shops are the same for everybody who may see them."""
        return Place.objects.all()

    def row_actions(self, row: Place, actor: Actor) -> Sequence[str]:
        return ("stock.move_to_place", "stock.start_stocktake")

    def state_tag(self, row: Place) -> Tag | None:
        return None if row.active else Tag(_("Closed"), "void")
