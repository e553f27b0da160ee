"""What pricing asks about orders when a special price is asked for: was the order placed first (PRC-08)?"""

from __future__ import annotations

from decimal import Decimal

from yingshu.kernel.links import record_url
from yingshu.kernel.money import line_amount
from yingshu.pricing import hooks

from .models import OrderLine, SalesOrder
from .rules import line_amounts

WAITING = (SalesOrder.State.DRAFT, SalesOrder.State.REVIEWING, SalesOrder.State.REJECTED)


def placed_already(customer_id: int, product_id: int, price: Decimal) -> str:
    """Number of an order of the customer, not approved yet, that carries the product at this effective price; else empty."""
    lines = OrderLine.objects.filter(order__customer_id=customer_id, order__state__in=WAITING, product_id=product_id)
    lines = lines.select_related("order")
    return next((x.order.number for x in lines if _effective(x) == price), "")


GONE = (SalesOrder.State.CANCELLED, SalesOrder.State.REJECTED)


def used_by(special_price_id: int, but_order: int | None) -> str:
    """Number of another order, not cancelled or rejected, that relied on a special price for one order only; else empty."""
    lines = OrderLine.objects.filter(special_price_id=special_price_id).exclude(order__state__in=GONE).exclude(order_id=but_order or 0)
    return lines.order_by("id").values_list("order__number", flat=True).first() or ""


def uses(special_price_id: int) -> list[dict[str, object]]:
    """The orders that relied on a special price, and what they gave up against the list price."""
    lines = OrderLine.objects.filter(special_price_id=special_price_id).exclude(order__state__in=GONE)
    lines = lines.select_related("order").order_by("id")
    return [{"number": x.order.number, "url": record_url("orders", x.order_id), "day": x.order.ordered_at, "quantity": x.quantity,
             "amount_fen": x.gross_fen, "given_up_fen": line_amount(x.list_price, x.quantity) - x.gross_fen} for x in lines[:200]]


def _effective(line: OrderLine) -> Decimal:
    return line_amounts(line.price, line.quantity, line.discount, line.order.header_discount, line.tax_rate).effective_price


hooks.find_open_orders_with(placed_already)
hooks.tell_uses_by(uses)
