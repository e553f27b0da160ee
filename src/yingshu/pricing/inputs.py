"""Lines as people enter and import them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from yingshu.kernel.inputs import Input, Lookup, Price, ProductRef, Quantity
from yingshu.products.inputs import Code

PriceListRef = Annotated[int, Field(gt=0), Lookup("price_lists")]
SpecialPriceRef = Annotated[int, Field(gt=0), Lookup("special_prices")]


class PriceInput(Input):
    """The price of a product, and the lowest price that may be charged without a special price of the top level."""

    product_id: ProductRef
    price: Price
    floor: Price | None = None


class PriceRow(Input):
    """One row of an imported price list; ``row`` is its number in the sheet."""

    row: int
    number: Code
    price: Price
    floor: Price | None = None


class QuoteInput(Input):
    """A product and how much of it. There is no price: it comes from the list (PRC-11)."""

    product_id: ProductRef
    quantity: Quantity
