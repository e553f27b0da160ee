"""The calendar: what is due on which day, same duties of a day together; one aggregate for the days shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, Min, Q, QuerySet

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor

from ..models import Occurrence
from .occurrences import mine, visible

State = Occurrence.State


class Entry(NamedTuple):
    """One duty on one day in one state, with how many occurrences that are."""

    duty_id: int
    title: str
    clause: str
    first_id: int
    due_at: datetime
    state: str
    times: int
    day: date

    @property
    def time(self) -> str:
        """The time of day it is due; empty for the end of the day."""
        at = clock.local(self.due_at)
        return f"{at:%H:%M}" if at.hour or at.minute else ""

    @property
    def url(self) -> str:
        """The occurrence, or the list of them."""
        if self.times == 1:
            return f"/occurrences/{self.first_id}/"
        return f"/occurrences/?view=all&duty={self.duty_id}&due_on_from={self.day}&due_on_to={self.day}"


def rows_of(actor: Actor, own: bool) -> QuerySet[Occurrence]:
    """One's own list, or all that one may see."""
    return mine(actor) if own else visible(actor)


def entries(actor: Actor, first: date, last: date, *, own: bool, duty_id: int | None = None) -> dict[date, list[Entry]]:
    """Entries by day. Open ones are told apart: overdue, to do, to come."""
    now = clock.now()
    rows = rows_of(actor, own).filter(due_on__gte=first, due_on__lte=last, **({"duty_id": duty_id} if duty_id else {}))
    open_ones = Q(state=State.OPEN)
    grouped = rows.order_by().values("due_on", "duty_id", "duty__title", "duty__clause", "state").annotate(
        n=Count("id"), first_id=Min("id"), due=Min("due_at"), overdue=Count("id", filter=open_ones & Q(late_at__lte=now)),
        ready=Count("id", filter=open_ones & Q(late_at__gt=now, opens_at__lte=now)))
    found: dict[date, list[Entry]] = defaultdict(list)
    for row in grouped:
        state = row["state"] if row["state"] != State.OPEN else "overdue" if row["overdue"] else "ready" if row["ready"] else "coming"
        found[row["due_on"]].append(Entry(row["duty_id"], row["duty__title"], row["duty__clause"], row["first_id"], row["due"], state,
                                          row["n"], row["due_on"]))
    return {day: sorted(own_day, key=lambda e: (e.due_at, e.title, e.state)) for day, own_day in found.items()}


def weeks(first: date, last: date) -> list[list[date]]:
    """The weeks, Monday to Sunday, that cover the days from first to last."""
    start = first - timedelta(days=first.weekday())
    count = (last - start).days // 7 + 1
    return [[start + timedelta(days=7 * week + day) for day in range(7)] for week in range(count)]


def upcoming(actor: Actor, first: date, last: date, limit: int) -> Sequence[Occurrence]:
    """A person's own occurrences of some days, for calendar programs."""
    return list(mine(actor).filter(due_on__gte=first, due_on__lte=last).select_related("duty", "version").order_by("due_at", "id")[:limit])
