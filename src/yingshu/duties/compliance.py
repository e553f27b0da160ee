"""Duties in the matrix of compliance: which clauses they carry out now, how many came due, how many were done in time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from yingshu.kernel import clock
from yingshu.kernel.enforcement import Asked, Record, Source, Way, declare
from yingshu.kernel.enforcement import Count as Figures
from yingshu.kernel.links import record_url

from .bundles import bundles
from .models import Duty, Occurrence
from .queries.occurrences import due_words, name_of, state_tag
from .queries.rates import came_due
from .queries.versions import holding

State = Occurrence.State


def ways() -> dict[str, Way]:
    """The clauses of the duties that hold today."""
    return {clause: Way.DUTY for item in holding(clock.today()) for clause in item.clauses}


def _duties(clauses: frozenset[str] | None) -> dict[int, list[str]]:
    """Duties with those of their clauses that are asked for."""
    rows = Duty.objects.values_list("id", "clauses")
    return {pk: found for pk, own in rows if (found := [c for c in own if clauses is None or c in clauses])}


def _rows(asked: Asked, duty_ids: Iterable[int]) -> QuerySet[Occurrence]:
    """What came due in the days asked for; of all duties when no clause is asked for, which the index over days serves best."""
    rows: QuerySet[Occurrence] = Occurrence._plain.filter(came_due(clock.now()), due_on__gte=asked.first, due_on__lte=asked.last)
    rows = rows.filter(duty_id__in=list(duty_ids)) if asked.clauses is not None else rows
    rows = rows.filter(unit_id__in=sorted(asked.units)) if asked.units is not None else rows
    return rows.filter(person_id=asked.person_id) if asked.person_id is not None else rows


def counts(asked: Asked) -> Iterator[Figures]:
    """Figures by clause and month: one aggregate over the days asked for. Excused ones are evidence, but do not count as due."""
    duties = _duties(asked.clauses)
    grouped = _rows(asked, duties).order_by().values("duty_id", "month").annotate(
        n=Count("id"), due=Count("id", filter=~Q(state=State.EXCUSED)), kept=Count("id", filter=Q(state=State.DONE)))
    for row in grouped:
        for clause in duties.get(row["duty_id"], ()):
            yield Figures(clause, date(row["month"] // 100, row["month"] % 100, 1), evidence=row["n"], due=row["due"], kept=row["kept"])


def records(clause: str, asked: Asked, limit: int) -> Iterator[Record]:
    """The occurrences behind the figures of a clause, latest first."""
    rows = _rows(asked, _duties(frozenset({clause}))).select_related("duty", "version").order_by("-due_on", "-id")[:limit]
    for o in rows:
        yield Record(o.due_on, o.done_number or o.period, f"{name_of(o)}: {state_tag(o).label}", o.done_by or o.person_name,
                     record_url("occurrences", o.pk), {
                         "duty": o.duty.code, "period": o.period, "for": o.subject_name, "due": due_words(o), "state": o.state,
                         "done_at": o.done_at and o.done_at.isoformat(), "done_by": o.done_by, "proof": o.done_number, "note": o.note,
                         "excuse": o.excuse_reason})


def url(clause: str, asked: Asked) -> str:
    """The occurrences of a clause as a list."""
    return "/occurrences/?" + urlencode({"view": "all", "clause": clause, "due_on_from": asked.first, "due_on_to": asked.last})


declare(Source("duties", _("Duties"), ways, counts, records, url, plans=True))


# ---- what posts answer for

def posts_ways() -> dict[str, Way]:
    """The clauses that say what a post answers for."""
    return {clause: Way.ROLE for bundle in bundles() for clause in bundle.clauses}


def bundle_url(clause: str, asked: Asked) -> str:
    """The list of what the post answers for."""
    bundle = next((bundle for bundle in bundles() if clause in bundle.clauses), None)
    return f"/duties/responsibilities/?of={bundle.code}" if bundle else ""


declare(Source("posts", _("What posts answer for"), posts_ways, lambda asked: (), lambda clause, asked, limit: (), bundle_url))
