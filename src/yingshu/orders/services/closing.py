"""The end of an order: receipt note and opinion, closing, cancelling (ORD-08, ORD-20)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_noop as N_

from yingshu.kernel import approving, clock, events, money, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import NotFound
from yingshu.kernel.inputs import Id, LongText, Needed, Text
from yingshu.kernel.services import Done, service
from yingshu.kernel.write import Add
from yingshu.receivables.queries import owed_for_order
from yingshu.receivables.services.accounts import commit, free_order_money
from yingshu.rulebook.decisions import Subject, decide
from yingshu.stock.services import release as release_stock

from .. import cards, hooks
from ..controls import CLOSE
from ..errors import StillUnderWay
from ..events import OrderCancelled
from ..models import Instruction, OrderLine, SalesOrder
from ..models.instruction import Lane
from ..rules import CloseFacts
from ..transitions import INSTRUCTION, ORDER
from .credit import uses_credit
from .instructions import unshipped_quantities

COMMITTED = (SalesOrder.State.APPROVED, SalesOrder.State.EXECUTING)
Step = Instruction.State


@service("orders.record_receipt_note", title=N_("Receipt note and opinion"), clause="ORD-20")
def record_receipt_note(*, actor: Actor, order_id: Id, receipt_note: Text = "", customer_opinion: LongText = "") -> Done:
    """Record the signed receipt note that came back and what the customer said."""
    given = {k: v for k, v in (("receipt_note", receipt_note), ("customer_opinion", customer_opinion)) if v}
    order = ORDER.move(SalesOrder, order_id, "work", actor=actor, set={**given, "version": Add(1)})
    return Done("order", order_id, order.number, order.state, after=given)


@service("orders.close", title=N_("Close the order"), clause="ORD-20")
def close_order(*, actor: Actor, order_id: Id) -> Done:
    """Close an order: goods arrived, receipt note and opinion there, money in, nothing held by a carrier (ORD-08, ORD-20)."""
    order = ORDER.move(SalesOrder, order_id, "close", actor=actor, set={"closed_at": clock.now(), "version": Add(1)})
    owed = owed_for_order(order_id)
    facts = CloseFacts(arrived=order.arrived_fen >= order.gross_fen, receipt_note=bool(order.receipt_note),
                       customer_opinion=bool(order.customer_opinion), owed_fen=owed.customer_fen + owed.carrier_fen,
                       owed_by_carrier_fen=owed.carrier_fen, open_exceptions=hooks.open_exceptions(order_id))
    decide(CLOSE, facts, Subject("order", order.pk, order.number, order.unit_id))
    free_order_money(order_id)
    return Done("order", order_id, order.number, order.state, before={"state": "executing"}, after={"state": order.state})


@service("orders.cancel", title=N_("Cancel the order"))
@approving.held("orders.cancel", title=N_("Cancel the order"), clause="ORD-02", card=cards.cancellation, fact_names=cards.ACT_FACTS,
                fact_choices=cards.CHOICES)
def cancel_order(*, actor: Actor, order_id: Id, reason: Needed) -> Done:
    """Cancel an order; of one with goods on slips, the rest that is on none. What is not shipped gives stock and credit back, and money
    paid for it is the customer's again. Refused when all is on slips: void them, or take the goods back first.
    """
    order = write.lock(SalesOrder, order_id, actor=actor)
    if order is None:
        raise NotFound()
    ORDER.check("cancel", order.state, order.number)
    if order.slipped_fen > order.returned_fen:
        return _cancel_rest(actor, order, reason)
    return _cancel_whole(actor, order, reason)


def _cancel_whole(actor: Actor, before: SalesOrder, reason: str) -> Done:
    order = ORDER.move(SalesOrder, before.pk, "cancel", actor=actor, set={"closed_at": clock.now(), "version": Add(1)})
    if order.instructed_at:
        release_stock({p: q for p, q in unshipped_quantities(write.read(OrderLine, {"order_id": order.pk})).items() if q})
        write.change(Instruction, where={"order_id": order.pk, "state__in": INSTRUCTION.table["withdraw"][0]},
                     set={"state": Step.WITHDRAWN})
    if uses_credit(order.payment_method) and before.state in COMMITTED:
        commit(order.customer_id, -(order.gross_fen - order.shipped_fen))
    free_order_money(order.pk)
    events.emit(OrderCancelled(order.pk), actor)
    approving.withdraw(actor, "order", order.pk, reason)
    return Done("order", order.pk, order.number, order.state, before={"state": before.state}, after={"state": order.state}, reason=reason)


def _cancel_rest(actor: Actor, before: SalesOrder, reason: str) -> Done:
    """The order shrinks to what is on slips; what is given up stays visible on order and lines."""
    rest = [x for x in write.lock_all(OrderLine, {"order_id": before.pk}) if x.quantity > x.slipped]
    if not rest:
        raise StillUnderWay(number=before.number, amount=money.show(before.slipped_fen - before.returned_fen))
    changes = {x.pk: _given_up(x) for x in rest}
    sums = {name: sum(c[name] for c in changes.values()) for name in ("gross_fen", "net_fen", "tax_fen")}
    order = ORDER.move(SalesOrder, before.pk, "work", actor=actor, set={
        **{name: Add(fen) for name, fen in sums.items()}, "dropped_fen": Add(-sums["gross_fen"]), "ready": True, "version": Add(1)})
    write.change_each(OrderLine, "id", changes)
    release_stock(_by_product(rest))
    if uses_credit(order.payment_method):
        commit(order.customer_id, sums["gross_fen"])
    _end_preparing(order.pk)
    if order.shipped_fen >= order.gross_fen:
        free_order_money(order.pk)
    return Done("order", order.pk, order.number, order.state, data={"given_up": money.plain(before.gross_fen - order.gross_fen)},
                before={"gross_fen": before.gross_fen}, reason=reason,
                after={"gross_fen": order.gross_fen, "dropped_fen": order.dropped_fen})


def _given_up(line: OrderLine) -> dict[str, Any]:
    """How a line changes that keeps only what is on slips."""
    net, tax = money.split_tax(line.slipped_fen, line.tax_rate)
    rest = line.quantity - line.slipped
    return {"quantity": -rest, "dropped": rest, "ready": min(line.slipped - line.ready, Decimal(0)),
            "gross_fen": line.slipped_fen - line.gross_fen, "net_fen": net - line.net_fen, "tax_fen": tax - line.tax_fen}


def _by_product(rest: Sequence[OrderLine]) -> dict[int, Decimal]:
    found: dict[int, Decimal] = {}
    for line in rest:
        found[line.product_id] = found.get(line.product_id, Decimal(0)) + line.quantity - line.slipped
    return found


def _end_preparing(order_id: int) -> None:
    """Nothing is left to be made ready: what the workshop reported so far is its answer."""
    own = {"order_id": order_id, "lane": Lane.WORKSHOP.value}
    write.change(Instruction, where={**own, "state": Step.PARTIAL}, set={"state": Step.ANSWERED})
    write.change(Instruction, where={**own, "state__in": [Step.SENT, Step.ACKNOWLEDGED]}, set={"state": Step.WITHDRAWN})
