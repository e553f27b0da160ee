"""Was every order there on time, unhurt and complete? (ORD-13)"""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from django.db.models import Exists, F, Max, OuterRef, Q

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.logistics.models import DispatchException, Shipment
from yingshu.orders.models import DEALS, SalesOrder
from yingshu.orders.rules import DeliveredOrder

KIND = DispatchException.Kind


class Due(NamedTuple):
    """One order that was due, and how its delivery went."""

    id: int
    number: str
    customer: str
    required_on: date
    arrived_on: date | None
    result: DeliveredOrder


def deliveries_due(first: date, last: date, actor: Actor) -> list[Due]:
    """Orders whose required day lies in the period and has come (or that arrived early). One statement.

    On time: what was shipped arrived by the required day, all of it. In quality: nothing damaged, no wrong goods. In full:
    everything ordered was shipped, and no shortage came out after departure. Orders without a required day are not judged.
    """
    return [_due(row) for row in _rows(first, last, actor)]


def _rows(first: date, last: date, actor: Actor) -> Any:
    exceptions: Any = DispatchException.objects.unscoped(reason="facts of an order that is visible")
    shipments: Any = Shipment.objects.unscoped(reason="facts of an order that is visible")
    orders: Any = SalesOrder.objects.visible_to(actor)
    of_order = exceptions.filter(slip__order_id=OuterRef("pk"))
    bad = of_order.filter(kind__in=(KIND.DAMAGE, KIND.WRONG_GOODS)).filter(opened_at__gte=F("slip__shipped_at"))
    short = of_order.filter(kind=KIND.SHORTAGE, opened_at__gte=F("slip__shipped_at"))
    hurt = shipments.filter(order_id=OuterRef("pk"), damaged=True)
    return (orders.filter(required_on__gte=first, required_on__lte=last, state__in=DEALS)
            .filter(Q(required_on__lt=clock.today()) | Q(arrived_fen__gte=F("gross_fen")))
            .annotate(arrived=Max("slips__arrived_at"), bad=Exists(bad), hurt=Exists(hurt), short=Exists(short))
            .order_by("required_on", "id"))


def _due(order: Any) -> Due:
    there = order.arrived_fen >= order.shipped_fen > 0 and order.arrived is not None
    arrived = clock.local(order.arrived).date() if there else None
    return Due(order.pk, order.number, order.customer_name, order.required_on, arrived, DeliveredOrder(
        on_time=arrived is not None and arrived <= order.required_on, in_quality=not (order.bad or order.hurt),
        in_full=order.shipped_fen >= order.gross_fen and not order.dropped_fen and not order.short))


def unjudged(first: date, last: date, actor: Actor) -> int:
    """Orders registered in the period without a required day: they are not in the rates, and the page says so."""
    start, end = clock.day_bounds(first, last)
    orders: Any = SalesOrder.objects.visible_to(actor)
    return int(orders.filter(ordered_at__gte=start, ordered_at__lt=end, required_on=None, state__in=DEALS).count())
