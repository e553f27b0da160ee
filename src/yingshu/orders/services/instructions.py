"""The three instructions: sent at once, acknowledged and answered by each department (ORD-03, 04, 05, 11, 14, 17)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_noop as N_

from yingshu.kernel import clock, money, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import IllegalTransition, NotFound
from yingshu.kernel.inputs import Fen, Id, Moment, Needed, Text
from yingshu.kernel.services import Done, add_later, change_later, service
from yingshu.kernel.write import Add, Copy
from yingshu.notifications.services import tell_posts
from yingshu.receivables.inputs import BillNumber
from yingshu.receivables.models import Receipt
from yingshu.receivables.services.receipts import bills_held_for, received_for_order, record_receipt
from yingshu.receivables.wordlists import Method
from yingshu.rulebook.decisions import Subject, decide, params_of
from yingshu.stock.controls import SUPPLY
from yingshu.stock.queries import availability
from yingshu.stock.rules import SupplyFacts, SupplyLineFacts
from yingshu.stock.services import commit as commit_stock

from ..controls import INSTRUCT, SLIP
from ..errors import TooMuch, TooSoon, UnknownLine
from ..inputs import ReadyInput
from ..links import record_url
from ..models import Instruction, OrderLine, SalesOrder
from ..models.instruction import POST_OF, Lane
from ..rules import InstructionFacts, InstructionParams, SlipFacts, SlipParams, due_before_slip
from ..transitions import INSTRUCTION, ORDER

CHASE_EVERY = timedelta(hours=2)


@service("orders.send_instructions", title=N_("Send instructions"), clause="ORD-03")
def send_instructions(*, actor: Actor, order_id: Id) -> Done:
    """Tell workshop, finance and logistics at once what to do. Refused without payment method (ORD-01) or one of the six items.

    Only an approved order can be instructed (ORD-02, ORD-11). Stock is committed; a bulk order without stock asks the workshop to
    produce the gap (ORD-14).
    """
    now = clock.now()
    order = ORDER.move(SalesOrder, order_id, "instruct", actor=actor, set={"instructed_at": now, "released_at": now, "version": Add(1)})
    lines = write.read(OrderLine, {"order_id": order_id}, order_by="position")
    subject = Subject("order", order.pk, order.number, order.unit_id)
    decide(INSTRUCT, InstructionFacts(items=six_items(order, lines), method=order.payment_method), subject)
    gaps = _supply(lines, subject)
    params = params_of(INSTRUCT, order.unit_id)
    add_later(Instruction, [{"order_id": order_id, "lane": lane, "content": _content(order, lines, gaps if lane == "workshop" else {}),
                              "sent_at": now, "due_at": _due(params, lane, order, now)} for lane in params.recipients])
    commit_stock(unshipped_quantities(lines))
    return Done("order", order_id, order.number, order.state, data={"instructions": len(params.recipients), "to_produce": gaps},
                before={"state": "approved"}, after={"state": order.state})


def six_items(order: SalesOrder, lines: Sequence[OrderLine]) -> dict[str, str]:
    """The six items of an instruction as the order has them (ORD-03)."""
    return {"goods": "、".join(x.name for x in lines), "quantity": "、".join(f"{x.quantity.normalize():f}" for x in lines if x.quantity),
            "packing": order.packing, "payment_method": order.get_payment_method_display() if order.payment_method else "",
            "address": order.address, "phone": order.phone}


def _content(order: SalesOrder, lines: Sequence[OrderLine], gaps: Mapping[str, str]) -> dict[str, Any]:
    return {"lines": [{"line_id": x.pk, "name": x.name, "spec": x.spec, "quantity": f"{x.quantity.normalize():f}", "measure": x.measure}
                      for x in lines],
            "packing": order.packing, "payment_method": order.payment_method, "address": order.address, "consignee": order.consignee,
            "phone": order.phone, "required_on": order.required_on.isoformat() if order.required_on else "", "produce": dict(gaps),
            "note": order.delivery_note}


def _due(params: InstructionParams, lane: str, order: SalesOrder, now: datetime) -> datetime | None:
    if lane == Lane.FINANCE:
        return now + timedelta(seconds=int(params.finance_hours * 3600))
    if lane == Lane.LOGISTICS:
        return now + timedelta(seconds=int(params.logistics_hours * 3600))
    return clock.moment(order.required_on) if order.required_on else None


def unshipped_quantities(lines: Sequence[OrderLine]) -> dict[int, Decimal]:
    """What is still to be shipped, by product."""
    wanted: dict[int, Decimal] = {}
    for line in lines:
        if line.quantity > line.shipped:
            wanted[line.product_id] = wanted.get(line.product_id, Decimal(0)) + line.quantity - line.shipped
    return wanted


def _supply(lines: Sequence[OrderLine], subject: Subject) -> dict[str, str]:
    """What must be produced: product name → gap (ORD-14)."""
    wanted, names = unshipped_quantities(lines), {x.product_id: x.name for x in lines}
    stock = availability(wanted)
    facts = SupplyFacts(lines=tuple(SupplyLineFacts(name=names[p], ordered=q, available=stock[p].available if p in stock else Decimal(0))
                                    for p, q in wanted.items()))
    decide(SUPPLY, facts, subject)
    return {x.name: f"{(x.ordered - max(x.available, Decimal(0))).normalize():f}" for x in facts.lines if x.ordered > x.available}


@service("orders.acknowledge_workshop", title=N_("Acknowledge (workshop)"), clause="ORD-04")
def acknowledge_workshop(*, actor: Actor, order_id: Id) -> Done:
    """The workshop has the instruction."""
    return _acknowledge(actor, order_id, Lane.WORKSHOP)


@service("orders.acknowledge_finance", title=N_("Acknowledge (finance)"), clause="ORD-05")
def acknowledge_finance(*, actor: Actor, order_id: Id) -> Done:
    """Finance has the instruction."""
    return _acknowledge(actor, order_id, Lane.FINANCE)


@service("orders.acknowledge_logistics", title=N_("Acknowledge (logistics)"), clause="LOG-01")
def acknowledge_logistics(*, actor: Actor, order_id: Id) -> Done:
    """Logistics has registered the instruction: step 1 of 7."""
    return _acknowledge(actor, order_id, Lane.LOGISTICS)


def _acknowledge(actor: Actor, order_id: int, lane: str) -> Done:
    moved = move_instruction(actor, order_id, lane, "acknowledge", acknowledged_at=clock.now(), acknowledged_by=actor.name)
    return Done("order", order_id, "", "", data={"lane": lane, "instruction": moved.state}, after={"lane": lane, "state": moved.state})


def move_instruction(actor: Actor, order_id: int, lane: str, action: str, **changes: Any) -> Instruction:
    """Move one department's instruction of an order the actor may see; raises NotFound or IllegalTransition."""
    start, end = INSTRUCTION.table[action]
    if actor.reach != "all" and not actor.everything and not SalesOrder.objects.visible_to(actor).filter(pk=order_id).exists():
        raise NotFound()
    rows = write.change(Instruction, where={"order_id": order_id, "lane": lane, "state__in": start}, set={"state": end, **changes},
                        returning="*")
    if rows:
        return rows[0]
    found = write.read(Instruction, {"order_id": order_id, "lane": lane})
    if not found:
        raise NotFound()
    raise IllegalTransition(number=str(found[0].get_lane_display()), state=str(found[0].get_state_display()), action=action)


