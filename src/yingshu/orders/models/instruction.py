"""The three instructions sent at once: workshop 备货, finance 查款, logistics 找车 (ORD-03)."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _


class Lane(models.TextChoices):
    """Whose part it is."""

    WORKSHOP = "workshop", _("Workshop")
    FINANCE = "finance", _("Finance")
    LOGISTICS = "logistics", _("Logistics")


POST_OF = {Lane.WORKSHOP: "workshop", Lane.FINANCE: "finance", Lane.LOGISTICS: "logistics_clerk"}


class Instruction(models.Model):
    """One department's part of an order: the six items, acknowledgement, answer, and the clock."""

    class State(models.TextChoices):
        SENT = "sent", _("Sent")
        ACKNOWLEDGED = "acknowledged", _("Acknowledged")
        PARTIAL = "partial", _("Partly done")
        ANSWERED = "answered", _("Answered")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    order = models.ForeignKey("orders.SalesOrder", models.PROTECT, related_name="instructions", verbose_name=_("order"))
    lane = models.CharField(_("department"), max_length=9, choices=Lane)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.SENT)
    content = models.JSONField(_("content"), encoder=DjangoJSONEncoder)
    sent_at = models.DateTimeField(_("sent at"))
    due_at = models.DateTimeField(_("answer due at"), null=True)
    acknowledged_at = models.DateTimeField(_("acknowledged at"), null=True)
    acknowledged_by = models.CharField(_("acknowledged by"), max_length=60, default="")
    answered_at = models.DateTimeField(_("answered at"), null=True)
    answered_by = models.CharField(_("answered by"), max_length=60, default="")
    answer = models.JSONField(_("answer"), default=dict, encoder=DjangoJSONEncoder)
    promised_at = models.DateTimeField(_("promised for"), null=True)
    postponed = models.PositiveSmallIntegerField(_("times postponed"), default=0)
    refusals = models.PositiveSmallIntegerField(_("times refused"), default=0)
    chased = models.PositiveSmallIntegerField(_("times chased"), default=0)
    chased_at = models.DateTimeField(_("last chased at"), null=True)
    escalated_at = models.DateTimeField(_("escalated at"), null=True)

    class Meta:
        verbose_name = _("instruction")
        constraints = [models.UniqueConstraint(fields=["order", "lane"], name="one_instruction_per_lane")]
        indexes = [models.Index(fields=["sent_at"], name="instruction_sent"),
                   models.Index(fields=["lane", "due_at"], name="instruction_open",
                                condition=models.Q(state__in=["sent", "acknowledged", "partial"]))]

    def __str__(self) -> str:
        return f"{self.order_id} {self.lane}"
