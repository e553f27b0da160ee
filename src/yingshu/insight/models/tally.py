"""What was done, counted: a rollup of the trail by month, action and person."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ActionMonth(models.Model):
    """How often a person did an action in a month, and how often it was refused (``tallies``; rebuilt at any time)."""

    month = models.PositiveIntegerField()
    action = models.CharField(max_length=80)
    person = models.BigIntegerField()
    refused = models.BooleanField()
    count = models.BigIntegerField()

    class Meta:
        verbose_name = _("actions of a month")
        constraints = [models.UniqueConstraint(fields=["month", "action", "person", "refused"], name="one_count_of_actions")]

    def __str__(self) -> str:
        return f"{self.month} {self.action} {self.count}"
