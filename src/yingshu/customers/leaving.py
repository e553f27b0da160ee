"""Nobody leaves their last post with customers, orders or debts still in their hands: the handover comes first (ORG-28)."""

from __future__ import annotations

from yingshu.kernel.services import Done, Work
from yingshu.organisation.models import Appointment
from yingshu.rulebook.decisions import Subject, decide

from .controls import LEAVING
from .holdings import holdings_of
from .rules import LeavingFacts

NAMED = 5


def after(work: Work, done: Done) -> None:
    """Called after every business action, inside its transaction; a refusal undoes the end of the appointment."""
    if work.action != "organisation.end_appointment" or done.kind != "appointment":
        return
    held = Appointment.objects.select_related("person", "post").get(pk=done.id)
    stays = Appointment.objects.filter(person_id=held.person_id).exclude(pk=held.pk).exclude(until__lte=held.until).exists()
    holdings = [] if stays else holdings_of(held.person_id)
    facts = LeavingFacts(person=held.person.name, post=held.post.name, count=len(holdings), items=tuple(h.title for h in holdings[:NAMED]))
    decide(LEAVING, facts, Subject("person", held.person_id, held.person.name, held.unit_id))
