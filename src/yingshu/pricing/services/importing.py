"""Importing a price list: every row goes through the same action as a person's entry."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.actor import Actor
from yingshu.kernel.inputs import Text
from yingshu.kernel.services import Done, service
from yingshu.products.errors import UnknownProduct
from yingshu.products.models import Product
from yingshu.products.queries import by_numbers
from yingshu.products.services.importing import row_by_row

from ..inputs import PriceInput, PriceListRef, PriceRow
from ..models import PriceLine
from ..queries import lines_of
from .lists import set_prices


@service("pricing.import_prices", title=N_("Import prices"), clause="PRC-05")
def import_prices(*, actor: Actor, price_list_id: PriceListRef, rows: list[PriceRow], skip_errors: bool = False, file: Text = "") -> Done:
    """Enter the prices of a sheet into a draft, by product code. Prices already like that count as unchanged."""
    products = by_numbers(row.number for row in rows)
    known = {line.product_id: line for line in lines_of(price_list_id)}
    counts, errors = row_by_row(rows, lambda row: _take(actor, price_list_id, row, products, known), skip_errors)
    return Done("price_list", price_list_id, file, "draft", data={**counts, "failed": len(errors), "errors": errors}, after={**counts})


def _take(actor: Actor, price_list_id: int, row: PriceRow, products: dict[str, Product], known: dict[int, PriceLine]) -> str:
    product = products.get(row.number)
    if product is None:
        raise UnknownProduct(field="number", number=row.number)
    line = known.get(product.pk)
    if line is not None and (line.price, line.floor) == (row.price, row.floor):
        return "unchanged"
    set_prices(actor=actor, price_list_id=price_list_id, lines=[PriceInput(product_id=product.pk, price=row.price, floor=row.floor)])
    return "added" if line is None else "changed"
