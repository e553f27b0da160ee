"""Findings passed on to departments and put to use, needs, arbitration (SAT-06, 30, 33); other contacts with customers (SAT-02)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.utils.translation import gettext_noop as N_
from pydantic import Field

from yingshu.documents.numbers import next_number
from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import NotFound
from yingshu.kernel.inputs import Lookup, Needed, PersonRef, UnitRef
from yingshu.kernel.links import record_url
from yingshu.kernel.services import Done, service
from yingshu.kernel.text import search_text
from yingshu.notifications.services import tell
from yingshu.organisation.models import Person, Unit

from ..inputs import Period
from ..models import Contact, Finding
from ..moves import FINDING
from ..refusals import NotYourImprovement
from .reporting import begun

KIND = "finding"
State = Finding.State
FindingRef = Annotated[int, Field(gt=0), Lookup("findings")]
Long = Annotated[Needed, Field(max_length=500)]


@service("satisfaction.pass_finding", title=N_("Pass a finding on"), clause="SAT-06")
def pass_finding(*, actor: Actor, kind: Finding.Kind, period: Period, text: Long, person_id: PersonRef, unit_id: UnitRef | None = None,
                 met: bool = False, decision: Annotated[str, Field(max_length=500)] = "") -> Done:
    """A useful conclusion, a need that was recognised, or an arbitrated quality matter goes to the person who has to make use of it.

    It stays "to be received" until that person receives it (SAT-06). Raises NotFound, UnknownPeriod.
    """
    span, person = begun(period), Person.objects.filter(pk=person_id, is_active=True).first()
    if person is None:
        raise NotFound(field="person_id")
    if unit_id and not Unit.objects.filter(pk=unit_id).exists():
        raise NotFound(field="unit_id")
    number = next_number(KIND, clock.today())
    pk = write.add_one(Finding, number=number, kind=kind, period=span.name, text=text, person_id=person.pk, unit_id=unit_id, met=met,
                       decision=decision.strip(), state=State.WAITING, made_by=actor.name, made_at=clock.now(),
                       search_text=search_text(number, text, person.name))
    tell([person.pk], N_("%(number)s was passed to you: %(text)s"), args={"number": number, "text": text[:100]},
         url=record_url("findings", pk), clause="SAT-06", dedupe=f"finding:{pk}")
    return Done(KIND, pk, number, State.WAITING.value, data={"kind": str(kind)}, after={"text": text, "person": person.name})


@service("satisfaction.receive_finding", title=N_("Receive"), clause="SAT-06")
def receive_finding(*, actor: Actor, finding_id: FindingRef) -> Done:
    """The person it was passed to confirms it."""
    row = _mine(actor, finding_id, "receive")
    write.change(Finding, where={"id": row.pk}, set={"state": State.RECEIVED, "received_at": clock.now()})
    return Done(KIND, row.pk, row.number, State.RECEIVED.value, before={"state": row.state}, after={"state": "received"})


@service("satisfaction.use_finding", title=N_("Put to use"), clause="SAT-06")
def use_finding(*, actor: Actor, finding_id: FindingRef, use: Long) -> Done:
    """What was made of it."""
    row = _mine(actor, finding_id, "use")
    write.change(Finding, where={"id": row.pk}, set={"state": State.USED, "used_at": clock.now(), "use": use})
    return Done(KIND, row.pk, row.number, State.USED.value, before={"state": row.state}, after={"state": "used", "use": use})


def _mine(actor: Actor, pk: int, step: str) -> Finding:
    row: Finding | None = Finding.objects.filter(pk=pk).select_related("person").first()
    if row is None:
        raise NotFound(field="finding_id")
    if row.person_id != actor.id and not actor.everything:
        raise NotYourImprovement(name=row.person.name, field="finding_id")
    write.lock(Finding, pk)
    FINDING.check(step, row.state, row.number)
    return row


@service("satisfaction.record_contact", title=N_("Record a contact with customers"), clause="SAT-02")
def record_contact(*, actor: Actor, kind: Contact.Kind, on: date, title: Needed,
                   customers: Annotated[int, Field(ge=0, le=1_000_000)] = 0) -> Done:
    """One of the five kinds of communication with customers, so that the year's report counts it."""
    pk = write.add_one(Contact, kind=kind, on=on, title=title, customers=customers, owner_id=actor.id, unit_id=actor.unit_id,
                       made_at=clock.now())
    return Done("customer_contact", pk, title[:40], data={"kind": str(kind)}, after={"kind": str(kind), "on": f"{on}", "title": title})
