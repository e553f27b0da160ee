"""What is late now: items past their day, and money that carriers should have handed over."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from yingshu.kernel.actor import Actor

from ..models import ReceivableItem

UNDER_WAY = Q(kind="sale", payment_method="cod")  # goods to be paid on delivery: not due before they arrive, then the carrier owes it
BY_CUSTOMERS = Q(kind="sale") & ~Q(payment_method="cod")


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
