"""A proved case of falsified answers: which, who is responsible, what was imposed (SAT-29)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .wave import Wave


class Falsification(models.Model):
    """查实造假: the proof, the person held responsible, the measure; its answers are voided."""

    class Measure(models.TextChoices):
        NONE = "", _("None yet")
        FINE = "fine", _("Fine")
        DEMOTION = "demotion", _("Demotion")
        DISMISSAL = "dismissal", _("Dismissal")

    number = models.CharField(_("number"), max_length=40, unique=True)
    wave = models.ForeignKey(Wave, models.PROTECT, related_name="falsifications", verbose_name=_("wave"))
    unit = models.ForeignKey("organisation.Unit", models.PROTECT, null=True, related_name="+", verbose_name=_("unit"))
    responsible = models.ForeignKey("organisation.Person", models.PROTECT, null=True, related_name="+",
                                    verbose_name=_("held responsible"))
    measure = models.CharField(_("measure"), max_length=9, choices=Measure, default=Measure.NONE, blank=True)
    proof = models.CharField(_("proof"), max_length=1000)
    answers = models.PositiveIntegerField(_("answers voided"), default=0)
    found_at = models.DateTimeField(_("proved at"))
    found_by = models.CharField(_("proved by"), max_length=60)

    class Meta:
        verbose_name = _("proved falsification")

    def __str__(self) -> str:
        return self.number
