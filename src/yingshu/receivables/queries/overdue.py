"""What is late now: items past their day, and money that carriers should have handed over."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from yingshu.kernel.actor import Actor

from ..models import ReceivableItem


def overdue_items(actor: Actor, today: date) -> QuerySet[ReceivableItem]:
    """Open items of customers past their due date, oldest first. COD on its way is not due yet."""
    return _late(actor, today, "sale").exclude(payment_method="cod")


def falling_due(actor: Actor, today: date, last: date) -> QuerySet[ReceivableItem]:
    """Open items of customers that fall due from today to a day (REC-02). COD is paid on delivery."""
    found: QuerySet[ReceivableItem] = ReceivableItem.objects.visible_to(actor)
    return found.filter(settled_on=None, open_fen__gt=0, due_on__gte=today, due_on__lte=last, kind="sale").exclude(payment_method="cod")


def cod_overdue(actor: Actor, today: date) -> QuerySet[ReceivableItem]:
    """Collected money that should have been handed over, oldest first (REC-06). The due date is the last day allowed."""
    return _late(actor, today, "cod")


def _late(actor: Actor, today: date, kind: str) -> QuerySet[ReceivableItem]:
    found: QuerySet[ReceivableItem] = ReceivableItem.objects.visible_to(actor)
    return found.filter(settled_on=None, open_fen__gt=0, due_on__lt=today, kind=kind).order_by("due_on", "id")
