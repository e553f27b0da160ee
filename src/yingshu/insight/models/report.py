"""A report is a document: made from the records, submitted, delivered, frozen; a correction is a new version (MTG-06)."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from yingshu.kernel.ledger import Frozen


class Report(Frozen):
    """One version of one report of one period. ``unit_id`` is empty for the whole centre. While it waits for its flow it is in review.

    A submitted one never changes again: the database refuses it, and ``seal`` shows it should that be lifted.
    """

    class Kind(models.TextChoices):
        MONTHLY_SALES = "monthly_sales", _("Monthly sales report")
        DAILY_SALES = "daily_sales", _("Daily sales report")
        SALES_MONTH = "sales_month", _("Monthly sales statement")
        SALES_STATISTICS = "sales_statistics", _("Sales statistics")
        SALES_ANALYSIS = "sales_analysis", _("Sales analysis")

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        REVIEWING = "reviewing", _("Pending approval")
        SUBMITTED = "submitted", _("Submitted")

    number = models.CharField(_("number"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    period = models.CharField(_("period"), max_length=10)
    unit_id = models.BigIntegerField(null=True)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.DRAFT)
    content = models.JSONField(encoder=DjangoJSONEncoder)
    note = models.CharField(_("note"), max_length=500, blank=True, default="")
    made_at = models.DateTimeField(_("made at"))
    author_id = models.BigIntegerField()
    author_name = models.CharField(_("author"), max_length=60)
    due_on = models.DateField(_("due on"), null=True)
    submitted_at = models.DateTimeField(_("submitted at"), null=True)
    days_late = models.PositiveSmallIntegerField(_("days late"), default=0)
    correction_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections")
    seal = models.CharField(max_length=64, default="", editable=False)
    frozen_when = "state = 'submitted'"

    class Meta:
        verbose_name = _("report")
        # Two conditional ones, since to SQLite one report without a unit never equals another.
        constraints = [
            models.UniqueConstraint(fields=["kind", "period", "unit_id", "version"], name="one_report_version",
                                    condition=models.Q(unit_id__isnull=False)),
            models.UniqueConstraint(fields=["kind", "period", "version"], name="one_company_report_version",
                                    condition=models.Q(unit_id__isnull=True))]
        indexes = [models.Index(fields=["kind", "-period"], name="report_kind")]

    def __str__(self) -> str:
        return f"{self.number} V{self.version}"


class Delivery(models.Model):
    """The report reached one of the people the clause names."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="deliveries")
    post = models.CharField(_("post"), max_length=40)
    person_id = models.BigIntegerField()
    person_name = models.CharField(_("recipient"), max_length=60)
    delivered_at = models.DateTimeField(_("delivered at"))
    read_at = models.DateTimeField(_("read at"), null=True)

    class Meta:
        verbose_name = _("delivery record")
        constraints = [models.UniqueConstraint(fields=["report", "person_id"], name="one_delivery_per_reader")]

    def __str__(self) -> str:
        return self.person_name
