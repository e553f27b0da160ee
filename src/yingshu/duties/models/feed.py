"""The personal address under which a calendar program reads one's duties."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Feed(models.Model):
    """Only the hash of the address is kept; revoking it makes the address unknown."""

    person_id = models.BigIntegerField()
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("made at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True)
    read_at = models.DateTimeField(_("last read"), null=True)

    class Meta:
        verbose_name = _("calendar feed")
        indexes = [models.Index(fields=["person_id"], name="feed_person")]

    def __str__(self) -> str:
        return f"{self.person_id}"
