"""Sums of penalties (SVC-09, SVC-10)."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.db.models import Count, Q, Sum

from ..models import Penalty


class Fines(NamedTuple):
    """Money and public criticisms of a period."""

    fen: int
    criticisms: int


def fines_of(first: date, last: date, person_id: int | None = None) -> Fines:
    """What penalties of a period add up to, for everybody or one person (SVC-09)."""
    rows = Penalty.objects.filter(on__gte=first, on__lte=last, **({"person_id": person_id} if person_id else {}))
    found = rows.aggregate(fen=Sum("fine_fen"), n=Count("id", filter=Q(criticism=True)))
    return Fines(found["fen"] or 0, found["n"])


def appraisal_points(person_id: int, first: date, last: date) -> int:
    """Points that the appraisal of a month takes off a person (SVC-10)."""
    rows = Penalty.objects.filter(person_id=person_id, on__gte=first, on__lte=last)
    return int(rows.aggregate(n=Sum("points"))["n"] or 0)
