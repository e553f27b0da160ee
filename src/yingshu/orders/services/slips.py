"""Sales slips: issued through the gate, voided, moved along by logistics (ORD-06, ORD-15)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext_noop as N_

from yingshu.documents.numbers import next_number
from yingshu.kernel import clock, events, money, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import Conflict, IllegalTransition, NotFound
from yingshu.kernel.inputs import Id, Needed
from yingshu.kernel.services import Done, add_later, service
from yingshu.kernel.write import Add
from yingshu.receivables.services.receipts import received_for_order
from yingshu.rulebook.decisions import Decision, Subject, decide, judge, params_of
from yingshu.stock.services import allot, unallot

from ..controls import SLIP
from ..errors import NothingToIssue, TooMuch, UnknownLine
from ..events import SlipVoided
from ..inputs import SlipLineInput
from ..models import OrderLine, SalesOrder, SalesSlip, SlipLine
from ..rules import SlipFacts, SlipParams, carrier_collects, due_before_slip, part_amounts, to_collect
from ..transitions import ORDER
from ..transitions import SLIP as SLIP_MOVES
from .credit import check_credit, known, uses_credit
from .instructions import counted_of


class Part(NamedTuple):
    """What goes on the slip of one order line."""

    line: OrderLine
    quantity: Decimal
    gross: int
    net: int
    tax: int


@service("orders.issue_slip", title=N_("Issue the sales slip"), clause="ORD-06")
def issue_slip(*, actor: Actor, order_id: Id, lines: list[SlipLineInput] | None = None) -> Done:
    """Issue a sales slip for everything that is not yet on one, or for given quantities (partial shipment).

    Refused unless the goods are ready and the condition of the payment method is met (ORD-06); by credit methods also when the
    customer's credit used exceeds the limit and nobody released it. Allots stock, so that nothing is sold twice.
    """
    order_lines = write.read(OrderLine, {"order_id": order_id}, order_by="position")
    parts = _parts(order_lines, lines)
    gross = sum(p.gross for p in parts)
    order = ORDER.move(SalesOrder, order_id, "work", actor=actor, set={"slipped_fen": Add(gross), "version": Add(1)})
    if not parts:
        raise NothingToIssue(number=order.number)
    subject = Subject("order", order.pk, order.number, order.unit_id)
    decision = decide(SLIP, slip_facts(order, parts, gross), subject)
    if uses_credit(order.payment_method):
        check_credit("dispatch", known(order.customer_id), order.payment_method, 0, subject, order.credit_released_by)
    allot(_by_product(parts))
    _take_from_lines(parts)
    number = next_number("slip", clock.today())
    collect = collect_of(order, decision.in_force.params, gross)
    slip_id = write.add_one(SalesSlip, **_slip_row(actor, order, parts, number, collect))
    add_later(SlipLine, [_slip_line(slip_id, p) for p in parts])
    return Done("sales_slip", slip_id, number, SalesSlip.State.ISSUED, data={
        "order": order.number, "payment_method": order.payment_method, "gross": money.plain(gross), "collect": money.plain(collect)},
        after={"order": order.number, "gross_fen": gross, "payment_method": order.payment_method})


def preview_slip(order: SalesOrder, lines: Sequence[OrderLine]) -> Decision:
    """How the gate would decide now, for everything not yet on a slip. Leaves nothing behind."""
    parts = _parts(lines, None) or [Part(x, x.quantity, x.gross_fen, x.net_fen, x.tax_fen) for x in lines]
    facts = slip_facts(order, parts, sum(p.gross for p in parts), wanted_all=True)
    return judge(SLIP, facts, Subject("order", order.pk, order.number, order.unit_id))


def slip_facts(order: SalesOrder, parts: Sequence[Part], gross: int, *, wanted_all: bool = False) -> SlipFacts:
    """The facts of the slip gate. Money is only looked up where the method asks for it."""
    params: SlipParams = params_of(SLIP, order.unit_id)
    facts = SlipFacts(method=order.payment_method, wanted=sum((p.quantity for p in parts), Decimal(0)),
                      ready=sum((min(p.line.ready - p.line.slipped, p.quantity) for p in parts), Decimal(0)),
                      order_fen=order.gross_fen, slip_fen=gross, received_fen=0, deposit_rate=order.deposit_rate)
    if due_before_slip(params, facts) is None:
        return facts
    return facts.model_copy(update={"received_fen": counted_of(order)})


def _parts(lines: Sequence[OrderLine], asked: Sequence[SlipLineInput] | None) -> list[Part]:
    if asked is None:
        return [_part(x, x.quantity - x.slipped) for x in lines if x.quantity > x.slipped]
    by_id = {x.pk: x for x in lines}
    for item in asked:
        line = by_id.get(item.line_id)
        if line is None:
            raise UnknownLine(line=item.line_id)
        if item.quantity > line.quantity - line.slipped:
            raise TooMuch(product=line.name, asked=item.quantity, left=line.quantity - line.slipped)
    return [_part(by_id[item.line_id], item.quantity) for item in asked]


def _part(line: OrderLine, quantity: Decimal) -> Part:
    amounts = part_amounts(line.gross_fen - line.slipped_fen, line.quantity - line.slipped, Decimal(0), quantity, line.tax_rate)
    return Part(line, quantity, amounts.gross, amounts.net, amounts.tax)


def _by_product(parts: Sequence[Part]) -> dict[int, Decimal]:
    wanted: dict[int, Decimal] = {}
    for part in parts:
        wanted[part.line.product_id] = wanted.get(part.line.product_id, Decimal(0)) + part.quantity
    return wanted


def _take_from_lines(parts: Sequence[Part]) -> None:
    """Two people issuing at once: the second finds nothing left."""
    changed = write.change_each(OrderLine, "id", {p.line.pk: {"slipped": p.quantity, "slipped_fen": p.gross} for p in parts},
                                require="quantity - slipped >= +slipped")
    if changed < len(parts):
        raise Conflict()


def collect_of(order: SalesOrder, params: Any, gross: int) -> int:
    """What the carrier must collect on delivery. Money received is only looked up where somebody collects."""
    if not carrier_collects(params, order.payment_method):
        return 0
    return to_collect(gross, order.slipped_fen - gross, received_for_order(order.pk))


def _slip_row(actor: Actor, order: SalesOrder, parts: Sequence[Part], number: str, collect: int) -> dict[str, Any]:
    return {"number": number, "order_id": order.pk, "order_number": order.number, "customer_id": order.customer_id,
            "customer_name": order.customer_name, "state": SalesSlip.State.ISSUED, "payment_method": order.payment_method,
            "collect_fen": collect, "gross_fen": sum(p.gross for p in parts), "net_fen": sum(p.net for p in parts),
            "tax_fen": sum(p.tax for p in parts), "issued_at": clock.now(), "issued_by": actor.name, "owner_id": order.owner_id,
            "unit_id": order.unit_id}


def _slip_line(slip_id: int, part: Part) -> dict[str, Any]:
    return {"slip_id": slip_id, "order_line_id": part.line.pk, "product_id": part.line.product_id, "position": part.line.position,
            "quantity": part.quantity, "gross_fen": part.gross, "net_fen": part.net, "tax_fen": part.tax}


@service("orders.void_slip", title=N_("Void the sales slip"))
def void_slip(*, actor: Actor, slip_id: Id, reason: Needed) -> Done:
    """Void a slip whose goods have not left: stock and order get their quantities back. The paper says 作废."""
    slip = SLIP_MOVES.move(SalesSlip, slip_id, "void", actor=actor, set={"void_reason": reason})
    lines = write.read(SlipLine, {"slip_id": slip_id})
    unallot(quantities_of(lines))
    write.change_each(OrderLine, "id", {x.order_line_id: {"slipped": -x.quantity, "slipped_fen": -x.gross_fen} for x in lines})
    write.change(SalesOrder, where={"id": slip.order_id}, set={"slipped_fen": Add(-slip.gross_fen), "version": Add(1)})
    events.emit(SlipVoided(slip_id), actor)
    return Done("sales_slip", slip_id, slip.number, slip.state, before={"state": "issued"}, after={"state": slip.state}, reason=reason)


def quantities_of(lines: Sequence[SlipLine]) -> dict[int, Decimal]:
    """Quantities by product of slip lines."""
    wanted: dict[int, Decimal] = {}
    for line in lines:
        wanted[line.product_id] = wanted.get(line.product_id, Decimal(0)) + line.quantity
    return wanted


class Shipped(NamedTuple):
    """What left: slip and order as they are now, the slip's lines, and the order's lines by id."""

    slip: SalesSlip
    order: SalesOrder
    lines: list[SlipLine]
    ordered: dict[int, OrderLine]


def ship_slip(actor: Actor, slip_id: int, outbound_number: Callable[[], str]) -> Shipped:
    """Goods leave: slip and order move on, the slip becomes the delivery note (ORD-15). Called by logistics at departure."""
    lines = write.read(SlipLine, {"slip_id": slip_id}, order_by="position")
    slip = SLIP_MOVES.move(SalesSlip, slip_id, "ship", actor=actor, set={"shipped_at": clock.now(), "outbound_number": outbound_number()})
    order = write.change(SalesOrder, where={"id": slip.order_id}, set={"shipped_fen": Add(slip.gross_fen), "version": Add(1)},
                         returning="*")[0]
    ordered = write.changed_rows(OrderLine, "id", {x.order_line_id: {"shipped": x.quantity} for x in lines})
    return Shipped(slip, order, lines, {x.pk: x for x in ordered})


def arrive_slip(actor: Actor, slip_id: int) -> tuple[SalesSlip, SalesOrder]:
    """Goods arrived. Called by logistics."""
    slip = SLIP_MOVES.move(SalesSlip, slip_id, "arrive", actor=actor, set={"arrived_at": clock.now()})
    order = write.change(SalesOrder, where={"id": slip.order_id}, set={"arrived_fen": Add(slip.gross_fen), "version": Add(1)},
                         returning="*")[0]
    return slip, order


def return_from_slip(order_id: int, returned: Mapping[int, Decimal], gross_fen: int) -> None:
    """Goods of a shipped slip came back: keep the quantities of slip and order lines right. Called by logistics."""
    write.change_each(SlipLine, "id", {pk: {"returned": q} for pk, q in returned.items()})
    lines = write.read(SlipLine, {"id__in": list(returned)})
    write.change_each(OrderLine, "id", {x.order_line_id: {"returned": returned[x.pk]} for x in lines})
    write.change(SalesOrder, where={"id": order_id}, set={"returned_fen": Add(gross_fen), "version": Add(1)})


def slip_for(actor: Actor, slip_id: int) -> SalesSlip:
    """A slip the actor may see, locked; raises NotFound."""
    slip: SalesSlip | None = write.lock(SalesSlip, slip_id, actor=actor)
    if slip is None:
        raise NotFound()
    return slip


def require_state(slip: SalesSlip, state: str, action: str) -> None:
    """Raise IllegalTransition unless the slip is in the state the step needs."""
    if slip.state != state:
        raise IllegalTransition(number=slip.number, state=str(slip.get_state_display()), action=action)
