"""What every verb does: ask the engine, store the new state, keep the lists and the history, tell people, end the document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext_noop as N_

from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.approving import APPROVABLES, Approvable, Card, carrying_out, deciding
from yingshu.kernel.errors import NotFound
from yingshu.kernel.links import record_url
from yingshu.kernel.services import current, settle
from yingshu.notifications.services import tell
from yingshu.organisation.queries import people_in_posts
from yingshu.rulebook.decisions import Subject, decide

from .. import engine, errors
from ..controls import ROUTE
from ..definition import FlowItem
from ..engine import State, Status, Stepped
from ..models import Approval, ApprovalCopy, ApprovalEvent, ApprovalTask
from ..queries.force import ever_governed, governed, item_of
from ..queries.people import Organisation, names_of
from ..queries.route import Route, known_facts, route_by, route_for

Live = (Approval.State.RUNNING, Approval.State.RETURNED)
LONGEST = 64  # of a digest
TASK_OUTCOMES = {"agree": "agree", "refuse": "refuse", "return": "return"}


def page_of(approval_id: int) -> str:
    """The page where an approval is decided."""
    return record_url("approvals", approval_id)


# ---- beginning and beginning anew ------------------------------------------------------------------------------------------

def begin(actor: Actor, kind: str, pk: int) -> bool:
    """Hand a document in. False when no flow is in force for it; a document that was sent back goes on in its own flow."""
    approvable = APPROVABLES[kind]
    live = write.lock_all(Approval, {"kind": kind, "subject_id": pk, "state__in": Live}) if kind in ever_governed() else []
    if live:
        hand_in_again(actor, live[0], approvable)
        return True
    if kind not in governed():
        return False
    settle()
    card = approvable.card(pk)
    route = route_for(kind, card)
    if route is None:
        return False
    decide(ROUTE, route.facts(approvable.clause), Subject(kind, pk, card.number, card.unit_id))
    _open(actor, approvable, pk, card, route)
    return True


def _open(actor: Actor, approvable: Approvable, pk: int, card: Card, route: Route) -> None:
    item, now = route.item, clock.now()
    people = Organisation(card.owner_id, card.unit_id, item.administrators)
    stepped = settled(engine.start(card.owner_id, route.nodes, people, repeat_passes=item.repeat_passes,
                                   after_return=item.after_return), people)
    made = write.add_one(Approval, kind=approvable.kind, subject_id=pk, **_told(card, approvable), owner_id=card.owner_id,
                         unit_id=card.unit_id, flow_id=route.flow.pk, state=Approval.State.RUNNING, digest=digest_of(card),
                         engine=stepped.state.model_dump(mode="json"), facts=_plain(route.known), rows=list(route.rows),
                         started_at=now, since=now)
    approval = Approval.objects.get(pk=made)
    store(actor, approval, stepped, "submit", says="；".join(r["says"] for r in route.rows))
    copy_to(approval, item.copy_to)


def _told(card: Card, approvable: Approvable) -> dict[str, Any]:
    return {"number": card.number, "title": card.title[:200], "url": card.url, "clause": approvable.clause,
            "amount_fen": card.facts.get("amount_fen")}


def digest_of(card: Card) -> str:
    """What a document was handed in with: its own words where they are short, else their digest."""
    return card.digest if len(card.digest) <= LONGEST else sha256(card.digest.encode()).hexdigest()


def _plain(known: Any) -> dict[str, Any]:
    return {k: list(v) if isinstance(v, (tuple, list)) else str(v) for k, v in known.items()}


def hand_in_again(actor: Actor, approval: Approval, approvable: Approvable) -> None:
    """After mending: with changed content from the first step on, else where the flow says (again, or straight to who sent it back)."""
    settle()
    card = approvable.card(approval.subject_id)
    same = digest_of(card) == approval.digest
    if approval.state == Approval.State.RUNNING and same:
        raise errors.StillWaits(number=approval.number, step=approval.step_title)
    verb = "resubmit" if approval.state == Approval.State.RETURNED else "restart"
    begin_anew(actor, approval, approvable, card, verb, anew=not same)


def begin_anew(actor: Actor, approval: Approval, approvable: Approvable, card: Card, verb: str, *, anew: bool) -> None:
    """Go on with the flow's version of the first day; with ``anew`` the route is worked out again from the changed facts."""
    nodes = None
    if anew:
        route = route_by(approval.flow, known_facts(card))
        decide(ROUTE, route.facts(approvable.clause), Subject(approval.kind, approval.subject_id, card.number, card.unit_id))
        nodes = route.nodes
        write.change(Approval, where={"id": approval.pk}, set={**_told(card, approvable), "digest": digest_of(card),
                                                               "facts": _plain(route.known), "rows": list(route.rows)})
    advance(actor, approval, engine.Again(nodes), verb)


