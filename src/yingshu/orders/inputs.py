"""Lines as people enter them."""

from __future__ import annotations

from yingshu.kernel.inputs import Count, Id, Input, Price, ProductRef, Quantity, Rate


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
