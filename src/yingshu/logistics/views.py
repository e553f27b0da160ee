"""Pages of dispatch that a screen cannot give: the board, the tasks of logistics on a phone, goods that come back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yingshu.documents.queries import attachments_of
from yingshu.kernel import money, presence
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import BusinessError, NotFound
from yingshu.kernel.pages import for_people
from yingshu.orders.links import act_url, record_url
from yingshu.orders.models import OrderLine, SalesSlip, SlipLine
from yingshu.orders.models.instruction import Lane
from yingshu.orders.posting import drawn, filled_in, page_context, quantities, run, status_of
from yingshu.orders.screens.acts import offer
from yingshu.orders.screens.detail import method_of
from yingshu.orders.screens.gates import gate
from yingshu.orders.screens.words import amount, day
from yingshu.orders.tasklists import tasks_of
from yingshu.orders.views import order_of, stepper, task_context
from yingshu.receivables.models import ReceivableItem
from yingshu.receivables.queries import cod_open_for_slip
from yingshu.rulebook.decisions import Subject, judge

from . import queries
from .controls import DEPART
from .forms import next_hour
from .models import Count, Shipment
from .papers import slip_of
from .screens.board import GROUPINGS, board
from .screens.vehicle import VehicleView, exceptions_of, last_counts, vehicles
from .services.departure import depart_facts

BOOK = "logistics.book_vehicle"


@for_people
@require_safe
def board_page(request: Any) -> HttpResponse:
    """The dispatch board; ``part=1`` answers only what refreshes itself."""
    request.actor.require("orders.view")
    by = request.GET.get("by", "lanes")
    context = board(request.actor, by if by in GROUPINGS else "lanes", request.GET.get("mine") == "1")
    if request.GET.get("part") == "1":
        return render(request, "logistics/parts/board.html", context)
    return render(request, "logistics/board.html", {**context, "crumbs": [(_("Orders"), "/orders/"), (_("Dispatch board"), "")]})


# ---- finding a vehicle ---------------------------------------------------------------------------------------------------

@for_people
@require_safe
def work_logistics(request: Any) -> HttpResponse:
    """Vehicles to find, slips to count, shipments under way."""
    actor: Actor = request.actor
    actor.require(BOOK)
    context = tasks_of(actor, Lane.LOGISTICS, "work-logistics-order")
    slips = list(queries.to_count(actor).select_related("order")[:50])
    road = [v for v in _on_road(actor) if v.slip_id]
    return render(request, "logistics/work.html", {**context, "slips": slips, "counts": last_counts([s.pk for s in slips]), "road": road,
                                                   "delayed": {s.pk for s in queries.delayed(actor)}})


def _on_road(actor: Actor) -> list[VehicleView]:
    under_way = list(queries.under_way(actor)[:50])
    wanted = {s.pk for s in under_way}
    return [v for v in vehicles({s.order_id for s in under_way}, actor, nodes=False) if v.id in wanted]


@for_people
@require_http_methods(["GET", "POST"])
def work_logistics_order(request: Any, order_id: int) -> HttpResponse:
    """Book the vehicle of an order: carrier, plate, driver, phone, pick-up (LOG-02)."""
    request.actor.require(BOOK)
    order, problem = order_of(request.actor, order_id), None
    if request.method == "POST":
        try:
            run(request, BOOK, filled_in(BOOK, request.POST, order_id=order_id))
            messages.success(request, _("Vehicle booked"))
            return HttpResponseRedirect(reverse("work-logistics"))
        except BusinessError as refused:
            problem = refused
    first = {"pickup_at": next_hour(), "expected_on": order.required_on}
    fields = drawn(request, BOOK, request.POST.dict() if problem else first, problem)
    context = {**task_context(request, order, Lane.LOGISTICS, problem), "f": fields, "back": reverse("work-logistics"),
               "booked": vehicles([order.pk], request.actor, nodes=False)}
    return render(request, "logistics/work_order.html", context, status=status_of(problem))


# ---- counting and departing ------------------------------------------------------------------------------------------------

@for_people
@require_http_methods(["GET", "POST"])
def count_page(request: Any, slip_id: int) -> HttpResponse:
    """Count a slip's goods at the vehicle, see at once what differs, let it depart (LOG-03)."""
    actor: Actor = request.actor
    actor.require("logistics.count")
    slip, problem = slip_of(actor, slip_id), None
    if request.method == "POST":
        try:
            return _counted(request, slip) if request.POST.get("do") != "depart" else _departed(request, slip)
        except BusinessError as refused:
            problem = refused
    return render(request, "logistics/count.html", _count_context(request, slip, problem), status=status_of(problem))


