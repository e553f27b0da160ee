"""What people do with their occurrences: confirm in the form of the duty, ask for an excuse, decide on one."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yingshu.documents.queries import attachments_of
from yingshu.kernel import approving, clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import InvalidInput, NotFound
from yingshu.kernel.inputs import Id, LongText, Needed, Text
from yingshu.kernel.links import record_url
from yingshu.kernel.services import ACTIONS, Done, service
from yingshu.notifications.services import tell

from .. import errors
from ..models import Occurrence
from ..queries.occurrences import answers_for, deciders, due_words, name_of, people_of, visible, wall
from ..queries.people import stood_in_for
from ..transitions import OCCURRENCE
from .seeing import mark

KIND = "occurrence"
State, Excuse = Occurrence.State, Occurrence.Excuse


@service("duties.confirm", title=N_("Confirm as done"), clause="ORG-07")
def confirm(*, actor: Actor, occurrence_id: Id, note: LongText = "") -> Done:
    """Confirm that a duty was done, with a note and files as the duty asks. On time or late is judged by the clock.

    Refused for duties that a business action does, before their time, and to people who do not answer for them.
    """
    occurrence = _own(actor, occurrence_id)
    item = occurrence.version.terms
    if item.done.actions:
        names = ", ".join(_(ACTIONS[code].title) if code in ACTIONS else code for code in item.done.actions)
        raise errors.SeenByItself(duty=name_of(occurrence), actions=names)
    OCCURRENCE.check("confirm", occurrence.state, name_of(occurrence))
    if occurrence.opens_at > clock.now():
        raise errors.NotOpenYet(duty=name_of(occurrence), opens=wall(occurrence.opens_at))
    _complete(occurrence, note)
    done = Done(KIND, occurrence.pk, name_of(occurrence))
    state = mark(occurrence, item, actor, done, note)
    return Done(KIND, occurrence.pk, name_of(occurrence), state, data={"period": occurrence.period, "times": occurrence.times_done + 1},
                before={"state": "open"}, after={"state": state, "note": note})


def _own(actor: Actor, occurrence_id: int) -> Occurrence:
    """The occurrence, locked, when it stands on the person's list."""
    if not visible(actor).filter(pk=occurrence_id).exists():
        raise NotFound()
    occurrence: Occurrence = write.lock(Occurrence, occurrence_id)
    if not answers_for(actor, occurrence):
        raise errors.NotYourDuty(duty=name_of(occurrence), people="、".join(people_of(occurrence)) or "--")
    return occurrence


def _complete(occurrence: Occurrence, note: str) -> None:
    """What the form asks for is there."""
    asked = occurrence.version.terms.done
    wrong = {}
    if asked.note_required and not note:
        wrong["note"] = [_("Please say what was done.")]
    if asked.attachment_required and not attachments_of(KIND, occurrence.pk).exists():
        wrong["note" if not wrong else "occurrence_id"] = [_("Please attach the proof first: open the duty and add a file.")]
    if wrong:
        raise InvalidInput(wrong)


# ---- excuses ----------------------------------------------------------------------------------------------------------

@service("duties.ask_excuse", title=N_("Ask to be excused"), clause="ORG-07")
def ask_excuse(*, actor: Actor, occurrence_id: Id, reason: Needed) -> Done:
    """Say why a duty could not be done. The superior decides, or the approval flow that is in force for excuses."""
    occurrence = _own(actor, occurrence_id)
    OCCURRENCE.check("ask_excuse", occurrence.state, name_of(occurrence))
    if occurrence.excuse == Excuse.ASKED:
        raise InvalidInput({"reason": [_("An excuse was asked for already; it is not decided yet.")]})
    write.change(Occurrence, where={"id": occurrence.pk}, set={
        "excuse": Excuse.ASKED, "excuse_reason": reason, "excuse_by": actor.name, "decided_by": "", "decided_at": None, "opinion": ""})
    if not approving.submit(actor, KIND, occurrence.pk):
        tell([p.pk for p in deciders(occurrence)], N_("%(person)s asks to be excused from %(duty)s (due %(due)s): %(reason)s"), args={
            "person": actor.name, "duty": name_of(occurrence), "due": due_words(occurrence), "reason": reason},
            url=record_url("occurrences", occurrence.pk), clause=occurrence.duty.clause)
    return Done(KIND, occurrence.pk, name_of(occurrence), occurrence.state, after={"excuse": "asked"}, reason=reason)


@service("duties.decide_excuse", title=N_("Decide on the excuse"), clause="ORG-07")
def decide_excuse(*, actor: Actor, occurrence_id: Id, grant: bool, opinion: Text = "") -> Done:
    """The superior accepts an excuse or not. An accepted one is counted apart; a refusal needs its reason."""
    occurrence = _asked(actor, occurrence_id)
    superiors = deciders(occurrence)
    if approving.running(KIND, occurrence.pk):
        raise errors.InFlow()
    if not may_decide(actor, occurrence):
        raise errors.NotSuperior(person=occurrence.person_name, superiors="、".join(p.name for p in superiors) or "--")
    if not grant and not opinion:
        raise InvalidInput({"opinion": [_("Please say why the excuse is not accepted.")]})
    return decided(actor, occurrence, grant, opinion)


def may_decide(actor: Actor, occurrence: Occurrence) -> bool:
    """Superiors and who acts for them; never who asked."""
    ids = {person.pk for person in deciders(occurrence)}
    return actor.everything or (not answers_for(actor, occurrence) and bool(ids & {actor.id, *stood_in_for(actor.id)}))


def _asked(actor: Actor, occurrence_id: int) -> Occurrence:
    if not visible(actor).filter(pk=occurrence_id).exists():
        raise NotFound()
    occurrence: Occurrence = write.lock(Occurrence, occurrence_id)
    if occurrence.excuse != Excuse.ASKED:
        raise InvalidInput({"occurrence_id": [_("No excuse waits for a decision here.")]})
    return occurrence


def decided(actor: Actor, occurrence: Occurrence, grant: bool, opinion: str) -> Done:
    """Write the decision down and tell who asked."""
    state = OCCURRENCE.check("excuse", occurrence.state, name_of(occurrence)) if grant else occurrence.state
    write.change(Occurrence, where={"id": occurrence.pk}, set={
        "excuse": Excuse.GRANTED if grant else Excuse.REFUSED, "state": state, "decided_by": actor.name, "decided_at": clock.now(),
        "opinion": opinion})
    msgid = N_("You are excused from %(duty)s.") if grant else N_("The excuse for %(duty)s was not accepted: %(opinion)s")
    tell([a.person_id for a in occurrence.assignees.all()], msgid, args={"duty": name_of(occurrence), "opinion": opinion},
         url=record_url("occurrences", occurrence.pk), clause=occurrence.duty.clause)
    return Done(KIND, occurrence.pk, name_of(occurrence), state, before={"state": occurrence.state}, reason=opinion,
                after={"state": state, "excuse": "granted" if grant else "refused"})
