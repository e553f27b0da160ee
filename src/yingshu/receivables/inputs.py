"""Lines and papers as people enter them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, NamedTuple

from pydantic import AfterValidator, Field

from yingshu.kernel.inputs import Fen, Input, ItemRef, Lookup
from yingshu.kernel.text import half_width, tidy

Amount = Annotated[Fen, Field(gt=0)]
BillNumber = Annotated[str, AfterValidator(half_width), Field(max_length=60)]
Said = Annotated[str, AfterValidator(tidy), Field(max_length=300)]
ReconciliationRef = Annotated[int, Field(gt=0), Lookup("reconciliations")]
CodItemRef = Annotated[int, Field(gt=0), Lookup("cod_items")]


class BillInput(NamedTuple):
    """An acceptance bill as it was handed in."""

    number: str
    drawer: str
    matures_on: date


class AllocationInput(Input):
    """So much of the receipt for one open item."""

    item_id: ItemRef
    amount: Amount


class HandOverInput(Input):
    """So much came for one item that a carrier collected."""

    item_id: CodItemRef
    amount: Amount
