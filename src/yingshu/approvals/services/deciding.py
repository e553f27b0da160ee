"""The verbs of an approver: agree, refuse, send back, hand over, add a signer."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from pydantic import Field

from yingshu.kernel import money
from yingshu.kernel.actor import Actor
from yingshu.kernel.approving import APPROVABLES
from yingshu.kernel.errors import InvalidInput
from yingshu.kernel.inputs import Id, LongText, PersonRef, Text
from yingshu.kernel.services import Done, service
from yingshu.organisation.errors import LimitExceeded

from .. import engine, errors
from ..engine import Seat
from ..models import Approval
from ..queries.people import names_of, stands_in_for
from .running import advance, begin_anew, digest_of, found, state_of

StepCode = Annotated[Text, Field(max_length=50)]
KIND = "approval"


class Place(NamedTuple):
    """The seat an actor speaks for, and in whose place (0: their own)."""

    seat: Seat
    instead: int


@service("approvals.agree", title=N_("Agree to it"), clause="ORG-29")
def agree(*, actor: Actor, approval_id: Id, opinion: LongText = "") -> Done:
    """Agree to the step that waits for you. When the content changed meanwhile, the flow begins anew instead and nothing is agreed."""
    approval, place = _at_turn(actor, approval_id)
    card = APPROVABLES[approval.kind].card(approval.subject_id)
    if digest_of(card) != approval.digest:
        begin_anew(actor, approval, APPROVABLES[approval.kind], card, "restart", anew=True)
        return _done(approval, {"restarted": True})
    advance(actor, approval, engine.Agree(actor.id, place.seat.id), "agree", instead=place.instead, says=opinion)
    return _done(approval, {"restarted": False}, opinion)


@service("approvals.refuse", title=N_("Refuse it"), clause="ORG-29")
def refuse(*, actor: Actor, approval_id: Id, reason: LongText = "") -> Done:
    """Refuse, with the reason. Where one refusal is enough, the document is refused and the flow ends."""
    approval, place = _at_turn(actor, approval_id)
    _say_why(reason)
    advance(actor, approval, engine.Refuse(actor.id, place.seat.id), "refuse", instead=place.instead, says=reason)
    return _done(approval, {}, reason)


@service("approvals.send_back", title=N_("Send back"), clause="ORG-29")
def send_back(*, actor: Actor, approval_id: Id, to: StepCode = "", reason: LongText = "", direct: bool | None = None) -> Done:
    """Send it back to the initiator to be mended, or to an earlier step. Afterwards every step is asked again, or it comes straight
    back to you (``direct``; without it as the flow says)."""
    approval, place = _at_turn(actor, approval_id)
    _say_why(reason)
    if not to and APPROVABLES[approval.kind].returned is None:
        raise errors.CannotBeReturned()
    advance(actor, approval, engine.Return(actor.id, place.seat.id, to, direct), "return", instead=place.instead, says=reason)
    return _done(approval, {"to": to}, reason)


@service("approvals.transfer", title=N_("Hand over"), clause="ORG-29")
def transfer(*, actor: Actor, approval_id: Id, person_id: PersonRef, reason: LongText = "") -> Done:
    """Hand your step over to another person, who decides instead of you."""
    approval, place = _at_turn(actor, approval_id)
    _must_exist(person_id)
    advance(actor, approval, engine.Transfer(actor.id, place.seat.id, person_id), "transfer", instead=place.instead, target=person_id,
            says=reason)
    return _done(approval, {"person_id": person_id}, reason)


@service("approvals.add_signer", title=N_("Add a signer"), clause="ORG-29")
def add_signer(*, actor: Actor, approval_id: Id, person_id: PersonRef, before: bool = True, reason: LongText = "") -> Done:
    """Ask one more person: before you (then it comes back to you) or after you agreed. Who was added cannot add others."""
    approval, place = _at_turn(actor, approval_id)
    _must_exist(person_id)
    verb = "add_before" if before else "add_after"
    advance(actor, approval, engine.Add(actor.id, place.seat.id, person_id, before), verb, instead=place.instead, target=person_id,
            says=reason)
    return _done(approval, {"person_id": person_id}, reason)


# ---- who speaks for which seat -------------------------------------------------------------------------------------------

def _at_turn(actor: Actor, approval_id: int) -> tuple[Approval, Place]:
    approval = found(approval_id)
    state = state_of(approval)
    if state.node is None:
        raise errors.NotRunning()
    return approval, place_of(actor, approval, engine.open_seats(state))


def place_of(actor: Actor, approval: Approval, seats: list[Seat]) -> Place:
    """One's own seat first, then that of somebody one stands in for; nobody decides on their own document in either way."""
    own = next((s for s in seats if s.person == actor.id), None)
    if own is not None:
        return Place(own, 0)
    givers = stands_in_for(actor, APPROVABLES[approval.kind].right)
    lent = next((s for s in seats if s.person in givers), None)
    if lent is None:
        names = names_of([s.person for s in seats])
        raise errors.NotYourTurn(number=approval.number, who="、".join(names.values()), step=approval.step_title, clause=approval.clause)
    if actor.id == approval.owner_id:
        raise errors.OwnDocument()
    _within_limit(approval, givers[lent.person], lent.person)
    return Place(lent, lent.person)


def _within_limit(approval: Approval, limit_fen: int | None, giver: int) -> None:
    amount = approval.amount_fen
    if limit_fen is not None and (amount is None or amount > limit_fen):
        raise LimitExceeded(limit=money.show(limit_fen), amount="--" if amount is None else money.show(amount),
                            giver=names_of([giver]).get(giver, ""), clause="ORG-29")


def _say_why(reason: str) -> None:
    if not reason:
        raise errors.ReasonNeeded(field="reason")


def _must_exist(person_id: int) -> None:
    if not names_of([person_id]):
        raise InvalidInput({"person_id": [_("There is no such person.")]})


def _done(approval: Approval, data: dict[str, object], reason: str = "") -> Done:
    return Done(KIND, approval.pk, approval.number, approval.state, data={**data, "step": approval.step_title},
                after={"step": approval.step_title} if approval.step_title else {}, reason=reason)
