"""Customers as records that a duty is done for: return visits, visits, follow-up (CUS-08, CUS-10, CUS-22), service by class (CUS-05)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial

from django.utils.translation import gettext_lazy as _

from yingshu.duties.sources import SOURCES, Record, Source, declare
from yingshu.kernel import choices, clock

from .models import Customer
from .wordlists import LEVEL

KIND = "customer"


def _active(on: date, **of: str) -> Iterator[Record]:
    """Customers one trades with; days count from when the file was made."""
    rows = Customer.objects.unscoped(reason="duties are planned for all customers").filter(state=Customer.State.ACTIVE, **of).order_by("id")
    for pk, name, unit_id, owner_id, made in rows.values_list("id", "name", "unit_id", "owner_id", "created_at").iterator(2000):
        yield Record(pk, name, unit_id, owner_id, clock.local(made).date())


def _classes() -> dict[str, Source]:
    """The customers of each level that the company knows: ``customers.A``."""
    return {f"customers.{level}": Source(f"customers.{level}", _("active customers of level %(level)s") % {"level": level}, KIND,
                                         partial(_active, level=level)) for level in choices.words(LEVEL)}


declare(Source("customers", _("active customers"), KIND, _active))
SOURCES.grow("customers.", _classes)
