"""Seeing that a duty was done: every business action passes here, inside its own transaction.

Actions that no duty waits for cost a look into a dictionary and no statement.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time

from django.db.models import Q, QuerySet

from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.services import Done, Work

from ..items import DoneWhen, DutyItem, Per
from ..models import Duty, Occurrence
from ..queries.people import stood_in_for
from ..queries.versions import Listening, listening_to
from .planning import plan_duty

State = Occurrence.State


def see(work: Work, done: Done) -> None:
    """``kernel.services.on_done``: mark the occurrences that this action was the doing of."""
    waiting: dict[int, list[Listening]] = {}
    for heard in listening_to(work.action):
        if agrees(heard.item.done, done):
            waiting.setdefault(heard.duty_id, []).append(heard)
    for duty_id, versions in waiting.items():
        found = _meant(work.actor, versions, done) or _caught_up(work.actor, duty_id, versions, done)
        if found is not None:
            mark(found, versions[-1].item if found.version_id == versions[-1].version_id else _item_of(found, versions), work.actor, done)


def _item_of(found: Occurrence, versions: Iterable[Listening]) -> DutyItem:
    return next(heard.item for heard in versions if heard.version_id == found.version_id)


def agrees(asked: DoneWhen, done: Done) -> bool:
    """Does what an action answered agree with what counts as done?"""
    return ((not asked.kind or asked.kind == done.kind) and (not asked.states or done.state in asked.states)
            and all(done.data.get(key) == value for key, value in asked.data.items()))


def _meant(actor: Actor, versions: Iterable[Listening], done: Done) -> Occurrence | None:
    """The occurrence that was done: the one named, the one of the period, else the first that is due among those that can be done.

    Where the action tells when it happened it is the one whose time had come last: a meeting of this Monday is not last Monday's.
    """
    by_version = {heard.version_id: heard.item for heard in versions}
    rows: QuerySet[Occurrence] = Occurrence._plain.filter(version_id__in=by_version)
    for item in {i.done.model_dump_json() + i.who.model_dump_json(): i for i in by_version.values()}.values():
        order = ("-opens_at", "id") if item.done.moment else ("due_at", "id")
        found = _narrowed(rows, item, actor, done).order_by(*order).first()
        if found is not None:
            return found
    return None


def _narrowed(rows: QuerySet[Occurrence], item: DutyItem, actor: Actor, done: Done) -> QuerySet[Occurrence]:
    missed_too = Q(state__in=(State.OPEN, State.MISSED))
    if named := done.data.get("occurrence_id"):
        return rows.filter(missed_too, pk=named)
    rows = rows.filter(_for_subject(item, actor, done))
    if period := item.done.period and done.data.get(item.done.period):
        return rows.filter(missed_too, period=period)
    if item.when.by_record:
        return rows.filter(missed_too)
    if item.when.after_days is not None:
        return rows.filter(state=State.OPEN)
    at = happened(item.done, done)
    within = Q(opens_at__lte=at) & (Q(closes_at=None) | Q(closes_at__gt=at))
    return rows.filter(within, missed_too if item.done.moment else Q(state=State.OPEN))


def _for_subject(item: DutyItem, actor: Actor, done: Done) -> Q:
    named = done.data.get(item.done.subject) if item.done.subject else None
    if item.who.per == Per.COMPANY:
        return Q()
    if item.who.per == Per.RECORD:
        return Q(subject_id=named or done.id)
    if item.who.per == Per.UNIT:
        return Q(subject_id=named or actor.unit_id or 0)
    return Q(subject_id=named) if named else Q(subject_id__in=[actor.id, *stood_in_for(actor.id)])


def _caught_up(actor: Actor, duty_id: int, versions: Iterable[Listening], done: Done) -> Occurrence | None:
    """The occurrence may not be there yet, after a standstill of the worker or when its date was just told: plan, look again."""
    behind = Duty.objects.filter(Q(planned_until=None) | Q(planned_until__lt=clock.today()), pk=duty_id)
    told_late = any(heard.item.when.rhythm or (heard.item.when.by_record and _is_new(heard, done)) for heard in versions)
    if not told_late and not behind.exists():
        return None
    plan_duty(actor, duty_id)
    return _meant(actor, versions, done)


def _is_new(heard: Listening, done: Done) -> bool:
    """A record for which the duty was never planned."""
    record = done.data.get(heard.item.done.subject) or done.id
    return not Occurrence._plain.filter(duty_id=heard.duty_id, subject_id=record).exists()


def happened(asked: DoneWhen, done: Done) -> datetime:
    """When it was done: the moment (or day) that the action tells, never later than now."""
    told = done.data.get(asked.moment) if asked.moment else None
    if isinstance(told, str):
        told = datetime.fromisoformat(told)
    if isinstance(told, date) and not isinstance(told, datetime):
        told = datetime.combine(told, time())
    if not isinstance(told, datetime):
        return clock.now()
    return min(told if told.tzinfo else told.replace(tzinfo=clock.ZONE), clock.now())


def mark(found: Occurrence, item: DutyItem, actor: Actor, done: Done, note: str = "") -> str:
    """Count one doing; with the last one needed the occurrence is done, on time or late. Answers its state."""
    at, times = happened(item.done, done), found.times_done + 1
    closed = times >= item.done.times
    state = (State.DONE if at < found.late_at else State.LATE) if closed else found.state
    write.change(Occurrence, where={"id": found.pk, "state": found.state, "times_done": found.times_done}, set={
        "times_done": times, "state": state, "done_by_id": actor.id, "done_by": actor.name, "done_kind": done.kind, "done_id": done.id,
        "done_number": done.number[:80], **({"done_at": at} if closed else {}), **({"note": note} if note else {})})
    return str(state)
