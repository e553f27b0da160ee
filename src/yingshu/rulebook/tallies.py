"""Decisions counted by month, control, clause, unit, person and outcome."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import BooleanField, Case, Count, F, Sum, Value, When
from django.db.models.functions import Coalesce

from yingshu.kernel.invariants import invariant
from yingshu.kernel.rollups import Rollup, declare, differences, month_of

from .models import DecisionMonth, DecisionRecord

DECISIONS = declare(Rollup(
    "decisions", DecisionRecord, DecisionMonth,
    keys={"month": month_of("at"), "control": "", "clause": "", "unit": Coalesce("unit_id", Value(0)), "person": F("actor_id"),
          "outcome": "", "permitted": Case(When(permit="", then=Value(False)), default=Value(True), output_field=BooleanField())},
    sums={"count": Count("pk"), "fen": Coalesce(Sum("amount_fen"), Value(0))}))


@invariant("rulebook.decisions_are_counted_right")
def counted() -> Iterator[tuple[str, str]]:
    """The rollup of decisions says what the decisions say."""
    for line in differences(DECISIONS):
        yield line, "the count of the month is not that of the decisions"
