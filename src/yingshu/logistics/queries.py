"""Reads of dispatch."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Avg, Count, F, Q, QuerySet

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.orders import hooks
from yingshu.orders.models import SalesSlip
from yingshu.rulebook.decisions import params_of

from .controls import TRACKING
from .models import DispatchException, Shipment
from .rules import STEP_NAMES, STEPS, carrier_rating

hooks.count_exceptions_with(
    lambda order_id: DispatchException._plain.filter(slip__order_id=order_id, state=DispatchException.State.OPEN).count())


def steps_of(shipment: Shipment) -> list[dict[str, Any]]:
    """The seven steps with their time stamps (LOG-01)."""
    return [{"code": s, "name": STEP_NAMES[s], "at": getattr(shipment, f"{s}_at")} for s in STEPS]


def to_count(actor: Actor) -> QuerySet[SalesSlip]:
    """Issued slips whose goods wait to be counted and loaded."""
    found: QuerySet[SalesSlip] = SalesSlip.objects.visible_to(actor).filter(state=SalesSlip.State.ISSUED)
    return found.order_by("issued_at", "id")


def under_way(actor: Actor) -> QuerySet[Shipment]:
    """Shipments on the road."""
    found: QuerySet[Shipment] = Shipment.objects.visible_to(actor).filter(state=Shipment.State.UNDER_WAY)
    return found.select_related("carrier").order_by("expected_on", "id")


def delayed(actor: Actor, today: date | None = None) -> QuerySet[Shipment]:
    """Shipments that should have arrived (LOG-04)."""
    from datetime import timedelta

    days = max(params_of(TRACKING).delay_alert_days, 1)
    return under_way(actor).filter(expected_on__lte=(today or clock.today()) - timedelta(days=days))


def open_exceptions(actor: Actor) -> QuerySet[DispatchException]:
    """Exceptions not closed."""
    found: QuerySet[DispatchException] = DispatchException.objects.visible_to(actor).filter(state=DispatchException.State.OPEN)
    return found.order_by("opened_at", "id")


def rating(carrier_id: int, first: date, last: date) -> dict[str, Any]:
    """On time and undamaged of a carrier's arrived shipments in a period (LOG-10)."""
    rows = Shipment._plain.filter(carrier_id=carrier_id, arrived_at__gte=clock.moment(first),
                                  arrived_at__lt=clock.day_bounds(last, last)[1])
    pairs = [(bool(s.expected_on and s.arrived_at and clock.local(s.arrived_at).date() > s.expected_on), s.damaged)
             for s in rows.only("expected_on", "arrived_at", "damaged")]
    return {"shipments": len(pairs), "late": sum(late for late, _ in pairs), **carrier_rating(pairs)}


def freight_of(first: date, last: date) -> dict[str, Any]:
    """Freight settled in a period."""
    rows = Shipment._plain.filter(settled_at__gte=clock.moment(first), settled_at__lt=clock.day_bounds(last, last)[1])
    return rows.aggregate(n=Count("id"), mean=Avg(F("freight_paid_fen")), late=Count("id", filter=Q(arrived_at__gt=F("expected_on"))))


def gap_of(slip: SalesSlip) -> tuple[Decimal, Decimal] | None:
    """Expected and counted quantity of a slip's last count; None when not counted."""
    last = slip.counts.order_by("-id").first()
    return last.totals() if last else None
