"""Which items must be improved, and what an improvement brought (SAT-22)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from yingshu.kernel import clock
from yingshu.kernel.money import round_half_up
from yingshu.rulebook.decisions import params_of

from ..controls import IMPROVING, LEVELS
from ..models import Improvement, Item, Wave
from ..rules import measures, scoring
from ..rules.conclusion import is_weak
from ..rules.spans import span_of
from .counts import values_by_item
from .results import STARTED


def mean_in(period: str, item_id: int) -> Decimal | None:
    """The mean of an item over the waves of a period, in points."""
    item = Item.objects.get(pk=item_id)
    waves = Wave.objects.filter(period=period, state__in=STARTED, version_id=item.version_id).values_list("pk", flat=True)
    counts = [one.valid for (pk, _part), one in values_by_item(waves).items() if pk == item_id]
    params = params_of(LEVELS)
    found = measures.together(measures.moments(c, {v: scoring.points(params, item.kind, v) for v in c}) for c in counts)
    return None if found.mean is None else round_half_up(found.mean, 2)


def measured_after(row: Improvement) -> tuple[Decimal, str] | None:
    """The mean of the same question in the first later period that asked it: by the item, or by its code in a newer version."""
    if row.item is None:
        return None
    began = span_of(row.period)
    later = Wave.objects.filter(state__in=STARTED, version__questionnaire_id=row.item.version.questionnaire_id).exclude(period=row.period)
    spans = sorted({s for p in later.values_list("period", flat=True) if (s := span_of(p)) and began and s.first > began.last},
                   key=lambda s: s.first)
    for span in spans:
        for item in Item.objects.filter(code=row.item.code, kind=row.item.kind, version__waves__period=span.name,
                                        version__questionnaire_id=row.item.version.questionnaire_id).distinct():
            mean = mean_in(span.name, item.pk)
            if mean is not None:
                return mean, span.name
    return None


def weak_items(content: Mapping[str, Any]) -> set[int]:
    """Items of a result below the bound: each needs an improvement."""
    params = params_of(IMPROVING)
    return {i["id"] for i in content["items"] if i["mean"] is not None and i["weight"] != "0" and is_weak(params, Decimal(i["mean"]))}


def improvements_of(period: str) -> dict[int, Improvement]:
    """The latest improvement of each item in a period; dropped ones do not count."""
    rows = Improvement._plain.filter(period=period, item_id__isnull=False).exclude(state=Improvement.State.DROPPED).order_by("id")
    return {row.item_id: row for row in rows if row.item_id}


def due_soon(person_id: int) -> Any:
    """Improvements a person has to carry out, soonest first."""
    return Improvement._plain.filter(owner_id=person_id, state__in=[Improvement.State.OPEN, Improvement.State.INEFFECTIVE]).order_by(
        "due_on", "id")


def overdue(row: Improvement) -> bool:
    """Open beyond its day?"""
    return row.state == Improvement.State.OPEN and row.due_on < clock.today()
