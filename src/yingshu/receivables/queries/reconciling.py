"""What the ledger says of a day, and what moved in its month (REC-04)."""

from __future__ import annotations

from datetime import date

from django.db.models import Sum

from yingshu.kernel.actor import system

from ..models import ReceivableEntry
from .ageing import ageing
from .statement import statement


def ledger_on(day: date, customer_id: int | None = None) -> int:
    """Owed on a day, in fen: by all (carriers that hold money included), or the balance of one customer's account."""
    if customer_id is not None:
        return statement(customer_id, day, day).closing_fen
    return ageing(system("reconciliation"), day, "region").total_fen


def moved_in_month(day: date, customer_id: int | None = None) -> list[tuple[str, int]]:
    """What moved from the first of the month to a day, by kind of entry: where to look for a difference."""
    rows = ReceivableEntry.objects.filter(on__gte=day.replace(day=1), on__lte=day)
    rows = rows if customer_id is None else rows.filter(customer_id=customer_id)
    found = dict(rows.values_list("kind").annotate(fen=Sum("amount_fen")))
    return [(str(label), int(found[kind])) for kind, label in ReceivableEntry.Kind.choices if kind in found]
