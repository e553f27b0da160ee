"""Scheduled checks of the order desk."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_noop as N_

from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor, system
from yingshu.kernel.directory import people_in_posts
from yingshu.kernel.services import Done, service
from yingshu.notifications.services import tell, tell_posts

from . import queries
from .controls import NOTICE
from .models import Instruction, SalesOrder
from .models.instruction import Lane
from .worklists import order_url

BATCH = 200
SALESPERSON = "salesperson"
ESCALATE_TO = {Lane.FINANCE.value: ("finance", "service_manager"), Lane.WORKSHOP.value: ("workshop", "service_manager"),
               Lane.LOGISTICS.value: ("logistics_clerk", "service_manager")}


@service("orders.escalate", title=N_("Escalate late answers"), clause="ORD-05")
def escalate(*, actor: Actor) -> Done:
    """Instructions past their time are escalated once: the head of the department and the service manager are told (ORD-05)."""
    late = list(Instruction.objects.filter(state__in=queries.OPEN_STATES, due_at__lt=clock.now(), escalated_at=None)
                .select_related("order").order_by("id")[:BATCH])
    for i in late:
        write.change(Instruction, where={"id": i.pk}, set={"escalated_at": clock.now()})
        tell_posts(ESCALATE_TO[i.lane], N_("%(lane)s has not answered order %(number)s in time."),
                   args={"lane": Lane(i.lane).label, "number": i.order.number}, url=order_url(i.order_id), clause=queries.LANES[i.lane][1],
                   unit_id=i.order.unit_id, urgent=True, dedupe=f"escalate:{i.pk}")
    return Done("escalation", 0, data={"escalated": len(late)})


@service("orders.remind_notices", title=N_("Remind of customers to tell"), clause="ORD-07")
def remind_notices(*, actor: Actor) -> Done:
    """Shipments whose customer was not told in time are brought to the service manager (ORD-07)."""
    from yingshu.rulebook.decisions import params_of

    limit = clock.now() - timedelta(seconds=int(params_of(NOTICE).customer_notify_hours * 3600))
    late = list(queries.unnotified_slips(actor).filter(shipped_at__lt=limit)[:BATCH])
    for slip in late:
        tell_posts(("service_manager",), N_("The customer of %(number)s has not been told of the shipment."), args={"number": slip.number},
                   url=order_url(slip.order_id), unit_id=slip.unit_id, clause="ORD-07", urgent=True, dedupe=f"notice:{slip.pk}")
    return Done("reminder", 0, data={"reminded": len(late)})


@service("orders.remind_progress", title=N_("Remind of silent orders"), clause="ORD-12")
def remind_progress(*, actor: Actor) -> Done:
    """Orders whose customer has heard nothing for too long are brought to who follows them (ORD-12)."""
    from yingshu.rulebook.decisions import params_of

    from .controls import FOLLOW_UP

    silent = list(queries.silent_orders(actor, clock.now())[:BATCH])
    follower = params_of(FOLLOW_UP).follower
    for order in silent:
        tell(_followers(order, follower), N_("Tell the customer of %(number)s how production stands."), args={"number": order.number},
             url=order_url(order.pk), clause="ORD-12", dedupe=f"silent:{order.pk}:{clock.today()}")
    return Done("reminder", 0, data={"reminded": len(silent)})


def _followers(order: SalesOrder, post: str) -> list[int]:
    """Who follows an order: its own salesperson, or those of the post who see it."""
    return [order.owner_id] if post == SALESPERSON and order.owner_id else people_in_posts((post,), order.unit_id)


def run_checks() -> None:
    """All scheduled checks of the room, every few minutes."""
    for check in (escalate, remind_notices, remind_progress):
        check(actor=system("schedule"))
