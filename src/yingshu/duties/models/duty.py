"""A duty and its versions. A change is a new version with the day from which it holds."""

from __future__ import annotations

from functools import cached_property

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..items import DutyItem


class Duty(models.Model):
    """The name under which all versions and occurrences of a duty stand. ``planned_until``: occurrences exist up to this day."""

    code = models.CharField(_("code"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=80)
    clause = models.CharField(_("clause"), max_length=12, default="", blank=True)
    clauses = models.JSONField(default=list)
    planned_until = models.DateField(null=True)

    class Meta:
        verbose_name = _("duty")
        ordering = ["clause", "code"]

    def __str__(self) -> str:
        return self.title


class DutyVersion(models.Model):
    """What a rulebook (or the company itself, ``book`` empty) asks from a day on; ``item`` empty: from then on nothing.

    Prepared by one person, in force once released. Of several sources that ask for the same duty the one that began last decides.
    """

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="versions", verbose_name=_("duty"))
    number = models.PositiveIntegerField(_("version"))
    book = models.CharField(_("rulebook"), max_length=60, default="", blank=True)
    book_version = models.PositiveIntegerField(default=0)
    unit_id = models.BigIntegerField(null=True)
    valid_from = models.DateField(_("valid from"))
    item = models.JSONField(null=True)
    reason = models.CharField(_("reason"), max_length=200, default="", blank=True)
    prepared_at = models.DateTimeField(_("prepared at"))
    prepared_id = models.BigIntegerField()
    prepared_by = models.CharField(_("prepared by"), max_length=60)
    released_at = models.DateTimeField(_("released at"), null=True)
    released_id = models.BigIntegerField(null=True)
    released_by = models.CharField(_("released by"), max_length=60, default="")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("version of a duty")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["duty", "number"], name="one_duty_version")]

    def __str__(self) -> str:
        return f"{self.duty} V{self.number}"

    @cached_property
    def terms(self) -> DutyItem:
        """The item as its model."""
        return DutyItem.model_validate(self.item)
