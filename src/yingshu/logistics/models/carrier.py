"""Carrier files 物流商档案 and talks with them (LOG-10)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from yingshu.kernel.ledger import InsertOnly


class Carrier(models.Model):
    """A freight company. Its rating is computed from its shipments."""

    name = models.CharField(_("carrier"), max_length=80, unique=True)
    contact = models.CharField(_("contact person"), max_length=60, blank=True, default="")
    phone = models.CharField(_("phone"), max_length=60, blank=True, default="")
    routes = models.CharField(_("routes"), max_length=200, blank=True, default="")
    note = models.CharField(_("note"), max_length=300, blank=True, default="")
    active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(_("created at"))

    class Meta:
        verbose_name = _("carrier")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class CarrierTalk(InsertOnly):
    """沟通记录: what was talked over with a carrier (LOG-10)."""

    class Channel(models.TextChoices):
        PHONE = "phone", _("by phone")
        MESSAGE = "message", _("by message")
        WECHAT = "wechat", _("by WeChat")
        VISIT = "visit", _("by visit")

    carrier = models.ForeignKey(Carrier, models.PROTECT, related_name="talks", verbose_name=_("carrier"))
    at = models.DateTimeField(_("at"))
    channel = models.CharField(_("by way of"), max_length=20, choices=Channel)
    says = models.CharField(_("what was said"), max_length=300)
    actor_name = models.CharField(_("by"), max_length=60)

    class Meta:
        verbose_name = _("talk with a carrier")
        indexes = [models.Index(fields=["carrier", "-id"], name="carrier_talks")]

    def __str__(self) -> str:
        return self.says
