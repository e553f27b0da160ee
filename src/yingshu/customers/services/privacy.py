"""Requests of customers about their personal data (CNF-07)."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

from django.utils.translation import gettext_noop as N_
from pydantic import Field

from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import NotFound
from yingshu.kernel.imported import forget_record
from yingshu.kernel.inputs import CustomerRef, Id, Text
from yingshu.kernel.services import Done, service
from yingshu.kernel.text import search_text
from yingshu.rulebook.decisions import params_of

from .. import errors
from ..controls import PRIVACY
from ..models import Address, Contact, Customer, PrivacyRequest
from .files import visible

PERSONAL = ("legal_person", "contact", "phone", "email")


@service("customers.register_privacy_request", title=N_("Register request about personal data"), clause="CNF-07")
def register_privacy_request(*, actor: Actor, customer_id: CustomerRef, kind: PrivacyRequest.Kind,
                             note: Annotated[Text, Field(max_length=300)] = "") -> Done:
    """A customer asks what is kept of them, or to be forgotten. Due within the days of the rulebook."""
    customer = visible(actor, customer_id)
    due = clock.today() + timedelta(days=params_of(PRIVACY).handle_days)
    pk = write.add_one(PrivacyRequest, customer_id=customer.pk, kind=kind, asked_on=clock.today(), due_on=due, note=note, evidence={})
    return Done("privacy_request", pk, customer.number, "open", data={"due_on": due.isoformat()},
                after={"kind": kind, "due_on": due}, reason=note)


@service("customers.handle_privacy_request", title=N_("Handle request about personal data"), clause="CNF-07")
def handle_privacy_request(*, actor: Actor, request_id: Id) -> Done:
    """Delete: personal data are made anonymous at once, business records stay. Query: answer with what is kept. Evidence stays."""
    request = PrivacyRequest.objects.filter(pk=request_id).first()
    if request is None:
        raise NotFound()
    customer = visible(actor, request.customer_id)
    kept = _kept(customer)
    evidence = {"fields": sorted(kept), "records": sum(len(v) if isinstance(v, list) else 1 for v in kept.values())}
    if not write.change(PrivacyRequest, where={"id": request.pk, "handled_at__isnull": True},
                        set={"handled_at": clock.now(), "handled_by": actor.name, "evidence": evidence}):
        raise errors.AlreadyHandled(on=f"{clock.local(request.handled_at or clock.now()):%Y-%m-%d}")
    if request.kind == PrivacyRequest.Kind.DELETE:
        _forget(customer)
    data = kept if request.kind == PrivacyRequest.Kind.QUERY else {}
    return Done("privacy_request", request.pk, customer.number, "handled", data={"kept": data}, secret=frozenset({"kept"}),
                after={"kind": request.kind, **evidence})


def _kept(customer: Customer) -> dict[str, Any]:
    own = {name: getattr(customer, name) for name in PERSONAL if getattr(customer, name)}
    return own | {name: rows for name, rows in {
        "contacts": list(customer.contacts.values("name", "role", "phone", "email")),
        "addresses": list(customer.addresses.values("consignee", "phone", "address"))}.items() if rows}


def _forget(customer: Customer) -> None:
    write.change(Customer, where={"id": customer.pk}, set={**dict.fromkeys(PERSONAL, ""), "updated_at": clock.now(),
                 "search_text": search_text(customer.name, customer.number, "", "", customer.uscc)})
    forget_record(Customer, customer.pk)
    Contact.objects.filter(customer=customer).delete()
    write.change(Address, where={"customer_id": customer.pk}, set={"consignee": "*", "phone": "*"})
