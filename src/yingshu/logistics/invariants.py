"""What must always be true of shipments."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F, Q, Sum

from yingshu.kernel.invariants import invariant
from yingshu.orders.models import SalesSlip, SlipLine
from yingshu.stock.models import StockEntry

from .models import ReturnLine, Shipment


@invariant("logistics.steps")
def steps_in_order() -> Iterator[tuple[str, str]]:
    """No step of the seven stands without the one before it (LOG-01)."""
    skipped = (Q(departed_at__isnull=False, booked_at=None) | Q(reported_at__isnull=False, departed_at=None)
               | Q(arrived_at__isnull=False, reported_at=None) | Q(settled_at__isnull=False, arrived_at=None))
    for shipment in Shipment._plain.filter(skipped)[:20]:
        yield str(shipment), "a step was skipped"


@invariant("logistics.departed_slips")
def departed_slips() -> Iterator[tuple[str, str]]:
    """A shipped slip left on a vehicle, was counted in agreement, has its outbound number and its stock entries."""
    gone = SalesSlip._plain.filter(state__in=[SalesSlip.State.SHIPPED, SalesSlip.State.ARRIVED])
    for slip in gone.filter(Q(outbound_number="") | Q(shipment=None))[:20]:
        yield slip.number, "no outbound number or no vehicle"
    moved = StockEntry.objects.filter(source_kind="sales_slip").values("source_id").annotate(q=Sum("quantity"))
    out = {r["source_id"]: -r["q"] for r in moved}
    for row in SlipLine.objects.filter(slip__in=gone).values("slip_id", "slip__number").annotate(q=Sum("quantity")):
        if out.get(row["slip_id"]) != row["q"]:
            yield row["slip__number"], f"slip {row['q']}, stock out {out.get(row['slip_id'])}"


@invariant("logistics.returns")
def returns() -> Iterator[tuple[str, str]]:
    """What slip lines say came back is what return notes say, and never more than left."""
    noted = {r["slip_line_id"]: r["q"] for r in ReturnLine.objects.values("slip_line_id").annotate(q=Sum("quantity"))}
    for line in SlipLine.objects.filter(Q(returned__gt=0) | Q(pk__in=list(noted)[:500])):
        if line.returned != noted.get(line.pk, 0) or line.returned > line.quantity:
            yield f"slip line {line.pk}", f"line {line.returned}, notes {noted.get(line.pk, 0)}"
    for line in SlipLine.objects.filter(returned__gt=F("quantity"))[:20]:
        yield f"slip line {line.pk}", "more came back than left"
