"""Legal moves of orders, instructions and slips."""

from __future__ import annotations

from yingshu.kernel.transitions import Transitions

from .models import Instruction, SalesOrder, SalesSlip

Order, Step, Slip = SalesOrder.State, Instruction.State, SalesSlip.State

ORDER = Transitions({
    "submit": ([Order.DRAFT, Order.REJECTED], Order.REVIEWING),
    "accept": ([Order.DRAFT, Order.REJECTED], Order.APPROVED),
    "approve": ([Order.REVIEWING], Order.APPROVED),
    "reject": ([Order.REVIEWING], Order.REJECTED),
    "withdraw": ([Order.REVIEWING], Order.DRAFT),
    "instruct": ([Order.APPROVED], Order.EXECUTING),
    "work": ([Order.EXECUTING], Order.EXECUTING),
    "close": ([Order.EXECUTING], Order.CLOSED),
    "cancel": ([Order.DRAFT, Order.REVIEWING, Order.REJECTED, Order.APPROVED, Order.EXECUTING], Order.CANCELLED),
}, Order, {"instruct": "ORD-02", "close": "ORD-20"})

INSTRUCTION = Transitions({
    "acknowledge": ([Step.SENT], Step.ACKNOWLEDGED),
    "answer": ([Step.SENT, Step.ACKNOWLEDGED, Step.PARTIAL, Step.ANSWERED], Step.ANSWERED),
    "answer_partly": ([Step.SENT, Step.ACKNOWLEDGED, Step.PARTIAL, Step.ANSWERED], Step.PARTIAL),
    "refuse": ([Step.SENT, Step.ACKNOWLEDGED, Step.PARTIAL], Step.REFUSED),
    "resend": ([Step.REFUSED], Step.SENT),
    "withdraw": ([Step.SENT, Step.ACKNOWLEDGED, Step.PARTIAL, Step.ANSWERED, Step.REFUSED], Step.WITHDRAWN),
}, Step)

SLIP = Transitions({
    "ship": ([Slip.ISSUED], Slip.SHIPPED),
    "arrive": ([Slip.SHIPPED], Slip.ARRIVED),
    "void": ([Slip.ISSUED], Slip.VOID),
}, Slip)
