"""What the worker does with duties, again and again: plan ahead, close what was missed, remind. Doing it twice changes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.utils.translation import gettext_noop as N_

from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.links import record_url
from yingshu.kernel.services import together
from yingshu.notifications.services import tell, tell_posts

from .. import rules
from ..models import Duty, Occurrence
from ..queries.occurrences import deciders, due_words, name_of
from .planning import Planned, plan_duty

BATCH = 200
State = Occurrence.State


class Ran(NamedTuple):
    """What one run did."""

    created: int = 0
    moved: int = 0
    withdrawn: int = 0
    missed: int = 0
    reminded: int = 0


def run_duties(actor: Actor) -> Ran:
    """Plan every duty in a transaction of its own, then close and remind. Safe to be killed anywhere and run again."""
    planned = [_planned(actor, duty_id) for duty_id in Duty.objects.order_by("id").values_list("id", flat=True)]
    created, moved, withdrawn = (sum(column) for column in zip(Planned(), *planned, strict=True))
    return Ran(created, moved, withdrawn, close_missed(), remind(actor))


def _planned(actor: Actor, duty_id: int) -> Planned:
    with together(actor, "duties.run"):
        return plan_duty(actor, duty_id)


def close_missed() -> int:
    """What can no longer be done is missed; one statement."""
    return len(write.change(Occurrence, where={"state": State.OPEN, "closes_at__lte": clock.now()},
                            set={"state": State.MISSED, "remind_at": None}))


# ---- reminders --------------------------------------------------------------------------------------------------------

def remind(actor: Actor) -> int:
    """Tell those whose duties come due or are overdue, and their superiors; in batches, each its own transaction."""
    reminded = 0
    while True:
        with together(actor, "duties.run"):
            batch = _due_reminders()
            for (kind, duty_id), rows in _by_kind(batch).items():
                _tell_of(kind, duty_id, rows)
        reminded += len(batch)
        if len(batch) < BATCH:
            return reminded


def _due_reminders() -> list[Occurrence]:
    """The next occurrences to remind of, locked; other workers pass them over."""
    rows = (Occurrence._plain.filter(state=State.OPEN, remind_at__lte=clock.now()).select_related("duty", "version")
            .prefetch_related("assignees").order_by("remind_at", "id").select_for_update(skip_locked=True, of=("self",)))
    return list(rows[:BATCH])


def _by_kind(batch: Iterable[Occurrence]) -> dict[tuple[str, int], list[Occurrence]]:
    """The reminders of a batch, by what is to be said of which duty; the time of the next one is written down."""
    found: dict[tuple[str, int], list[Occurrence]] = defaultdict(list)
    now = clock.now()
    for o in batch:
        told = o.version.terms.told
        plan = rules.steps(told.before_hours, told.after_hours, told.escalate_hours, o.due_at, o.late_at)
        passed = {step.kind for step in plan if o.remind_at and o.remind_at <= step.at <= now}
        for kind in passed - ({"before"} if o.late_at <= now else set()):
            found[kind, o.duty_id].append(o)
        write.change(Occurrence, where={"id": o.pk}, set={"remind_at": rules.next_step(plan, now)})
    return found


def _tell_of(kind: str, duty_id: int, rows: list[Occurrence]) -> None:
    """Each person is told once of a duty: of the one occurrence, or of how many."""
    of_person: dict[int, list[Occurrence]] = defaultdict(list)
    for o in rows:
        people = [p.pk for p in deciders(o)] if kind == "escalate" else [a.person_id for a in o.assignees.all()]
        for person in people:
            of_person[person].append(o)
    for person, own in of_person.items():
        tell([person], *_words(kind, own), **_told(kind, own))
    if kind == "escalate" and (posts := rows[0].version.terms.told.posts):
        tell_posts(posts, *_words(kind, rows), **_told(kind, rows))


ONE = {"before": N_("%(duty)s is to be done by %(due)s."), "after": N_("%(duty)s is overdue: it was to be done by %(due)s."),
       "escalate": N_("%(person)s has not done %(duty)s, due %(due)s.")}
MANY = {"before": N_("%(count)s × %(title)s are to be done, the first by %(due)s."),
        "after": N_("%(count)s × %(title)s are overdue, the first since %(due)s."),
        "escalate": N_("%(count)s × %(title)s have not been done, the first was due %(due)s.")}


def _words(kind: str, rows: list[Occurrence]) -> tuple[str]:
    return (ONE[kind] if len(rows) == 1 else MANY[kind],)


def _told(kind: str, rows: list[Occurrence]) -> dict[str, Any]:
    first = min(rows, key=lambda o: (o.due_at, o.pk))
    url = record_url("occurrences", first.pk) if len(rows) == 1 else f"/occurrences/?view=to_do&duty={first.duty_id}"
    return {"args": {"duty": name_of(first), "title": first.duty.title, "due": due_words(first), "person": first.person_name or "--",
                     "count": len(rows)}, "url": url, "clause": first.duty.clause, "urgent": kind != "before",
            "dedupe": f"duty:{kind}:{first.pk}:{len(rows)}:{clock.local(clock.now()):%Y%m%d%H}"}


