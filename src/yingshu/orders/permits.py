"""What pricing asks about orders when a special price is asked for: was the order placed first (PRC-08)?"""

from __future__ import annotations

from decimal import Decimal

from yingshu.pricing import hooks

from .models import OrderLine, SalesOrder
from .rules import line_amounts

WAITING = (SalesOrder.State.DRAFT, SalesOrder.State.REVIEWING, SalesOrder.State.REJECTED)


def placed_already(customer_id: int, product_id: int, price: Decimal) -> str:
    """Number of an order of the customer, not approved yet, that carries the product at this effective price; else empty."""
    lines = OrderLine.objects.filter(order__customer_id=customer_id, order__state__in=WAITING, product_id=product_id)
    lines = lines.select_related("order")
    return next((x.order.number for x in lines if _effective(x) == price), "")


def _effective(line: OrderLine) -> Decimal:
    return line_amounts(line.price, line.quantity, line.discount, line.order.header_discount, line.tax_rate).effective_price


hooks.find_open_orders_with(placed_already)
