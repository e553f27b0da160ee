"""Sums of penalties (SVC-09, SVC-10)."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.db.models import Count, Max, Q, Sum

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


class Standing(NamedTuple):
    """What a month brought one person."""

    person_id: int
    name: str
    department: str
    criticisms: int
    fine_fen: int
    points: int
    dismissals: int


def by_person(first: date, last: date) -> list[Standing]:
    """Criticisms, fines and points of the days for each person, the most points first (SVC-09, SVC-10)."""
    rows = Penalty.objects.filter(on__gte=first, on__lte=last).values("person_id").annotate(
        name=Max("person_name"), of=Max("department"), criticisms=Count("id", filter=Q(criticism=True)), fines=Sum("fine_fen"),
        off=Sum("points"), out=Count("id", filter=Q(dismissal=True))).order_by("-off", "-fines", "person_id")
    return [Standing(r["person_id"], r["name"], r["of"], r["criticisms"], r["fines"], r["off"], r["out"]) for r in rows]


def appraisal_points(person_id: int, first: date, last: date) -> int:
    """Points that the appraisal of a month takes off a person (SVC-10)."""
    rows = Penalty.objects.filter(person_id=person_id, on__gte=first, on__lte=last)
    return int(rows.aggregate(n=Sum("points"))["n"] or 0)