@service("orders.report_readiness", title=N_("Report readiness"), clause="ORD-04")
def report_readiness(*, actor: Actor, order_id: Id, lines: list[ReadyInput] | None = None, promised_at: Moment | None = None,
                     note: Text = "") -> Done:
    """The workshop reports what is ready: everything, or so much of each line so far, with a promise for the rest.

    ``ready`` is the total ready of a line, not an addition. Everything ready fulfils the goods condition of the slip gate.
    """
    all_ready = _set_ready(order_id, lines)
    action = "answer" if all_ready else "answer_partly"
    moved = move_instruction(actor, order_id, Lane.WORKSHOP, action, answered_at=clock.now(), answered_by=actor.name,
                             promised_at=promised_at, postponed=Add(1 if promised_at else 0), answer={"note": note, "all": all_ready})
    order = write.change(SalesOrder, where={"id": order_id}, set={"ready": all_ready}, returning="*")[0]
    return Done("order", order_id, order.number, order.state, data={"ready": all_ready, "lane": "workshop", "instruction": moved.state},
                after={"ready": all_ready, "note": note})


def _set_ready(order_id: int, given: Sequence[ReadyInput] | None) -> bool:
    if given is None:
        change_later(OrderLine, where={"order_id": order_id}, set={"ready": Copy("quantity")})
        return True
    lines = {x.pk: x for x in write.read(OrderLine, {"order_id": order_id})}
    for item in given:
        line = lines.get(item.line_id)
        if line is None:
            raise UnknownLine(line=item.line_id)
        if not line.slipped <= item.ready <= line.quantity:
            raise TooMuch(product=line.name, asked=item.ready, left=line.quantity)
    changes = {i.line_id: {"ready": i.ready - lines[i.line_id].ready} for i in given}
    write.change_each(OrderLine, "id", changes)
    return all(line.ready + changes.get(pk, {}).get("ready", Decimal(0)) >= line.quantity for pk, line in lines.items())


