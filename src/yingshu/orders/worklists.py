"""What the order desk puts on people's lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, time

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.worklist import Todo, Worklist, declare

from . import queries
from .models import Instruction, SalesOrder
from .models.instruction import Lane


def order_url(order_id: int) -> str:
    """The order's page."""
    return reverse("screen:orders.detail", args=[order_id])


def _of_order(order: SalesOrder, kind: str, title: str, clause: str, **more: object) -> Todo:
    return Todo(kind, order.number, f"{order.customer_name}　{title}", order_url(order.pk), clause, since=order.ordered_at,
                sender=order.clerk_name, amount_fen=order.gross_fen, **more)  # type: ignore[arg-type]


def _lane(lane: Lane, right: str, kind: str, clause: str) -> None:
    def items(actor: Actor, limit: int) -> Iterable[Todo]:
        for i in queries.lane_queue(actor, lane)[:limit]:
            yield Todo(_(kind), i.order.number, f"{i.order.customer_name}　{_goods(i)}", order_url(i.order_id), clause, since=i.sent_at,
                       due=i.due_at, sender=i.order.clerk_name)

    declare(Worklist(f"orders.{lane}", lane.label, right, items, lambda actor: queries.lane_queue(actor, lane), daily=True))


def _goods(i: Instruction) -> str:
    return "、".join(f"{x['name']} {x['quantity']}{x['measure']}" for x in i.content.get("lines", ()))[:80]


def _no_limit(_order: SalesOrder) -> datetime | None:
    return None


def _wanted_by(order: SalesOrder) -> datetime | None:
    """The end of the day on which the customer wants the goods."""
    return clock.moment(order.required_on, time(23, 59)) if order.required_on else None


def _orders(code: str, title: object, right: str, clause: str, kind: str, says: str,
            rows: Callable[[Actor], QuerySet[SalesOrder]], due: Callable[[SalesOrder], datetime | None] = _no_limit, *,
            daily: bool = True) -> None:
    def items(actor: Actor, limit: int) -> Iterable[Todo]:
        return [_of_order(o, _(kind), _(says), clause, due=due(o)) for o in rows(actor)[:limit]]

    declare(Worklist(code, title, right, items, rows, daily=daily))


def _approved(actor: Actor) -> QuerySet[SalesOrder]:
    found: QuerySet[SalesOrder] = SalesOrder.objects.visible_to(actor).filter(state=SalesOrder.State.APPROVED)
    return found.order_by("ordered_at", "id")


def _silent(actor: Actor) -> QuerySet[SalesOrder]:
    return queries.silent_orders(actor, clock.now())


def _notices(actor: Actor, limit: int) -> Iterable[Todo]:
    for slip in queries.unnotified_slips(actor)[:limit]:
        yield Todo(_("Tell the customer"), slip.number, f"{slip.customer_name}　{_('shipped, record that the customer was told')}",
                   order_url(slip.order_id), "ORD-07", since=slip.shipped_at or slip.issued_at, due=queries.notice_due(slip),
                   sender=slip.issued_by)


_lane(Lane.WORKSHOP, "orders.report_readiness", "Prepare goods", "ORD-04")
_lane(Lane.FINANCE, "orders.report_receipt", "Check receipt", "ORD-05")
_lane(Lane.LOGISTICS, "logistics.book_vehicle", "Find a vehicle", "LOG-02")
_orders("orders.review", lazy("Orders to review"), "orders.approve", "ORD-02", "Review",
        "waits for your review", queries.to_review, daily=False)
_orders("orders.instruct", lazy("Orders to instruct"), "orders.send_instructions", "ORD-03", "Instruct",
        "send the three instructions", _approved)
_orders("orders.slips", lazy("Slips to issue"), "orders.issue_slip", "ORD-06", "Issue slip", "goods are ready", queries.slips_to_issue,
        _wanted_by)
_orders("orders.silent", lazy("Progress to tell"), "orders.record_progress", "ORD-12", "Progress",
        "the customer has heard nothing lately", _silent)
declare(Worklist("orders.notices", lazy("Customers to tell"), "orders.notify_customer", _notices, queries.unnotified_slips, daily=True))


def _late_goods(actor: Actor) -> QuerySet[Instruction]:
    return queries.lane_queue(actor, Lane.WORKSHOP).filter(due_at__lt=clock.now())


def _chases(actor: Actor, limit: int) -> Iterable[Todo]:
    for i in _late_goods(actor)[:limit]:
        yield Todo(_("Chase goods"), i.order.number,
                   f"{i.order.customer_name}　{_('the day for the goods has passed; remind the workshop')}",
                   order_url(i.order_id), "LOG-07", since=i.sent_at, due=i.due_at, sender=i.order.clerk_name)


declare(Worklist("orders.chase_goods", lazy("Goods to chase"), "orders.chase", _chases, _late_goods, daily=True))
