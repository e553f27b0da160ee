"""The decisions' share in the matrix of compliance: gates, duties and calculations that are decided by controls."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as lazy

from yingshu.kernel import clock, rollups
from yingshu.kernel.controls import CONTROLS, Control, Outcome, render_say
from yingshu.kernel.enforcement import WAYS, Asked, Count, Record, Source, Way, declare, month_start

from .models import DecisionRecord
from .panels import record_row
from .queries import controls_deciding, decision_url, proving
from .tallies import DECISIONS

BY = ("month", "control", "clause", "outcome", "permitted")


def ways() -> Mapping[str, Way]:
    """Clause → the firmest way in which a control carries it out."""
    found: dict[str, Way] = {}
    for control in CONTROLS.values():
        for clause in control.clauses:
            found[clause] = min(found.get(clause, WAYS[-1]), Way(control.kind), key=WAYS.index)
    return found


def counts(asked: Asked) -> Iterable[Count]:
    """All decisions of the months, by clause: one statement over the rollup."""
    for row in rollups.read(DECISIONS, _where(asked), BY):
        control, month = CONTROLS.get(row["control"]), month_start(row["month"])
        bound = control.clauses if control else ()
        for clause in {*bound, row["clause"]}:
            if asked.wants(clause):
                counted = control is not None and control.kind == "duty" and (clause, month) in asked.planned
                yield _count(clause, control, month, row, clause in bound and not counted)


def _where(asked: Asked) -> Q:
    first, last = asked.months
    where = Q(month__gte=first, month__lte=last)
    if asked.units is not None:
        where &= Q(unit__in=asked.units)
    return where & Q(person=asked.person_id) if asked.person_id is not None else where


def _count(clause: str, control: Control[Any, Any] | None, month: Any, row: Mapping[str, Any], due: bool) -> Count:
    """A refusal counts for the clause it names, and stands at the gate's own clause too. A gate is kept when nobody passed by special
    permission, a duty when in time.

    Without ``due`` the decision is evidence only: it is about another clause, or the plan of duties has counted the case.
    """
    n, refused, named = row["count"], row["outcome"] == Outcome.REFUSE, clause == row["clause"]
    if refused or not due:
        return Count(clause, month, evidence=n, refused=n if refused and named else 0, stopped=n if refused and not named else 0)
    late = control is not None and control.kind == "duty" and row["outcome"] == Outcome.WARN
    return Count(clause, month, n, n, 0 if late or row["permitted"] else n, 0, n if row["permitted"] else 0)


def records(clause: str, asked: Asked, limit: int) -> Iterator[Record]:
    """The decisions themselves, newest first."""
    start, end = clock.day_bounds(asked.first, asked.last)
    found = DecisionRecord.objects.filter(proving(clause), control__in=controls_deciding(clause), at__gte=start, at__lt=end)
    if asked.units is not None:
        found = found.filter(unit_id__in=asked.units)
    if asked.person_id is not None:
        found = found.filter(actor_id=asked.person_id)
    for row in found.order_by("-at", "-id")[:limit]:
        says = render_say(row.verdict["says"]["msgid"], row.verdict["says"]["args"])
        yield Record(clock.local(row.at).date(), row.number, f"{row.subject_number} {says}".strip(), row.actor_name,
                     decision_url(row.pk), record_row(row))


def url(clause: str, asked: Asked) -> str:
    """The list of decisions of a clause in these days."""
    return f"/decisions/?clause={clause}&at_from={asked.first}&at_to={asked.last}"


declare(Source("decisions", lazy("Decisions"), ways, counts, records, url))