def _counted(request: Any, slip: SalesSlip) -> HttpResponse:
    done = run(request, "logistics.count", {"slip_id": slip.pk, "lines": quantities(request.POST, "counted", empty=True)})
    if done.data.get("matches"):
        messages.success(request, _("The count agrees"))
    else:
        messages.warning(request, _("The count differs; exception %(number)s was opened") % {"number": done.data.get("exception", "")})
    return HttpResponseRedirect(request.path)


def _departed(request: Any, slip: SalesSlip) -> HttpResponse:
    done = run(request, "logistics.depart", {"slip_id": slip.pk, "waybill": request.POST.get("waybill", "")})
    messages.success(request, _("Departed, outbound note %(number)s") % {"number": done.data.get("outbound", "")})
    return HttpResponseRedirect(request.path)


def _count_context(request: Any, slip: SalesSlip, problem: BusinessError | None) -> dict[str, Any]:
    actor: Actor = request.actor
    lines = list(slip.lines.select_related("order_line").order_by("position"))
    last = Count.objects.filter(slip_id=slip.pk).order_by("-id").first()
    counted = last.counted() if last else {}
    vehicle = _vehicle_of(slip, actor)
    issued = slip.state == SalesSlip.State.ISSUED
    return {"slip": slip, "title": _("Count on site"), "rows": [_row(x, counted, request.POST) for x in lines], "vehicle": vehicle,
            "last": last,
            "gate": depart_gate(slip, lines, actor) if last and issued else None, "issued": issued,
            "back": record_url("orders", slip.order_id),
            "method": method_of(slip.order), "photos": list(attachments_of("sales_slip", slip.pk)), "due": _sum(lines),
            "troubles": exceptions_of([slip.pk]).get(slip.pk, []), "may_depart": actor.may("logistics.depart"),
            "trouble": offer(actor, "logistics.open_exception", title=_("Report trouble"), slip_id=slip.pk),
            "presence": presence.address(actor, "slips", slip.pk), **page_context(problem, request.POST)}


def _vehicle_of(slip: SalesSlip, actor: Actor) -> VehicleView | None:
    found = vehicles([slip.order_id], actor, nodes=False)
    return next((v for v in found if v.slip_id == slip.pk), None) or next((v for v in found if v.slip_id is None), None)


def _row(x: SlipLine, counted: Mapping[int, Decimal], post: Mapping[str, str]) -> dict[str, Any]:
    o = x.order_line
    return {"id": x.pk, "name": o.name, "spec": o.spec, "measure": o.measure, "due": amount(x.quantity), "note": "",
            "value": post.get(f"q-{x.pk}") or amount(counted.get(x.pk, x.quantity))}


def _sum(lines: Sequence[SlipLine]) -> str:
    return amount(sum((x.quantity for x in lines), Decimal(0)))


def depart_gate(slip: SalesSlip, lines: Sequence[SlipLine], actor: Actor) -> dict[str, Any]:
    """How the departure gate would decide now, with the products by name."""
    shipment = Shipment._plain.filter(slip_id=slip.pk).first()
    facts = depart_facts(slip, lines, shipment)
    names = {str(x.position): x.order_line.name for x in lines}
    if facts.counted:
        facts = facts.model_copy(update={"counted": tuple(c.model_copy(update={"name": names.get(c.name, c.name)}) for c in facts.counted)})
    return gate([judge(DEPART, facts, Subject("sales_slip", slip.pk, slip.number, slip.unit_id))], _("Departure"), actor)


# ---- on the road -----------------------------------------------------------------------------------------------------------

ROAD = {"report": "logistics.report_dispatch", "track": "logistics.track", "arrive": "logistics.arrive"}


@for_people
@require_http_methods(["GET", "POST"])
def road_page(request: Any, shipment_id: int) -> HttpResponse:
    """Report departure, track, arrive; then what the carrier has collected (LOG-04, LOG-05)."""
    actor: Actor = request.actor
    actor.require("shipments.view")
    shipment, problem = Shipment.objects.visible_to(actor).select_related("slip", "carrier").one(pk=shipment_id), None
    step = request.POST.get("do", "")
    if request.method == "POST" and step in ROAD:
        try:
            run(request, ROAD[step], filled_in(ROAD[step], request.POST, shipment_id=shipment_id))
            messages.success(request, _("Recorded"))
            return HttpResponseRedirect(request.path)
        except BusinessError as refused:
            problem = refused
    return render(request, "logistics/road.html", _road_context(request, shipment, problem), status=status_of(problem))


