"""待办: everything a person's lists hold, as one queue: overdue first, then due today, then the rest, oldest first within each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.worklist import Todo, Worklist, lists_of

SHOWN = 50
SOON = timedelta(hours=1)
OVERDUE, TODAY, LATER = 0, 1, 2
Lists = list[tuple[Worklist, list[Todo]]]


@dataclass(frozen=True, slots=True)
class Row:
    """A thing to do as the table shows it."""

    todo: Todo
    urgency: int
    weight: str
    limit: str
    stay: str
    by: str


def gather(actor: Actor, counts: Mapping[str, int], limit: int = SHOWN) -> Lists:
    """The lists that hold something, each read up to the limit."""
    return [(w, list(w.items(actor, limit))) for w in lists_of(actor) if counts.get(w.code)]


def queue(lists: Lists, limit: int = SHOWN) -> list[Row]:
    """The first things to do, most urgent first."""
    now = clock.now()
    return [row(todo, now) for todo in ordered((t for _list, todos in lists for t in todos), now)[:limit]]


def ordered(todos: Iterable[Todo], now: datetime) -> list[Todo]:
    """Overdue, due today, rest; the oldest first within each; ties by number."""
    return sorted(todos, key=lambda t: (urgency(t, now), t.since, t.number))


def urgency(todo: Todo, now: datetime) -> int:
    """How urgent: 0 overdue, 1 due today, 2 later or without a limit."""
    if todo.due is None:
        return LATER
    if todo.due < now:
        return OVERDUE
    return TODAY if clock.local(todo.due).date() == clock.local(now).date() else LATER


def row(todo: Todo, now: datetime) -> Row:
    """The row with its words."""
    weight, words = limit_tag(todo, now)
    return Row(todo, urgency(todo, now), weight, words, span(now - todo.since), _day_or_moment(todo.due, now))


def limit_tag(todo: Todo, now: datetime) -> tuple[str, str]:
    """The time limit: weight and words."""
    if todo.due is None:
        return "", ""
    if todo.due < now:
        return "danger", _("%(span)s overdue") % {"span": _clock(now - todo.due)}
    if urgency(todo, now) == TODAY:
        return ("warn" if todo.due - now < SOON else "run"), _("%(span)s left") % {"span": _clock(todo.due - now)}
    return "wait", f"{clock.local(todo.due):%m-%d}"


def _clock(span_: timedelta) -> str:
    """Hours and minutes up to a day, then days."""
    if span_.days >= 1:
        return ngettext("%(n)s day", "%(n)s days", span_.days) % {"n": span_.days}
    return f"{span_.seconds // 3600}:{span_.seconds % 3600 // 60:02d}"


def span(length: timedelta) -> str:
    """How long something has been lying there."""
    if length.days >= 3:
        return ngettext("%(n)s day", "%(n)s days", length.days) % {"n": length.days}
    hours, minutes = max(length.seconds, 0) // 3600, max(length.seconds, 0) % 3600 // 60
    if length.days >= 1:
        return _("%(days)s d %(hours)s h") % {"days": length.days, "hours": hours}
    if hours >= 1:
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}


def _day_or_moment(due: datetime | None, now: datetime) -> str:
    if due is None:
        return "--"
    at = clock.local(due)
    return f"{at:%m-%d %H:%M}" if at.hour or at.minute else f"{at:%m-%d}"


@dataclass(frozen=True, slots=True)
class Duty:
    """What the rulebook asks of a person now: a list of theirs that is not empty, with its most urgent limit."""

    title: Any
    clause: str
    count: int
    says: str
    weight: str
    limit: str


def duties(lists: Lists, counts: Mapping[str, int], most: int = 6) -> list[Duty]:
    """The lists that hold something, most urgent first."""
    now = clock.now()
    found = [(w, ordered(todos, now)) for w, todos in lists if todos]
    found.sort(key=lambda pair: (urgency(pair[1][0], now), pair[1][0].since))
    return [_duty(w, todos, counts[w.code], now) for w, todos in found[:most]]


def _duty(worklist: Worklist, todos: list[Todo], count: int, now: datetime) -> Duty:
    late = sum(urgency(t, now) == OVERDUE for t in todos)
    weight, words = limit_tag(todos[0], now)
    says = ngettext("%(n)s entry", "%(n)s entries", count) % {"n": count}
    if late:
        says = _("%(entries)s, %(late)s overdue") % {"entries": says, "late": late}
    return Duty(worklist.title, todos[0].clause, count, says, weight or "wait", words or _("no limit"))
