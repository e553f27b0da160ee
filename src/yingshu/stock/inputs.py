"""Numbers as people enter them in the warehouse."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from yingshu.kernel.inputs import Count, Input, Lookup, ProductRef, Text
from yingshu.kernel.text import half_width

PlaceRef = Annotated[int, Field(gt=0), Lookup("places")]
StocktakeRef = Annotated[int, Field(gt=0), Lookup("stocktakes")]


def _number(value: Any) -> Any:
    return half_width(value).replace(",", "").replace("−", "-") if isinstance(value, str) else value


Difference = Annotated[Decimal, BeforeValidator(_number), Field(ge=-10**9, le=10**9, decimal_places=3)]
"""A quantity with its sign: negative takes out."""


class CountedInput(Input):
    """How much of a product was counted, and why that differs from the books."""

    product_id: ProductRef
    counted: Count
    reason: Text = ""
