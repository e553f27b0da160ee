"""One time that a duty is due for one subject, and who has it on their list."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yingshu.kernel.scoping import ScopedModel

from .duty import Duty, DutyVersion


class Occurrence(ScopedModel):
    """A duty at one time. ``planned_at`` by the recurrence, ``due_at`` moved to a worked day, ``late_at`` with the grace.

    ``person_id`` is who answers for it, ``unit_id`` that person's unit. Whether it is overdue is read from the times.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        DONE = "done", _("done on time")
        LATE = "late", _("done late")
        MISSED = "missed", _("missed")
        EXCUSED = "excused", _("excused")

    class Excuse(models.TextChoices):
        NONE = "", _("none")
        ASKED = "asked", _("excuse asked for")
        GRANTED = "granted", _("excuse accepted")
        REFUSED = "refused", _("excuse not accepted")

    scope_owner = "person_id"
    duty = models.ForeignKey(Duty, models.PROTECT, related_name="occurrences", verbose_name=_("duty"), db_index=False)
    version = models.ForeignKey(DutyVersion, models.PROTECT, related_name="+", db_index=False)
    period = models.CharField(_("period"), max_length=16)
    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField(default=0)
    subject_name = models.CharField(_("for"), max_length=120, default="")
    person_id = models.BigIntegerField(null=True)
    person_name = models.CharField(_("responsible"), max_length=60, default="")
    unit_id = models.BigIntegerField(null=True)
    planned_at = models.DateTimeField(_("planned"))
    opens_at = models.DateTimeField(_("can be done from"))
    due_at = models.DateTimeField(_("due"))
    due_on = models.DateField(_("due on"))
    month = models.PositiveIntegerField(default=0)
    late_at = models.DateTimeField(_("late from"))
    closes_at = models.DateTimeField(_("missed from"), null=True)
    state = models.CharField(_("state"), max_length=7, choices=State, default=State.OPEN)
    times_done = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(_("done at"), null=True)
    done_by_id = models.BigIntegerField(null=True)
    done_by = models.CharField(_("done by"), max_length=60, default="")
    done_kind = models.CharField(max_length=40, default="")
    done_id = models.BigIntegerField(null=True)
    done_number = models.CharField(_("proof"), max_length=80, default="")
    note = models.CharField(_("note"), max_length=1000, default="")
    excuse = models.CharField(_("excuse"), max_length=7, choices=Excuse, default=Excuse.NONE, blank=True)
    excuse_reason = models.CharField(_("reason of the excuse"), max_length=200, default="")
    excuse_by = models.CharField(_("asked by"), max_length=60, default="")
    decided_by = models.CharField(_("decided by"), max_length=60, default="")
    decided_at = models.DateTimeField(_("decided at"), null=True)
    opinion = models.CharField(_("opinion"), max_length=200, default="")
    remind_at = models.DateTimeField(null=True)

    class Meta(ScopedModel.Meta):
        verbose_name = _("occurrence of a duty")
        constraints = [models.UniqueConstraint(fields=["duty", "subject_kind", "subject_id", "period"], name="one_occurrence")]
        indexes = [
            models.Index(fields=["due_on", "duty", "state", "late_at", "opens_at", "due_at"], name="occurrence_due"),
            models.Index(fields=["duty", "due_on"], name="occurrence_of_duty"),
            models.Index(fields=["person_id", "due_on"], name="occurrence_of_person"),
            models.Index(fields=["unit_id", "due_on"], name="occurrence_of_unit"),
            models.Index(fields=["duty", "due_at"], condition=Q(state="open"), name="occurrence_open"),
            models.Index(fields=["remind_at"], condition=Q(state="open"), name="occurrence_remind"),
            models.Index(fields=["person_id"], condition=Q(excuse="asked"), name="occurrence_excuse"),
            models.Index(fields=["closes_at"], condition=Q(state="open"), name="occurrence_closing")]

    def __str__(self) -> str:
        return f"{self.duty} {self.period}"


class Assignee(models.Model):
    """A person who has an occurrence on the list: every holder of its posts."""

    occurrence = models.ForeignKey(Occurrence, models.CASCADE, related_name="assignees")
    person_id = models.BigIntegerField()
    name = models.CharField(max_length=60)

    class Meta:
        verbose_name = _("responsible person")
        constraints = [models.UniqueConstraint(fields=["occurrence", "person_id"], name="one_assignee")]
        indexes = [models.Index(fields=["person_id", "occurrence"], name="assignee_person")]

    def __str__(self) -> str:
        return self.name
