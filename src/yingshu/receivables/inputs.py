"""Lines and papers as people enter them."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from yingshu.kernel.inputs import Fen, Id, Input, ItemRef, Needed

Amount = Annotated[Fen, Field(gt=0)]


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

    item_id: Id
    amount: Amount
