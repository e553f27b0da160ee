"""What must always be true of answers."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Q

from yingshu.kernel.invariants import invariant
from yingshu.kernel.rollups import differences

from .models import Response, ScoreEntry, Sent, Wave
from .rollups import PAIRS, SCORES, TALLY


@invariant("satisfaction.counted_right")
def counted() -> Iterator[tuple[str, str]]:
    """The counts say what the answers say."""
    for rollup in (TALLY, PAIRS, SCORES):
        for line in differences(rollup):
            yield line, "the count is not that of the answers"


@invariant("satisfaction.voided_once")
def voided() -> Iterator[tuple[str, str]]:
    """A voided response has a counter-entry for its score, a valid one has none."""
    whole = Q(scores__group_key__in=ScoreEntry.WHOLE)
    rows = Response.objects.annotate(given=Count("scores", filter=whole & Q(scores__void=False)),
                                     taken=Count("scores", filter=whole & Q(scores__void=True)))
    right = Q(given=1, taken=0, voided_at=None) | Q(given=1, taken=1, voided_at__isnull=False)
    for row in rows.exclude(right):
        yield f"{row.wave_id}-{row.pk}", f"scores {row.given}, counter-entries {row.taken}, voided {row.voided_at}"


@invariant("satisfaction.sent")
def sent() -> Iterator[tuple[str, str]]:
    """What a wave handed out is the sum by unit and stratum, and the number of its invitations."""
    by_unit: dict[int, int] = {}
    for wave_id, n in Sent.objects.values_list("wave_id", "count"):
        by_unit[wave_id] = by_unit.get(wave_id, 0) + n
    for wave in Wave.objects.annotate(n=Count("invitations")):
        if not wave.sent == wave.n == by_unit.get(wave.pk, 0):
            yield wave.number, f"sent {wave.sent}, invitations {wave.n}, by unit {by_unit.get(wave.pk, 0)}"
