"""Contacts, addresses, credit investigations."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils.translation import gettext_noop as N_
from pydantic import Field

from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import NotFound
from yingshu.kernel.inputs import CustomerRef, Id, Needed, Phone, Text
from yingshu.kernel.services import Done, service

from ..inputs import Email, Short
from ..models import Address, Contact, CreditInvestigation, Customer
from .files import masked, visible

Who = Annotated[Needed, Field(max_length=60)]
Channel = Annotated[Needed, Field(max_length=60)]
Findings = Annotated[Text, Field(max_length=300)]


@service("customers.add_contact", title=N_("New contact"), clause="CUS-02")
def add_contact(*, actor: Actor, customer_id: CustomerRef, name: Who, role: Short = "", phone: Phone = "", email: Email = "") -> Done:
    """Another person at the customer."""
    customer = visible(actor, customer_id)
    pk = write.add_one(Contact, customer_id=customer.pk, name=name, role=role, phone=phone, email=email)
    _touch(customer)
    return Done("customer", customer.pk, customer.number, data={"contact_id": pk}, after={**masked({"contact": name}), "role": role})


@service("customers.change_contact", title=N_("Change contact"), clause="CUS-02")
def change_contact(*, actor: Actor, contact_id: Id, name: Text | None = None, role: Short | None = None, phone: Phone | None = None,
                   email: Email | None = None) -> Done:
    """Change a contact; what is left out stays."""
    return _change(actor, Contact, contact_id, {"name": name or None, "role": role, "phone": phone, "email": email})


@service("customers.remove_contact", title=N_("Delete contact"), clause="CUS-02")
def remove_contact(*, actor: Actor, contact_id: Id) -> Done:
    """Take a contact out of the file."""
    return _remove(actor, Contact, contact_id)


@service("customers.add_address", title=N_("New address"), clause="CUS-02")
def add_address(*, actor: Actor, customer_id: CustomerRef, consignee: Who, phone: Phone, address: Needed, note: Text = "") -> Done:
    """Where goods go."""
    customer = visible(actor, customer_id)
    pk = write.add_one(Address, customer_id=customer.pk, consignee=consignee, phone=phone, address=address, note=note)
    _touch(customer)
    return Done("customer", customer.pk, customer.number, data={"address_id": pk}, after={"address": address})


@service("customers.change_address", title=N_("Change address"), clause="CUS-02")
def change_address(*, actor: Actor, address_id: Id, consignee: Text | None = None, phone: Phone | None = None,
                   address: Text | None = None, note: Text | None = None) -> Done:
    """Change an address; documents already made keep theirs."""
    return _change(actor, Address, address_id, {"consignee": consignee or None, "phone": phone, "address": address or None, "note": note})


@service("customers.remove_address", title=N_("Delete address"), clause="CUS-02")
def remove_address(*, actor: Actor, address_id: Id) -> Done:
    """Take an address out of the file."""
    return _remove(actor, Address, address_id)


@service("customers.reveal_contact", title=N_("View contact"), clause="CNF-07")
def reveal_contact(*, actor: Actor, contact_id: Id) -> Done:
    """The whole phone and e-mail of a contact; the look is logged."""
    customer, contact = _part(actor, Contact, contact_id)
    told = {"phone": contact.phone, "email": contact.email}
    return Done("customer", customer.pk, customer.number, data=told, secret=frozenset(told), after={"contact_id": contact.pk})


@service("customers.reveal_address", title=N_("View consignee"), clause="CNF-07")
def reveal_address(*, actor: Actor, address_id: Id) -> Done:
    """The whole name and phone of a consignee; the look is logged."""
    customer, address = _part(actor, Address, address_id)
    told = {"consignee": address.consignee, "phone": address.phone}
    return Done("customer", customer.pk, customer.number, data=told, secret=frozenset(told), after={"address_id": address.pk})


def _change(actor: Actor, model: Any, pk: int, values: dict[str, Any]) -> Done:
    customer, record = _part(actor, model, pk)
    changed = {k: v for k, v in values.items() if v is not None and v != getattr(record, k)}
    if changed:
        write.change(model, where={"id": record.pk}, set=changed)
        _touch(customer)
    return Done("customer", customer.pk, customer.number, after={"changed": sorted(changed)})


def _remove(actor: Actor, model: Any, pk: int) -> Done:
    customer, record = _part(actor, model, pk)
    record.delete()
    _touch(customer)
    return Done("customer", customer.pk, customer.number, after={"removed": model.__name__.lower()})


def _part(actor: Actor, model: Any, pk: int) -> tuple[Customer, Any]:
    record = model.objects.filter(pk=pk).first()
    if record is None:
        raise NotFound()
    return visible(actor, record.customer_id), record


def _touch(customer: Customer) -> None:
    write.change(Customer, where={"id": customer.pk}, set={"updated_at": clock.now()})


@service("customers.investigate", title=N_("Record credit investigation"), clause="CUS-16")
def record_credit_investigation(*, actor: Actor, customer_id: CustomerRef, channels: list[Channel], conclusion: Annotated[Findings, Field(
        min_length=1)], passed: bool, needs: Findings = "") -> Done:
    """The channels that were asked, what the customer needs, the conclusion, and whether credit may be given."""
    customer = visible(actor, customer_id)
    asked = list(dict.fromkeys(channels))
    pk = write.add_one(CreditInvestigation, customer_id=customer.pk, at=clock.now(), channels=asked, needs=needs, conclusion=conclusion,
                       passed=passed, actor_id=actor.id, actor_name=actor.name)
    return Done("customer", customer.pk, customer.number, data={"investigation_id": pk},
                after={"channels": asked, "conclusion": conclusion, "passed": passed})
