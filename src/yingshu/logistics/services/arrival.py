"""After departure: reporting, tracking, arrival (LOG-04, ORD-07): steps 5 and 6 of seven."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_noop as N_

from yingshu.kernel import clock, money, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.inputs import Id, Needed, Text
from yingshu.kernel.services import Done, service
from yingshu.kernel.source import Source
from yingshu.orders.models import SalesSlip
from yingshu.orders.services.slips import arrive_slip
from yingshu.receivables.controls import COD
from yingshu.receivables.models import ReceivableItem
from yingshu.receivables.services.charges import transfer_to_carrier
from yingshu.rulebook.decisions import Subject, decide, params_of

from ..controls import STEPS
from ..models import Shipment, TrackNode
from ..rules import STEPS as ALL_STEPS
from ..rules import StepFacts
from ..transitions import SHIPMENT


@service("logistics.report_dispatch", title=N_("Report departure"), clause="ORD-07")
def report_dispatch(*, actor: Actor, shipment_id: Id, waybill: Text = "", note: Text = "") -> Done:
    """Logistics reports the departure to the service manager, who then tells the customer (ORD-07). Step 5."""
    changes = {"reported_at": clock.now(), **({"waybill": waybill} if waybill else {})}
    shipment = SHIPMENT.move(Shipment, shipment_id, "report", actor=actor, set=changes)
    return Done("shipment", shipment_id, shipment.order_number, shipment.state, data={"waybill": shipment.waybill}, reason=note,
                after={"reported": True, "waybill": shipment.waybill})


@service("logistics.track", title=N_("Track"), clause="LOG-04")
def track(*, actor: Actor, shipment_id: Id, place: Needed, note: Text = "") -> Done:
    """Record where the goods are."""
    shipment: Shipment = write.read_one(Shipment, shipment_id, actor=actor)
    SHIPMENT.check("report", shipment.state, shipment.order_number)
    pk = write.add_one(TrackNode, shipment_id=shipment_id, at=clock.now(), place=place, note=note, actor_name=actor.name)
    return Done("shipment", shipment_id, shipment.order_number, shipment.state, data={"node": pk}, after={"place": place})


@service("logistics.arrive", title=N_("Arrived and signed for"), clause="LOG-04")
def arrive(*, actor: Actor, shipment_id: Id, signed_by: Needed, damaged: bool = False) -> Done:
    """Goods arrived and were signed for. Step 6; step 5 must be done. For cash on delivery the carrier owes the money from now on."""
    now = clock.now()
    shipment = SHIPMENT.move(Shipment, shipment_id, "arrive", actor=actor,
                             set={"arrived_at": now, "signed_by": signed_by, "damaged": damaged})
    done = tuple(s for s in ALL_STEPS if getattr(shipment, f"{s}_at") and s != "arrived")
    decide(STEPS, StepFacts(step="arrived", done=done), Subject("shipment", shipment_id, shipment.order_number, shipment.unit_id))
    slip, order = arrive_slip(actor, shipment.slip_id)
    held = _hand_to_carrier(actor, shipment, slip) if slip.collect_fen else None
    return Done("shipment", shipment_id, shipment.order_number, shipment.state, data={
        "slip": slip.number, "carrier_owes": money.plain(held.open_fen if held else 0),
        "order_arrived": order.arrived_fen >= order.gross_fen},
        before={"state": "under_way"}, after={"state": shipment.state, "signed_by": signed_by, "damaged": damaged})


def _hand_to_carrier(actor: Actor, shipment: Shipment, slip: SalesSlip) -> ReceivableItem | None:
    """What is still open for the goods is the carrier's to hand over, within the company's days."""
    today, days = clock.today(), params_of(COD, slip.unit_id).return_within_days_after_arrival
    return transfer_to_carrier(actor=actor, slip=Source("sales_slip", slip.pk, slip.number), carrier_id=shipment.carrier_id,
                               carrier_name=shipment.carrier.name, on=today, due_on=today + timedelta(days=days))
