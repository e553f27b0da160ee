"""离岗交接: what a person who leaves hands over to who follows, item by item, signed by both (ORG-28)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Handover(models.Model):
    """A list of what is handed over from one person to another."""

    class State(models.TextChoices):
        OPEN = "open", _("under way")
        PENDING = "pending", _("Pending approval")
        DONE = "done", _("handed over")

    number = models.CharField(_("number"), max_length=40, unique=True)
    giver = models.ForeignKey("organisation.Person", models.PROTECT, related_name="+", verbose_name=_("leaving"))
    taker = models.ForeignKey("organisation.Person", models.PROTECT, related_name="+", verbose_name=_("following"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    owner = models.ForeignKey("organisation.Person", models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made at"))
    done_at = models.DateTimeField(_("done at"), null=True)
    opinion = models.CharField(_("opinion"), max_length=300, default="")

    class Meta:
        verbose_name = _("handover")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.number


class HandoverItem(models.Model):
    """One thing in the giver's hands: a customer, an open order, an open debt, a guarantee, an open question."""

    handover = models.ForeignKey(Handover, models.CASCADE, related_name="items")
    kind = models.CharField(_("kind"), max_length=40)
    ref = models.CharField(max_length=60, default="")
    title = models.CharField(_("title"), max_length=200)
    giver_at = models.DateTimeField(_("signed by who leaves"), null=True)
    taker_at = models.DateTimeField(_("signed by who follows"), null=True)

    class Meta:
        verbose_name = _("handover item")
        constraints = [models.UniqueConstraint(fields=["handover", "kind", "ref"], name="hand_over_once")]

    def __str__(self) -> str:
        return self.title
