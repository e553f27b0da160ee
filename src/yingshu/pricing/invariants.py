"""What must always be true of prices."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, F, Q, Sum

from yingshu.kernel.invariants import invariant

from .models import PriceLine, PriceList, Quotation, SpecialPrice
from .rules import LEVELS, Approver


@invariant("pricing.lists")
def lists() -> Iterator[tuple[str, str]]:
    """Released lists begin on different days, say who released them, and have prices; drafts were not released."""
    released = PriceList.objects.filter(state=PriceList.State.RELEASED)
    for row in released.values("valid_from").annotate(n=Count("id")).filter(n__gt=1):
        yield str(row["valid_from"]), f"{row['n']} released lists begin on this day"
    for found in released.filter(Q(released_at=None) | Q(released_by="") | Q(lines=None)):
        yield str(found), "released without day, name or prices"
    for found in PriceList.objects.filter(state=PriceList.State.DRAFT).exclude(released_at=None):
        yield str(found), "a draft that was released"


@invariant("pricing.lines")
def lines() -> Iterator[tuple[str, str]]:
    """No price is negative, no lowest price above the price."""
    for row in PriceLine.objects.filter(Q(price__lt=0) | Q(floor__lt=0) | Q(floor__gt=F("price"))).select_related("price_list"):
        yield f"{row.price_list} {row.product_id}", f"price {row.price}, lowest {row.floor}"


@invariant("pricing.permits")
def permits() -> Iterator[tuple[str, str]]:
    """A granted special price was asked for beforehand, was decided by somebody, holds for a period; every request has a level."""
    rows = SpecialPrice.objects.unscoped(reason="a check of all records")
    undated = Q(valid_from=None) | Q(valid_until=None) | Q(valid_until__lt=F("valid_from")) | Q(decided_at=None) | Q(decided_by="")
    for row in rows.filter(Q(state=SpecialPrice.State.GRANTED) & (undated | Q(after_order=True))):
        yield row.number, "granted without period or decider, or asked for after ordering"
    for row in rows.exclude(level__in=[*LEVELS, *Approver]):
        yield row.number, f"nobody has the level “{row.level}”"


@invariant("pricing.quotations")
def quotations() -> Iterator[tuple[str, str]]:
    """A quotation adds up, and was made from a released list."""
    rows = Quotation.objects.unscoped(reason="a check of all records").annotate(sum=Sum("lines__amount_fen"))
    for row in rows.exclude(sum=F("total_fen"), price_list__state=PriceList.State.RELEASED):
        yield row.number, f"total {row.total_fen}, lines {row.sum}, list {row.price_list_id}"
