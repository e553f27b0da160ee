"""Which entries are counted where. Read with ``kernel.rollups.read``: always the figures of this moment."""

from __future__ import annotations

from django.db.models import Count, Q

from yingshu.kernel.rollups import Rollup, declare

from .models import Answer, PairTally, ScoreEntry, ScoreTally, Tally

SUMS = {"count_all": Count("pk", filter=Q(void=False)), "count_void": Count("pk", filter=Q(void=True))}

TALLY = declare(Rollup("satisfaction.tally", Answer, Tally, dict.fromkeys(
    ("wave_id", "item_id", "part", "unit_key", "stratum_key", "complete", "value"), ""), SUMS))
PAIRS = declare(Rollup("satisfaction.pairs", Answer, PairTally, dict.fromkeys(
    ("wave_id", "item_id", "part", "value", "overall"), ""), SUMS))
SCORES = declare(Rollup("satisfaction.scores", ScoreEntry, ScoreTally, dict.fromkeys(
    ("wave_id", "group_key", "unit_key", "stratum_key", "complete", "score", "raw"), ""), SUMS))
