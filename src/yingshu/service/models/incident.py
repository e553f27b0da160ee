"""重大质量与媒体事件 (SVC-24): reported at once, investigated, reviewed, measures, verified."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Incident(models.Model):
    """A serious quality problem, a complaint in the media, or something special. ``exposed`` ones count in the satisfaction index."""

    class Trigger(models.TextChoices):
        QUALITY = "quality", _("Serious quality problem")
        MEDIA = "media", _("Complaint in the media")
        SPECIAL = "special", _("Special circumstances")

    class State(models.TextChoices):
        REPORTED = "reported", _("Reported")
        INVESTIGATED = "investigated", _("Investigated")
        REVIEWED = "reviewed", _("Reviewed")
        CORRECTING = "correcting", _("Measures under way")
        VERIFIED = "verified", _("Measures verified")
        CLOSED = "closed", _("Closed")

    number = models.CharField(_("number"), max_length=40, unique=True)
    trigger = models.CharField(_("kind of event"), max_length=7, choices=Trigger)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.REPORTED)
    title = models.CharField(_("title"), max_length=120)
    says = models.CharField(_("what happened"), max_length=1000)
    happened_at = models.DateTimeField(_("happened at"))
    reported_at = models.DateTimeField(_("reported at"))
    report_by = models.DateTimeField(_("to be reported by"))
    exposed = models.BooleanField(_("exposed in public"), default=False)
    noticed = models.BooleanField(_("official notice"), default=False)
    product = models.ForeignKey("products.Product", models.PROTECT, null=True, related_name="+", verbose_name=_("product"))
    batch = models.CharField(_("batch"), max_length=40, default="", blank=True)
    investigation = models.CharField(_("investigation"), max_length=1000, default="", blank=True)
    review = models.CharField(_("review"), max_length=1000, default="", blank=True)
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True)
    reviewers = models.CharField(_("reviewed by"), max_length=200, default="", blank=True)
    measures = models.CharField(_("corrective measures"), max_length=1000, default="", blank=True)
    responsible = models.CharField(_("responsible department"), max_length=60, default="", blank=True)
    owner = models.ForeignKey("organisation.Person", models.PROTECT, null=True, related_name="+",
                              verbose_name=_("carries out the measures"))
    measures_by = models.DateField(_("measures due on"), null=True)
    verification = models.CharField(_("verification"), max_length=500, default="", blank=True)
    verified_at = models.DateTimeField(_("verified at"), null=True)
    closed_at = models.DateTimeField(pgettext_lazy("record", "closed at"), null=True)
    reported_by = models.CharField(_("reported by"), max_length=60)

    class Meta:
        verbose_name = _("serious event")
        indexes = [models.Index(fields=["-happened_at", "-id"], name="incident_newest")]

    def __str__(self) -> str:
        return self.number


class AffectedCustomer(models.Model):
    """A customer whom a serious event concerns; they are asked again by the survey that follows (SAT-34)."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="affected")
    customer = models.ForeignKey("customers.Customer", models.PROTECT, related_name="+", verbose_name=_("customer"))

    class Meta:
        verbose_name = _("affected customer")
        constraints = [models.UniqueConstraint(fields=["incident", "customer"], name="affected_once")]

    def __str__(self) -> str:
        return str(self.customer_id)
