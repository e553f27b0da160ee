"""What is late now: items past their day, and money that carriers should have handed over."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from yingshu.kernel.actor import Actor

from ..models import ReceivableItem

UNDER_WAY = Q(at_door=True)  # the carrier collects it on arrival: not due before, then the carrier owes it (ORD-21)
BY_CUSTOMERS = Q(kind="sale", at_door=False)


def overdue_items(actor: Actor, today: date) -> QuerySet[ReceivableItem]:
    """Open items of customers past their due date, oldest first."""
    return _late(actor, today, BY_CUSTOMERS)


def falling_due(actor: Actor, today: date, last: date) -> QuerySet[ReceivableItem]:
    """Open items of customers that fall due from today to a day (REC-02)."""
    found: QuerySet[ReceivableItem] = ReceivableItem.objects.visible_to(actor)
    return found.filter(BY_CUSTOMERS, settled_on=None, open_fen__gt=0, due_on__gte=today, due_on__lte=last)


def cod_overdue(actor: Actor, today: date) -> QuerySet[ReceivableItem]:
    """Collected money that should have been handed over, oldest first (REC-06). The due date is the last day allowed."""
    return _late(actor, today, Q(kind="cod"))


def _late(actor: Actor, today: date, of: Q) -> QuerySet[ReceivableItem]:
    found: QuerySet[ReceivableItem] = ReceivableItem.objects.visible_to(actor)
    return found.filter(of, settled_on=None, open_fen__gt=0, due_on__lt=today).order_by("due_on", "id")
