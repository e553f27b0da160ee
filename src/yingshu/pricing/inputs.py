"""Lines as people enter and import them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from yingshu.kernel.inputs import Input, Lookup, Price, ProductRef, Quantity, Rate, Text
from yingshu.products.inputs import Code

PriceListRef = Annotated[int, Field(gt=0), Lookup("price_lists")]
SpecialPriceRef = Annotated[int, Field(gt=0), Lookup("special_prices")]
QuotedRef = Annotated[int, Field(gt=0), Lookup("priced_products")]
StrategyRef = Annotated[int, Field(gt=0), Lookup("price_strategies")]


class StrategyInput(Input):
    """A product's three prices and its discount. Left out, a part is missing, which is told when the strategy is handed in."""

    product_id: ProductRef
    normal: Price | None = None
    capture: Price | None = None
    keep: Price | None = None
    condition: Text = ""
    discount: Rate | None = None
    most: Quantity | None = None


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
    """A product and how much of it. There is no price: it comes from the list (PRC-11), and is seen when the product is chosen."""

    product_id: QuotedRef
    quantity: Quantity