def _road_context(request: Any, shipment: Shipment, problem: BusinessError | None) -> dict[str, Any]:
    actor: Actor = request.actor
    vehicle = next((v for v in vehicles([shipment.order_id], actor) if v.id == shipment.pk), None)
    if vehicle is None:
        raise NotFound()
    under_way = shipment.state == Shipment.State.UNDER_WAY
    return {"v": vehicle, "shipment": shipment, "slip": shipment.slip, "title": _("Shipment"),
            "back": record_url("orders", shipment.order_id),
            "to_report": under_way and not shipment.reported_at and actor.may(ROAD["report"]),
            "to_arrive": under_way and bool(shipment.reported_at) and actor.may(ROAD["arrive"]),
            "may_track": under_way and actor.may(ROAD["track"]),
            "cod": cod_of(shipment, actor), "settle": _settle(shipment, actor), "expected": day(shipment.expected_on),
            "values": request.POST,
            "photos": list(attachments_of("shipment", shipment.pk)),
            "trouble": offer(actor, "logistics.open_exception", title=_("Report trouble"),
                             slip_id=shipment.slip_id) if shipment.slip_id else None,
            "presence": presence.address(actor, "shipments", shipment.pk), **page_context(problem, request.POST)}


def cod_of(shipment: Shipment, actor: Actor) -> dict[str, Any] | None:
    """Collected money: how much, by when, and the way to hand it over."""
    slip = shipment.slip
    if slip is None or not slip.collect_fen:
        return None
    item = ReceivableItem._plain.filter(source_kind="sales_slip", source_id=slip.pk, kind="cod").first()
    url = act_url("receivables.hand_over_cod", item_id=item.pk) if item and item.open_fen and actor.may("receivables.hand_over_cod") else ""
    return {"collect_fen": slip.collect_fen, "open_fen": item.open_fen if item else slip.collect_fen,
            "due": day(item.due_on) if item else "",
            "with_carrier": item is not None, "url": url}


def _settle(shipment: Shipment, actor: Actor) -> Any:
    if shipment.state != Shipment.State.ARRIVED:
        return None
    held = cod_open_for_slip(shipment.slip_id) if shipment.slip_id else 0
    title = _("Settle the freight") if not held else _("Settle the freight (collected money first: %(sum)s)") % {"sum": money.show(held)}
    return offer(actor, "logistics.settle_freight", title=title, shipment_id=shipment.pk)


# ---- goods that come back ----------------------------------------------------------------------------------------------------

@for_people
@require_http_methods(["GET", "POST"])
def return_page(request: Any, slip_id: int) -> HttpResponse:
    """Take goods of a shipped slip back, line by line; damaged ones may stay out of stock."""
    actor: Actor = request.actor
    actor.require("logistics.take_back")
    slip, problem = slip_of(actor, slip_id), None
    if request.method == "POST":
        restock = request.POST.get("restock") == "1"
        lines = [{**line, "restock": restock} for line in quantities(request.POST, "quantity")]
        try:
            done = run(request, "logistics.take_back", {"slip_id": slip_id, "reason": request.POST.get("reason", ""), "lines": lines})
            messages.success(request, _("Return note %(number)s") % {"number": done.number})
            return HttpResponseRedirect(record_url("orders", slip.order_id))
        except BusinessError as refused:
            problem = refused
    rows = [_return_row(x, request.POST) for x in slip.lines.select_related("order_line").order_by("position") if x.quantity > x.returned]
    back, title = record_url("orders", slip.order_id), _("Goods back")
    context = {"slip": slip, "order": slip.order, "rows": rows, "title": title, "back": back, "method": method_of(slip.order),
               "crumbs": [(_("Orders"), "/orders/"), (slip.order_number, back), (title, "")],
               "f": drawn(request, "logistics.take_back", {"reason": request.POST.get("reason", "")}, problem),
               "presence": presence.address(actor, "slips", slip_id), **page_context(problem, request.POST)}
    return render(request, "logistics/return.html", context, status=status_of(problem))


def _return_row(x: SlipLine, post: Mapping[str, str]) -> dict[str, Any]:
    o: OrderLine = x.order_line
    return stepper(o, Decimal(0), x.quantity - x.returned, post) | {"id": x.pk, "value": post.get(f"q-{x.pk}") or "0"}
