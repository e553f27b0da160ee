"""The billing clerk's papers: a day, and the days of a month, beside the outbound notes they must equal (MTG-07)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Count, Q, Sum

from yingshu.kernel import clock
from yingshu.orders.models import SalesSlip

from .. import periods
from ..periods import Days
from .ledger import between, by_measure, ledger, plain

SLIP = "sales_slip"


class Outbound(NamedTuple):
    """How many outbound notes there are and what they add up to, in fen."""

    notes: int
    fen: int


def _slips(days: Days) -> Any:
    start, end = clock.day_bounds(*days)
    slips: Any = SalesSlip.objects.unscoped(reason="the clerk's report covers everything that left")
    return slips.filter(shipped_at__gte=start, shipped_at__lt=end).exclude(state=SalesSlip.State.VOID)


def outbound(days: Days) -> Outbound:
    """The outbound notes of some days: slips whose goods left."""
    found = _slips(days).aggregate(notes=Count("id"), fen=Sum("gross_fen"))
    return Outbound(found["notes"], int(found["fen"] or 0))


def day_content(day: date) -> dict[str, Any]:
    """A day's report from the sales ledger: every shipment, what came back, the total. Imported history is left out."""
    rows = ledger(import_batch=None, **between(day, day))
    numbers = dict(_slips(Days(day, day)).values_list("number", "outbound_number"))
    notes: list[dict[str, Any]] = [{"key": row["source_number"], "number": numbers.get(row["source_number"]) or row["source_number"],
              "slip": row["source_number"], "customer": row["customer__name"], "payment_method": row["payment_method"],
              "gross_fen": int(row["fen"])} for row in rows.filter(source_kind=SLIP).order_by("source_number").values(
                  "source_number", "customer__name", "payment_method").annotate(fen=Sum("gross_fen"))]
    shipped = sum(int(note["gross_fen"]) for note in notes)
    total = int(rows.aggregate(fen=Sum("gross_fen"))["fen"] or 0)
    return {"day": day.isoformat(), "first": day.isoformat(), "last": day.isoformat(), "through": day.isoformat(),
            "totals": {"notes": len(notes), "shipped_fen": shipped, "returned_fen": total - shipped, "gross_fen": total},
            "quantities": _quantities(Days(day, day)), "notes": notes}


def statement_content(first: date) -> dict[str, Any]:
    """A month's statement, day by day."""
    days = periods.month_of(first)
    rows = ledger(import_batch=None, **between(*days)).order_by("on").values("on").annotate(
        shipped=Sum("gross_fen", filter=Q(source_kind=SLIP), default=0), fen=Sum("gross_fen"),
        notes=Count("source_id", filter=Q(source_kind=SLIP), distinct=True))
    lines: list[dict[str, Any]] = [{"key": f"{r['on']}", "day": f"{r['on']}", "notes": r["notes"], "shipped_fen": int(r["shipped"]),
              "returned_fen": int(r["fen"] - r["shipped"]), "gross_fen": int(r["fen"])} for r in rows]
    totals = {name: sum(line[name] for line in lines) for name in ("notes", "shipped_fen", "returned_fen", "gross_fen")}
    return {"month": periods.month_name(first), "first": f"{days.first}", "last": f"{days.last}",
            "through": f"{min(days.last, clock.today())}", "totals": totals, "quantities": _quantities(days), "days": lines}


def _quantities(days: Days) -> list[dict[str, Any]]:
    found = by_measure(ledger(import_batch=None, **between(*days)))
    return [{"key": row["measure"] or "", "measure": row["measure"] or "", "quantity": plain(Decimal(row["sums"].quantity))}
            for row in sorted(found, key=lambda row: str(row["measure"]))]
