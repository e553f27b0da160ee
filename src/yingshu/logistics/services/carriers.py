"""Carrier files 物流商档案 and what was talked over with them (LOG-10)."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_noop as N_
from pydantic import AfterValidator, Field

from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import AlreadyExists, NotFound
from yingshu.kernel.inputs import CarrierRef, Needed, Phone, Text
from yingshu.kernel.services import Done, service
from yingshu.kernel.text import tidy

from ..models import Carrier, CarrierTalk

Name = Annotated[str, AfterValidator(tidy), Field(min_length=1, max_length=80)]
Contact = Annotated[str, AfterValidator(tidy), Field(max_length=60)]
Note = Annotated[str, AfterValidator(tidy), Field(max_length=300)]
Said = Annotated[str, AfterValidator(tidy), Field(min_length=1, max_length=300)]
Channel = CarrierTalk.Channel


@service("logistics.create_carrier", title=N_("New carrier"), clause="LOG-10")
def create_carrier(*, actor: Actor, name: Name, contact: Contact = "", phone: Phone = "", routes: Text = "", note: Note = "") -> Done:
    """Open the file of a freight company."""
    _free(name)
    pk = write.add_one(Carrier, name=name, contact=contact, phone=phone, routes=routes, note=note, created_at=clock.now())
    return Done("carrier", pk, name, after={"name": name})


@service("logistics.change_carrier", title=N_("Change the carrier's file"), clause="LOG-10")
def change_carrier(*, actor: Actor, carrier_id: CarrierRef, name: Name | None = None, contact: Contact | None = None,
                   phone: Phone | None = None, routes: Text | None = None, note: Note | None = None) -> Done:
    """Change a carrier's file; what is left out stays. Shipments made before show the new name."""
    carrier = _locked(carrier_id)
    given = {"name": name, "contact": contact, "phone": phone, "routes": routes, "note": note}
    changes = {k: v for k, v in given.items() if v is not None and v != getattr(carrier, k)}
    if "name" in changes:
        _free(str(name))
    if changes:
        write.change(Carrier, where={"id": carrier_id}, set=changes)
    return Done("carrier", carrier_id, changes.get("name") or carrier.name, before={k: getattr(carrier, k) for k in changes}, after=changes)


@service("logistics.stop_carrier", title=N_("Stop using the carrier"), clause="LOG-10")
def stop_carrier(*, actor: Actor, carrier_id: CarrierRef, reason: Needed) -> Done:
    """Book no more vehicles of a carrier. What is under way with it goes on."""
    return _switch(carrier_id, False, reason)


@service("logistics.resume_carrier", title=N_("Use the carrier again"), clause="LOG-10")
def resume_carrier(*, actor: Actor, carrier_id: CarrierRef) -> Done:
    """Book vehicles of a stopped carrier again."""
    return _switch(carrier_id, True)


@service("logistics.record_talk", title=N_("Record what was talked over"), clause="LOG-10")
def record_talk(*, actor: Actor, carrier_id: CarrierRef, says: Said, channel: Channel = Channel.PHONE) -> Done:
    """Keep what was talked over with a carrier: prices, vehicles, complaints, agreements."""
    carrier = _locked(carrier_id)
    pk = write.add_one(CarrierTalk, carrier_id=carrier_id, at=clock.now(), channel=channel.value, says=says, actor_name=actor.name)
    return Done("carrier", carrier_id, carrier.name, data={"talk": pk}, after={"channel": channel.value, "says": says})


def _switch(carrier_id: int, active: bool, reason: str = "") -> Done:
    carrier = _locked(carrier_id)
    write.change(Carrier, where={"id": carrier_id}, set={"active": active})
    return Done("carrier", carrier_id, carrier.name, before={"active": carrier.active}, after={"active": active}, reason=reason)


def _locked(carrier_id: int) -> Carrier:
    found: Carrier | None = write.lock(Carrier, carrier_id)
    if found is None:
        raise NotFound(field="carrier_id")
    return found


def _free(name: str) -> None:
    if write.read(Carrier, {"name": name}):
        raise AlreadyExists(field="name")
