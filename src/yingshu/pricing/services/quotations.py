"""Quotations at the uniform price (PRC-11)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yingshu.customers.models import Customer
from yingshu.documents.numbers import next_number
from yingshu.kernel import clock, money, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import InvalidInput, NotFound
from yingshu.kernel.inputs import CustomerRef, Text
from yingshu.kernel.services import Done, service
from yingshu.products.errors import Discontinued

from ..errors import NobodyQuoted, NoPriceInForce
from ..inputs import QuoteInput
from ..models import Quotation, QuotationLine
from ..queries import Priced, list_in_force, priced
from ..rules import plain


class Channel(StrEnum):
    """How the price was asked for."""

    PHONE = "phone"
    VISIT = "visit"
    MESSAGE = "message"
    EMAIL = "email"
    WEB = "web"


class Quoted(NamedTuple):
    """A line with its price of the list and its amount in fen."""

    asked: QuoteInput
    product: Priced
    amount: int


@service("pricing.quote", title=N_("Quote"), clause="PRC-11")
def quote(*, actor: Actor, lines: list[QuoteInput], customer_id: CustomerRef | None = None, caller: Text = "",
          channel: Channel = Channel.PHONE) -> Done:
    """Quote the uniform price of the list in force today and keep the quotation. There is no way to state another price.

    Raises NobodyQuoted, Discontinued, NoPriceInForce, NotFound.
    """
    if customer_id is None and not caller:
        raise NobodyQuoted(field="customer_id", clause="PRC-11")
    customer = Customer.objects.visible_to(actor).one(pk=customer_id) if customer_id else None
    quoted = _price(lines, clock.today())
    prices, total = list_in_force(clock.today()), sum(q.amount for q in quoted)
    number = next_number("quotation", clock.today())
    pk = write.add_one(Quotation, number=number, customer_id=customer_id, caller=caller[:120], channel=channel.value, at=clock.now(),
                       price_list_id=prices.pk if prices else None, total_fen=total, owner_id=actor.id,
                       unit_id=(customer.unit_id if customer else None) or actor.unit_id)
    write.add(QuotationLine, [{"quotation_id": pk, "product_id": q.asked.product_id, "quantity": q.asked.quantity,
                               "price": q.product.price, "amount_fen": q.amount} for q in quoted])
    return Done("quotation", pk, number, "quoted", data={"total": money.plain(total), "price_list": str(prices), "lines": _shown(quoted)},
                after={"to": customer.name if customer else caller, "total_fen": total, "price_list": str(prices)})


def _price(lines: Sequence[QuoteInput], day: date) -> list[Quoted]:
    if not lines:
        raise InvalidInput({"lines": [_("Give at least one product.")]})
    found = priced([line.product_id for line in lines], day)
    return [_price_line(n, line, found.get(line.product_id), day) for n, line in enumerate(lines)]


def _price_line(n: int, line: QuoteInput, product: Priced | None, day: date) -> Quoted:
    field = f"lines.{n}.product_id"
    if product is None:
        raise NotFound(field=field)
    if product.discontinued:
        raise Discontinued(field=field, clause="PRD-01", product=product.name)
    if product.price is None:
        raise NoPriceInForce(field=field, clause="PRC-05", product=product.name, day=day.isoformat())
    return Quoted(line, product, money.line_amount(product.price, line.quantity))


def _shown(quoted: Sequence[Quoted]) -> list[dict[str, str]]:
    return [{"product": q.product.number, "name": q.product.name, "quantity": plain(q.asked.quantity),
             "price": plain(q.product.price or Decimal(0)),
             "amount": money.plain(q.amount)} for q in quoted]
