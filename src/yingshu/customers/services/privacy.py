"""Requests of customers and visitors about their personal data; notices; forgetting in time (CNF-07)."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

from django.db.models import Max
from django.utils.translation import gettext_noop as N_
from pydantic import Field

from yingshu.kernel import clock, personal, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.caches import bump
from yingshu.kernel.errors import InvalidInput, NotFound
from yingshu.kernel.inputs import CustomerRef, Id, Phone, Text
from yingshu.kernel.services import Done, service
from yingshu.rulebook.decisions import params_of

from .. import errors
from ..controls import PRIVACY
from ..inputs import Email, Short
from ..models import PrivacyNotice, PrivacyRequest
from ..notices import NOTICES, PURPOSES
from ..queries import who_asks
from .files import visible

Note = Annotated[Text, Field(max_length=300)]
NoticeText = Annotated[str, Field(min_length=20, max_length=4000)]


@service("customers.register_privacy_request", title=N_("Register request about personal data"), clause="CNF-07")
def register_privacy_request(*, actor: Actor, customer_id: CustomerRef, kind: PrivacyRequest.Kind, note: Note = "") -> Done:
    """A customer asks what is kept of them, or to be forgotten. Due within the days of the rulebook."""
    customer = visible(actor, customer_id)
    return _registered(kind, note, customer.number, customer_id=customer.pk)


@service("customers.ask_about_data", title=N_("Ask about personal data"), clause="CNF-07")
def ask_about_data(*, actor: Actor, kind: PrivacyRequest.Kind, name: Short, phone: Phone = "", email: Email = "", note: Note = "",
                   consent: Short = "") -> Done:
    """Somebody who is no customer on file asks, usually on the public page. Found by phone or e-mail, so one of them is needed."""
    who = personal.Who.of(phone, email)
    if not (who.phone or who.email):
        raise InvalidInput({"phone": [N_("Give the phone number or the e-mail address under which we may have kept something.")]})
    return _registered(kind, note, "", name=name, phone=who.phone, email=who.email, consent=consent)


def _registered(kind: PrivacyRequest.Kind, note: str, number: str, **whose: Any) -> Done:
    due = clock.today() + timedelta(days=params_of(PRIVACY).handle_days)
    pk = write.add_one(PrivacyRequest, kind=kind, asked_on=clock.today(), due_on=due, note=note, evidence={}, **whose)
    return Done("privacy_request", pk, number, "open", data={"due_on": due.isoformat()}, after={"kind": kind, "due_on": due}, reason=note)


@service("customers.handle_privacy_request", title=N_("Handle request about personal data"), clause="CNF-07")
def handle_privacy_request(*, actor: Actor, request_id: Id, identity: Text = "") -> Done:
    """Delete: personal data are erased in every room at once, business records stay. Query: answer with what is kept. What was found and
    erased stays on record, as numbers.

    For visitors it must be said how they were recognised, for instance by calling back.
    """
    request = PrivacyRequest.objects.filter(pk=request_id).first()
    if request is None:
        raise NotFound()
    customer = visible(actor, request.customer_id) if request.customer_id else None
    if customer is None and not identity:
        raise InvalidInput({"identity": [N_("Say how the person was recognised, for instance by calling the number back.")]})
    who = who_asks(request)
    kept, deleting = personal.kept_of(who), request.kind == PrivacyRequest.Kind.DELETE
    if not write.change(PrivacyRequest, where={"id": request.pk, "handled_at__isnull": True},
                        set={"handled_at": clock.now(), "handled_by": actor.name, "identity": identity,
                             **({} if customer else {"name": "", "phone": "", "email": "", "note": ""})}):
        raise errors.AlreadyHandled(on=f"{clock.local(request.handled_at or clock.now()):%Y-%m-%d}")
    evidence = {"found": {code: len(rows) for code, rows in kept.items()}, "erased": personal.erase(who) if deleting else {}}
    write.change(PrivacyRequest, where={"id": request.pk}, set={"evidence": evidence})
    return Done("privacy_request", request.pk, customer.number if customer else "", "handled", data={"kept": {} if deleting else kept},
                secret=frozenset({"kept"}), after={"kind": request.kind, **evidence})


@service("customers.forget_expired", title=N_("Forget personal data kept long enough"), clause="CNF-07")
def forget_expired(*, actor: Actor) -> Done:
    """What visitors left is made anonymous when its time is over; how many records of each kind stays on record."""
    return Done("retention", 0, data={"forgotten": personal.expire(clock.today())})


@service("customers.publish_notice", title=N_("Publish a notice about personal data"), clause="CNF-07")
def publish_notice(*, actor: Actor, purpose: Short, text: NoticeText) -> Done:
    """A new version of what is told before personal data are asked for. Records made before keep the version they were made under."""
    if purpose not in PURPOSES:
        raise NotFound(field="purpose")
    latest = PrivacyNotice.objects.filter(purpose=purpose).aggregate(n=Max("version"))["n"] or 1
    pk = write.add_one(PrivacyNotice, purpose=purpose, version=latest + 1, text=text, at=clock.now(), actor_name=actor.name)
    bump(NOTICES)
    return Done("privacy_notice", pk, f"{purpose}-{latest + 1}", after={"version": latest + 1})
