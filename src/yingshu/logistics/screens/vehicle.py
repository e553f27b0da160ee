"""A shipment as other pages show it: vehicle, seven steps, last count, exceptions, and what may be done now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from yingshu.kernel.actor import Actor
from yingshu.kernel.text import mask_phone
from yingshu.orders import hooks
from yingshu.orders.links import page_url, record_url
from yingshu.orders.screens.acts import Act, offer, offered
from yingshu.orders.screens.words import amount, when

from ..models import Count, DispatchException, Shipment, TrackNode
from ..rules import STEP_NAMES, STEPS

S = Shipment.State
WEIGHTS = {S.BOOKED: "wait", S.LOADED: "run", S.UNDER_WAY: "run", S.ARRIVED: "done", S.SETTLED: "done", S.CANCELLED: "void"}


class LastCount(NamedTuple):
    """The last count of a slip."""

    counted: str
    expected: str
    matches: bool
    who: str
    at: datetime


@dataclass(frozen=True)
class VehicleView:
    """One shipment, ready to be drawn."""

    id: int
    order_id: int
    slip_id: int | None
    slip_number: str
    carrier: str
    plate: str
    driver: str
    driver_phone: str
    state: str
    state_label: str
    weight: str
    waybill: str
    pickup_at: datetime
    expected_on: date | None
    arrived_at: datetime | None
    freight_fen: int
    steps: Sequence[dict[str, str]]
    last_count: LastCount | None
    nodes: Sequence[TrackNode]
    exceptions: Sequence[dict[str, Any]]
    acts: Sequence[Act]


def vehicles(order_ids: Iterable[int], actor: Actor, *, nodes: bool = True) -> list[VehicleView]:
    """The shipments of some orders, oldest first, in at most five statements."""
    rows = Shipment._plain.filter(order_id__in=list(order_ids)).exclude(state=S.CANCELLED).select_related("carrier", "slip").order_by("id")
    rows = rows.prefetch_related(Prefetch("nodes", TrackNode.objects.order_by("id"))) if nodes else rows
    found = list(rows)
    slips = [s.slip_id for s in found if s.slip_id]
    counts, troubles = last_counts(slips), exceptions_of(slips)
    return [view(s, counts.get(s.slip_id or 0), troubles.get(s.slip_id or 0, []), actor, nodes) for s in found]


def view(s: Shipment, counted: LastCount | None, troubles: Sequence[dict[str, Any]], actor: Actor, nodes: bool = True) -> VehicleView:
    """One shipment as a view."""
    return VehicleView(
        id=s.pk, order_id=s.order_id, slip_id=s.slip_id, slip_number=s.slip.number if s.slip else "", carrier=s.carrier.name,
        plate=s.plate,
        driver=s.driver, driver_phone=mask_phone(s.driver_phone), state=s.state, state_label=str(s.get_state_display()),
        weight=WEIGHTS[S(s.state)], waybill=s.waybill, pickup_at=s.pickup_at, expected_on=s.expected_on, arrived_at=s.arrived_at,
        freight_fen=s.freight_fen, steps=step_rows(s), last_count=counted, nodes=list(s.nodes.all()) if nodes else [], exceptions=troubles,
        acts=shipment_acts(s, actor))


def last_counts(slip_ids: Sequence[int]) -> dict[int, LastCount]:
    """The last count of each slip, in one statement."""
    found = {c.slip_id: c for c in Count.objects.filter(slip_id__in=slip_ids).order_by("id")} if slip_ids else {}
    return {slip: _last(c) for slip, c in found.items()}


def _last(count: Count) -> LastCount:
    expected, counted = count.totals()
    return LastCount(amount(counted), amount(expected), count.matches, count.actor_name, count.at)


def exceptions_of(slip_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """The exceptions of each slip."""
    found: dict[int, list[dict[str, Any]]] = {}
    for x in DispatchException._plain.filter(slip_id__in=slip_ids).order_by("id") if slip_ids else ():
        row = {"number": x.number, "kind": str(x.get_kind_display()), "says": says_of(x), "result": x.result, "id": x.pk,
               "open": x.state == DispatchException.State.OPEN, "url": record_url("exceptions", x.pk)}
        found.setdefault(x.slip_id, []).append(row)
    return found


def says_of(x: DispatchException) -> str:
    """What happened; the quantity when nothing was said."""
    return x.says or (_("%(quantity)s in difference") % {"quantity": amount(x.quantity)} if x.quantity else "")


def step_rows(s: Shipment) -> list[dict[str, str]]:
    """The seven steps with their time stamps (LOG-01): done, the next one, or not yet."""
    rows = [{"title": _(STEP_NAMES[step]), "sub": when(getattr(s, f"{step}_at")), "state": "ok" if getattr(s, f"{step}_at") else ""}
            for step in STEPS]
    first = next((row for row in rows if not row["state"]), None)
    if first is not None:
        first["state"] = "now"
    return rows


def shipment_acts(s: Shipment, actor: Actor) -> list[Act]:
    """What may be done with a shipment in its state."""
    pk, state = s.pk, s.state
    road = page_url("shipment-road", pk)
    found = []
    if state == S.UNDER_WAY and not s.reported_at:
        found.append(offer(actor, "logistics.report_dispatch", shipment_id=pk))
    if state == S.UNDER_WAY:
        found += [offer(actor, "logistics.arrive", title=_("Arrived"), page=road), offer(actor, "logistics.track", shipment_id=pk)]
    if state == S.ARRIVED:
        found.append(offer(actor, "logistics.settle_freight", shipment_id=pk))
    if state in (S.BOOKED, S.LOADED, S.UNDER_WAY):
        found.append(offer(actor, "logistics.reroute", title=_("Change vehicle"), shipment_id=pk))
    if state == S.BOOKED:
        found.append(offer(actor, "logistics.call_off", title=_("Call off"), shipment_id=pk))
    if s.slip_id and state in (S.UNDER_WAY, S.ARRIVED, S.SETTLED):
        found += [offer(actor, "logistics.open_exception", title=_("Exception"), slip_id=s.slip_id),
                  offer(actor, "logistics.take_back", title=_("Goods back"), page=page_url("slip-return", s.slip_id))]
    return offered(found)


hooks.tell_dispatch_with(lambda order_id, actor: vehicles([order_id], actor))
