"""Legal moves of orders, instructions and slips."""

from __future__ import annotations

from yingshu.kernel.transitions import Transitions

from .models import Instruction, SalesOrder, SalesSlip

O, I, S = SalesOrder.State, Instruction.State, SalesSlip.State

ORDER = Transitions({
    "submit": ([O.DRAFT, O.REJECTED], O.REVIEWING),
    "accept": ([O.DRAFT, O.REJECTED], O.APPROVED),
    "approve": ([O.REVIEWING], O.APPROVED),
    "reject": ([O.REVIEWING], O.REJECTED),
    "withdraw": ([O.REVIEWING], O.DRAFT),
    "instruct": ([O.APPROVED], O.EXECUTING),
    "work": ([O.EXECUTING], O.EXECUTING),
    "close": ([O.EXECUTING], O.CLOSED),
    "cancel": ([O.DRAFT, O.REVIEWING, O.REJECTED, O.APPROVED, O.EXECUTING], O.CANCELLED),
}, O, {"instruct": "ORD-02", "close": "ORD-20"})

INSTRUCTION = Transitions({
    "acknowledge": ([I.SENT], I.ACKNOWLEDGED),
    "answer": ([I.SENT, I.ACKNOWLEDGED, I.PARTIAL, I.ANSWERED], I.ANSWERED),
    "answer_partly": ([I.SENT, I.ACKNOWLEDGED, I.PARTIAL, I.ANSWERED], I.PARTIAL),
    "refuse": ([I.SENT, I.ACKNOWLEDGED, I.PARTIAL], I.REFUSED),
    "resend": ([I.REFUSED], I.SENT),
    "withdraw": ([I.SENT, I.ACKNOWLEDGED, I.PARTIAL, I.ANSWERED, I.REFUSED], I.WITHDRAWN),
}, I)

SLIP = Transitions({
    "ship": ([S.ISSUED], S.SHIPPED),
    "arrive": ([S.SHIPPED], S.ARRIVED),
    "void": ([S.ISSUED], S.VOID),
}, S)
