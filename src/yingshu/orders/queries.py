"""Reads of the order desk for screens, API and reports."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from yingshu.approvals.queries.mine import in_flow
from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.rulebook.decisions import params_of

from .controls import FOLLOW_UP, NOTICE
from .models import Instruction, ProgressNote, SalesOrder, SalesSlip
from .models.instruction import Lane
from .models.order import PaymentMethod
from .rules import Stage, clock_of, stage_of

OPEN_STATES = (Instruction.State.SENT, Instruction.State.ACKNOWLEDGED, Instruction.State.PARTIAL)


def stage(order: SalesOrder) -> Stage:
    """Where an order stands, computed."""
    return stage_of(order.state, order.gross_fen, order.slipped_fen, order.shipped_fen, order.arrived_fen, order.ready)


@dataclass(frozen=True, slots=True)
class LaneView:
    """One department's part as the board and the cards show it."""

    lane: str
    title: str
    icon: str
    clause: str
    mark: str
    state: str
    says: str
    who: str = ""
    at: datetime | None = None
    due: datetime | None = None
    used_percent: int = 0
    late: bool = False
    chased: int = 0
    open: bool = False
    acknowledged: bool = False
    instruction: Instruction | None = None


LANES = {Lane.WORKSHOP.value: ("building-factory-2", "ORD-04", pgettext_lazy("letter of the lane", "W")),
         Lane.FINANCE.value: ("cash", "ORD-05", pgettext_lazy("letter of the lane", "F")),
         Lane.LOGISTICS.value: ("truck", "LOG-02", pgettext_lazy("letter of the lane", "L"))}


def lanes_of(order: SalesOrder, instructions: Iterable[Instruction], now: datetime) -> list[LaneView]:
    """The three lanes of an order, in order; not begun ones included."""
    by_lane = {i.lane: i for i in instructions}
    return [_lane(order, lane, by_lane.get(lane), now) for lane in LANES]


def _lane(order: SalesOrder, lane: str, instruction: Instruction | None, now: datetime) -> LaneView:
    icon, clause, _sign = LANES[lane]
    title = str(Lane(lane).label)
    if instruction is None:
        return LaneView(lane, title, icon, clause, "", "", _("Not yet instructed"))
    if instruction.state in OPEN_STATES:
        return _running(order, instruction, now)
    says, mark = _answer_words(order, instruction)
    return LaneView(lane, title, icon, clause, mark, instruction.state, says, instruction.answered_by, instruction.answered_at,
                    instruction.due_at, chased=instruction.chased, acknowledged=True, instruction=instruction)


def _running(order: SalesOrder, i: Instruction, now: datetime) -> LaneView:
    allowed = int((i.due_at - i.sent_at).total_seconds()) if i.due_at else 0
    used = clock_of(int((now - i.sent_at).total_seconds()), allowed)
    late = used.late and i.due_at is not None
    mark = "late" if late else "soon" if allowed and used.used >= Decimal("0.7") else "go" if i.acknowledged_at else ""
    icon, clause, _sign = LANES[i.lane]
    return LaneView(i.lane, str(Lane(i.lane).label), icon, clause, mark, i.state, _running_words(i), i.acknowledged_by, i.acknowledged_at,
                    i.due_at, min(int(used.used * 100), 100), late, i.chased, True, bool(i.acknowledged_at), i)


def _running_words(i: Instruction) -> str:
    if i.state == Instruction.State.PARTIAL:
        promised = _("Partly ready, the rest promised for %(at)s")
        return promised % {"at": f"{clock.local(i.promised_at):%m-%d %H:%M}"} if i.promised_at else _("Partly ready")
    if not i.acknowledged_at:
        return _("Not acknowledged")
    return {Lane.WORKSHOP.value: _("Preparing"), Lane.FINANCE.value: _("Checking the account"),
            Lane.LOGISTICS.value: _("Finding a vehicle")}[i.lane]


def _answer_words(order: SalesOrder, i: Instruction) -> tuple[str, str]:
    from yingshu.kernel.money import show

    if i.state == Instruction.State.REFUSED:
        return _("Refused: %(why)s") % {"why": i.answer.get("note", "")}, "late"
    if i.state == Instruction.State.WITHDRAWN:
        return _("Withdrawn"), ""
    if i.lane == Lane.FINANCE:
        gap = i.answer.get("gap_fen", 0)
        if gap:
            return _("Short of %(gap)s, received %(got)s") % {"gap": show(gap), "got": show(i.answer["received_fen"])}, "late"
        if not i.answer.get("due_fen"):
            method = PaymentMethod(order.payment_method).label if order.payment_method else ""
            return _("%(method)s: no payment needed first") % {"method": method}, "ok"
        return _("Received %(got)s") % {"got": show(i.answer["received_fen"])}, "ok"
    if i.lane == Lane.LOGISTICS:
        return _("Vehicle %(plate)s, %(carrier)s") % {"plate": i.answer.get("plate", ""), "carrier": i.answer.get("carrier", "")}, "ok"
    return i.answer.get("note") or _("All ready"), "ok"


