"""Reading stock: what can be promised, and what runs low."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import ExpressionWrapper, F, QuerySet, Value
from django.db.models.functions import Coalesce

from yingshu.kernel import write
from yingshu.kernel.fields import QuantityField
from yingshu.products.models import Product
from yingshu.rulebook.decisions import params_of

from .controls import SAFETY
from .models import PlaceStock, StockBalance, StockEntry

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Availability:
    """Quantities of a product. ``available`` can be promised: on hand less committed; negative when more is promised than there is."""

    on_hand: Decimal = NOTHING
    committed: Decimal = NOTHING
    allotted: Decimal = NOTHING

    @property
    def available(self) -> Decimal:
        return self.on_hand - self.committed


def availability(product_ids: Iterable[int]) -> dict[int, Availability]:
    """On hand, committed, allotted and available of each product asked for (LOG-06), in one statement."""
    wanted = sorted(set(product_ids))
    rows = write.read(StockBalance, {"product_id__in": wanted}, order_by="product_id") if wanted else []
    return dict.fromkeys(wanted, Availability()) | {x.product_id: Availability(x.on_hand, x.committed, x.allotted) for x in rows}


def entries_of(product_id: int, limit: int = 50) -> list[StockEntry]:
    """The latest movements of a product in the main warehouse."""
    return list(StockEntry.objects.filter(product_id=product_id, place=None).order_by("-id")[:limit])


def below_safety() -> QuerySet[Any]:
    """Products on sale with less on hand than their lower limit, annotated with ``held``, ``limit`` and ``short`` (LOG-08)."""
    quantity = QuantityField()
    default = Value(params_of(SAFETY).safety_stock_default, output_field=quantity)
    rows = Product.objects.filter(discontinued=False).annotate(
        held=Coalesce("stock__on_hand", Value(NOTHING, output_field=quantity), output_field=quantity),
        limit=Coalesce("safety_stock", default, output_field=quantity))
    missing = ExpressionWrapper(F("limit") - F("held"), output_field=quantity)
    return rows.annotate(short=missing).filter(limit__gt=F("held")).order_by("-short", "id")


def in_place(place_id: int | None) -> dict[int, Decimal]:
    """What the books say lies in a shop, or in the main warehouse, by product id; products without any are left out."""
    if place_id is None:
        return dict(StockBalance.objects.exclude(on_hand=0).values_list("product_id", "on_hand"))
    return dict(PlaceStock.objects.filter(place_id=place_id).exclude(on_hand=0).values_list("product_id", "on_hand"))
