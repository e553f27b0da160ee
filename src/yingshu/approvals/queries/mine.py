"""Whose approvals: to decide, decided, handed in, told of."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.approving import APPROVABLES
from yingshu.organisation.models import Absence, Delegation

from ..models import Approval, ApprovalCopy, ApprovalTask
from .people import DECIDE

OPEN = ApprovalTask.Outcome.OPEN


def tasks_of(actor: Actor) -> QuerySet[ApprovalTask]:
    """The open tasks a person may decide now: their own, and those of people they stand in for; never on their own documents."""
    return (ApprovalTask.objects.filter(_theirs(actor), outcome=OPEN).exclude(approval__owner_id=actor.id)
            .select_related("approval", "approval__owner").order_by("arrived_at", "id"))


def _theirs(actor: Actor) -> Q:
    today = clock.today()
    absent = Absence.objects.filter(deputy_id=actor.id, returned_at=None, left_at__lte=clock.now()).values("person_id")
    given = Delegation.objects.filter(receiver_id=actor.id, first_day__lte=today, last_day__gte=today, revoked_at=None)
    theirs = Q(person_id=actor.id) | Q(person_id__in=absent)
    for giver, right in given.values_list("giver_id", "right"):
        kinds = [a.kind for a in APPROVABLES.values() if a.right == right]
        theirs |= Q(person_id=giver) if right == DECIDE else Q(person_id=giver, approval__kind__in=kinds)
    return theirs


def waiting_for(actor: Actor) -> Q:
    """待办: approvals with an open task of this person."""
    return Q(pk__in=tasks_of(actor).order_by().values("approval_id"))


def decided_by(actor: Actor) -> Q:
    """已办."""
    return Q(Exists(ApprovalTask.objects.filter(approval_id=OuterRef("pk"), done_by=actor.id)))


def started_by(actor: Actor) -> Q:
    """我发起的."""
    return Q(owner_id=actor.id)


def copied_to(actor: Actor) -> Q:
    """抄送我."""
    return Q(Exists(ApprovalCopy.objects.filter(approval_id=OuterRef("pk"), person_id=actor.id)))


def visible(actor: Actor) -> QuerySet[Any]:
    """Approvals a person takes part in; all of them for who looks after flows."""
    rows = Approval.objects.all()
    if actor.everything or actor.may("approvals.stop"):
        return rows
    asked = Q(Exists(ApprovalTask.objects.filter(approval_id=OuterRef("pk"), person_id=actor.id)))
    return rows.filter(started_by(actor) | asked | decided_by(actor) | copied_to(actor) | waiting_for(actor))


def in_flow(kind: str) -> QuerySet[Any]:
    """Ids of documents of a kind that are in a flow now: nobody decides on them beside it."""
    return Approval.objects.filter(kind=kind, state__in=[Approval.State.RUNNING, Approval.State.RETURNED]).values("subject_id")
