"""What the installation itself remembers."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Mark(models.Model):
    """A named moment of this installation: the last sign of life of the worker, the day the demo company was loaded."""

    WORKER, DEMO = "worker", "demo"

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("mark")

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M}"

    @classmethod
    def moment(cls, name: str) -> object:
        """When it was, or None."""
        return cls.objects.filter(pk=name).values_list("at", flat=True).first()
