"""Reports that people give: by phone, in writing, to headquarters (MTG-08, 09, 10, 13, 15, 18)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yingshu.kernel.scoping import ScopedModel


class WorkReport(ScopedModel):
    """One report of one person for one period. ``contents`` holds a text for each topic that the clause asks for.

    ``source`` names what a drafted report was made from, so that a scan drafts nothing twice. ``late_days`` counts begun days after
    the deadline; ``timing`` says whether it came before, within or after its window.
    """

    class Kind(models.TextChoices):
        PHONE = "phone", _("Friday phone report")
        HALF_MONTH = "half_month", _("Half-month written report")
        QUALITY = "quality", _("Daily quality report")
        ANOMALY = "anomaly", _("Report of an anomaly")
        SALES = "sales", _("Sales report")
        HEADQUARTERS = "headquarters", _("Report to headquarters")

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        HANDLED = "handled", _("Handled")

    class Timing(models.TextChoices):
        EARLY = "early", _("Before the window")
        ON_TIME = "on_time", _("On time")
        LATE = "late", _("Late")

    number = models.CharField(_("number"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    period = models.CharField(_("period"), max_length=12)
    owner = models.ForeignKey("organisation.Person", models.PROTECT, related_name="+", verbose_name=_("author"))
    unit = models.ForeignKey("organisation.Unit", models.PROTECT, null=True, related_name="+", verbose_name=_("unit"))
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.SUBMITTED)
    channel = models.CharField(_("by way of"), max_length=20, default="", blank=True)
    contents = models.JSONField(_("contents"), default=list)
    made_at = models.DateTimeField(_("made at"))
    due_at = models.DateTimeField(_("due at"), null=True)
    reported_at = models.DateTimeField(_("reported at"), null=True)
    timing = models.CharField(_("timing"), max_length=7, choices=Timing, default="", blank=True)
    late_days = models.PositiveSmallIntegerField(_("days late"), default=0)
    handle_by = models.DateTimeField(_("to be handled by"), null=True)
    handled_at = models.DateTimeField(_("handled at"), null=True)
    handled_by = models.CharField(_("handled by"), max_length=60, default="")
    answer = models.CharField(pgettext_lazy("report", "answer"), max_length=1000, default="", blank=True)
    source = models.CharField(max_length=60, null=True, unique=True)  # noqa: DJ001 — NULLs differ: most were not drafted
    search_text = models.CharField(max_length=400, default="", editable=False)

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = _("work report")
        constraints = [models.UniqueConstraint(fields=["kind", "period", "owner"], condition=~models.Q(kind="anomaly"),
                                               name="one_report_per_period")]
        indexes = [models.Index(fields=["kind", "-made_at"], name="work_report_kind"),
                   models.Index(fields=["handle_by"], condition=models.Q(state="submitted"), name="work_report_open")]

    def __str__(self) -> str:
        return self.number

    @property
    def until(self) -> datetime | None:
        """The last minute in time, as people say a deadline."""
        return self.due_at and self.due_at - timedelta(minutes=1)
