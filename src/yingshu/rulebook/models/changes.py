"""Changes of parameters on their way into force, and rules of a higher rank that no parameter may undercut."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _


class ParameterChange(models.Model):
    """A change of some parameters of a control: prepared by one person, released by another, with the day from which it holds."""

    class State(models.TextChoices):
        PREPARED = "prepared", _("To be released")
        REVIEWING = "reviewing", _("In approval")
        RELEASED = "released", _("Released")
        REFUSED = "refused", _("Rejected")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    number = models.CharField(_("number"), max_length=20, unique=True)
    control = models.CharField(_("control"), max_length=60)
    unit_id = models.BigIntegerField(null=True)
    variant = models.CharField(_("variant"), max_length=40, default="", blank=True)
    changes = models.JSONField(_("changes"), encoder=DjangoJSONEncoder)
    valid_from = models.DateField(_("valid from"))
    reason = models.CharField(_("reason"), max_length=200)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PREPARED)
    prepared_by_id = models.BigIntegerField()
    prepared_by = models.CharField(_("prepared by"), max_length=60)
    prepared_at = models.DateTimeField(_("prepared at"))
    decided_by = models.CharField(_("decided by"), max_length=60, default="")
    decided_at = models.DateTimeField(_("decided at"), null=True)
    opinion = models.CharField(_("opinion"), max_length=200, default="")
    version = models.PositiveIntegerField(_("version"), null=True)

    class Meta:
        verbose_name = _("parameter change")
        indexes = [models.Index(fields=["state", "control"], name="parameter_change_state"),
                   models.Index(fields=["control", "id"], name="parameter_change_control")]

    def __str__(self) -> str:
        return self.number


class SuperiorRule(models.Model):
    """A law or a rule of the company's group that a parameter may not undercut (ORG-33): while it holds, its value is applied."""

    class Bound(models.TextChoices):
        AT_LEAST = "at_least", _("at least")
        AT_MOST = "at_most", _("at most")
        EXACTLY = "exactly", _("exactly")

    control = models.CharField(_("control"), max_length=60)
    parameter = models.CharField(_("parameter"), max_length=60)
    bound = models.CharField(_("bound"), max_length=8, choices=Bound)
    value = models.JSONField(_("value"), encoder=DjangoJSONEncoder)
    basis = models.CharField(_("basis"), max_length=200)
    at = models.DateTimeField(_("registered at"))
    actor_name = models.CharField(_("registered by"), max_length=60)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    ended_by = models.CharField(_("ended by"), max_length=60, default="")

    class Meta:
        verbose_name = _("superior rule")
        constraints = [models.UniqueConstraint(fields=["control", "parameter", "bound"], condition=models.Q(ended_at=None),
                                               name="one_superior_rule_per_bound")]

    def __str__(self) -> str:
        return self.basis
