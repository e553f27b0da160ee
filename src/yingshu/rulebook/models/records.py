"""Parameters in force and decisions made."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from yingshu.kernel.controls import Outcome
from yingshu.kernel.ledger import InsertOnly


class ParameterSet(InsertOnly):
    """The parameters of a control from a day on, for the whole company or one unit. A change is a new row."""

    control = models.CharField(_("control"), max_length=60)
    unit_id = models.BigIntegerField(null=True)
    valid_from = models.DateField(_("valid from"))
    variant = models.CharField(_("variant"), max_length=40, default="", blank=True)
    values = models.JSONField(_("values"))
    version = models.PositiveIntegerField(_("version"))
    at = models.DateTimeField(_("changed at"))
    actor_id = models.BigIntegerField()
    actor_name = models.CharField(_("changed by"), max_length=60)
    reason = models.CharField(_("reason"), max_length=200, default="", blank=True)

    class Meta:
        verbose_name = _("parameter set")
        constraints = [models.UniqueConstraint(fields=["control", "version"], name="one_version_per_control")]
        ordering = ["control", "-version"]

    def __str__(self) -> str:
        return f"{self.control} V{self.version}"


class DecisionRecord(InsertOnly):
    """A decision of a control about a record: the facts it knew, the parameters in force, what it concluded and why.

    ``action`` is the step it was asked for, ``amount_fen`` the money it was about, ``permit`` the special permission it passed by.
    """

    at = models.DateTimeField(_("at"))
    control = models.CharField(_("control"), max_length=60)
    clause = models.CharField(_("clause"), max_length=12)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField(null=True)
    subject_number = models.CharField(_("number"), max_length=60, default="")
    unit_id = models.BigIntegerField(null=True)
    actor_id = models.BigIntegerField()
    actor_name = models.CharField(_("by"), max_length=60)
    version = models.PositiveIntegerField(_("parameter version"), default=0)
    params = models.JSONField(encoder=DjangoJSONEncoder)
    facts = models.JSONField(encoder=DjangoJSONEncoder)
    action = models.CharField(_("action"), max_length=80, default="")
    amount_fen = models.BigIntegerField(_("amount"), null=True)
    permit = models.CharField(_("special permission"), max_length=60, default="")
    outcome = models.CharField(_("outcome"), max_length=6, choices=[(o.value, o.value) for o in Outcome])
    verdict = models.JSONField(encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = _("decision")
        indexes = [models.Index(fields=["subject_kind", "subject_id", "id"], name="decision_subject"),
                   models.Index(fields=["control", "at"], name="decision_control")]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """JD + day + id: unique without a counter that all deciders would have to share."""
        from yingshu.kernel.clock import local

        return f"JD{local(self.at):%Y%m%d}-{self.pk}"


class DecisionMonth(models.Model):
    """How often a control decided what, by month, unit and person: a rollup of the decisions (``tallies``), rebuilt at any time."""

    month = models.PositiveIntegerField()
    control = models.CharField(max_length=60)
    clause = models.CharField(max_length=12)
    unit = models.BigIntegerField()
    person = models.BigIntegerField()
    outcome = models.CharField(max_length=6)
    permitted = models.BooleanField()
    count = models.BigIntegerField()
    fen = models.BigIntegerField()

    class Meta:
        verbose_name = _("decisions of a month")
        constraints = [models.UniqueConstraint(fields=["month", "control", "clause", "unit", "person", "outcome", "permitted"],
                                               name="one_count_of_decisions")]

    def __str__(self) -> str:
        return f"{self.month} {self.control} {self.outcome} {self.count}"
