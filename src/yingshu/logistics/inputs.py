"""Lines as people enter them."""

from __future__ import annotations

from typing import Annotated

from yingshu.kernel.choices import FromList
from yingshu.kernel.inputs import Count, Id, Input, Needed, Quantity

from .wordlists import RETURN_REASON

Why = Annotated[Needed, FromList(RETURN_REASON)]


class CountInput(Input):
    """The counted quantity of a slip line."""

    line_id: Id
    counted: Count


class ReturnInput(Input):
    """What came back of a slip line; ``restock`` says whether it goes back into stock."""

    line_id: Id
    quantity: Quantity
    restock: bool = True
