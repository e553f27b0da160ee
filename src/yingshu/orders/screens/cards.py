"""The three instruction cards of an order, each with the buttons of who looks."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yingshu.kernel import money
from yingshu.kernel.actor import Actor

from ..links import page_url
from ..models import Instruction, SalesOrder
from ..models.instruction import Lane
from ..queries import LaneView
from .acts import Act, offer, offered
from .words import span, when

TASKS = {Lane.WORKSHOP.value: N_("prepare goods"), Lane.FINANCE.value: N_("check receipt"), Lane.LOGISTICS.value: N_("find a vehicle")}
CARD_STATES = {"ok": "ok", "late": "bad", "go": "go", "soon": "go", "": ""}
OPEN = (Instruction.State.SENT, Instruction.State.ACKNOWLEDGED, Instruction.State.PARTIAL)


def card(order: SalesOrder, lane: LaneView, actor: Actor) -> dict[str, Any]:
    """One card: state, words, clock and buttons."""
    tag, weight = tag_of(lane)
    return {"lane": lane.lane, "state": CARD_STATES[lane.mark], "icon": lane.icon, "title": f"{lane.title} · {_(TASKS[lane.lane])}",
            "tag": tag, "weight": weight, "say": lane.says, "note": note_of(lane), "clause": lane.clause, "clock": clock_of(lane),
            "acts": acts_of(order, lane, actor)}


def tag_of(lane: LaneView) -> tuple[str, str]:
    """The word and weight of a lane's state."""
    i = lane.instruction
    if i is None:
        return _("Not begun"), "draft"
    if i.state in OPEN and lane.late:
        return _("Past its time"), "danger"
    if i.state == Instruction.State.ANSWERED:
        return answered_tag(i)
    weights = {Instruction.State.SENT: "wait", Instruction.State.ACKNOWLEDGED: "run", Instruction.State.PARTIAL: "warn",
               Instruction.State.REFUSED: "danger", Instruction.State.WITHDRAWN: "void"}
    return str(i.get_state_display()), weights[Instruction.State(i.state)]


def answered_tag(i: Instruction) -> tuple[str, str]:
    """What a department's answer comes down to."""
    if i.lane == Lane.WORKSHOP:
        return _("All ready"), "done"
    if i.lane == Lane.LOGISTICS:
        return _("Vehicle booked"), "done"
    gap = i.answer.get("gap_fen", 0)
    if gap:
        return _("Short of %(gap)s") % {"gap": money.show(gap)}, "danger"
    return (_("Money is in") if i.answer.get("due_fen") else _("No money needed")), "done"


def note_of(lane: LaneView) -> str:
    """Who and when; how long it took of what was allowed."""
    i = lane.instruction
    if i is None:
        return "--"
    who = f"{lane.who} {when(lane.at)}".strip() if lane.who else _("sent %(at)s") % {"at": when(i.sent_at)}
    if i.answered_at and i.due_at and not lane.open and lane.lane != Lane.WORKSHOP:
        who += " · " + _("took %(used)s of %(allowed)s") % {"used": span(i.answered_at - i.sent_at), "allowed": span(i.due_at - i.sent_at)}
    return who + (" · " + _("reminded %(n)s times") % {"n": i.chased} if i.chased else "")


def clock_of(lane: LaneView) -> dict[str, Any] | None:
    """The running clock of an open instruction."""
    from yingshu.kernel import clock

    i = lane.instruction
    if i is None or not lane.open or i.due_at is None:
        return None
    return {"used": span(clock.now() - i.sent_at), "allowed": span(i.due_at - i.sent_at),
            "percent": 100 if lane.late else min(lane.used_percent, 99)}


def acts_of(order: SalesOrder, lane: LaneView, actor: Actor, *, short: bool = False) -> list[Act]:
    """What the person who looks may do in this lane now."""
    if lane.instruction is None or order.state != SalesOrder.State.EXECUTING:
        return []
    if order.slipped_fen >= order.gross_fen:
        return []
    found = [*_own(order, lane, actor), _chase(order, lane, actor)]
    if lane.open and not short:
        found.append(_refuse(order, lane, actor))
    return offered(found)


def _own(order: SalesOrder, lane: LaneView, actor: Actor) -> list[Act | None]:
    if lane.state == Instruction.State.REFUSED:
        return [offer(actor, "orders.resend_instruction", order_id=order.pk, lane=lane.lane)]
    if not lane.acknowledged:
        return [offer(actor, f"orders.acknowledge_{lane.lane}", title=_("Acknowledge"), direct=True, order_id=order.pk)]
    if lane.lane == Lane.WORKSHOP:
        return _workshop(order, lane, actor)
    if lane.lane == Lane.FINANCE:
        again = _("Record the rest") if not lane.open else _("Report money received")
        needed = lane.open or lane.mark == "late"
        return [offer(actor, "orders.report_receipt", title=again, order_id=order.pk)] if needed else []
    return [offer(actor, "logistics.book_vehicle", page=page_url("work-logistics-order", order.pk))] if lane.open else []


def _workshop(order: SalesOrder, lane: LaneView, actor: Actor) -> list[Act | None]:
    if not lane.open:
        return []
    return [offer(actor, "orders.report_readiness", title=_("Report all ready"), direct=True, order_id=order.pk),
            offer(actor, "orders.report_readiness", title=_("Partly ready"), page=page_url("work-workshop-order", order.pk))]


def _chase(order: SalesOrder, lane: LaneView, actor: Actor) -> Act | None:
    if not lane.open or (actor.may(f"orders.acknowledge_{lane.lane}") and not actor.may("orders.issue_slip")):
        return None
    return offer(actor, "orders.chase", title=_("Remind"), direct=True, order_id=order.pk, lane=lane.lane)


def _refuse(order: SalesOrder, lane: LaneView, actor: Actor) -> Act | None:
    if not actor.may(f"orders.acknowledge_{lane.lane}"):
        return None
    return offer(actor, "orders.refuse_instruction", title=_("Refuse"), order_id=order.pk, lane=lane.lane)
