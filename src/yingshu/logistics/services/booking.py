"""Finding a vehicle (LOG-02): steps 1 to 3 of the seven."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_noop as N_

from yingshu.kernel import clock, events, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import NotFound
from yingshu.kernel.inputs import CarrierRef, Fen, Id, Moment, Needed, Phone, Text
from yingshu.kernel.services import Done, service
from yingshu.kernel.text import half_width
from yingshu.orders.events import OrderCancelled, SlipVoided
from yingshu.orders.models import SalesOrder
from yingshu.orders.services.instructions import answer_logistics
from yingshu.rulebook.decisions import Subject, decide

from ..controls import STEPS
from ..models import Carrier, Shipment
from ..rules import StepFacts
from ..transitions import SHIPMENT


@service("logistics.book_vehicle", title=N_("Book a vehicle"), clause="LOG-02")
def book_vehicle(*, actor: Actor, order_id: Id, carrier_id: CarrierRef, plate: Needed, driver: Needed, driver_phone: Phone,
                 pickup_at: Moment, freight: Fen = 0, expected_on: date | None = None) -> Done:
    """Confirm the vehicle of an order: carrier, plate, driver, phone, pick-up time. Answers logistics' instruction.

    Steps 2 and 3 of seven; step 1 (the instruction acknowledged) must be done (LOG-01).
    """
    order: SalesOrder = write.read_one(SalesOrder, order_id, actor=actor)
    now, carrier, plate = clock.now(), _carrier(carrier_id), half_width(plate).upper()
    answered = answer_logistics(actor, order_id, {"carrier": carrier.name, "plate": plate, "driver": driver,
                                                  "pickup_at": pickup_at.isoformat(), "freight_fen": freight})
    received = answered.acknowledged_at
    decide(STEPS, StepFacts(step="booked", done=("received", "followed") if received else ()),
           Subject("order", order.pk, order.number, order.unit_id))
    pk = write.add_one(Shipment, order_id=order_id, order_number=order.number, customer_name=order.customer_name, carrier_id=carrier.pk,
                       plate=plate, driver=driver, driver_phone=driver_phone, pickup_at=pickup_at, freight_fen=freight,
                       expected_on=expected_on or order.required_on, received_at=received, followed_at=now, booked_at=now,
                       owner_id=order.owner_id, unit_id=order.unit_id)
    return Done("shipment", pk, order.number, Shipment.State.BOOKED, data={"carrier": carrier.name, "plate": plate},
                after={"carrier": carrier.name, "plate": plate, "driver": driver})


def _carrier(carrier_id: int) -> Carrier:
    found: list[Carrier] = write.read(Carrier, {"id": carrier_id, "active": True})
    if not found:
        raise NotFound(field="carrier_id")
    return found[0]


@service("logistics.reroute", title=N_("Change vehicle or way"), clause="LOG-02")
def reroute(*, actor: Actor, shipment_id: Id, reason: Needed, carrier_id: CarrierRef | None = None, plate: Text = "", driver: Text = "",
            driver_phone: Phone = "", expected_on: date | None = None, freight: Fen | None = None) -> Done:
    """Change the vehicle, or send the goods another way while they are under way. Stock and money stay where they are."""
    before = write.lock(Shipment, shipment_id, actor=actor)
    if before is None:
        raise NotFound()
    SHIPMENT.check("reroute", before.state, before.order_number)
    given = {"plate": half_width(plate).upper(), "driver": driver, "driver_phone": driver_phone, "expected_on": expected_on,
             "carrier_id": _carrier(carrier_id).pk if carrier_id else None}
    changes: dict[str, object] = {k: v for k, v in given.items() if v}
    if freight is not None:
        changes["freight_fen"] = freight
    if changes:
        write.change(Shipment, where={"id": shipment_id}, set=changes)
    return Done("shipment", shipment_id, before.order_number, before.state, reason=reason,
                before={k: str(getattr(before, k)) for k in changes}, after={k: str(v) for k, v in changes.items()})


@service("logistics.call_off", title=N_("Call the vehicle off"), clause="LOG-02")
def call_off(*, actor: Actor, shipment_id: Id, reason: Needed) -> Done:
    """A booked vehicle is not needed, or does not come. One that is loaded or gone is changed instead."""
    shipment = SHIPMENT.move(Shipment, shipment_id, "cancel", actor=actor)
    return Done("shipment", shipment_id, shipment.order_number, shipment.state, before={"state": "booked"},
                after={"state": shipment.state}, reason=reason)


def _unload(news: SlipVoided, actor: Actor) -> None:
    """The slip on a vehicle was voided: it waits for the order's next one."""
    write.change(Shipment, where={"slip_id": news.slip_id, "state__in": SHIPMENT.table["unload"][0]},
                 set={"slip_id": None, "state": SHIPMENT.table["unload"][1]})


def _call_all_off(news: OrderCancelled, actor: Actor) -> None:
    write.change(Shipment, where={"order_id": news.order_id, "state__in": SHIPMENT.table["cancel"][0]},
                 set={"state": SHIPMENT.table["cancel"][1]})


events.on(SlipVoided, _unload)
events.on(OrderCancelled, _call_all_off)