@service("orders.report_receipt", title=N_("Report money received"), clause="ORD-05")
def report_receipt(*, actor: Actor, order_id: Id, amount: Fen | None = None, received_on: date | None = None,
                   method: Method = Receipt.Method.BANK, payer: Text = "", account: Text = "", bill_number: BillNumber = "",
                   drawer: Text = "", matures_on: date | None = None, note: Text = "") -> Done:
    """Finance answers the inquiry. With an amount the receipt is confirmed at once (REC-08); the gap to what is due is shown.

    An acceptance bill needs its number, drawer and day of maturity.
    """
    order = write.lock(SalesOrder, order_id, actor=actor)
    if order is None:
        raise NotFound()
    if amount:
        record_receipt(actor=actor, customer_id=order.customer_id, order_id=order_id, amount=amount, received_on=received_on, method=method,
                       payer=payer, account=account, bill_number=bill_number, drawer=drawer, matures_on=matures_on)
    received, due = counted_of(order), due_of(order) or 0
    gap = max(due - received, 0)
    moved = move_instruction(actor, order_id, Lane.FINANCE, "answer", answered_at=clock.now(), answered_by=actor.name,
                             answer={"received_fen": received, "due_fen": due, "gap_fen": gap, "note": note, "payer": payer})
    return Done("order", order_id, order.number, order.state, data={"lane": "finance", "instruction": moved.state,
                "received": money.plain(received), "due": money.plain(due), "gap": money.plain(gap)},
                after={"received_fen": received, "gap_fen": gap})


def counted_of(order: SalesOrder) -> int:
    """Money in for the order that counts before the slip, in fen: bills not honoured yet only where the company counts them (ORD-06)."""
    params: SlipParams = params_of(SLIP, order.unit_id)
    received = received_for_order(order.pk)
    return received if params.bill_counts_as_paid else received - bills_held_for(order.pk)


def due_of(order: SalesOrder) -> int | None:
    """What must be in before the slip, by the order's payment method; None when nothing is asked for."""
    params: SlipParams = params_of(SLIP, order.unit_id)
    return due_before_slip(params, SlipFacts(method=order.payment_method, ready=Decimal(0), wanted=Decimal(0), order_fen=order.gross_fen,
                                             slip_fen=0, received_fen=0, deposit_rate=order.deposit_rate))


def answer_logistics(actor: Actor, order_id: int, answer: Mapping[str, Any]) -> Instruction:
    """Logistics answers its instruction; called when a vehicle is booked."""
    return move_instruction(actor, order_id, Lane.LOGISTICS, "answer", answered_at=clock.now(), answered_by=actor.name, answer=dict(answer))


