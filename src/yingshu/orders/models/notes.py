"""What is told to and about the customer while the order runs: notices (ORD-07), progress (ORD-12), comments."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from yingshu.kernel.ledger import InsertOnly


class CustomerNotice(InsertOnly):
    """告知客户: the customer was told of a shipment (ORD-07)."""

    class Channel(models.TextChoices):
        PHONE = "phone", _("by phone")
        MESSAGE = "message", _("by message")
        WECHAT = "wechat", _("by WeChat")
        EMAIL = "email", _("by e-mail")
        VISIT = "visit", _("by visit")

    slip = models.ForeignKey("orders.SalesSlip", models.PROTECT, related_name="notices")
    at = models.DateTimeField(_("at"))
    channel = models.CharField(_("by way of"), max_length=20, choices=Channel)
    says = models.CharField(_("what was said"), max_length=300, default="", blank=True)
    actor_id = models.BigIntegerField()
    actor_name = models.CharField(_("by"), max_length=60)

    class Meta:
        verbose_name = _("customer notice")

    def __str__(self) -> str:
        return str(self.get_channel_display())


class ProgressNote(InsertOnly):
    """进度反馈: how production stands, and that the customer knows (ORD-12)."""

    order = models.ForeignKey("orders.SalesOrder", models.PROTECT, related_name="progress")
    at = models.DateTimeField(_("at"))
    says = models.CharField(_("progress"), max_length=300)
    told_customer = models.BooleanField(_("customer was told"), default=True)
    actor_id = models.BigIntegerField()
    actor_name = models.CharField(_("by"), max_length=60)

    class Meta:
        verbose_name = _("progress note")

    def __str__(self) -> str:
        return self.says


class OrderComment(InsertOnly):
    """A word to workshop, finance or logistics, kept with the order."""

    order = models.ForeignKey("orders.SalesOrder", models.PROTECT, related_name="comments")
    at = models.DateTimeField(_("at"))
    says = models.CharField(_("comment"), max_length=500)
    actor_id = models.BigIntegerField()
    actor_name = models.CharField(_("by"), max_length=60)

    class Meta:
        verbose_name = _("comment")

    def __str__(self) -> str:
        return self.says
