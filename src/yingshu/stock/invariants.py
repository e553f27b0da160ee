"""What must always be true of the stock's books."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F, Q, Sum

from yingshu.kernel.invariants import invariant

from .models import PlaceStock, StockBalance, StockEntry, Stocktake


@invariant("stock.balances")
def balances() -> Iterator[tuple[str, str]]:
    """On hand equals the sum of the entries; a product with entries has a balance."""
    entered = {row["product_id"]: row["sum"] for row in StockEntry.objects.filter(place=None).values("product_id")
               .annotate(sum=Sum("quantity"))}
    for row in StockBalance.objects.select_related("product"):
        if row.on_hand != entered.pop(row.product_id, 0):
            yield row.product.number, f"on hand {row.on_hand} is not the sum of its entries"
    for product_id, total in entered.items():
        if total:
            yield str(product_id), f"entries of {total} without a balance"


@invariant("stock.never_oversold")
def never_oversold() -> Iterator[tuple[str, str]]:
    """Nothing is set aside that is not on hand; nothing on hand, set aside or promised is negative."""
    wrong = Q(allotted__gt=F("on_hand")) | Q(on_hand__lt=0) | Q(allotted__lt=0) | Q(committed__lt=0)
    for row in StockBalance.objects.filter(wrong).select_related("product"):
        yield row.product.number, f"on hand {row.on_hand}, allotted {row.allotted}, committed {row.committed}"


@invariant("stock.signs")
def signs() -> Iterator[tuple[str, str]]:
    """What was shipped goes out, what was produced or returned comes in; adjustments have a reason."""
    kinds = StockEntry.Kind
    wrong = (Q(kind=kinds.SHIPPED, quantity__gte=0) | Q(kind__in=[kinds.OPENING, kinds.PRODUCED, kinds.RETURNED], quantity__lte=0)
             | Q(kind=kinds.ADJUSTED, reason=""))
    for row in StockEntry.objects.filter(wrong):
        yield str(row.pk), f"{row.kind} {row.quantity} {row.reason!r}"


@invariant("stock.shops")
def shops() -> Iterator[tuple[str, str]]:
    """What lies in a shop equals the sum of its entries."""
    rows = StockEntry.objects.exclude(place=None).values("place_id", "product_id").annotate(sum=Sum("quantity"))
    entered = {(row["place_id"], row["product_id"]): row["sum"] for row in rows}
    for row in PlaceStock.objects.select_related("place", "product"):
        if row.on_hand != entered.pop((row.place_id, row.product_id), 0):
            yield f"{row.place} {row.product}", f"on hand {row.on_hand} is not the sum of its entries"
    for key, total in entered.items():
        if total:
            yield str(key), f"entries of {total} without a balance"


@invariant("stock.stocktakes")
def stocktakes() -> Iterator[tuple[str, str]]:
    """A posted sheet is counted whole, says who submitted it, and every difference has its reason."""
    rows = Stocktake.objects.exclude(state=Stocktake.State.COUNTING)
    bad = rows.filter(Q(submitted_at=None) | Q(lines__counted=None,
                                               lines__isnull=False) | Q(lines__reason="") & ~Q(lines__counted=F("lines__book")))
    for row in bad.distinct():
        yield row.number, "submitted without a count, a reason or a name"
