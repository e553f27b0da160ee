"""What a company keeps of its choice lists (``kernel.choices``)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ChoiceWord(models.Model):
    """字典项: a word the company added, or where it put or stopped a delivered one."""

    list = models.CharField(max_length=40)
    value = models.CharField(_("word"), max_length=60)
    place = models.PositiveIntegerField(_("place"), default=0)
    active = models.BooleanField(_("offered"), default=True)
    at = models.DateTimeField()
    actor_name = models.CharField(max_length=60)

    class Meta:
        verbose_name = _("word of a choice list")
        constraints = [models.UniqueConstraint(fields=["list", "value"], name="one_word_per_list")]

    def __str__(self) -> str:
        return self.value


class ClosedList(models.Model):
    """A choice list that takes no other words than its own."""

    list = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField()
    actor_name = models.CharField(max_length=60)

    class Meta:
        verbose_name = _("closed choice list")

    def __str__(self) -> str:
        return self.list
