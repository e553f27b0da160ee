"""The overview of all registers: by group, with how many records stand in them and how many are due."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.scoping import scope_filter
from yingshu.kernel.text import half_width, search_text

from ..models import Entry
from ..registry import Live, registers


class Line(NamedTuple):
    """A register on the overview."""

    live: Live
    records: int
    due: int
    may_add: bool


class Group(NamedTuple):
    """Registers of one subject."""

    title: str
    lines: list[Line]


def overview_of(actor: Actor, words: str) -> list[Group]:
    """The registers that a person may see and whose name, hint or clause holds the words."""
    wanted = half_width(words).casefold()
    seen = [found for found in registers().values() if actor.may(f"{found.screen}.view") and wanted in _searched(found)]
    counts = _counts(actor, seen)
    groups: dict[str, list[Line]] = {}
    for found in sorted(seen, key=lambda x: (x.definition.group, x.title)):
        count, due = counts.get(found.id, (0, 0))
        groups.setdefault(found.definition.group or _("Other"), []).append(Line(found, count, due, actor.may(f"{found.screen}.add")))
    return [Group(title, lines) for title, lines in groups.items()]


def _searched(found: Live) -> str:
    return search_text(found.title, found.definition.hint, found.code, *found.definition.clauses)


def _counts(actor: Actor, seen: list[Live]) -> Mapping[int, Any]:
    """Records of this year and those that are due, of all registers in one statement. Records are counted by year, so that the cost
    follows the year, not the history."""
    if not seen:
        return {}
    year = clock.today().replace(month=1, day=1)
    mine = scope_filter(Entry, actor)
    open_ones = [found.id for found in seen if found.definition.scope == "all"]
    scope = (mine | Q(handler_id=actor.id) | Q(register_id__in=open_ones)) if mine else Q()
    rows = (Entry._plain.filter(scope, register_id__in=[found.id for found in seen], day__gte=year).exclude(state="void")
            .order_by().values("register_id").annotate(n=Count("id"), due=Count("id", filter=Q(remind_on__lte=clock.today()))))
    return {row["register_id"]: (row["n"], row["due"]) for row in rows}
