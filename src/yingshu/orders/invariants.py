"""What must always be true of orders and slips."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F, Q, Sum

from yingshu.kernel.fields import QuantityField
from yingshu.kernel.invariants import invariant
from yingshu.receivables.models import CustomerAccount
from yingshu.stock.models import StockBalance

from .models import OrderLine, SalesOrder, SalesSlip, SlipLine
from .services.credit import USES_CREDIT

S = SalesSlip.State


@invariant("orders.totals")
def order_totals() -> Iterator[tuple[str, str]]:
    """An order's amounts are the sums of its lines; net + tax = gross."""
    wrong = OrderLine.objects.values("order__number", "order__gross_fen", "order__net_fen", "order__tax_fen").annotate(
        g=Sum("gross_fen"), n=Sum("net_fen"), t=Sum("tax_fen")).exclude(
        g=F("order__gross_fen"), n=F("order__net_fen"), t=F("order__tax_fen"))
    for row in wrong[:20]:
        yield row["order__number"], f"lines give {row['g']}, the order says {row['order__gross_fen']}"
    for line in OrderLine.objects.exclude(gross_fen=F("net_fen") + F("tax_fen"))[:20]:
        yield str(line.pk), "net + tax is not gross"


@invariant("orders.quantities")
def quantities() -> Iterator[tuple[str, str]]:
    """0 ≤ returned ≤ shipped ≤ on slips ≤ ordered, and ready ≤ ordered."""
    wrong = OrderLine.objects.filter(Q(slipped__gt=F("quantity")) | Q(shipped__gt=F("slipped")) | Q(returned__gt=F("shipped"))
                                     | Q(ready__gt=F("quantity")) | Q(slipped__lt=0) | Q(shipped__lt=0))
    for line in wrong[:20]:
        yield str(line.pk), f"ordered {line.quantity}, on slips {line.slipped}, shipped {line.shipped}, returned {line.returned}"


@invariant("orders.slips")
def slips() -> Iterator[tuple[str, str]]:
    """What an order says is on slips, shipped and arrived is what its slips say."""
    gone = Q(state__in=[S.SHIPPED, S.ARRIVED])
    sums = SalesSlip._plain.exclude(state=S.VOID).values("order_id").annotate(
        on_slips=Sum("gross_fen"), gone=Sum("gross_fen", filter=gone), there=Sum("gross_fen", filter=Q(state=S.ARRIVED)))
    said = {r["order_id"]: (r["on_slips"], r["gone"] or 0, r["there"] or 0) for r in sums}
    for order in SalesOrder._plain.filter(Q(slipped_fen__gt=0) | Q(pk__in=SalesSlip._plain.values("order_id"))):
        if (order.slipped_fen, order.shipped_fen, order.arrived_fen) != said.get(order.pk, (0, 0, 0)):
            yield order.number, f"slips say {said.get(order.pk)}"


@invariant("orders.slip_totals")
def slip_totals() -> Iterator[tuple[str, str]]:
    """A slip's amount is the sum of its lines; a fully slipped order line is split without losing a fen."""
    for row in SlipLine.objects.values("slip__number", "slip__gross_fen").annotate(g=Sum("gross_fen")).exclude(g=F("slip__gross_fen"))[:20]:
        yield row["slip__number"], f"lines give {row['g']}, the slip says {row['slip__gross_fen']}"


@invariant("orders.credit_committed")
def credit_committed() -> Iterator[tuple[str, str]]:
    """Ordered and not shipped, by methods that use credit, is what the customer's account says."""
    open_orders = SalesOrder._plain.filter(state__in=[SalesOrder.State.APPROVED, SalesOrder.State.EXECUTING],
                                           payment_method__in=USES_CREDIT)
    expected = {r["customer_id"]: r["x"] for r in open_orders.values("customer_id").annotate(x=Sum(F("gross_fen") - F("shipped_fen")))}
    actual = dict(CustomerAccount.objects.exclude(committed_fen=0).values_list("customer_id", "committed_fen"))
    for customer in set(expected) | set(actual):
        if (expected.get(customer) or 0) != actual.get(customer, 0):
            yield f"customer {customer}", f"orders give {expected.get(customer, 0)}, the account says {actual.get(customer, 0)}"


@invariant("orders.stock_promised")
def stock_promised() -> Iterator[tuple[str, str]]:
    """Committed stock is what instructed orders have not shipped; allotted stock is what issued slips hold."""
    executing = OrderLine.objects.filter(order__state=SalesOrder.State.EXECUTING)
    committed = {r["product_id"]: r["q"] for r in executing.values("product_id").annotate(
        q=Sum(F("quantity") - F("shipped"), output_field=QuantityField()))}
    held = SlipLine.objects.filter(slip__state=S.ISSUED)
    allotted = {r["product_id"]: r["q"] for r in held.values("product_id").annotate(q=Sum("quantity"))}
    for balance in StockBalance.objects.all():
        expected = (committed.get(balance.pk) or 0, allotted.get(balance.pk) or 0)
        if (balance.committed, balance.allotted) != expected:
            yield f"product {balance.pk}", f"orders give {expected}, stock says {(balance.committed, balance.allotted)}"
