"""Reviewing an order: by a flow in force, else in one step by who may (ORD-02, PRC-06, ORD-09)."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel import approving, clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.approving import Approvable
from yingshu.kernel.inputs import Id, Needed, Text
from yingshu.kernel.services import Done, service
from yingshu.kernel.write import Add
from yingshu.organisation.principal import actor_for
from yingshu.organisation.queries import require_within_limit
from yingshu.pricing.queries import level_of, require_level_within_limit
from yingshu.pricing.rules import LEVELS
from yingshu.receivables.services.accounts import commit

from .. import cards
from ..errors import NotTheReviewer
from ..models import SalesOrder
from ..transitions import ORDER
from .credit import uses_credit

KIND = "order"


@service("orders.approve", title=N_("Approve"), clause="ORD-02")
def approve_order(*, actor: Actor, order_id: Id, opinion: Text = "") -> Done:
    """Approve an order that waits for review. A price beyond authority needs a reviewer of that level (PRC-06).

    While the order is in a flow, the flow decides and this is refused. A delegate approves up to the limit of the delegation (ORG-29).
    """
    approving.require_not_running(KIND, order_id)
    order = ORDER.move(SalesOrder, order_id, "approve", actor=actor, set={
        "reviewed_by": actor.name, "reviewed_at": clock.now(), "version": Add(1)})
    require_reviewer(actor, order)
    require_within_limit(actor, "orders.approve", order.gross_fen)
    if uses_credit(order.payment_method):
        commit(order.customer_id, order.gross_fen)
    return Done("order", order_id, order.number, order.state, before={"state": "reviewing"}, after={"state": order.state},
                reason=opinion)


@service("orders.reject", title=N_("Reject"), clause="ORD-02")
def reject_order(*, actor: Actor, order_id: Id, reason: Needed) -> Done:
    """Send an order back to who entered it, with the reason."""
    approving.require_not_running(KIND, order_id)
    order = ORDER.move(SalesOrder, order_id, "reject", actor=actor, set={
        "reviewed_by": actor.name, "reviewed_at": clock.now(), "version": Add(1)})
    require_reviewer(actor, order)
    return Done("order", order_id, order.number, order.state, before={"state": "reviewing"}, after={"state": order.state},
                reason=reason)


# ---- in a flow -----------------------------------------------------------------------------------------------------------

def handed_in(actor: Actor, order_id: int, state: str, route: str) -> str:
    """Put an order that was handed in into the flow in force; answers its state. Without one it stays as the review mode says."""
    if state != SalesOrder.State.REVIEWING or not approving.governs(KIND):
        return state
    if not approving.submit(actor, KIND, order_id) and not route:
        flow_agreed(approving.deciding(actor), order_id)
    return str(SalesOrder._plain.values_list("state", flat=True).get(pk=order_id))


def state_to_hand_in(route: str) -> str:
    """An order waits when somebody must review it, or when a flow may apply to it."""
    return SalesOrder.State.REVIEWING if route or approving.governs(KIND) else SalesOrder.State.APPROVED


def flow_agreed(actor: Actor, order_id: int) -> None:
    """The flow agreed: the order may be carried out."""
    order = _reviewed(actor, order_id, "approve")
    if uses_credit(order.payment_method):
        commit(order.customer_id, order.gross_fen)


def flow_refused(actor: Actor, order_id: int, reason: str) -> None:
    """The flow refused the order or sent it back: who entered it mends it and hands it in again."""
    _reviewed(actor, order_id, "reject")


def flow_withdrawn(actor: Actor, order_id: int, reason: str) -> None:
    """Taken back by who entered it: a draft again, with the same number."""
    ORDER.move(SalesOrder, order_id, "withdraw", actor=actor, set={"version": Add(1)})


def _reviewed(actor: Actor, order_id: int, move: str) -> SalesOrder:
    found: SalesOrder = ORDER.move(SalesOrder, order_id, move, actor=actor, set={
        "reviewed_by": actor.name, "reviewed_at": clock.now(), "version": Add(1)})
    return found


approving.declare(Approvable(KIND, N_("Sales order"), "ORD-02", cards.order, flow_agreed, flow_refused, cards.FACTS, flow_refused,
                             flow_withdrawn, right="orders.approve", fact_choices=cards.CHOICES))


def require_reviewer(actor: Actor, order: SalesOrder) -> None:
    """Nobody reviews what they entered; a review belongs to the post of the company's mode (right ``orders.review_manager`` or
    ``orders.review_service``), an authority level is only met by that level or a higher one."""
    if order.clerk_id == actor.id and not actor.everything:
        raise NotTheReviewer(level=order.route_level, clause="ORD-02")
    if order.route_level in ("manager", "service") and not _reviews(actor, f"orders.review_{order.route_level}"):
        raise NotTheReviewer(level=order.route_level, clause="ORD-02")
    if order.route_level in LEVELS and not actor.everything:
        own = level_of(actor)
        if own not in LEVELS or LEVELS.index(own) < LEVELS.index(order.route_level):
            raise NotTheReviewer(level=order.route_level, clause="PRC-06")
        require_level_within_limit(actor, order.route_level, order.gross_fen)


def _reviews(actor: Actor, right: str) -> bool:
    """By a post of one's own, or in place of who passed the approval on (ORG-29)."""
    giver = actor_for(actor.acting_for["orders.approve"]) if "orders.approve" in actor.acting_for else None
    return actor.may(right) or (giver is not None and giver.may(right))
