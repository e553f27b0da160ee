"""The kernel's own tables: idempotency answers and cache versions."""

from __future__ import annotations

from django.db import models

from .screen_models import FormDraft, ImportRun, Job, ListSetting, OpenForm, SavedView

__all__ = ["CacheVersion", "FormDraft", "IdempotencyKey", "ImportRun", "Job", "ListSetting", "OpenForm", "RollupMark", "SavedView",
           "VisitCount"]


class IdempotencyKey(models.Model):
    """The answer once given to a request; the same key gets the same answer, not a second document."""

    actor_id = models.BigIntegerField()
    key = models.CharField(max_length=100)
    action = models.CharField(max_length=80)
    answer = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor_id", "key"], name="one_answer_per_key")]
        indexes = [models.Index(fields=["at"], name="idempotency_at")]

    def __str__(self) -> str:
        return self.key


class CacheVersion(models.Model):
    """A number that grows whenever a cached set of facts (people and rights, rulebook) changes."""

    name = models.CharField(max_length=40, primary_key=True)
    number = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} {self.number}"


class RollupMark(models.Model):
    """Up to which id the rows of a table are counted in a rollup (``kernel.rollups``)."""

    code = models.CharField(max_length=40, primary_key=True)
    last_id = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.code} {self.last_id}"


class VisitCount(models.Model):
    """How often an address, known by its hash only, came to a public page in its last minute (``kernel.public.limits``)."""

    page = models.CharField(max_length=80)
    address = models.CharField(max_length=32)
    minute = models.BigIntegerField()
    visits = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "address"], name="one_count_per_address")]

    def __str__(self) -> str:
        return f"{self.page} {self.visits}"
