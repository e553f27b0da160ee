"""What is expected of a register in a period, and what of it is there."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.db.models import Count

from .definition import VOID
from .models import Entry
from .parts import Expectation
from .periods import Period, period_of
from .registry import Live


class Gap(NamedTuple):
    """One expectation (for one value of a field) in a period: how many there are, how many there should be."""

    title: str
    value: str
    period: str
    there: int
    least: int
    clause: str

    @property
    def missing(self) -> bool:
        return self.there < self.least


def coverage(found: Live, expected: Expectation, on: date, subject: int | None = None) -> list[Gap]:
    """What an expectation says of the period that a day lies in: one line for each value of its field. Of the whole register: whether
    something is there does not depend on who looks. What is expected for each person is asked for one of them."""
    if expected.each and subject is None:
        return []
    period = period_of(expected.every, on)
    least = found.definition.number_of(expected.least) or 0
    field = found.definition.field(expected.per) if expected.per else None
    counts = _counts(found, expected, period, subject)
    clause = expected.clause or next(iter(found.definition.clauses), "")
    wanted = found.choices_of(field) if field else [""]
    return [Gap(expected.title, value, period.key, counts.get(value, 0), least, clause) for value in wanted]


def _counts(found: Live, expected: Expectation, period: Period, subject: int | None) -> dict[str, int]:
    rows = Entry._plain.filter(register_id=found.id).exclude(state=VOID.code).order_by()
    day = found.slots[expected.by] if expected.by else "day"
    if expected.every != "once":
        rows = rows.filter(**{f"{day}__range": (period.first, period.last)})
    if expected.each:
        rows = rows.filter(**{found.slots[expected.each]: subject})
    if expected.states:
        rows = rows.filter(state__in=expected.states)
    if not expected.per:
        return {"": rows.count()}
    slot = found.slots[expected.per]
    return {row[slot]: row["n"] for row in rows.values(slot).annotate(n=Count("id")) if row[slot]}
