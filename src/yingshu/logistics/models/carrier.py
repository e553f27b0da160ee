"""Carrier files 物流商档案 (LOG-10)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


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
