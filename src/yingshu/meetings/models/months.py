"""What a month's check of a clause found (MTG-03, REC-07, BRD-08)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ComplianceCheck(models.Model):
    """The latest finding for one month and one check; every finding is a decision record as well."""

    month = models.CharField(_("month"), max_length=7)
    code = models.CharField(_("check"), max_length=60)
    clause = models.CharField(_("clause"), max_length=10)
    passed = models.BooleanField(_("passed"))
    says = models.JSONField()
    verdict = models.JSONField()
    checked_at = models.DateTimeField(_("checked at"))
    checked_by = models.CharField(_("checked by"), max_length=60)

    class Meta:
        verbose_name = _("monthly check")
        constraints = [models.UniqueConstraint(fields=["month", "code"], name="one_finding_per_month")]

    def __str__(self) -> str:
        return f"{self.month} {self.code}"
