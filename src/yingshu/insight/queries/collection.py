"""Collection rate 回笼率: what came in of what was due (REC-09)."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.db.models import Q, Sum

from yingshu.kernel.actor import Actor
from yingshu.kernel.scoping import scope_filter
from yingshu.receivables.models import ReceivableEntry


class Collected(NamedTuple):
    """Due and received, in fen."""

    due_fen: int
    received_fen: int


class _Scope:
    scope_owner, scope_unit = "item__owner_id", "item__unit_id"


def collected(first: date, last: date, actor: Actor) -> Collected:
    """Due: what was open at the start of the period and due by its end, with charges, returns and other changes in the period.
    Received: payments of these items in the period, less what was reversed. Items settled before the period are not read."""
    kinds = ReceivableEntry.Kind
    payment = Q(kind__in=(kinds.PAYMENT, kinds.REVERSAL), receipt__isnull=False, on__gte=first)
    found = (ReceivableEntry.objects.filter(scope_filter(_Scope, actor), Q(item__settled_on=None) | Q(item__settled_on__gte=first),
                                            item__due_on__lte=last, on__lte=last)
             .aggregate(due=Sum("amount_fen", filter=~payment, default=0), paid=Sum("amount_fen", filter=payment, default=0)))
    return Collected(int(found["due"]), -int(found["paid"]))
