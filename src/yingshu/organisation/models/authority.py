"""Acting for others: absence with a deputy (ORG-25), delegations (ORG-29), regions looked after (CUS-20), API tokens."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .people import Person


class Absence(models.Model):
    """A head is away; from then until the return the deputy acts for the daily business, marked 代 (ORG-25)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="absences", verbose_name=_("person"))
    deputy = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("deputy"))
    left_at = models.DateTimeField(_("left at"))
    returned_at = models.DateTimeField(_("returned at"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("absence")
        constraints = [models.UniqueConstraint(fields=["person"], condition=models.Q(returned_at=None),
                                               name="one_running_absence")]

    def __str__(self) -> str:
        return f"{self.person} → {self.deputy}"


class Delegation(models.Model):
    """A written delegation: matter, limit, period, delegate (ORG-29)."""

    giver = models.ForeignKey(Person, models.PROTECT, related_name="given", verbose_name=_("given by"))
    receiver = models.ForeignKey(Person, models.PROTECT, related_name="received", verbose_name=_("delegate"))
    right = models.CharField(_("matter"), max_length=80)
    limit_fen = models.BigIntegerField(_("limit"), null=True, blank=True)
    first_day = models.DateField(_("from"))
    last_day = models.DateField(_("until"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("delegation")
        indexes = [models.Index(fields=["receiver", "last_day"], name="delegation_receiver")]

    def __str__(self) -> str:
        return f"{self.giver} → {self.receiver}: {self.right}"


class Supervision(models.Model):
    """分管: a service manager looks after a region; who did when is kept (CUS-20)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="supervisions", verbose_name=_("person"))
    unit = models.ForeignKey("organisation.Unit", models.PROTECT, related_name="supervisions", verbose_name=_("region"))
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("supervision")
        constraints = [models.UniqueConstraint(fields=["unit"], condition=models.Q(until=None), name="one_manager_per_region")]

    def __str__(self) -> str:
        return f"{self.person} {self.unit}"


class ApiToken(models.Model):
    """An integration's key: only its hash is kept; it acts as a person, with that person's rights and scope."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="tokens", verbose_name=_("acts as"))
    name = models.CharField(_("name"), max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("API token")

    def __str__(self) -> str:
        return self.name
