"""Reviewing an order: one step, by who may (ORD-02, PRC-06, ORD-09)."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.inputs import Id, Needed, Text
from yingshu.kernel.services import Done, service
from yingshu.kernel.write import Add
from yingshu.pricing.queries import level_of
from yingshu.pricing.rules import LEVELS
from yingshu.receivables.services.accounts import commit

from ..errors import NotTheReviewer
from ..models import SalesOrder
from ..transitions import ORDER
from .credit import uses_credit


@service("orders.approve", title=N_("Approve"), clause="ORD-02")
def approve_order(*, actor: Actor, order_id: Id, opinion: Text = "") -> Done:
    """Approve an order that waits for review. A price beyond authority needs a reviewer of that level (PRC-06)."""
    order = ORDER.move(SalesOrder, order_id, "approve", actor=actor, set={
        "reviewed_by": actor.name, "reviewed_at": clock.now(), "version": Add(1)})
    require_reviewer(actor, order)
    if uses_credit(order.payment_method):
        commit(order.customer_id, order.gross_fen)
    return Done("order", order_id, order.number, order.state, before={"state": "reviewing"}, after={"state": order.state},
                reason=opinion)


@service("orders.reject", title=N_("Reject"), clause="ORD-02")
def reject_order(*, actor: Actor, order_id: Id, reason: Needed) -> Done:
    """Send an order back to who entered it, with the reason."""
    order = ORDER.move(SalesOrder, order_id, "reject", actor=actor, set={
        "reviewed_by": actor.name, "reviewed_at": clock.now(), "version": Add(1)})
    require_reviewer(actor, order)
    return Done("order", order_id, order.number, order.state, before={"state": "reviewing"}, after={"state": order.state},
                reason=reason)


def require_reviewer(actor: Actor, order: SalesOrder) -> None:
    """Nobody reviews what they entered; a review belongs to the post of the company's mode (right ``orders.review_manager`` or
    ``orders.review_service``), an authority level is only met by that level or a higher one."""
    if order.clerk_id == actor.id and not actor.everything:
        raise NotTheReviewer(level=order.route_level, clause="ORD-02")
    if order.route_level in ("manager", "service") and not actor.may(f"orders.review_{order.route_level}"):
        raise NotTheReviewer(level=order.route_level, clause="ORD-02")
    if order.route_level in LEVELS and not actor.everything:
        own = level_of(actor)
        if own not in LEVELS or LEVELS.index(own) < LEVELS.index(order.route_level):
            raise NotTheReviewer(level=order.route_level, clause="PRC-06")
