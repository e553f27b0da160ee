"""Personal data: what is told before it is asked for, and requests of those whom it belongs to (CNF-07)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yingshu.kernel.ledger import InsertOnly

from .customer import Customer


class PrivacyRequest(models.Model):
    """A customer, or a visitor of a public page, asks what is kept of them, or to be forgotten; handled within the days of the rulebook.

    ``customer`` is empty for visitors; they are found by phone or e-mail, which are wiped when the request is handled.
    """

    class Kind(models.TextChoices):
        QUERY = "query", _("What is kept")
        DELETE = "delete", _("Delete personal data")

    customer = models.ForeignKey(Customer, models.PROTECT, null=True, related_name="privacy_requests", verbose_name=_("customer"))
    name = models.CharField(_("name"), max_length=60, blank=True, default="")
    phone = models.CharField(_("phone"), max_length=60, blank=True, default="")
    email = models.CharField(_("e-mail"), max_length=120, blank=True, default="")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    asked_on = models.DateField(_("asked on"))
    due_on = models.DateField(_("due on"))
    note = models.CharField(_("note"), max_length=300, blank=True, default="")
    consent = models.CharField(_("notice shown"), max_length=40, blank=True, default="")
    identity = models.CharField(_("how the person was recognised"), max_length=200, blank=True, default="")
    handled_at = models.DateTimeField(_("handled at"), null=True, blank=True)
    handled_by = models.CharField(_("handled by"), max_length=60, blank=True, default="")
    evidence = models.JSONField(_("evidence"), default=dict, blank=True)

    class Meta:
        verbose_name = _("request about personal data")
        indexes = [models.Index(fields=["handled_at", "due_on"], name="privacy_open")]

    def __str__(self) -> str:
        return f"{self.asked_by} {self.get_kind_display()}"

    @property
    def asked_by(self) -> str:
        """The customer, or the visitor's name."""
        return self.customer.name if self.customer else self.name or gettext("Visitor")


class PrivacyNotice(InsertOnly):
    """A company's own text of a notice; the delivered one is version 1. Records keep the version that was shown."""

    purpose = models.CharField(_("purpose"), max_length=30)
    version = models.PositiveIntegerField(_("version"))
    text = models.TextField(_("text"))
    at = models.DateTimeField(_("since"))
    actor_name = models.CharField(_("by"), max_length=60)

    class Meta:
        verbose_name = _("notice about personal data")
        constraints = [models.UniqueConstraint(fields=["purpose", "version"], name="one_notice_per_version")]

    def __str__(self) -> str:
        return f"{self.purpose}-{self.version}"
