"""Figures of a period: what came in, what was overdue at its end."""

from __future__ import annotations

from datetime import date

from django.db.models import Sum

from yingshu.kernel.actor import Actor

from ..models import Receipt
from .ageing import ageing


def received_fen(actor: Actor, first: date, last: date) -> int:
    """Money received within first..last, refunds and reversals taken off."""
    found = Receipt.objects.visible_to(actor).filter(on__gte=first, on__lte=last)
    return int(found.aggregate(x=Sum("amount_fen"))["x"] or 0)


def overdue_fen(actor: Actor, as_of: date) -> int:
    """What customers owe past its due date on a day."""
    return sum(r.overdue_fen for r in ageing(actor, as_of, "region", "due").rows if r.kind != "carrier")
