"""What must always be true of approvals."""

from __future__ import annotations

from collections.abc import Iterator

from yingshu.kernel.invariants import invariant

from . import engine
from .models import Approval, ApprovalEvent, ApprovalTask, Request

LIVE = (Approval.State.RUNNING, Approval.State.RETURNED)


@invariant("approvals.lists")
def lists() -> Iterator[tuple[str, str]]:
    """The open tasks of an approval are the seats that its engine asks now; an approval that ended asks nobody."""
    for row in Approval.objects.all():
        state = engine.State.model_validate(row.engine)
        wanted = {(s.id, s.person) for s in engine.open_seats(state)}
        listed = set(ApprovalTask.objects.filter(approval=row, outcome="open").values_list("seat", "person_id"))
        if wanted != listed:
            yield row.number, f"asked {sorted(wanted)}, on lists {sorted(listed)}"
        if state.status.value != row.state or (row.state in LIVE) != (row.ended_at is None):
            yield row.number, f"state {row.state}, engine {state.status.value}, ended {row.ended_at}"


@invariant("approvals.own")
def own() -> Iterator[tuple[str, str]]:
    """Nobody agreed to their own document, not in another's place either."""
    for row in Approval.objects.all():
        state = engine.State.model_validate(row.engine)
        if any(state.owner in (s.by, s.person) and s.answer == "agree" for n in state.nodes for s in n.seats):
            yield row.number, "decided by the initiator"


@invariant("approvals.history")
def history() -> Iterator[tuple[str, str]]:
    """Every approval begins with having been handed in."""
    begun = set(ApprovalEvent.objects.filter(verb="submit").values_list("approval_id", flat=True))
    for pk, number in Approval.objects.values_list("pk", "number"):
        if pk not in begun:
            yield number, "no beginning in its history"


@invariant("approvals.requests")
def requests() -> Iterator[tuple[str, str]]:
    """A request waits as long as its approval runs, and no longer."""
    running = set(Approval.objects.filter(state__in=LIVE).values_list("kind", "subject_id"))
    for row in Request.objects.all():
        if (row.state == Request.State.PENDING) != ((row.action, row.pk) in running):
            yield row.number, f"{row.state}, but its approval {'runs' if (row.action, row.pk) in running else 'does not run'}"
