"""Nobody leaves their last post, or is stopped, with customers or debts still in their hands: the handover comes first (ORG-28).

An appointment that ends by its own last day asks nobody on that day. Who still holds something then stands on the list of those who
start handovers, some days before and until nothing is left.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Exists, Max, OuterRef, Q

from yingshu.kernel import clock
from yingshu.kernel.services import Done, Work
from yingshu.organisation.models import Appointment, Person
from yingshu.organisation.principal import held_posts
from yingshu.rulebook.decisions import Subject, decide, params_of

from .controls import LEAVING
from .holdings import Holding, holdings_of
from .rules import LeavingFacts

NAMED = 5


def after(work: Work, done: Done) -> None:
    """Called after every business action, inside its transaction; a refusal undoes the end of the appointment or of the login."""
    if work.action == "organisation.end_appointment" and done.kind == "appointment":
        held = Appointment.objects.select_related("person", "post").get(pk=done.id)
        others = Appointment.objects.filter(person_id=held.person_id).exclude(pk=held.pk).exclude(until__lte=held.until)
        _may_leave(held.person, [held.post.name], held.unit_id, stays=others.exists())
    if work.action == "organisation.change_person" and done.after.get("is_active") is False:
        person = Person.objects.get(pk=done.id)
        posts = held_posts(person.pk, clock.now())
        _may_leave(person, [held.post.name for held in posts], posts[0].unit_id if posts else None)


def _may_leave(person: Person, posts: Sequence[str], unit_id: int | None, *, stays: bool = False) -> None:
    """Who keeps another post keeps what they hold."""
    holdings = [] if stays else holdings_of(person.pk)
    facts = LeavingFacts(person=person.name, post="、".join(posts), count=len(holdings), items=tuple(h.title for h in holdings[:NAMED]))
    decide(LEAVING, facts, Subject("person", person.pk, person.name, unit_id))


class Leaver(NamedTuple):
    """Somebody whose last appointment ends by itself, the last day, and what they still hold."""

    person: Person
    last_day: date
    holdings: list[Holding]


def leavers() -> Iterator[Leaver]:
    """Those who leave soon or have left, and still hold something; who leaves first comes first."""
    until = clock.today() + timedelta(days=params_of(LEAVING).notice_days)
    stays = Appointment.objects.filter(Q(until=None) | Q(until__gt=until), person=OuterRef("person"))
    ending = Appointment.objects.filter(~Exists(stays), person__is_active=True).order_by().values("person").annotate(last=Max("until"))
    days = dict(ending.values_list("person", "last"))
    people = Person.objects.in_bulk(days)
    for pk, last_day in sorted(days.items(), key=lambda pair: (pair[1], pair[0])):
        if holdings := holdings_of(pk):
            yield Leaver(people[pk], last_day, holdings)
