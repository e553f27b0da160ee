"""Goods produced, opening stock, adjustments: what the warehouse itself registers (LOG-06)."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import InvalidInput
from yingshu.kernel.inputs import Needed, ProductRef, Quantity, Text
from yingshu.kernel.services import Done, service, settle
from yingshu.kernel.source import Source
from yingshu.products.models import Product
from yingshu.products.queries import product

from ..errors import AlreadyOpened
from ..inputs import Difference
from ..models import StockEntry
from ..queries import availability
from ..rules import plain
from .movements import put_in, take_out

Kind = StockEntry.Kind


@service("stock.receive", title=N_("Register production"), clause="LOG-06")
def receive_stock(*, actor: Actor, product_id: ProductRef, quantity: Quantity, document: Text = "", note: Text = "") -> Done:
    """Finished goods come into stock; ``document`` is the number on the workshop's paper."""
    found = product(product_id)
    put_in(Kind.PRODUCED, {product_id: quantity}, Source("production", None, document[:60]), actor, note)
    return _done(found, quantity, note)


@service("stock.adjust", title=N_("Adjust stock"), clause="LOG-06")
def adjust_stock(*, actor: Actor, product_id: ProductRef, difference: Difference, reason: Needed) -> Done:
    """Correct on hand by a difference, with the reason. Goods on issued sales slips cannot be taken out (NotEnoughStock)."""
    found = product(product_id)
    if not difference:
        raise InvalidInput({"difference": [_("Enter a difference other than zero.")]})
    source = Source("adjustment", None, "")
    if difference > 0:
        put_in(Kind.ADJUSTED, {product_id: difference}, source, actor, reason)
    else:
        take_out(Kind.ADJUSTED, {product_id: -difference}, source, actor, reason)
    return _done(found, difference, reason)


@service("stock.set_opening", title=N_("Enter opening stock"), clause="LOG-06")
def set_opening_stock(*, actor: Actor, product_id: ProductRef, quantity: Quantity, note: Text = "") -> Done:
    """State what was on hand when the system began; once per product, before anything moved. Raises AlreadyOpened."""
    found = product(product_id)
    put_in(Kind.OPENING, {product_id: quantity}, Source("opening", None, ""), actor, note)
    settle()
    if StockEntry.objects.filter(product_id=product_id).count() > 1:
        raise AlreadyOpened(field="product_id", product=found.name, clause="LOG-06")
    return _done(found, quantity, note)


def _done(found: Product, difference: Decimal, reason: str) -> Done:
    """Answers on hand as it now is."""
    now = availability([found.pk])[found.pk]
    return Done("stock", found.pk, found.number, data={"on_hand": plain(now.on_hand), "available": plain(now.available)},
                before={"on_hand": plain(now.on_hand - difference)}, after={"on_hand": plain(now.on_hand)}, reason=reason)
