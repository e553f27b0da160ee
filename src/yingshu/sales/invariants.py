"""What must always be true of the sales ledger."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F, Q
from django.db.models.functions import ExtractMonth, ExtractYear

from yingshu.kernel.invariants import invariant

from .models import SalesEntry


@invariant("sales.lines")
def lines() -> Iterator[tuple[str, str]]:
    """Net + tax = gross, and the month is the month of the day."""
    wrong = SalesEntry.objects.annotate(m=ExtractYear("on") * 100 + ExtractMonth("on")).filter(
        ~Q(gross_fen=F("net_fen") + F("tax_fen")) | ~Q(month=F("m")))
    for line in wrong[:20]:
        place = f"{line.source_number}/{line.source_line}"
        yield place, f"gross {line.gross_fen}, net {line.net_fen}, tax {line.tax_fen}, month {line.month}"
