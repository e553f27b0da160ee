"""Improvements: against weak items and for unmet needs, followed until the next wave shows whether they work (SAT-22)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated

from django.utils.translation import gettext_noop as N_
from pydantic import Field

from yingshu.documents.numbers import next_number
from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.caches import bump
from yingshu.kernel.errors import NotFound
from yingshu.kernel.inputs import Id, Lookup, Needed, PersonRef, Text
from yingshu.kernel.links import record_url
from yingshu.kernel.services import Done, service
from yingshu.kernel.text import search_text
from yingshu.notifications.services import tell
from yingshu.organisation.models import Appointment, Person
from yingshu.rulebook.decisions import Subject, decide, params_of

from ..controls import IMPROVING
from ..inputs import Period
from ..models import Finding, Improvement, Item
from ..moves import IMPROVEMENT
from ..queries.improving import mean_in, measured_after
from ..queries.wanted import CACHE as WANTED
from ..refusals import NotMeasured, NotYourImprovement, SayWhetherItWorks
from ..rules.conclusion import Effect, ScoreFacts
from .passing import FindingRef
from .reporting import begun

KIND = "survey_improvement"
State = Improvement.State
ImprovementRef = Annotated[int, Field(gt=0), Lookup("satisfaction_improvements")]
Long = Annotated[Needed, Field(max_length=500)]
Points = Annotated[Decimal, Field(ge=0, le=100, decimal_places=2)]


@service("satisfaction.register_improvement", title=N_("Register an improvement"), clause="SAT-22")
def register_improvement(*, actor: Actor, period: Period, about: Text = "", cause: Needed, measure: Long,
                         owner_id: PersonRef, due_on: date | None = None, item_id: Id | None = None, target: Points | None = None,
                         finding_id: FindingRef | None = None) -> Done:
    """A measure with its cause, who is responsible and until when; about an item of the survey, a finding, or in words.

    Without a day it is due after the days of the rulebook. The item's mean of the period is kept as "before". Raises NotFound.
    """
    span, owner = begun(period), _person(owner_id)
    item = _item(item_id)
    finding = _finding(finding_id)
    words = about or (item.text_zh if item else finding.text[:200] if finding else "")
    if not words:
        raise NotFound(field="about")
    before = mean_in(span.name, item.pk) if item else None
    due = due_on or clock.today() + timedelta(days=params_of(IMPROVING).due_days)
    number = next_number(KIND, clock.today())
    pk = write.add_one(Improvement, number=number, period=span.name, item_id=item.pk if item else None, about=words, cause=cause,
                       measure=measure, owner_id=owner.pk, unit_id=_unit_of(owner.pk), due_on=due, before=before, target=target,
                       state=State.OPEN, made_at=clock.now(), search_text=search_text(number, words, owner.name))
    bump(WANTED)
    if item is not None and before is not None:
        decide(IMPROVING, ScoreFacts(item=words, score=before, answers=0, improvement=True), Subject(KIND, pk, number))
    if finding is not None:
        write.change(Finding, where={"id": finding.pk}, set={"improvement_id": pk})
    tell([owner.pk], N_("Improvement %(number)s is yours, due on %(day)s: %(measure)s"),
         args={"number": number, "day": f"{due}", "measure": measure}, url=record_url("satisfaction_improvements", pk), clause="SAT-22",
         dedupe=f"improvement:{pk}")
    return Done(KIND, pk, number, State.OPEN.value, data={"before": before and f"{before}", "due_on": f"{due}"},
                after={"about": words, "measure": measure, "owner": owner.name, "due_on": f"{due}"})


def _person(pk: int) -> Person:
    found = Person.objects.filter(pk=pk, is_active=True).first()
    if found is None:
        raise NotFound(field="owner_id")
    return found


def _unit_of(person_id: int) -> int | None:
    today = clock.today()
    held = Appointment.objects.filter(person_id=person_id, since__lte=today).order_by("-since").first()
    return held.unit_id if held else None


def _item(pk: int | None) -> Item | None:
    found = Item.objects.filter(pk=pk).first() if pk else None
    if pk and found is None:
        raise NotFound(field="item_id")
    return found


def _finding(pk: int | None) -> Finding | None:
    found = Finding.objects.filter(pk=pk).first() if pk else None
    if pk and found is None:
        raise NotFound(field="finding_id")
    return found


@service("satisfaction.finish_improvement", title=N_("Carried out"), clause="SAT-22")
def finish_improvement(*, actor: Actor, improvement_id: ImprovementRef, evidence: Long) -> Done:
    """The responsible person says what was done, with the evidence; what did not work is carried out anew. Raises NotYourImprovement."""
    row = _locked(actor, improvement_id, "finish")
    if row.owner_id != actor.id and not actor.everything:
        raise NotYourImprovement(name=row.owner.name, field="improvement_id")
    write.change(Improvement, where={"id": row.pk}, set={"state": State.DONE, "evidence": evidence, "done_at": clock.now(), "after": None,
                                                         "after_period": ""})
    return Done(KIND, row.pk, row.number, State.DONE.value, before={"state": row.state}, after={"state": "done", "evidence": evidence})


@service("satisfaction.verify_improvement", title=N_("Verify the effect"), clause="SAT-22")
def verify_improvement(*, actor: Actor, improvement_id: ImprovementRef, works: bool | None = None, reason: Text = "") -> Done:
    """Measure the effect in the next wave that asked the question; without a question say whether it works, and why.

    Raises NotMeasured while no later wave asked it, SayWhetherItWorks.
    """
    row = _locked(actor, improvement_id, "verify")
    after, where = _effect(row) if row.item_id else (None, "")
    if row.item_id is None and (works is None or not reason):
        raise SayWhetherItWorks(field="works")
    before = row.before if row.before is not None else Decimal(0)
    good = bool(works) if after is None else Effect(before, after, row.target).reached
    state = State.EFFECTIVE if good else State.INEFFECTIVE
    write.change(Improvement, where={"id": row.pk}, set={"state": state, "after": after, "after_period": where, "verified_by": actor.name,
                                                         "verified_at": clock.now(), "reason": reason})
    return Done(KIND, row.pk, row.number, state.value, data={"before": f"{row.before}", "after": f"{after}", "measured_in": where},
                before={"state": "done"}, after={"state": state.value, "points": f"{after}"}, reason=reason)


def _effect(row: Improvement) -> tuple[Decimal, str]:
    found = measured_after(row)
    if found is None:
        raise NotMeasured(period=row.period, clause="SAT-22")
    return found


@service("satisfaction.drop_improvement", title=N_("Drop the improvement"), clause="SAT-22")
def drop_improvement(*, actor: Actor, improvement_id: ImprovementRef, reason: Needed) -> Done:
    """It is not pursued any more; the reason stays."""
    row = _locked(actor, improvement_id, "drop")
    bump(WANTED)
    write.change(Improvement, where={"id": row.pk}, set={"state": State.DROPPED, "reason": reason})
    return Done(KIND, row.pk, row.number, State.DROPPED.value, before={"state": row.state}, after={"state": "dropped"}, reason=reason)


def _locked(actor: Actor, pk: int, step: str) -> Improvement:
    seen = Improvement.objects.visible_to(actor).filter(pk=pk).select_related("owner").first()
    if seen is None:
        raise NotFound(field="improvement_id")
    write.lock(Improvement, pk)
    IMPROVEMENT.check(step, seen.state, seen.number)
    return seen
