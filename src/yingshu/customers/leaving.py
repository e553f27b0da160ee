"""Nobody leaves their last post, or is stopped, with customers or debts still in their hands: the handover comes first (ORG-28)."""

from __future__ import annotations

from collections.abc import Sequence

from yingshu.kernel import clock
from yingshu.kernel.services import Done, Work
from yingshu.organisation.models import Appointment, Person
from yingshu.organisation.principal import held_posts
from yingshu.rulebook.decisions import Subject, decide

from .controls import LEAVING
from .holdings import holdings_of
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
