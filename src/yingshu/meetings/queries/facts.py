"""Facts of other rooms that reports are drafted from: quality problems of a day, sales by week."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Sum

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.logistics.models import DispatchException
from yingshu.sales.models import SalesEntry

QUALITY = (DispatchException.Kind.DAMAGE, DispatchException.Kind.WRONG_GOODS)


def quality_problems(actor: Actor, day: date) -> list[str]:
    """Damaged and wrong goods registered on a day, one line each (MTG-08)."""
    start, end = clock.day_bounds(day, day)
    rows = (DispatchException.objects.visible_to(actor).filter(opened_at__gte=start, opened_at__lt=end, kind__in=QUALITY)
            .select_related("slip").order_by("opened_at", "id"))
    return [f"{row.number} {row.get_kind_display()} {row.slip.customer_name} {row.says}".strip() for row in rows]


def sold_in_weeks(first: date, before: int) -> list[int]:
    """Sold in the week that begins on a day, and in so many weeks before it, newest first, in fen (MTG-13). One statement."""
    start = first - timedelta(days=7 * before)
    days = SalesEntry.objects.filter(
        on__gte=start, on__lt=first + timedelta(days=7)).values_list("on").annotate(fen=Sum("gross_fen"))
    sums = dict.fromkeys(range(before + 1), 0)
    for on, fen in days:
        sums[(first - on + timedelta(days=6)).days // 7] += int(fen)
    return list(sums.values())
