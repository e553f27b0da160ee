"""Lines and papers as people enter them."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field

from yingshu.kernel.inputs import Fen, Input, ItemRef, Lookup, Needed
from yingshu.kernel.text import tidy

Amount = Annotated[Fen, Field(gt=0)]
Said = Annotated[str, AfterValidator(tidy), Field(max_length=300)]
CodItemRef = Annotated[int, Field(gt=0), Lookup("cod_items")]


class BillInput(Input):
    """An acceptance bill as it was handed in."""

    number: Needed
    drawer: Needed
    matures_on: date


class AllocationInput(Input):
    """So much of the receipt for one open item."""

    item_id: ItemRef
    amount: Amount


class HandOverInput(Input):
    """So much came for one item that a carrier collected."""

    item_id: CodItemRef
    amount: Amount
