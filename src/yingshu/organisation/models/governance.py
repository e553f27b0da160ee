"""Changing the structure by a document (ORG-05), and supervision by a discipline committee (ORG-19)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Reorganisation(models.Model):
    """组织变更单: why, which factors, from when, which units; the structure before and after stay on record (ORG-05)."""

    class State(models.TextChoices):
        PENDING = "pending", _("Pending approval")
        APPROVED = "approved", _("Approved")
        IN_FORCE = "in_force", _("In force")
        REJECTED = "rejected", _("Rejected")

    number = models.CharField(_("number"), max_length=40, unique=True)
    reason = models.CharField(_("reason"), max_length=500)
    factors = models.CharField(_("factors: strategy, structure, business, stage"), max_length=1000)
    effective_on = models.DateField(_("effective on"))
    changes = models.JSONField(_("changes"), default=list)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.PENDING)
    owner = models.ForeignKey("organisation.Person", models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked at"))
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_by = models.CharField(_("decided by"), max_length=60, default="")
    opinion = models.CharField(_("opinion"), max_length=300, default="")
    version_before = models.PositiveIntegerField(_("structure before"), default=0)
    version_after = models.PositiveIntegerField(_("structure after"), default=0)

    class Meta:
        verbose_name = _("reorganisation")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.number


class SettleCondition(models.Model):
    """One of the conditions under which the structure settles, confirmed by somebody (ORG-05)."""

    condition = models.CharField(_("condition"), max_length=60, unique=True)
    confirmed_at = models.DateTimeField(_("confirmed at"))
    confirmed_by = models.CharField(_("confirmed by"), max_length=60)

    class Meta:
        verbose_name = _("condition of settling")

    def __str__(self) -> str:
        return self.condition


class Inspection(models.Model):
    """监督检查: the committee examines a unit and concludes; a finding that does not conform becomes a task to put it right (ORG-19)."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        TO_MEND = "to_mend", _("to be put right")
        CLOSED = "closed", _("closed")

    number = models.CharField(_("number"), max_length=40, unique=True)
    unit = models.ForeignKey("organisation.Unit", models.PROTECT, related_name="+", verbose_name=_("examined unit"))
    subject = models.CharField(_("subject"), max_length=200)
    finding = models.CharField(_("finding"), max_length=500, default="")
    conforms = models.BooleanField(_("conforms"), null=True)
    due_on = models.DateField(_("to be put right by"), null=True)
    mended = models.CharField(_("put right"), max_length=500, default="")
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField(_("opened at"))
    opened_by = models.ForeignKey("organisation.Person", models.PROTECT, related_name="+", verbose_name=_("opened by"))

    class Meta:
        verbose_name = _("inspection")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.number
