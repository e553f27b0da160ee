"""Importing a price list: every row goes through the same action as a person's entry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.actor import Actor
from yingshu.kernel.imported import CARES, Care, importing
from yingshu.kernel.inputs import Text
from yingshu.kernel.services import Done, service
from yingshu.products.errors import UnknownProduct
from yingshu.products.models import Product
from yingshu.products.queries import by_numbers

from ..inputs import PriceInput, PriceListRef, PriceRow
from ..models import PriceLine, PriceList
from ..queries import lines_of
from .lists import set_prices


@service("pricing.import_prices", title=N_("Import prices"), clause="PRC-05")
def import_prices(*, actor: Actor, price_list_id: PriceListRef, rows: list[PriceRow], skip_errors: bool = False, file: Text = "") -> Done:
    """Enter the prices of a sheet into a draft, by product code. Prices already like that count as unchanged."""
    products = by_numbers(row.number for row in rows)
    known = {line.product_id: line for line in lines_of(price_list_id)}
    watched = PriceLine.objects.filter(price_list_id=price_list_id, product__in=[p.pk for p in products.values()])
    with importing(actor, "price_lists", file, watched) as journal:
        journal.take(rows, lambda row: _take(actor, price_list_id, row, products, known), skip_errors)
    return journal.done(kind="price_list", id=price_list_id)


def _take(actor: Actor, price_list_id: int, row: PriceRow, products: dict[str, Product], known: dict[int, PriceLine]) -> str:
    product = products.get(row.number)
    if product is None:
        raise UnknownProduct(field="number", number=row.number)
    line = known.get(product.pk)
    if line is not None and (line.price, line.floor) == (row.price, row.floor):
        return "unchanged"
    set_prices(actor=actor, price_list_id=price_list_id, lines=[PriceInput(product_id=product.pk, price=row.price, floor=row.floor)])
    return "added" if line is None else "changed"


def _released(ids: Sequence[int]) -> Iterable[int]:
    """Prices of a list that is no draft any more cannot be taken back."""
    return PriceLine.objects.filter(pk__in=ids).exclude(price_list__state=PriceList.State.DRAFT).values_list("pk", flat=True)


CARES[PriceLine] = Care(frozen=_released)
