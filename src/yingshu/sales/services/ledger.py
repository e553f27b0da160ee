"""Lines of the sales ledger (MTG-16), written inside the action that ships or takes back the goods."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice

from yingshu.kernel import clock
from yingshu.kernel.services import add_later

from ..models import SalesEntry

CHUNK = 1000


@dataclass(frozen=True)
class SaleLine:
    """One line sold, or, with negative figures, taken back. Amounts in fen."""

    on: date
    customer_id: int
    product_id: int | None
    quantity: Decimal
    gross_fen: int
    net_fen: int
    tax_fen: int
    source_kind: str
    source_id: int | None
    source_number: str
    source_line: int = 0
    owner_id: int | None = None
    unit_id: int | None = None
    price: Decimal | None = None
    discount: Decimal = Decimal(0)
    cost_fen: int | None = None
    freight_fen: int = 0
    payment_method: str = ""
    order_number: str = ""
    import_batch: int | None = None


def record_sale(lines: Sequence[SaleLine]) -> None:
    """Write the lines, at the end of the action."""
    now = clock.now()
    add_later(SalesEntry, [{**vars(x), "month": x.on.year * 100 + x.on.month, "at": now} for x in lines])


def bulk(lines: Iterable[SaleLine]) -> int:
    """Write many lines, for imports and volume; answers how many. One statement per thousand, so memory does not grow with their number."""
    iterator, count = iter(lines), 0
    while chunk := list(islice(iterator, CHUNK)):
        record_sale(chunk)
        count += len(chunk)
    return count
