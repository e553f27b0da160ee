"""When people leave a post, what waits for them goes on to their superiors at once, inside the same action."""

from __future__ import annotations

from yingshu.kernel import clock
from yingshu.kernel.services import Done, Work
from yingshu.organisation.models import Appointment, Person
from yingshu.organisation.principal import held_posts

from . import engine
from .models import ApprovalTask
from .services.running import advance, found

LEAVING = {"organisation.change_person": "person", "organisation.end_appointment": "appointment"}


def after(work: Work, done: Done) -> None:
    """Called after every business action; does something only when somebody left."""
    if LEAVING.get(work.action) != done.kind:
        return
    person_id = done.id if done.kind == "person" else Appointment.objects.values_list("person_id", flat=True).get(pk=done.id)
    if not works(person_id):
        hand_on(work, person_id)


def works(person_id: int) -> bool:
    """May log in and holds a post."""
    return Person.objects.filter(pk=person_id, is_active=True).exists() and bool(held_posts(person_id, clock.now()))


def hand_on(work: Work, person_id: int) -> int:
    """Give the open steps of a person who left to whoever stands above them; answers how many documents were touched."""
    ids = (ApprovalTask.objects.filter(person_id=person_id, outcome=ApprovalTask.Outcome.OPEN).order_by("approval_id")
           .values_list("approval_id", flat=True).distinct())
    for approval_id in list(ids):
        advance(work.actor, found(approval_id), engine.Leave(person_id), "leave")
    return len(ids)
