"""Figures of a period: what came in, what was overdue at its end."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db import connection
from django.db.models import Sum

from yingshu.kernel.actor import Actor
from yingshu.kernel.scoping import scope_sql

from ..models import Receipt
from ..rules import collection_rate
from .ageing import ageing


class Collection(NamedTuple):
    """What was to be collected in a period, and what was, in fen."""

    due_fen: int
    received_fen: int

    @property
    def rate(self) -> Decimal | None:
        """资金回笼率 (REC-09); None when nothing was due."""
        return collection_rate(self.due_fen, self.received_fen)


_COLLECTION = """SELECT COALESCE(SUM(CASE WHEN e.receipt_id IS NOT NULL AND e."on" >= %s THEN 0 ELSE e.amount_fen END), 0),
 COALESCE(SUM(CASE WHEN e.receipt_id IS NOT NULL AND e."on" >= %s THEN -e.amount_fen ELSE 0 END), 0)
 FROM receivables_receivableitem i JOIN receivables_receivableentry e ON e.item_id = i.id
 WHERE i.due_on <= %s AND (i.settled_on IS NULL OR i.settled_on >= %s) AND e."on" <= %s"""


def collection_of(actor: Actor, first: date, last: date) -> Collection:
    """Due: what was open when the period began, or came to be owed in it, and is due by its end; returns taken off. Received: what was
    paid of it in the period. Items settled before are not read, so the cost does not follow the history."""
    scope, values = scope_sql(actor, "i.owner_id", "i.unit_id")
    with connection.cursor() as cursor:
        cursor.execute(_COLLECTION + scope, [first, first, last, first, last, *values])
        due, received = cursor.fetchone()
    return Collection(int(due), int(received))


def received_fen(actor: Actor, first: date, last: date) -> int:
    """Money received within first..last, refunds and reversals taken off."""
    found = Receipt.objects.visible_to(actor).filter(on__gte=first, on__lte=last)
    return int(found.aggregate(x=Sum("amount_fen"))["x"] or 0)


def overdue_fen(actor: Actor, as_of: date) -> int:
    """What customers owe past its due date on a day."""
    return sum(r.overdue_fen for r in ageing(actor, as_of, "region", "due").rows if r.kind != "carrier")
