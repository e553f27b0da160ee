"""Counting on site and letting the vehicle go (LOG-03): step 4 of seven. Here goods become owed money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial

from django.utils.translation import gettext_noop as N_

from yingshu.customers.models import Customer
from yingshu.documents.numbers import next_number
from yingshu.kernel import clock, money, workdays, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.inputs import Id, Text
from yingshu.kernel.services import Done, add_later, change_later, service
from yingshu.kernel.source import Source
from yingshu.orders.models import OrderLine, SalesOrder, SalesSlip, SlipLine
from yingshu.orders.services.credit import check_credit, known, uses_credit
from yingshu.orders.services.slips import quantities_of, require_state, ship_slip, slip_for
from yingshu.receivables.rules import due_date
from yingshu.receivables.services.charges import charge
from yingshu.rulebook.decisions import Subject, decide
from yingshu.sales.services import SaleLine, record_sale
from yingshu.stock.services import ship as ship_stock

from ..controls import DEPART
from ..errors import NoVehicle, WrongCount
from ..inputs import CountInput
from ..models import Count, DispatchException, Shipment
from ..rules import BOOKING, CountedLine, DepartFacts
from ..transitions import SHIPMENT
from .exceptions import add_exception


@service("logistics.count", title=N_("Count on site"), clause="LOG-03")
def count(*, actor: Actor, slip_id: Id, lines: list[CountInput] | None = None) -> Done:
    """Record the count of a slip's goods at the vehicle; without lines everything was there.

    A difference opens an exception and keeps the vehicle from leaving until a later count agrees (LOG-03, ORD-19).
    """
    slip = slip_for(actor, slip_id)
    require_state(slip, SalesSlip.State.ISSUED, "count")
    slip_lines = write.read(SlipLine, {"slip_id": slip_id}, order_by="position")
    counted = _counted(slip_lines, lines)
    gap = sum(x.quantity - counted[x.pk] for x in slip_lines)
    matches = all(counted[x.pk] == x.quantity for x in slip_lines)
    _load(slip)
    add_later(Count, [{"slip_id": slip_id, "at": clock.now(), "matches": matches, "actor_id": actor.id, "actor_name": actor.name, "lines": [
        {"line_id": x.pk, "expected": str(x.quantity), "counted": str(counted[x.pk])} for x in slip_lines]}])
    exception = "" if matches else add_exception(actor, slip, DispatchException.Kind.SHORTAGE if gap > 0 else
                                                 DispatchException.Kind.WRONG_GOODS, abs(gap))
    return Done("sales_slip", slip_id, slip.number, slip.state, data={"matches": matches, "gap": f"{gap.normalize():f}" if gap else "0",
                "exception": exception}, after={"matches": matches, "gap": f"{gap.normalize():f}"})


def _counted(slip_lines: Sequence[SlipLine], lines: Sequence[CountInput] | None) -> dict[int, Decimal]:
    if lines is None:
        return {x.pk: x.quantity for x in slip_lines}
    counted = {x.line_id: x.counted for x in lines}
    missing = [x.position for x in slip_lines if x.pk not in counted]
    if missing or len(counted) != len(slip_lines):
        raise WrongCount(missing=missing[0] if missing else len(counted))
    return counted


def _load(slip: SalesSlip) -> None:
    """Put the slip on the order's booked vehicle; a recount keeps the one it is on."""
    rows = write.lock_all(Shipment, {"order_id": slip.order_id, "state__in": SHIPMENT.table["load"][0]})
    own = next((s for s in rows if s.slip_id == slip.pk), None) or next((s for s in rows if s.slip_id is None), None)
    if own is None:
        raise NoVehicle(order=slip.order_number, clause="LOG-02")
    change_later(Shipment, where={"id": own.pk}, set={"slip_id": slip.pk, "state": Shipment.State.LOADED})


