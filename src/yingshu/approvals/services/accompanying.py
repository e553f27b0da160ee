"""The verbs around a decision: withdraw, ask for a stop, remind, comment, copy; and what only an administrator may."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext_noop as N_

from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.approving import APPROVABLES
from yingshu.kernel.errors import NotFound
from yingshu.kernel.inputs import Id, LongText, PersonRef
from yingshu.kernel.services import Done, service
from yingshu.notifications.services import tell

from .. import engine, errors
from ..models import Approval, ApprovalCopy, ApprovalEvent, ApprovalTask
from ..queries.people import names_of
from .deciding import _done, _must_exist, _say_why
from .running import advance, copy_to, found, page_of, people_of, state_of

BETWEEN_REMINDERS = timedelta(hours=2)


@service("approvals.withdraw", title=N_("Withdraw it"), clause="ORG-29")
def withdraw(*, actor: Actor, approval_id: Id, reason: LongText = "") -> Done:
    """Take back what you handed in, as long as no approver has acted. The document can be changed and handed in again."""
    approval = found(approval_id)
    advance(actor, approval, engine.Withdraw(actor.id), "withdraw", says=reason)
    return _done(approval, {}, reason)


@service("approvals.ask_to_stop", title=N_("Ask for a stop"), clause="ORG-29")
def ask_to_stop(*, actor: Actor, approval_id: Id, reason: LongText) -> Done:
    """Ask those who decide now and the flow's administrators to refuse or stop what you handed in, when it is too late to withdraw."""
    approval = _running(approval_id)
    if actor.id != approval.owner_id:
        raise errors.NotTheInitiator()
    _say_why(reason)
    _note(actor, approval, "ask_stop", reason)
    asked = [s.person for s in engine.open_seats(state_of(approval))] + people_of(approval).administrators()
    _tell(asked, N_("%(who)s asks to stop %(number)s: %(says)s"), approval, actor, reason)
    return _done(approval, {}, reason)


@service("approvals.remind", title=N_("Remind"), clause="ORG-29")
def remind(*, actor: Actor, approval_id: Id) -> Done:
    """Remind those who have to decide now; at most once in two hours."""
    approval, now = _running(approval_id), clock.now()
    _must_take_part(actor, approval)
    if approval.reminded_at and now - approval.reminded_at < BETWEEN_REMINDERS:
        raise errors.RemindedJustNow(at=f"{clock.local(approval.reminded_at):%H:%M}",
                                     next=f"{clock.local(approval.reminded_at + BETWEEN_REMINDERS):%H:%M}")
    write.change(Approval, where={"id": approval.pk}, set={"reminded_at": now})
    _note(actor, approval, "remind", "")
    asked = [s.person for s in engine.open_seats(state_of(approval))]
    _tell(asked, N_("%(who)s reminds you: %(number)s waits for your decision"), approval, actor)
    return _done(approval, {})


@service("approvals.comment", title=N_("Comment on it"), clause="ORG-29")
def comment(*, actor: Actor, approval_id: Id, says: LongText, person_ids: list[PersonRef] | None = None) -> Done:
    """Say something without deciding; people who are named are told and may read along."""
    approval = found(approval_id)
    _must_take_part(actor, approval)
    _say_why(says)
    _note(actor, approval, "comment", says)
    named = list(names_of(person_ids or []))
    copy_to(approval, (), named)
    _tell([*named, approval.owner_id], N_("%(who)s about %(number)s: %(says)s"), approval, actor, says)
    return _done(approval, {}, says)


@service("approvals.copy", title=N_("Send a copy"), clause="ORG-29")
def send_copy(*, actor: Actor, approval_id: Id, person_ids: list[PersonRef]) -> Done:
    """Let people know about it; they may read, not decide."""
    approval = found(approval_id)
    _must_take_part(actor, approval)
    names = names_of(person_ids)
    new = copy_to(approval, (), names)
    _note(actor, approval, "copy", "、".join(names[p] for p in new))
    return _done(approval, {"told": len(new)})


# ---- administrators --------------------------------------------------------------------------------------------------------

@service("approvals.stop", title=N_("Stop the flow"), clause="ORG-29")
def stop(*, actor: Actor, approval_id: Id, reason: LongText) -> Done:
    """End a running flow with a reason. The document counts as refused; what happened stays in the history."""
    approval = found(approval_id)
    _must_administer(actor, approval)
    _say_why(reason)
    advance(actor, approval, engine.Stop(actor.id), "stop", says=reason)
    return _done(approval, {}, reason)


@service("approvals.reassign", title=N_("Give to somebody else"), clause="ORG-29")
def reassign(*, actor: Actor, approval_id: Id, from_id: PersonRef, person_id: PersonRef, reason: LongText) -> Done:
    """Give an open step of one person to another, when neither that person nor a deputy can decide."""
    approval = found(approval_id)
    _must_administer(actor, approval)
    _say_why(reason)
    _must_exist(person_id)
    seat = next((s for s in engine.open_seats(state_of(approval)) if s.person == from_id), None)
    if seat is None:
        raise errors.NotYourTurn(number=approval.number, who=names_of([from_id]).get(from_id, ""), step=approval.step_title)
    advance(actor, approval, engine.Transfer(actor.id, seat.id, person_id), "reassign", instead=from_id, target=person_id, says=reason)
    return _done(approval, {"person_id": person_id}, reason)


def _must_administer(actor: Actor, approval: Approval) -> None:
    if not actor.everything and actor.id not in people_of(approval).administrators():
        raise errors.NotFlowAdministrator()


def _running(approval_id: int) -> Approval:
    approval = found(approval_id)
    if approval.state != Approval.State.RUNNING:
        raise errors.NotRunning()
    return approval


def _must_take_part(actor: Actor, approval: Approval) -> None:
    """Who handed it in, was asked, was told, or looks after the flow; to everybody else it does not exist."""
    asked = ApprovalTask.objects.filter(Q(person_id=actor.id) | Q(done_by=actor.id), approval=approval).exists()
    told = ApprovalCopy.objects.filter(approval=approval, person_id=actor.id).exists()
    if not (actor.everything or actor.id == approval.owner_id or asked or told or actor.id in people_of(approval).administrators()):
        raise NotFound(field="approval_id")


def _note(actor: Actor, approval: Approval, verb: str, says: str) -> None:
    write.add_one(ApprovalEvent, approval_id=approval.pk, at=clock.now(), verb=verb, step_title=approval.step_title, actor_id=actor.id,
                  actor_name=actor.name, says=says[:1000], waited=None)


def _tell(people: list[int], sentence: str, approval: Approval, actor: Actor, says: str = "") -> None:
    tell([p for p in people if p != actor.id], sentence, args={"who": actor.name, "number": approval.number, "says": says},
         url=page_of(approval.pk), clause=APPROVABLES[approval.kind].clause)