@service("orders.refuse_instruction", title=N_("Refuse the instruction"), clause="ORD-17")
def refuse_instruction(*, actor: Actor, order_id: Id, lane: Lane, reason: Needed) -> Done:
    """A department refuses; it counts in its cooperation record, whatever comes of it later (ORD-17)."""
    actor.require(f"orders.acknowledge_{lane.value}")
    moved = move_instruction(actor, order_id, lane, "refuse", answered_at=clock.now(), answered_by=actor.name, answer={"note": reason},
                             refusals=Add(1))
    return Done("order", order_id, "", "", data={"lane": lane.value, "instruction": moved.state}, after={"state": moved.state},
                reason=reason)


@service("orders.resend_instruction", title=N_("Instruct again"), clause="ORD-17")
def resend_instruction(*, actor: Actor, order_id: Id, lane: Lane, note: Needed) -> Done:
    """Send a refused instruction to its department again, saying what is different now. Its clock starts anew."""
    order: SalesOrder = write.read_one(SalesOrder, order_id, actor=actor)
    ORDER.check("work", order.state, order.number)
    now, params = clock.now(), params_of(INSTRUCT, order.unit_id)
    moved = move_instruction(actor, order_id, lane, "resend", due_at=_due(params, lane, order, now), acknowledged_at=None,
                             acknowledged_by="", answered_at=None, answered_by="", answer={}, escalated_at=None)
    write.change(Instruction, where={"id": moved.pk}, set={"content": {**moved.content, "note": note}})
    _tell_lane(order, lane, N_("%(who)s instructs you again: order %(number)s. %(note)s"), "ORD-17", who=actor.name, note=note)
    return Done("order", order_id, order.number, order.state, data={"lane": lane.value, "instruction": moved.state},
                after={"lane": lane.value, "state": moved.state}, reason=note)


@service("orders.chase", title=N_("Remind the department"), clause="LOG-07")
def chase(*, actor: Actor, order_id: Id, lane: Lane) -> Done:
    """Remind a department that has not answered; at most every two hours; counted (LOG-07, ORD-17)."""
    now, order = clock.now(), write.read_one(SalesOrder, order_id, actor=actor)
    found = write.lock_all(Instruction, {"order_id": order_id, "lane": lane.value})
    if not found:
        raise NotFound()
    if found[0].chased_at and now - found[0].chased_at < CHASE_EVERY:
        raise TooSoon(at=f"{clock.local(found[0].chased_at):%H:%M}")
    write.change(Instruction, where={"id": found[0].pk}, set={"chased": Add(1), "chased_at": now})
    _tell_lane(order, lane, N_("%(who)s reminds you: order %(number)s waits for your answer."), "LOG-07", who=actor.name)
    times = found[0].chased + 1
    return Done("order", order_id, order.number, order.state, data={"lane": lane.value, "chased": times}, after={"chased": times})


def _tell_lane(order: SalesOrder, lane: Lane, says: str, clause: str, **args: Any) -> None:
    """A message to those of the department who see the order."""
    tell_posts((POST_OF[lane],), says, args={"number": order.number, **args}, unit_id=order.unit_id, url=record_url("orders", order.pk),
               clause=clause, urgent=True)


def follow_order(actor: Actor, order: SalesOrder, changes: Mapping[str, Any]) -> None:
    """What changed on an instructed order stands in its instructions too, and the departments are told."""
    said = {name: value.isoformat() if isinstance(value, date) else value for name, value in changes.items()}
    said = {"note" if name == "delivery_note" else name: value for name, value in said.items()}
    for i in write.lock_all(Instruction, {"order_id": order.pk}):
        if i.state != Instruction.State.WITHDRAWN:
            write.change(Instruction, where={"id": i.pk}, set={"content": {**i.content, **said}})
            _tell_lane(order, Lane(i.lane), N_("%(who)s changed order %(number)s after you were instructed. Look at it again."), "ORD-03",
                       who=actor.name)
