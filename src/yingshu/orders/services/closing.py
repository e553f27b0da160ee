"""The end of an order: receipt note and opinion, closing, cancelling (ORD-08, ORD-20)."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel import approving, clock, money, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.inputs import Id, LongText, Needed, Text
from yingshu.kernel.services import Done, service
from yingshu.kernel.write import Add
from yingshu.receivables.queries import owed_for_order
from yingshu.receivables.services.accounts import commit
from yingshu.rulebook.decisions import Subject, decide
from yingshu.stock.services import release as release_stock

from .. import cards, hooks
from ..controls import CLOSE
from ..errors import StillUnderWay
from ..models import Instruction, OrderLine, SalesOrder
from ..rules import CloseFacts
from ..transitions import INSTRUCTION, ORDER
from .credit import uses_credit
from .instructions import unshipped_quantities

COMMITTED = (SalesOrder.State.APPROVED, SalesOrder.State.EXECUTING)


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
    return Done("order", order_id, order.number, order.state, before={"state": "executing"}, after={"state": order.state})


@service("orders.cancel", title=N_("Cancel the order"))
@approving.held("orders.cancel", title=N_("Cancel the order"), clause="ORD-02", card=cards.cancellation, fact_names=cards.ACT_FACTS,
                fact_choices=cards.CHOICES)
def cancel_order(*, actor: Actor, order_id: Id, reason: Needed) -> Done:
    """Cancel an order: what is not shipped gives stock and credit back. Slips must be void and shipped goods returned before."""
    before = write.lock(SalesOrder, order_id, actor=actor)
    order = ORDER.move(SalesOrder, order_id, "cancel", actor=actor, set={"closed_at": clock.now(), "version": Add(1)})
    held = order.slipped_fen - order.returned_fen
    if held > 0:
        raise StillUnderWay(number=order.number, amount=money.show(held))
    lines = write.read(OrderLine, {"order_id": order_id})
    if order.instructed_at:
        rest = {p: q for p, q in unshipped_quantities(lines).items() if q}
        release_stock(rest)
        write.change(Instruction, where={"order_id": order_id, "state__in": INSTRUCTION.table["withdraw"][0]},
                     set={"state": Instruction.State.WITHDRAWN})
    if uses_credit(order.payment_method) and before.state in COMMITTED:
        commit(order.customer_id, -(order.gross_fen - order.shipped_fen))
    approving.withdraw(actor, "order", order_id, reason)
    return Done("order", order_id, order.number, order.state, before={"state": before.state}, after={"state": order.state}, reason=reason)
