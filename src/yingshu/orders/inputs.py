"""Lines as people enter them."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from yingshu.kernel.inputs import Count, Id, Input, Price, ProductRef, Quantity, Rate
from yingshu.kernel.text import tidy

ContractNumber = Annotated[str, AfterValidator(tidy), Field(max_length=60)]


class LineInput(Input):
    """A line of an order. Without a price the list price of the day is taken."""

    product_id: ProductRef
    quantity: Quantity
    price: Price | None = None
    discount: Rate | None = None


class ReadyInput(Input):
    """How much of a line is ready altogether (not: in addition)."""

    line_id: Id
    ready: Count


class SlipLineInput(Input):
    """How much of an order line goes on the slip."""

    line_id: Id
    quantity: Quantity
