"""Shops as records that duties are done for: each is counted once a year (LOG-09)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from yingshu.duties.sources import Record, Source, declare

from .models import Place


def shops(on: date) -> Iterator[Record]:
    """The shops that are open."""
    for row in Place.objects.filter(active=True).order_by("id"):
        yield Record(row.pk, row.name)


declare(Source("shops", _("Shops"), "stocktake", shops))
