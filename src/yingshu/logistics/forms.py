"""First values and warnings of the dialogs of dispatch."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from yingshu.kernel import clock, money
from yingshu.kernel.actor import Actor
from yingshu.kernel.forms import initial
from yingshu.kernel.text import id_of
from yingshu.orders.forms import order_in
from yingshu.receivables.queries import cod_open_for_slip

from .models import DispatchException, Shipment

Query = Mapping[str, str]


def shipment_in(actor: Actor, query: Query) -> Shipment | None:
    """The shipment a dialog is about."""
    pk = id_of(query.get("shipment_id", ""))
    return Shipment.objects.visible_to(actor).filter(pk=pk).first() if pk else None


def _vehicle(actor: Actor, query: Query) -> Mapping[str, Any]:
    order = order_in(actor, query)
    return {"initial": {"pickup_at": next_hour(), "expected_on": order.required_on if order else None}}


def next_hour() -> Any:
    """The next full hour but one."""
    return (clock.local(clock.now()) + timedelta(hours=2)).replace(minute=0, second=0, microsecond=0)


def _freight(actor: Actor, query: Query) -> Mapping[str, Any]:
    s = shipment_in(actor, query)
    if s is None:
        return {}
    held = cod_open_for_slip(s.slip_id) if s.slip_id else 0
    doc = _("Agreed %(agreed)s. Collected money still with the carrier: %(held)s.") % {
        "agreed": money.show(s.freight_fen), "held": money.show(held)}
    return {"initial": {"amount": s.freight_fen}, "context": {"doc": doc}}


def _waybill(actor: Actor, query: Query) -> Mapping[str, Any]:
    s = shipment_in(actor, query)
    return {"initial": {"waybill": s.waybill}} if s else {}


def _closing(actor: Actor, query: Query) -> Mapping[str, Any]:
    pk = id_of(query.get("exception_id", ""))
    x = DispatchException.objects.visible_to(actor).filter(pk=pk).first() if pk else None
    return {"context": {"doc": _("%(number)s: %(says)s") % {"number": x.number, "says": x.says or x.get_kind_display()}}} if x else {}


for code, supply in {"logistics.book_vehicle": _vehicle, "logistics.settle_freight": _freight, "logistics.report_dispatch": _waybill,
                     "logistics.close_exception": _closing}.items():
    initial(code, supply)