# ---- one step ---------------------------------------------------------------------------------------------------------------

def found(approval_id: int) -> Approval:
    """The approval, locked: of two who decide at once the second sees what the first did."""
    approval: Approval | None = write.lock(Approval, approval_id)
    if approval is None:
        raise NotFound(field="approval_id")
    return approval


def people_of(approval: Approval) -> Organisation:
    """The organisation as this approval asks it."""
    return Organisation(approval.owner_id, approval.unit_id, flow_item(approval).administrators)


def flow_item(approval: Approval) -> FlowItem:
    """The flow's content in the version the approval started with."""
    item: FlowItem = item_of(approval.flow)
    return item


def state_of(approval: Approval) -> State:
    """The engine's state."""
    return State.model_validate(approval.engine)


def advance(actor: Actor, approval: Approval, event: engine.Event, verb: str, *, instead: int = 0, target: int = 0,
            says: str = "", silent: bool = False) -> Approval:
    """Carry out an event and everything that follows from it; answers the approval as it is now.

    ``silent``: the document ended by itself and need not be told how its flow ended.
    """
    people, before = people_of(approval), state_of(approval)
    stepped = settled(engine.step(before, event, people), people)
    return store(actor, approval, stepped, verb, before=before, seat=getattr(event, "seat", 0), instead=instead, target=target, says=says,
                 silent=silent)


def settled(stepped: Stepped, people: Organisation) -> Stepped:
    """Seats of people who left meanwhile go to their superiors at once, so nothing waits for nobody."""
    for _round in range(50):
        gone = next((s.person for s in engine.open_seats(stepped.state) if not people.works(s.person)), 0)
        if not gone:
            break
        after = engine.step(stepped.state, engine.Leave(gone), people)
        stepped = Stepped(after.state, (*stepped.notes, *after.notes))
    return stepped


def store(actor: Actor, approval: Approval, stepped: Stepped, verb: str, *, before: State | None = None, seat: int = 0, instead: int = 0,
          target: int = 0, says: str = "", silent: bool = False) -> Approval:
    """Write the new state, the lists, the history; tell people; let the document know when the flow ends."""
    state, now = stepped.state, clock.now()
    moved = before is None or before.at != state.at or before.status != state.status or verb in ("resubmit", "restart", "return")
    step_title = state.node.step.title if state.node else ""
    node_before = before.node if before else None
    _history(actor, approval, verb, node_before.step.title if node_before else "", instead, target, says, stepped.notes, now)
    approval.state, approval.step_title, approval.engine = state.status.value, step_title, state.model_dump(mode="json")
    changes: dict[str, Any] = {"state": approval.state, "step_title": step_title, "engine": approval.engine}
    if moved:
        approval.since, approval.due_at = now, _due(state, now)
        changes |= {"since": now, "due_at": approval.due_at, "warned": 0}
    if approval.state not in Live:
        changes["ended_at"] = approval.ended_at = now
    write.change(Approval, where={"id": approval.pk}, set=changes)
    _lists(approval, state, verb, seat, actor, now)
    if moved and state.node:
        copy_to(approval, state.node.step.copy_to)
    _tell_owner(actor, approval, says)
    if not silent:
        _finish(actor, approval, says)
    return approval


def _due(state: State, now: datetime) -> datetime | None:
    hours = state.node.step.hours if state.node else None
    return now + timedelta(hours=hours) if hours else None


