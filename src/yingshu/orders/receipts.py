"""What receivables asks about an order when money comes for it (REC-08)."""

from __future__ import annotations

from yingshu.receivables import hooks

from .models import SalesOrder
from .services.credit import uses_credit
from .services.instructions import due_of


def _facts(order_id: int) -> hooks.OrderFacts | None:
    order = SalesOrder._plain.filter(pk=order_id).first()
    return hooks.OrderFacts(order.customer_id, order.number, uses_credit(order.payment_method)) if order else None


def _due(order_id: int) -> int | None:
    order = SalesOrder._plain.filter(pk=order_id).first()
    return due_of(order) if order else None


hooks.order_of, hooks.order_due = _facts, _due
