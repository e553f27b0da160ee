"""Task lists for a phone: one card per instruction, most urgent first."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from yingshu.kernel import clock, money
from yingshu.kernel.actor import Actor

from . import queries
from .models import SalesOrder
from .models.instruction import Lane
from .screens.acts import Act, offer
from .screens.cards import TASKS, clock_of, tag_of
from .screens.detail import method_of
from .screens.words import day, when
from .services.instructions import due_of

MOST_TASKS = 100
ANSWERS = {Lane.WORKSHOP: "orders.report_readiness", Lane.FINANCE: "orders.report_receipt", Lane.LOGISTICS: "logistics.book_vehicle"}


def tasks_of(actor: Actor, lane: Lane, page: str) -> dict[str, Any]:
    """The open instructions of a lane as cards."""
    now, cards = clock.now(), []
    for i in queries.lane_queue(actor, lane.value)[:MOST_TASKS]:
        seen = next(x for x in queries.lanes_of(i.order, [i], now) if x.lane == lane.value)
        tag, weight = tag_of(seen)
        url = reverse(page, args=[i.order_id])
        cards.append({"url": url, "order": i.order, "goods": goods(i), "method": method_of(i.order), "tag": tag,
                      "weight": weight, "clock": clock_of(seen), "says": seen.says, "sent": when(i.sent_at),
                      "required": day(i.order.required_on), "due": _due(i.order) if lane == Lane.FINANCE else "",
                      "act": _next(actor, lane, i.order_id, url, acknowledged=seen.acknowledged)})
    return {"title": _(TASKS[lane.value]).capitalize(), "cards": cards, "lane_title": lane.label}


def _next(actor: Actor, lane: Lane, order_id: int, url: str, *, acknowledged: bool) -> Act | None:
    """The one thing to do now: take the instruction on, then answer it."""
    if acknowledged:
        return offer(actor, ANSWERS[lane], page=url)
    return offer(actor, f"orders.acknowledge_{lane.value}", title=_("Acknowledge"), direct=True, order_id=order_id)


def _due(order: SalesOrder) -> str:
    """What finance looks for."""
    due = due_of(order)
    return _("no money asked for first") if due is None else _("due %(amount)s") % {"amount": money.show(due)}


def goods(instruction: Any) -> str:
    """What the instruction is about, in one line."""
    return "、".join(f"{x['name']} {x['quantity']}{x['measure']}" for x in instruction.content.get("lines", ()))
