"""Debts in a person's hands when they leave (ORG-28)."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_noop as N_

from yingshu.customers.holdings import Holding, tell_holdings_by
from yingshu.kernel import money

from .models import ReceivableItem


def debts_of(person_id: int) -> Iterable[Holding]:
    """Receivable items of the person that are still open."""
    rows = ReceivableItem.objects.unscoped(reason="everything a leaver holds is handed over, whoever makes the list")
    for item in rows.filter(owner_id=person_id, open_fen__gt=0).select_related("customer").order_by("id"):
        yield Holding(N_("Open debt"), item.number, f"{item.number} {item.customer.name} {money.show(item.open_fen)}")


tell_holdings_by(debts_of)
