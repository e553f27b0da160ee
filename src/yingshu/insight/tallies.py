"""The trail counted by month, action and person, so that the matrix costs what its months cost."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, F

from yingshu.audit.models import AuditEntry
from yingshu.kernel.invariants import invariant
from yingshu.kernel.rollups import Rollup, declare, differences, month_of

from .models import ActionMonth

ACTIONS_DONE = declare(Rollup("actions", AuditEntry, ActionMonth, sums={"count": Count("pk")},
                              keys={"month": month_of("at"), "action": "", "person": F("actor_id"), "refused": ""}))


@invariant("insight.actions_are_counted_right")
def counted() -> Iterator[tuple[str, str]]:
    """The rollup of the trail says what the trail says."""
    for line in differences(ACTIONS_DONE):
        yield line, "the count of the month is not that of the trail"
