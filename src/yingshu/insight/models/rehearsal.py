"""A rehearsal: decisions of a period judged once more by other parameters, and how each would have come out otherwise."""

from __future__ import annotations

from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _


class Rehearsal(models.Model):
    """What was to change, which days were replayed, and the comparison. It changes no record."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    title = models.CharField(_("title"), max_length=120)
    draft_kind = models.CharField(max_length=40, default="", blank=True)
    draft_id = models.BigIntegerField(null=True)
    draft = models.CharField(_("draft"), max_length=60, default="", blank=True)
    overlays = models.JSONField(_("changes"), encoder=DjangoJSONEncoder)
    first = models.DateField(_("from"))
    last = models.DateField(_("to"))
    state = models.CharField(_("state"), max_length=7, choices=State, default=State.WAITING)
    at = models.DateTimeField(_("asked at"))
    actor_id = models.BigIntegerField()
    actor_name = models.CharField(_("asked by"), max_length=60)
    done_at = models.DateTimeField(_("done at"), null=True)
    decisions = models.BigIntegerField(_("decisions replayed"), default=0)
    changed = models.BigIntegerField(_("come out otherwise"), default=0)
    seconds = models.DecimalField(_("seconds"), max_digits=9, decimal_places=1, null=True)
    result = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = _("rehearsal")
        indexes = [models.Index(fields=["draft_kind", "draft_id"], name="rehearsal_draft")]

    def __str__(self) -> str:
        return self.title

    @property
    def controls(self) -> list[dict[str, Any]]:
        """What the draft changes of controls."""
        return [o for o in self.overlays if "control" in o]

    @property
    def duties(self) -> list[dict[str, Any]]:
        """What the draft changes of the times of duties."""
        return [o for o in self.overlays if "duty" in o]

    @property
    def tables(self) -> list[dict[str, Any]]:
        """What the draft changes of authority tables."""
        return [o for o in self.overlays if "table" in o]


class RehearsedDecision(models.Model):
    """A decision that would have come out otherwise: how then, how by the draft, to whom, about how much money."""

    rehearsal = models.ForeignKey(Rehearsal, models.CASCADE, related_name="rows")
    decision_id = models.BigIntegerField()
    control = models.CharField(max_length=60)
    old = models.CharField(max_length=6)
    new = models.CharField(max_length=6)
    old_route = models.CharField(max_length=60, default="")
    new_route = models.CharField(max_length=60, default="")
    amount_fen = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("rehearsed decision")
        indexes = [models.Index(fields=["rehearsal", "control", "-amount_fen"], name="rehearsed_by_amount")]

    def __str__(self) -> str:
        return f"{self.decision_id} {self.old} → {self.new}"