@service("logistics.depart", title=N_("Depart"), clause="LOG-03")
def depart(*, actor: Actor, slip_id: Id, waybill: Text = "") -> Done:
    """Let the vehicle go: stock goes out, the outbound note gets its number, the receivable and the sales ledger are written.

    Refused without a confirmed vehicle (LOG-02), without a count, or when the last count differs from the slip (LOG-03).
    """
    day = clock.today()
    shipments = write.change(Shipment, where={"slip_id": slip_id, "state": Shipment.State.LOADED}, set={
        "state": Shipment.State.UNDER_WAY, "departed_at": clock.now(), "waybill": waybill}, returning="*")
    slip, order, lines, ordered = ship_slip(actor, slip_id, partial(next_number, "outbound", day))
    subject = Subject("sales_slip", slip.pk, slip.number, slip.unit_id)
    decide(DEPART, depart_facts(slip, lines, shipments[0] if shipments else None), subject)
    buyer = known(slip.customer_id)
    if uses_credit(slip.payment_method):
        check_credit("dispatch", buyer, slip.payment_method, 0, subject, order.credit_released_by)
    source = Source("sales_slip", slip.pk, slip.number)
    ship_stock(quantities_of(lines), source, actor)
    _charge(actor, slip, order, buyer.customer, day, source)
    record_sale(_sale_lines(slip, lines, ordered, day))
    return Done("sales_slip", slip_id, slip.number, slip.state,
                data={"outbound": slip.outbound_number, "gross": money.plain(slip.gross_fen)},
                before={"state": "issued"}, after={"state": slip.state, "outbound": slip.outbound_number})


def depart_facts(slip: SalesSlip, lines: Sequence[SlipLine], shipment: Shipment | None) -> DepartFacts:
    """What the departure gate knows: vehicle data and the last count."""
    counts = write.read(Count, {"slip_id": slip.pk}, order_by="id")
    counted = counts[-1].counted() if counts else None
    missing = () if shipment is None else tuple(f for f in BOOKING if not getattr(shipment, f"{f}_id" if f == "carrier" else f))
    return DepartFacts(missing=missing, booked=shipment is not None, counted=None if counted is None else tuple(
        CountedLine(name=str(x.position), expected=x.quantity, counted=counted.get(x.pk, Decimal(0))) for x in lines))


def _charge(actor: Actor, slip: SalesSlip, order: SalesOrder, customer: Customer, day: date, source: Source) -> int:
    due = due_date(slip.payment_method, day, order.credit_days, customer.statement_day, customer.pay_on_working_day,
                   workdays.next_working_day)
    return charge(actor=actor, customer_id=slip.customer_id, number=slip.number, source=source, order_id=slip.order_id,
                  order_number=slip.order_number, contract_number=order.contract_number, payment_method=slip.payment_method,
                  at_door=slip.collect_fen > 0, shipped_on=day, due_on=due,
                  amount_fen=slip.gross_fen, owner_id=slip.owner_id, unit_id=slip.unit_id,
                  release_committed_fen=slip.gross_fen if uses_credit(slip.payment_method) else 0)


def _sale_lines(slip: SalesSlip, lines: Sequence[SlipLine], ordered: Mapping[int, OrderLine], day: date) -> list[SaleLine]:
    return [SaleLine(on=day, customer_id=slip.customer_id, product_id=x.product_id, owner_id=slip.owner_id, unit_id=slip.unit_id,
                     quantity=x.quantity, price=ordered[x.order_line_id].price, discount=ordered[x.order_line_id].discount,
                     gross_fen=x.gross_fen, net_fen=x.net_fen, tax_fen=x.tax_fen, cost_fen=_cost(ordered[x.order_line_id], x.quantity),
                     payment_method=slip.payment_method, source_kind="sales_slip", source_id=slip.pk, source_line=x.position,
                     source_number=slip.number, order_number=slip.order_number) for x in lines]


def _cost(line: OrderLine, quantity: Decimal) -> int | None:
    return None if line.cost is None else money.line_amount(line.cost, quantity)
