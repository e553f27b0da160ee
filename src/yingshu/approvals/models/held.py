"""A business action that waits until it is agreed."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _


class Request(models.Model):
    """申请: an action and its arguments, kept until the flow ends; agreed, the action is carried out as it was asked for."""

    class State(models.TextChoices):
        PENDING = "pending", _("Pending approval")
        DONE = "done", _("Carried out")
        REFUSED = "refused", _("Refused")

    number = models.CharField(_("number"), max_length=40, unique=True)
    action = models.CharField(_("action"), max_length=60)
    title = models.CharField(_("title"), max_length=200)
    about_kind = models.CharField(max_length=40, default="")
    about_id = models.BigIntegerField(null=True)
    arguments = models.JSONField(encoder=DjangoJSONEncoder)
    card = models.JSONField(encoder=DjangoJSONEncoder)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.PENDING)
    owner = models.ForeignKey("organisation.Person", models.PROTECT, related_name="+", verbose_name=_("asked by"))
    unit = models.ForeignKey("organisation.Unit", models.PROTECT, null=True, related_name="+", verbose_name=_("unit"))
    asked_at = models.DateTimeField(_("asked at"))
    decided_at = models.DateTimeField(_("decided at"), null=True)
    opinion = models.CharField(_("opinion"), max_length=300, default="")
    result = models.JSONField(null=True)

    class Meta:
        verbose_name = _("request")
        ordering = ["-id"]
        indexes = [models.Index(fields=["about_kind", "about_id"], name="request_about"),
                   models.Index(fields=["owner", "id"], name="request_owner")]

    def __str__(self) -> str:
        return self.number
