"""While the order runs: telling the customer, following production, words between departments, releasing credit."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel import approving, clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.inputs import Id, LongText, Needed
from yingshu.kernel.services import Done, service
from yingshu.kernel.write import Add
from yingshu.notifications.services import tell
from yingshu.organisation.principal import actor_for
from yingshu.organisation.queries import mentioned, require_within_limit

from .. import cards
from ..errors import CannotSeeOrder
from ..links import record_url
from ..models import CustomerNotice, OrderComment, ProgressNote, SalesOrder, SalesSlip
from ..transitions import ORDER
from .slips import require_state, slip_for


@service("orders.notify_customer", title=N_("Customer told"), clause="ORD-07")
def notify_customer(*, actor: Actor, slip_id: Id, channel: CustomerNotice.Channel = CustomerNotice.Channel.PHONE,
                    says: LongText = "") -> Done:
    """Record that the customer was told of the shipment (ORD-07). Only after departure; the first time counts."""
    slip = slip_for(actor, slip_id)
    if slip.state != SalesSlip.State.ARRIVED:
        require_state(slip, SalesSlip.State.SHIPPED, "notify_customer")
    pk = write.add_one(CustomerNotice, slip_id=slip_id, at=clock.now(), channel=channel.value, says=says, actor_id=actor.id,
                       actor_name=actor.name)
    write.change(SalesSlip, where={"id": slip_id, "told_at__isnull": True}, set={"told_at": clock.now()})
    return Done("sales_slip", slip_id, slip.number, slip.state, data={"notice": pk}, after={"channel": channel.value, "says": says})


@service("orders.record_progress", title=N_("Record progress"), clause="ORD-12")
def record_progress(*, actor: Actor, order_id: Id, says: Needed, told_customer: bool = True) -> Done:
    """Record how production stands, and that the customer knows (ORD-12)."""
    order = _visible(actor, order_id)
    pk = write.add_one(ProgressNote, order_id=order_id, at=clock.now(), says=says, told_customer=told_customer, actor_id=actor.id,
                       actor_name=actor.name)
    return Done("order", order_id, order.number, order.state, data={"note": pk}, after={"says": says, "told_customer": told_customer})


@service("orders.comment", title=N_("Comment"), clause="ORD-18")
def comment(*, actor: Actor, order_id: Id, says: Needed) -> Done:
    """Leave a word on the order for the other departments. Colleagues named as ``@name`` get a message.

    Raises CannotSeeOrder when a named colleague may not see the order.
    """
    order = _visible(actor, order_id)
    _tell_named(actor, order, says)
    pk = write.add_one(OrderComment, order_id=order_id, at=clock.now(), says=says, actor_id=actor.id, actor_name=actor.name)
    return Done("order", order_id, order.number, order.state, data={"comment": pk}, after={"says": says})


def _tell_named(actor: Actor, order: SalesOrder, says: str) -> None:
    """A message to each colleague named in the text who may see the order."""
    named = [p for p in mentioned(says) if p.pk != actor.id]
    blind = [p.name for p in named if not _sees(p.pk, order.pk)]
    if blind:
        raise CannotSeeOrder(field="says", names="、".join(blind), number=order.number)
    tell([p.pk for p in named], N_("%(who)s mentioned you in a comment on order %(order)s"),
         args={"who": actor.name, "order": order.number}, url=record_url("orders", order.pk))


def _sees(person_id: int, order_id: int) -> bool:
    reader = actor_for(person_id)
    return reader is not None and reader.may("orders.view") and SalesOrder.objects.visible_to(reader).filter(pk=order_id).exists()


@service("orders.release_credit", title=N_("Release in spite of credit"))
@approving.held("orders.release_credit", title=N_("Release in spite of credit"), clause="CUS-16", card=cards.release,
                fact_names=cards.ACT_FACTS, fact_choices=cards.CHOICES)
def release_credit(*, actor: Actor, order_id: Id, reason: Needed) -> Done:
    """Let an order leave although the customer's credit is used up. Logged with name and reason."""
    order = ORDER.move(SalesOrder, order_id, "work", actor=actor, set={"credit_released_by": actor.name, "version": Add(1)})
    require_within_limit(actor, "orders.release_credit", order.gross_fen)
    return Done("order", order_id, order.number, order.state, reason=reason, after={"credit_released_by": actor.name})


def _visible(actor: Actor, order_id: int) -> SalesOrder:
    order: SalesOrder = write.read_one(SalesOrder, order_id, actor=actor)
    return order
