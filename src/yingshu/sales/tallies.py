"""The sales ledger summed by month, customer, salesperson, region and payment method, so that a year costs what its months cost."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, F, Sum, Value
from django.db.models.functions import Coalesce

from yingshu.kernel.invariants import invariant
from yingshu.kernel.rollups import Rollup, declare, differences

from .models import SalesEntry, SalesMonth

MONTHS = declare(Rollup(
    "sales", SalesEntry, SalesMonth,
    keys={"month": "", "customer": "", "owner": Coalesce("owner_id", Value(0)), "unit": Coalesce("unit_id", Value(0)),
          "payment_method": ""},
    sums={"lines": Count("pk"), "quantity_sum": Sum("quantity"), "gross_sum": Sum("gross_fen"), "net_sum": Sum("net_fen"),
          "tax_sum": Sum("tax_fen"), "cost_sum": Coalesce(Sum("cost_fen"), Value(0)),
          "profit_sum": Coalesce(Sum(F("net_fen") - F("cost_fen")), Value(0)), "freight_sum": Sum("freight_fen")}))


@invariant("sales.months_are_summed_right")
def summed() -> Iterator[tuple[str, str]]:
    """The rollup of the sales ledger says what the ledger says."""
    for line in differences(MONTHS):
        yield line, "the sum of the month is not that of the ledger"