def stuck_at(order: SalesOrder, lanes: Iterable[LaneView]) -> tuple[str, bool]:
    """卡在哪: the one thing an order waits for, and whether it is late."""
    if order.state == SalesOrder.State.REVIEWING:
        return _("Waits for %(level)s") % {"level": _(order.route_level)}, False
    if order.state == SalesOrder.State.APPROVED:
        missing = not (order.packing and order.address and order.phone and order.payment_method)
        return (_("Instruction items missing") if missing else _("Send instructions")), False
    if order.state != SalesOrder.State.EXECUTING or order.slipped_fen >= order.gross_fen:
        return "", False
    waiting = [v for v in lanes if v.mark != "ok"]
    if not waiting:
        return _("Issue the sales slip"), False
    first = max(waiting, key=lambda v: (v.late or v.mark == "late", v.used_percent))
    return f"{first.title}：{first.says}", first.late or first.mark == "late"


def board(actor: Actor, limit: int = 200) -> list[SalesOrder]:
    """Orders in execution whose goods have not all left, with their instructions and slips: the dispatch board."""
    orders = (SalesOrder.objects.visible_to(actor).filter(state=SalesOrder.State.EXECUTING, shipped_fen__lt=F("gross_fen"))
              .prefetch_related("instructions", "lines", Prefetch("slips", SalesSlip._plain.order_by("id")))
              .order_by("required_on", "ordered_at", "id"))
    return list(orders[:limit])


def lane_queue(actor: Actor, lane: str) -> QuerySet[Instruction]:
    """Instructions of a department that still need an answer, most urgent first."""
    visible = SalesOrder.objects.visible_to(actor).filter(pk=OuterRef("order_id"), state=SalesOrder.State.EXECUTING)
    return (Instruction.objects.filter(lane=lane, state__in=OPEN_STATES).filter(Exists(visible)).select_related("order")
            .order_by(F("due_at").asc(nulls_last=True), "id"))


UNTOLD = Q(shipped_at__isnull=False, told_at=None)


def unnotified_slips(actor: Actor) -> QuerySet[SalesSlip]:
    """Slips whose customer has not been told that the goods left (ORD-07), also once they arrived; with the order's end the chance is
    missed, which the matrix counts."""
    found: QuerySet[SalesSlip] = SalesSlip.objects.visible_to(actor).filter(UNTOLD, order__state=SalesOrder.State.EXECUTING)
    return found.order_by("shipped_at", "id")


def notice_due(slip: SalesSlip) -> datetime:
    """By when the customer must have been told."""
    from datetime import timedelta

    hours = params_of(NOTICE, slip.unit_id).customer_notify_hours
    return (slip.shipped_at or slip.issued_at) + timedelta(seconds=int(hours * 3600))


def silent_orders(actor: Actor, now: datetime) -> QuerySet[SalesOrder]:
    """Orders in execution without word to the customer for longer than allowed (ORD-12)."""
    from datetime import timedelta

    since = now - timedelta(days=params_of(FOLLOW_UP).feedback_every_days)
    recent = ProgressNote.objects.filter(order_id=OuterRef("pk"), told_customer=True, at__gte=since)
    found: QuerySet[SalesOrder] = SalesOrder.objects.visible_to(actor).filter(
        ~Exists(recent), state=SalesOrder.State.EXECUTING, shipped_fen__lt=F("gross_fen"), instructed_at__lt=since)
    return found.order_by("instructed_at", "id")


def slips_to_issue(actor: Actor) -> QuerySet[SalesOrder]:
    """Orders whose goods are ready and that are not all on slips."""
    found: QuerySet[SalesOrder] = SalesOrder.objects.visible_to(actor).filter(
        state=SalesOrder.State.EXECUTING, ready=True, slipped_fen__lt=F("gross_fen"))
    return found.order_by("required_on", "id")


def to_review(actor: Actor) -> QuerySet[SalesOrder]:
    """Orders that wait for a review by somebody else than who entered them, and are in no flow."""
    found: QuerySet[SalesOrder] = SalesOrder.objects.visible_to(actor).filter(state=SalesOrder.State.REVIEWING)
    return found.exclude(clerk_id=actor.id).exclude(pk__in=in_flow("order")).order_by("ordered_at", "id")


def public_progress(token: str) -> dict[str, Any] | None:
    """What a customer sees by the link on the slip: state, waybill, expected day. No prices, no other data."""
    order = SalesOrder._plain.filter(public_token=token).first() if len(token) >= 16 else None
    if order is None:
        return None
    slips = SalesSlip.objects.unscoped(reason="public progress page by unguessable link").filter(order_id=order.pk)
    return {"number": order.number, "stage": stage(order), "required_on": order.required_on, "ordered_at": order.ordered_at,
            "instructed_at": order.instructed_at, "slips": list(slips.exclude(state=SalesSlip.State.VOID).order_by("id"))}