def _history(actor: Actor, approval: Approval, verb: str, step_title: str, instead: int, target: int, says: str,
             notes: Sequence[engine.Note], now: datetime) -> None:
    names = names_of([instead, target, *(n.person for n in notes), *(n.instead for n in notes)])
    waited = None if verb == "submit" else max(int((now - approval.since).total_seconds()), 0)
    rows: list[dict[str, Any]] = [{"verb": verb, "step_title": step_title, "actor_id": actor.id, "actor_name": actor.name,
                                   "instead_name": names.get(instead, ""), "target_name": names.get(target, ""), "says": says[:1000],
                                   "waited": waited}]
    rows += [{"verb": n.verb, "step_title": n.node, "actor_id": n.person, "actor_name": names.get(n.person, ""),
              "instead_name": names.get(n.instead, ""), "says": "", "waited": None} for n in notes]
    write.add(ApprovalEvent, [{"approval_id": approval.pk, "at": now, "target_name": "", **row} for row in rows])


def _lists(approval: Approval, state: State, verb: str, seat: int, actor: Actor, now: datetime) -> None:
    """The seats that may answer now stand on people's lists; the others do not any more."""
    wanted = {(s.id, s.person) for s in engine.open_seats(state)}
    listed = {(t.seat, t.person_id): t for t in ApprovalTask.objects.filter(approval=approval, outcome=ApprovalTask.Outcome.OPEN)}
    for key, task in listed.items():
        if key not in wanted:
            outcome = TASK_OUTCOMES.get(verb, "gone") if task.seat == seat else "gone"
            write.change(ApprovalTask, where={"id": task.pk}, set={"outcome": outcome, "done_at": now,
                                                                   "done_by": actor.id if task.seat == seat else None})
    new = sorted(wanted - set(listed))
    if not new or state.node is None:
        return
    step = state.node.step
    about = {"approval_id": approval.pk, "step": step.code, "step_title": step.title, "arrived_at": now, "due_at": approval.due_at}
    write.add(ApprovalTask, [{**about, "person_id": person, "seat": number} for number, person in new])
    tell((person for _number, person in new), N_("[Pending approval] %(kind)s %(number)s: %(title)s"), args=_words(approval),
         url=page_of(approval.pk), clause=approval.clause)


def _words(approval: Approval) -> dict[str, str]:
    return {"kind": str(APPROVABLES[approval.kind].title), "number": approval.number, "title": approval.title}


ENDS = {Approval.State.AGREED: N_("[Agreed] %(kind)s %(number)s: %(title)s"),
        Approval.State.REFUSED: N_("[Refused] %(kind)s %(number)s: %(title)s. Reason: %(says)s"),
        Approval.State.RETURNED: N_("[Sent back] %(kind)s %(number)s: %(title)s. Reason: %(says)s"),
        Approval.State.STOPPED: N_("[Stopped] %(kind)s %(number)s: %(title)s. Reason: %(says)s")}


def _tell_owner(actor: Actor, approval: Approval, says: str) -> None:
    sentence = ENDS.get(Approval.State(approval.state))
    if sentence and approval.owner_id != actor.id:
        tell([approval.owner_id], sentence, args={**_words(approval), "says": says}, url=page_of(approval.pk), clause=approval.clause)


def _finish(actor: Actor, approval: Approval, says: str) -> None:
    """Let the document know how it ended, inside the same transaction."""
    approvable, reaching, status = APPROVABLES[approval.kind], deciding(actor), Status(approval.state)
    with carrying_out():
        if status == Status.AGREED:
            approvable.agreed(reaching, approval.subject_id)
        elif status != Status.RUNNING:
            ends = {Status.RETURNED: approvable.returned, Status.WITHDRAWN: approvable.withdrawn or approvable.returned}
            (ends.get(status) or approvable.refused)(reaching, approval.subject_id, says)


def copy_to(approval: Approval, posts: Iterable[str], people: Iterable[int] = ()) -> list[int]:
    """抄送: people who are told and may read. Each once; answers who is new."""
    wanted = [*(p.pk for p in people_in_posts(posts)), *people] if posts else list(people)
    known = set(ApprovalCopy.objects.filter(approval=approval).values_list("person_id", flat=True))
    new = [p for p in dict.fromkeys(wanted) if p not in known and p != approval.owner_id]
    write.add(ApprovalCopy, [{"approval_id": approval.pk, "person_id": p, "at": clock.now()} for p in new])
    if new and current():
        tell(new, N_("[Copy] %(kind)s %(number)s: %(title)s"), args=_words(approval), url=page_of(approval.pk), clause=approval.clause)
    return new
