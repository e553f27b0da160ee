"""The discipline committee examines units, concludes, and has put right what does not conform (ORG-19)."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import uuid4

from django.utils.translation import gettext_noop as N_
from pydantic import Field

from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.approving import deciding
from yingshu.kernel.inputs import LongText, Needed, UnitRef
from yingshu.kernel.judging import decide
from yingshu.kernel.services import Done, service
from yingshu.kernel.transitions import Transitions

from ..controls import COMMITTEE
from ..models import Inspection, Unit
from ..principal import held_posts
from ..queries import who_may
from ..rules import CommitteeFacts
from .common import found

KIND, RIGHT = "inspection", "organisation.conclude_inspection"
S = Inspection.State
MOVES = Transitions({"conclude": ([S.OPEN, S.TO_MEND], S.CLOSED), "find": ([S.OPEN, S.TO_MEND], S.TO_MEND),
                     "mend": ([S.TO_MEND], S.TO_MEND)}, S, {"conclude": "ORG-19"})
InspectionRef = Annotated[int, Field(gt=0)]
Words = Annotated[LongText, Field(min_length=1)]


@service("organisation.open_inspection", title=N_("Open an inspection"), clause="ORG-19")
def open_inspection(*, actor: Actor, unit_id: UnitRef, subject: Needed) -> Done:
    """The committee examines a unit."""
    unit = found(Unit, unit_id)
    _judge(actor, unit, None)
    pk = write.add_one(Inspection, number=uuid4().hex, unit_id=unit.pk, subject=subject, opened_at=clock.now(),
                       opened_by_id=actor.id)
    number = f"JC{clock.today():%Y%m%d}-{pk:04d}"
    write.change(Inspection, where={"id": pk}, set={"number": number})
    return Done(KIND, pk, number, S.OPEN, after={"unit": unit.name, "subject": subject})


@service(RIGHT, title=N_("Conclude the inspection"), clause="ORG-19")
def conclude_inspection(*, actor: Actor, inspection_id: InspectionRef, conforms: bool, finding: Words, due_on: date | None = None) -> Done:
    """Record the conclusion. What does not conform becomes a task of the unit's head, and counts in the unit's appraisal."""
    row = found(Inspection, inspection_id)
    _judge(actor, row.unit, row)
    MOVES.move(Inspection, row.pk, "conclude" if conforms else "find", actor=deciding(actor), set={
        "conforms": conforms, "finding": finding[:500], "due_on": None if conforms else due_on or clock.today()})
    state = S.CLOSED if conforms else S.TO_MEND
    return Done(KIND, row.pk, row.number, state, before={"finding": row.finding, "conforms": row.conforms},
                after={"finding": finding, "conforms": conforms})


@service("organisation.mend_inspection", title=N_("Report what was put right"), clause="ORG-19")
def mend_inspection(*, actor: Actor, inspection_id: InspectionRef, mended: Words) -> Done:
    """The unit reports what it put right; the committee then concludes again."""
    row = MOVES.move(Inspection, inspection_id, "mend", actor=deciding(actor), set={"mended": mended[:500]})
    return Done(KIND, row.pk, row.number, row.state, after={"mended": mended})


def _judge(actor: Actor, unit: Unit, row: Inspection | None) -> None:
    members = who_may(RIGHT)
    own = any(a.unit.path.startswith(unit.path) for a in held_posts(actor.id, clock.now()))
    facts = CommitteeFacts(members=len(members), is_member=actor.everything or actor.may(RIGHT), of_the_unit=own, unit=unit.name)
    decide(COMMITTEE, facts, kind=KIND, id=row.pk if row else None, number=row.number if row else "", unit_id=unit.pk)
