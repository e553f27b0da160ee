"""Customers as records that a duty is done for: return visits, visits, follow-up (CUS-08, CUS-10, CUS-22)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from yingshu.duties.sources import Record, Source, declare
from yingshu.kernel import clock

from .models import Customer


def _active(on: date) -> Iterator[Record]:
    """Customers one trades with; days count from when the file was made."""
    rows = Customer.objects.unscoped(reason="duties are planned for all customers").filter(state=Customer.State.ACTIVE).order_by("id")
    for pk, name, unit_id, owner_id, made in rows.values_list("id", "name", "unit_id", "owner_id", "created_at").iterator(2000):
        yield Record(pk, name, unit_id, owner_id, clock.local(made).date())


declare(Source("customers", _("active customers"), "customer", _active))
