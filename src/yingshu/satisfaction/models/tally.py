"""Counts that the figures are read from: rollups of insert-only entries (``kernel.rollups``), so that a wave of a million answers
costs what its distinct values cost. ``count_all - count_void`` are the valid answers; both figures stay readable (SAT-29)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class _Counted(models.Model):
    count_all = models.BigIntegerField(default=0)
    count_void = models.BigIntegerField(default=0)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.count_all}-{self.count_void}"


class Tally(_Counted):
    """How often an item got a value, by unit and stratum (0: none)."""

    wave_id = models.BigIntegerField()
    item_id = models.BigIntegerField()
    part = models.PositiveSmallIntegerField(default=0)
    unit_key = models.BigIntegerField(default=0)
    stratum_key = models.BigIntegerField(default=0)
    complete = models.BooleanField(default=True)
    value = models.SmallIntegerField()

    class Meta:
        verbose_name = _("count of answers")
        constraints: ClassVar = [models.UniqueConstraint(
            fields=["wave_id", "item_id", "part", "unit_key", "stratum_key", "complete", "value"], name="tally_once")]


class PairTally(_Counted):
    """How often an item got a value together with a value of overall satisfaction: how much the item matters (SAT-19)."""

    wave_id = models.BigIntegerField()
    item_id = models.BigIntegerField()
    part = models.PositiveSmallIntegerField(default=0)
    value = models.SmallIntegerField()
    overall = models.SmallIntegerField()

    class Meta:
        verbose_name = _("count of pairs of answers")
        constraints: ClassVar = [models.UniqueConstraint(fields=["wave_id", "item_id", "part", "value", "overall"], name="pair_tally_once")]


class ScoreTally(_Counted):
    """How often responses came to a score, as a whole (``group_key`` 0), by group, and as an ACSI-style index (``ScoreEntry``)."""

    wave_id = models.BigIntegerField()
    group_key = models.BigIntegerField(default=0)
    unit_key = models.BigIntegerField(default=0)
    stratum_key = models.BigIntegerField(default=0)
    complete = models.BooleanField(default=True)
    score = models.PositiveIntegerField()
    raw = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("count of scores")
        constraints: ClassVar = [models.UniqueConstraint(
            fields=["wave_id", "group_key", "unit_key", "stratum_key", "complete", "score", "raw"], name="score_tally_once")]


class Sent(models.Model):
    """How many questionnaires were handed out, by unit and stratum (0: none): the lower part of the recovery rate (SAT-13)."""

    wave = models.ForeignKey("satisfaction.Wave", models.PROTECT, related_name="sent_by_unit")
    unit_key = models.BigIntegerField(default=0)
    stratum_key = models.BigIntegerField(default=0)
    count = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("questionnaires handed out")
        constraints: ClassVar = [models.UniqueConstraint(fields=["wave", "unit_key", "stratum_key"], name="sent_once")]

    def __str__(self) -> str:
        return str(self.count)
