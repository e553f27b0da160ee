"""Duties on the workbench: one's own that can be done now, and excuses to decide on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from yingshu.kernel.actor import Actor
from yingshu.kernel.links import record_url
from yingshu.kernel.worklist import Todo, Worklist, declare

from .models import Occurrence
from .queries.occurrences import excuses_to_decide, name_of, to_do
from .sources import RHYTHMS
from .words import counted

VIEW = "occurrences.view"


def place_of(o: Occurrence) -> str:
    """Where a duty is done: the place its item names, else its own page."""
    url = o.version.terms.url
    return url.replace("{period}", o.period).replace("{subject_id}", str(o.subject_id)) if url else record_url("occurrences", o.pk)


def told_by_rooms(rows: Sequence[Occurrence]) -> Mapping[int, tuple[str, str, str]]:
    """Places, numbers and words that rooms tell for duties whose dates they work out; one look for each rhythm."""
    by_rhythm: dict[str, list[Occurrence]] = defaultdict(list)
    for o in rows:
        if (rhythm := o.version.terms.when.rhythm) in RHYTHMS:
            by_rhythm[rhythm].append(o)
    return {pk: told for rhythm, own in by_rhythm.items() for pk, told in RHYTHMS[rhythm].links(own).items()}


def _to_do(actor: Actor, limit: int) -> Iterable[Todo]:
    rows = list(to_do(actor)[:limit])
    told = told_by_rooms(rows)
    for o in rows:
        subject = o.subject_name if o.subject_kind != "person" else ""
        url, number, words = told.get(o.pk) or (place_of(o), o.period, subject or o.version.terms.help or counted(o.version.terms))
        yield Todo(o.duty.title, number, words, url, o.duty.clause, since=o.opens_at, due=o.late_at)


def _excuses(actor: Actor, limit: int) -> Iterable[Todo]:
    for o in _asked(actor)[:limit]:
        yield Todo(_("Excuse"), o.period, f"{name_of(o)}: {o.excuse_reason}", record_url("occurrences", o.pk), o.duty.clause,
                   since=o.due_at, sender=o.excuse_by)


def _asked(actor: Actor) -> QuerySet[Occurrence]:
    return excuses_to_decide(actor).select_related("duty").order_by("due_at", "id")


declare(Worklist("duties.to_do", lazy("Duties"), VIEW, _to_do, to_do))
declare(Worklist("duties.excuses", lazy("Excuses to decide on"), "duties.decide_excuse", _excuses, _asked))
