"""Incompatible duties are kept apart when a right is granted and when somebody acts (after every action, inside its transaction)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from yingshu.kernel import clock
from yingshu.kernel.services import ACTIONS, Done, Work
from yingshu.organisation.models import Absence, Appointment, Delegation, Person
from yingshu.organisation.principal import work_out
from yingshu.organisation.queries import in_force
from yingshu.rulebook.decisions import Subject, decide

from .controls import SEPARATION
from .queries.separation import Pair, did_other_side, pairs
from .rules import SeparationFacts

GRANTING = {"organisation.appoint": "appointment", "organisation.exceed_headcount": "appointment", "organisation.change_post": "post",
            "organisation.delegate": "delegation", "organisation.register_absence": "absence"}


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
    for person, moment in _granted_to(done):
        rights = work_out(person, moment).rights
        for pair in found:
            if united := pair.united_by(rights):
                _judge(pair, person.name, *united, Subject("person", person.pk, person.name))


def _granted_to(done: Done) -> list[tuple[Person, datetime]]:
    """Who has more rights by this, and from when: a post or a delegation may begin later, a deputy has those of the head."""
    if done.kind == "appointment":
        post = Appointment.objects.select_related("person").get(pk=done.id)
        return [(post.person, _from(post.since))]
    if done.kind == "delegation":
        lent = Delegation.objects.select_related("receiver").get(pk=done.id)
        return [(lent.receiver, _from(lent.first_day))]
    if done.kind == "absence":
        away = Absence.objects.select_related("deputy").get(pk=done.id)
        return [(away.deputy, max(clock.now(), away.left_at))]
    held = Appointment.objects.filter(in_force(), post_id=done.id).values("person_id")
    people = Person.objects.filter(pk__in=held, is_active=True).order_by("id") if "rights" in done.after else ()
    return [(person, clock.now()) for person in people]


def _from(day: date) -> datetime:
    return max(clock.now(), clock.moment(day))


def _judge(pair: Pair, person: str, first: str, second: str, subject: Subject, number: str = "") -> None:
    facts = SeparationFacts(person=person, pair=pair.item.title, first=_title(first), second=_title(second), strict=pair.strict,
                            number=number)
    decide(SEPARATION, facts, subject)


def _title(right: str) -> str:
    return ACTIONS[right].title if right in ACTIONS else right
