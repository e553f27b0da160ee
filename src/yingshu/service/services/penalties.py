"""Penalties after a verified complaint (SVC-09, SVC-10)."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yingshu.kernel import approving, clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import InvalidInput, NotFound
from yingshu.kernel.inputs import Fen, Needed, PersonRef
from yingshu.kernel.services import Done, service
from yingshu.notifications.services import tell
from yingshu.organisation.models import Person
from yingshu.rulebook import switches
from yingshu.rulebook.decisions import Subject, decide

from .. import cards
from ..controls import FINES, POINTS
from ..inputs import CaseRef
from ..models import Case, Penalty
from ..rules.penalties import FineFacts, PointsFacts
from .steps import KIND, department_of, locked, url_of


@service("service.penalise", title=N_("Record a penalty"), clause="SVC-09")
@approving.held("service.penalise", title=N_("Record a penalty"), clause="SVC-09", card=cards.penalty, fact_names=cards.FACTS,
                fact_choices=cards.CHOICES)
def penalise(*, actor: Actor, case_id: CaseRef, person_id: PersonRef, reason: Needed, fine_fen: Fen = 0, criticism: bool = True,
             dismissal: bool = False) -> Done:
    """Criticism, and a fine where fines are switched on (service, SVC-09) or appraisal points (quality, SVC-10), for who is responsible.

    The vice president agrees to it first where the rulebook says so, for quality the general manager. The product records; it takes nothing
    out of wages, and a dismissal is a proposal to the leaders.
    """
    case = locked(actor, case_id)
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise NotFound(field="person_id")
    if case.kind != Case.Kind.COMPLAINT or not case.area:
        raise InvalidInput({"case_id": [_("Penalties follow classified complaints only.")]})
    points = _judged(case, fine_fen, tuple(name for name, taken in (
        ("criticism", criticism), ("fine", fine_fen), ("dismissal", dismissal)) if taken))
    pk = write.add_one(Penalty, case_id=case.pk, person_id=person_id, person_name=person.name,
                       department=department_of(person), criticism=criticism, fine_fen=fine_fen,
                       points=points, dismissal=dismissal, reason=reason, on=clock.today(), at=clock.now(), actor_name=actor.name)
    tell([person_id], N_("Complaint %(number)s was verified; see what was decided about it."), args={"number": case.number},
         url=url_of(case), clause="SVC-09")
    return Done(KIND, case.pk, case.number, case.state, data={"penalty_id": pk, "points": points},
                after={"person": person.name, "fine_fen": fine_fen, "points": points, "dismissal": dismissal}, reason=reason)


def _judged(case: Case, fine_fen: int, measures: tuple[str, ...]) -> int:
    """The points taken off; refused when the rules do not allow the penalty."""
    subject, verified = Subject(KIND, case.pk, case.number, case.unit_id), case.justified is True
    on = not switches.off(case.unit_id) & {"SVC-09", "SVC-10"}
    if case.area == Case.Area.QUALITY:
        if fine_fen:
            raise InvalidInput({"fine": [_("Responsibility for quality takes appraisal points, no fine.")]})
        return int(decide(POINTS, PointsFacts(verified=verified, switched_on=on), subject).verdict.figures["points"])
    decide(FINES, FineFacts(fine_fen=fine_fen, verified=verified, switched_on=on, measures=measures), subject)
    return 0
