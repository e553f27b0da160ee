"""Shipments as a screen: where every vehicle is, in seven steps (LOG-01)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, ClassVar

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yingshu.documents import access
from yingshu.kernel import clock, money
from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import Column, Filter, Panel, Screen, Tag, View, register
from yingshu.rulebook.decisions import params_of

from ..controls import TRACKING
from ..models import Shipment
from ..queries import steps_of
from ..rules import STEP_NAMES, is_delayed
from .vehicle import WEIGHTS, vehicles

S = Shipment.State


def shipment_tag(row: Shipment) -> Tag:
    """The state; late ones warn."""
    if row.state == S.UNDER_WAY and is_delayed(row.expected_on, clock.today(), params_of(TRACKING).delay_alert_days):
        return Tag(_("Delayed"), "danger")
    return Tag(S(row.state).label, WEIGHTS[S(row.state)])


def step_words(row: Shipment) -> str:
    """How many of the seven steps are done, and the next one."""
    from django.utils.translation import gettext

    steps = steps_of(row)
    done = sum(1 for step in steps if step["at"])
    following = next((gettext(STEP_NAMES[step["code"]]) for step in steps if not step["at"]), gettext("all done"))
    return f"{done}/7 {following}"


def delayed() -> Q:
    """Under way and past the expected day (LOG-04)."""
    days = max(params_of(TRACKING).delay_alert_days, 1)
    return Q(state=S.UNDER_WAY, expected_on__lte=clock.today() - timedelta(days=days))


def drawn(row: Shipment, actor: Actor) -> Mapping[str, Any]:
    """The vehicle with its steps."""
    return {"shipments": [v for v in vehicles([row.order_id], actor) if v.id == row.pk]}


@register
class ShipmentScreen(Screen):
    """货运跟踪 (LOG-01, LOG-04)."""

    code: ClassVar[str] = "shipments"
    model: ClassVar[Any] = Shipment
    title: ClassVar[Any] = _("Shipments")
    group: ClassVar[str] = "orders"
    order_in_menu: ClassVar[int] = 50
    icon: ClassVar[str] = "truck"
    columns: ClassVar[Sequence[Column]] = (
        Column("order_number", _("Order"), kind="code", link=True),
        Column("customer_name", _("Customer")),
        Column("state", _("State"), kind="tag", tags=shipment_tag, needs=("expected_on",)),
        Column("steps", _("Seven steps"), value=step_words, width="short",
               needs=("received_at", "followed_at", "booked_at", "departed_at", "reported_at", "arrived_at", "settled_at")),
        Column("carrier__name", _("Carrier")),
        Column("plate", _("Plate"), kind="code"),
        Column("driver", _("Driver"), phone=False),
        Column("driver_phone", _("Driver's phone"), kind="mask_phone", phone=False),
        Column("pickup_at", _("Pick-up at"), kind="moment", hidden=True),
        Column("waybill", _("Waybill"), kind="code", phone=False),
        Column("expected_on", _("Expected on"), kind="date"),
        Column("freight_fen", _("Freight"), kind="money", total=True, phone=False),
        *(Column(f"{step}_at", _label, kind="moment", hidden=True) for step, _label in (
            ("received", _("Instruction registered")), ("followed", _("Goods followed")), ("booked", _("Vehicle booked")),
            ("departed", _("Picked up and departed")), ("reported", _("Departure reported")), ("arrived", _("Followed to arrival")),
            ("settled", _("Collected money and freight settled")))),
        Column("signed_by", _("Signed by"), hidden=True),
        Column("freight_paid_fen", _("Freight settled"), kind="money", total=True, hidden=True),
    )
    filters: ClassVar[Sequence[Filter]] = (
        Filter("q", _("Order, customer, plate, waybill"), kind="search"),
        Filter("state", _("State"), kind="choice", choices=S.choices),
        Filter("departed_at", _("Departed on"), kind="daterange"),
        Filter("carrier", _("Carrier"), kind="ref", field="carrier_id", lookup="carriers"),
        Filter("expected_on", _("Expected on"), kind="daterange"),
        Filter("arrived_at", _("Arrived on"), kind="daterange"),
        Filter("damaged", _("Damaged"), kind="bool"),
    )
    print_page: ClassVar[str] = "shipment-print"
    views: ClassVar[Sequence[View]] = (
        View("all", _("All")),
        View("on_road", _("Under way"), where=lambda actor: Q(state=S.UNDER_WAY), count=True),
        View("delayed", _("Delayed"), where=lambda actor: delayed(), count=True),
        View("to_load", _("To be loaded"), where=lambda actor: Q(state=S.BOOKED)),
        View("unsettled", _("Freight to settle"), where=lambda actor: Q(state=S.ARRIVED)),
        View("late", _("Arrived late"), where=lambda actor: Q(arrived_at__date__gt=F("expected_on"))),
    )
    panels: ClassVar[Sequence[Panel]] = (Panel("vehicle", _("Vehicle and steps"), "orders/slip_vehicle.html", drawn),)
    order_by: ClassVar[Sequence[str]] = ("-id",)
    order_hint: ClassVar[Any] = _("newest first")
    id_parameter: ClassVar[str] = "shipment_id"
    search_fields: ClassVar[Sequence[str]] = ("order_number", "customer_name", "plate", "waybill")
    select_related: ClassVar[Sequence[str]] = ("carrier", "slip")
    history_kind: ClassVar[str] = "shipment"
    empty_text: ClassVar[Any] = _("No vehicle was booked yet. Vehicles are booked on the dispatch board.")

    def row_actions(self, row: Any, actor: Actor) -> Sequence[str]:
        if row.state == S.UNDER_WAY:
            return ("logistics.arrive" if row.reported_at else "logistics.report_dispatch", "logistics.track", "logistics.reroute")
        waiting = {S.ARRIVED: ("logistics.settle_freight",), S.BOOKED: ("logistics.reroute", "logistics.call_off"),
                   S.LOADED: ("logistics.reroute",)}
        return waiting.get(row.state, ())

    def state_tag(self, row: Any) -> Tag:
        return shipment_tag(row)

    def heading(self, row: Any) -> str:
        return f"{row.order_number} {row.plate}"

    def lookup_label(self, row: Any) -> str:
        return f"{row.order_number} {row.customer_name} {row.plate}"

    def as_json(self, row: Any, actor: Actor) -> Mapping[str, Any]:
        return {"slip": row.slip.number if row.slip_id else None, "order_id": row.order_id, "freight": money.plain(row.freight_fen),
                "steps": {step["code"]: step["at"] for step in steps_of(row)},
                "nodes": [{"at": n.at, "place": n.place, "note": n.note} for n in row.nodes.order_by("id")]}


access.declare("shipment", lambda pk, actor: Shipment.objects.visible_to(actor).filter(pk=pk).exists())
