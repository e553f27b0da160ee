"""Duties in a rehearsal: their on-time rates by the terms of a draft, and the occurrences that would have counted otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from yingshu.duties.items import DutyItem, When
from yingshu.duties.models import DutyVersion, Occurrence
from yingshu.duties.queries.occurrences import state_tag
from yingshu.duties.queries.rehearsing import by_terms
from yingshu.duties.queries.versions import versions_in_force
from yingshu.duties.words import due_at, recurrence
from yingshu.kernel import clock
from yingshu.kernel.links import record_url
from yingshu.organisation.queries import units_below

from ..models import Rehearsal

MOST_KEPT = 500
MOST_SHOWN = 50


def overlays_of(items: Iterable[tuple[DutyItem, int | None]]) -> list[dict[str, Any]]:
    """What a draft changes of the times of duties that hold today: the draft's items, each with the unit it is for."""
    now = {(version.duty.code, version.unit_id): version for version in versions_in_force(clock.today())}
    found = []
    for item, unit_id in items:
        held = now.get((item.code, unit_id)) or now.get((item.code, None))
        if held is not None and item.active and held.terms.when != item.when:
            found.append({"duty": held.duty_id, "title": item.title, "clause": held.duty.clause, "unit_id": unit_id,
                          "old": held.terms.when.model_dump(mode="json"), "when": item.when.model_dump(mode="json")})
    return found


def of_version(version: DutyVersion) -> list[dict[str, Any]]:
    """What a prepared change of a duty changes."""
    return overlays_of([(version.terms, version.unit_id)]) if version.item else []


class Figures(NamedTuple):
    """A duty's rates, and the ids of occurrences that would have counted otherwise with whether they would have been in time."""

    title: str
    due: int
    kept: int
    due_now: int
    kept_now: int
    otherwise: Sequence[Sequence[Any]]


def replayed(row: Rehearsal) -> list[Figures]:
    """All duties of the draft, over the days of the rehearsal."""
    found = []
    for o in row.duties:
        units = frozenset(units_below(o["unit_id"])) if o.get("unit_id") else None
        then, now, otherwise = by_terms(o["duty"], When.model_validate(o["when"]), row.first, row.last, units)
        found.append(Figures(o["title"], then.due, then.kept, now.due, now.kept, otherwise))
    return found


def words_of(when: dict[str, Any]) -> str:
    """How often and until when."""
    terms = When.model_validate(when)
    words = recurrence(terms) if terms.rhythm else f"{recurrence(terms)} {due_at(terms)}"
    return f"{words} + {_('%(n)s minutes') % {'n': terms.grace_minutes}}" if terms.grace_minutes else words


class Line(NamedTuple):
    """An occurrence that would have counted otherwise."""

    duty: str
    period: str
    subject: str
    who: str
    then: str
    weight: str
    now: str
    url: str


def lines(row: Rehearsal) -> Iterator[Line]:
    """The occurrences behind the changed rates, the first of each duty."""
    for kept in row.result.get("duties", []):
        answers = dict(kept["otherwise"][:MOST_SHOWN])
        for o in Occurrence._plain.filter(pk__in=answers).select_related("duty", "version").order_by("due_at", "id"):
            tag = state_tag(o)
            yield Line(kept["title"], o.period, o.subject_name, o.done_by or o.person_name, str(tag.label), tag.weight,
                       _("on time") if answers[o.pk] else _("not on time"), record_url("occurrences", o.pk))
