"""Incompatible duties are kept apart when a right is granted and when somebody acts (after every action, inside its transaction)."""

from __future__ import annotations

from collections.abc import Iterable

from yingshu.kernel import clock
from yingshu.kernel.services import ACTIONS, Done, Work
from yingshu.organisation.models import Appointment, Delegation, Person
from yingshu.organisation.principal import work_out
from yingshu.organisation.queries import in_force
from yingshu.rulebook.decisions import Subject, decide

from .controls import SEPARATION
from .queries.separation import Pair, did_other_side, pairs
from .rules import SeparationFacts

GRANTING = {"organisation.appoint": "appointment", "organisation.exceed_headcount": "appointment", "organisation.change_post": "post",
            "organisation.delegate": "delegation"}


def after(work: Work, done: Done) -> None:
    """Called after every business action; looks only at those that a pair in force names, and at granted rights."""
    found = pairs()
    if not found or work.actor.everything:
        return
    if GRANTING.get(work.action) == done.kind:
        _check_grant(done, found)
    for pair in found:
        if done.id and pair.other_side(work.action):
            _check_act(work, done, pair)


def _check_act(work: Work, done: Done, pair: Pair) -> None:
    other = did_other_side(pair, work.action, work.actor.id, done.kind, done.id)
    if other:
        _judge(pair, work.actor.name, other, work.action, Subject(done.kind, done.id, done.number), done.number)


def _check_grant(done: Done, found: Iterable[Pair]) -> None:
    for person in _granted_to(done):
        rights = work_out(person, clock.now()).rights
        for pair in found:
            if united := pair.united_by(rights):
                _judge(pair, person.name, *united, Subject("person", person.pk, person.name))


def _granted_to(done: Done) -> list[Person]:
    if done.kind == "appointment":
        return [Appointment.objects.select_related("person").get(pk=done.id).person]
    if done.kind == "delegation":
        return [Delegation.objects.select_related("receiver").get(pk=done.id).receiver]
    held = Appointment.objects.filter(in_force(), post_id=done.id).values("person_id")
    return list(Person.objects.filter(pk__in=held, is_active=True).order_by("id")) if "rights" in done.after else []


def _judge(pair: Pair, person: str, first: str, second: str, subject: Subject, number: str = "") -> None:
    facts = SeparationFacts(person=person, pair=pair.item.title, first=_title(first), second=_title(second), strict=pair.strict,
                            number=number)
    decide(SEPARATION, facts, subject)


def _title(right: str) -> str:
    return ACTIONS[right].title if right in ACTIONS else right
