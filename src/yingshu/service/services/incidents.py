"""Serious quality and media events, step by step (SVC-24)."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yingshu.customers.models import Customer
from yingshu.documents.numbers import next_number
from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import InvalidInput, NotFound
from yingshu.kernel.events import emit
from yingshu.kernel.inputs import CustomerRef, Moment, PersonRef, ProductRef, UnitRef
from yingshu.kernel.services import Done, service
from yingshu.notifications.services import tell, tell_posts
from yingshu.organisation.models import Person, Unit
from yingshu.products.models import Product
from yingshu.rulebook.decisions import Subject, decide, params_of

from ..controls import INCIDENTS
from ..events import IncidentReported
from ..inputs import Batch, IncidentRef, NeededBrief, NeededShort, NeededWords, Title
from ..models import AffectedCustomer, Incident
from ..rules.incidents import IncidentFacts
from ..transitions import INCIDENT as MOVES
from .steps import plainly

KIND = "incident"


def url_of(pk: int) -> str:
    """The event's page."""
    return f"/incidents/{pk}/"


@service("service.report_incident", title=N_("Report a serious event"), clause="SVC-24")
def report_incident(*, actor: Actor, trigger: Incident.Trigger, title: Title, says: NeededWords, happened_at: Moment | None = None,
                    exposed: bool = False, noticed: bool = False, product_id: ProductRef | None = None, batch: Batch = "",
                    customer_ids: list[CustomerRef] | None = None) -> Done:
    """A serious quality problem, a complaint in the media or something special: the leaders know at once.

    ``exposed``: in the media, or with legal responsibility; it counts in the satisfaction index (SAT-16).
    """
    now, params = clock.now(), params_of(INCIDENTS)
    when = min(happened_at or now, now)
    if trigger not in params.trigger:
        raise InvalidInput({"trigger": [_("The rulebook does not name this kind of event.")]})
    if product_id and not Product.objects.filter(pk=product_id).exists():
        raise NotFound(field="product_id")
    number = next_number("incident", clock.today())
    pk = write.add_one(Incident, number=number, trigger=trigger, title=title, says=says, happened_at=when, reported_at=now,
                       report_by=when + timedelta(hours=params.report_within_hours), exposed=exposed, noticed=noticed,
                       product_id=product_id, batch=batch, reported_by=actor.name)
    _affect(actor, pk, customer_ids or [])
    for posts, words in ((params.tell, N_("Serious event %(number)s: %(title)s")),
                         (params.investigator, N_("Serious event %(number)s: investigate it, record what you find and call the review."))):
        tell_posts(posts, words, args={"number": number, "title": title}, url=url_of(pk), clause="SVC-24", urgent=True)
    emit(IncidentReported(pk, number, trigger, exposed, when), actor)
    return Done(KIND, pk, number, Incident.State.REPORTED, data={"in_time": now <= when + timedelta(hours=params.report_within_hours)},
                after={"trigger": trigger, "exposed": exposed, "customers": len(customer_ids or [])})


def _affect(actor: Actor, incident_id: int, customer_ids: list[int]) -> None:
    wanted = set(customer_ids)
    known = set(Customer.objects.visible_to(actor).filter(pk__in=wanted).values_list("id", flat=True))
    if wanted - known:
        raise NotFound(field="customer_ids")
    there = set(AffectedCustomer.objects.filter(incident_id=incident_id).values_list("customer_id", flat=True))
    write.add(AffectedCustomer, [{"incident_id": incident_id, "customer_id": pk} for pk in sorted(wanted - there)])


@service("service.add_affected", title=N_("Name affected customers"), clause="SVC-24")
def add_affected(*, actor: Actor, incident_id: IncidentRef, customer_ids: list[CustomerRef]) -> Done:
    """More customers whom the event concerns."""
    found = _locked(incident_id)
    _affect(actor, found.pk, customer_ids)
    return Done(KIND, found.pk, found.number, found.state, after={"customers": len(customer_ids)})


def _locked(incident_id: int) -> Incident:
    found: Incident | None = write.lock(Incident, incident_id)
    if found is None:
        raise NotFound(field="incident_id")
    return found


def _moved(incident_id: int, action: str, **values: object) -> Done:
    _locked(incident_id)
    row = plainly(MOVES, Incident, incident_id, action, **values)
    return Done(KIND, row.pk, row.number, row.state, after={k: str(v) for k, v in values.items()})


@service("service.investigate_incident", title=N_("Record the investigation"), clause="SVC-24")
def investigate_incident(*, actor: Actor, incident_id: IncidentRef, text: NeededWords) -> Done:
    """What the investigation found."""
    return _moved(incident_id, "investigate", investigation=text)


@service("service.review_incident", title=N_("Record the review"), clause="SVC-24")
def review_incident(*, actor: Actor, incident_id: IncidentRef, reviewers: NeededShort, text: NeededWords) -> Done:
    """Who reviewed the event, and with which result."""
    return _moved(incident_id, "review", review=text, reviewers=reviewers, reviewed_at=clock.now())


@service("service.order_measures", title=N_("Order corrective measures"), clause="SVC-24")
def order_measures(*, actor: Actor, incident_id: IncidentRef, measures: NeededWords, unit_id: UnitRef, due_on: date,
                   owner_id: PersonRef | None = None) -> Done:
    """Measures for the responsible department: its head, and whoever carries them out, are told at once. Without a person the head carries
    them out. Refused before the review."""
    found, unit = _locked(incident_id), Unit.objects.filter(pk=unit_id, active=True).first()
    if unit is None:
        raise NotFound(field="unit_id")
    owner = _carries_out(unit, owner_id)
    _decide(found, "correct")
    tell([owner, unit.head_id or 0], N_("Serious event %(number)s: %(unit)s carries out the measures by %(day)s."), clause="SVC-24",
         urgent=True, args={"number": found.number, "unit": unit.name, "day": due_on.isoformat()}, url=url_of(found.pk))
    return _moved(incident_id, "correct", measures=measures, owner_id=owner, responsible=unit.name, measures_by=due_on)


def _carries_out(unit: Unit, owner_id: int | None) -> int:
    """The person named, else the head of the department."""
    if owner_id and not Person.objects.filter(pk=owner_id, is_active=True).exists():
        raise NotFound(field="owner_id")
    if owner := owner_id or unit.head_id:
        return owner
    raise InvalidInput({"owner_id": [_("%(unit)s has no head. Name who carries the measures out.") % {"unit": unit.name}]})


@service("service.verify_incident", title=N_("Verify the measures"), clause="SVC-24")
def verify_incident(*, actor: Actor, incident_id: IncidentRef, text: NeededBrief) -> Done:
    """It was looked at whether the measures work."""
    return _moved(incident_id, "verify", verification=text, verified_at=clock.now())


@service("service.close_incident", title=N_("Close the event"), clause="SVC-24")
def close_incident(*, actor: Actor, incident_id: IncidentRef) -> Done:
    """Closed once the measures were verified."""
    found = _locked(incident_id)
    _decide(found, "close")
    return _moved(incident_id, "close", closed_at=clock.now())


def _decide(found: Incident, step: str) -> None:
    facts = IncidentFacts(step=step, reviewed=found.reviewed_at is not None, verified=found.verified_at is not None)
    decide(INCIDENTS, facts, Subject(KIND, found.pk, found.number))
