"""How an order, its release in spite of credit and its cancellation read to those who have to agree."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yingshu.kernel import money
from yingshu.kernel.actor import Actor
from yingshu.kernel.approving import Card, FactChoices, yes_no
from yingshu.kernel.links import record_url
from yingshu.pricing.rules import LEVEL_CHOICES, discount_of, percent, plain

from .models import OrderLine, SalesOrder
from .rules import METHOD_NAMES, line_amounts

FACTS = {"amount_fen": N_("amount (yuan)"), "discount": N_("largest discount without a special price"), "level": N_("level of authority"),
         "method": N_("payment method")}
ACT_FACTS = {"amount_fen": N_("amount (yuan)"), "shipped": N_("goods were shipped"), "instructed": N_("instructions were sent"),
             "method": N_("payment method")}
CHOICES: dict[str, FactChoices] = {
    "level": lambda: LEVEL_CHOICES, "method": METHOD_NAMES.items, "shipped": yes_no, "instructed": yes_no}


def order(pk: int) -> Card:
    """An order that waits for review: what, how much, at which discount."""
    row = SalesOrder._plain.get(pk=pk)
    lines = list(OrderLine.objects.filter(order_id=pk).order_by("position"))
    off = max((_off(line, row) for line in lines), default=Decimal(0))
    shown = [(_("Customer"), row.customer_name), (_("Payment method"), _(METHOD_NAMES.get(row.payment_method, "--"))),
             (_("Largest discount"), percent(off)), *((line.name, _goods(line)) for line in lines[:12])]
    title = _("%(customer)s: order of %(amount)s yuan") % {"customer": row.customer_name, "amount": money.show(row.gross_fen)}
    facts = {"amount_fen": row.gross_fen, "discount": off, "level": row.route_level, "method": row.payment_method}
    return Card(row.number, title, record_url("orders", pk), row.clerk_id, row.unit_id, facts, shown, _digest(row, lines))


def _off(line: OrderLine, row: SalesOrder) -> Decimal:
    """The discount that still has to be decided: what a special price granted before does not count."""
    if line.special_price_id:
        return Decimal(0)
    price = line_amounts(line.price, line.quantity, line.discount, row.header_discount, line.tax_rate).effective_price
    return discount_of(line.list_price, price) if line.list_price else Decimal(0)


def _goods(line: OrderLine) -> str:
    return f"{plain(line.quantity)} {line.measure} × {plain(line.price)}"


def _digest(row: SalesOrder, lines: list[OrderLine]) -> str:
    content = [row.customer_id, row.payment_method, plain(row.header_discount)]
    content += [f"{x.product_id}:{plain(x.quantity)}:{plain(x.price)}:{plain(x.discount)}" for x in lines]
    return hashlib.sha256("|".join(map(str, content)).encode()).hexdigest()


def _about(actor: Actor, asked: Mapping[str, Any], title: str) -> Card:
    row = SalesOrder.objects.visible_to(actor).one(pk=asked["order_id"])
    lines = [(_("Customer"), row.customer_name), (_("Order"), row.number), (_("Amount"), money.show(row.gross_fen)),
             (_("Shipped"), money.show(row.shipped_fen)), (_("Reason"), asked["reason"])]
    facts = {"amount_fen": row.gross_fen, "shipped": row.shipped_fen > 0, "instructed": row.instructed_at is not None,
             "method": row.payment_method}
    return Card(row.number, f"{row.customer_name}: {title} {row.number}", record_url("orders", row.pk), actor.id, row.unit_id, facts, lines,
                about=("order", row.pk))


def release(actor: Actor, asked: Mapping[str, Any]) -> Card:
    """Letting an order leave although the credit is used up."""
    return _about(actor, asked, _("Release in spite of credit"))


def cancellation(actor: Actor, asked: Mapping[str, Any]) -> Card:
    """Cancelling an order, before or after goods were shipped."""
    return _about(actor, asked, _("Cancel the order"))
