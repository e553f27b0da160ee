"""What receivables asks about an order when money comes for it, and what the order makes of the news (REC-08)."""

from __future__ import annotations

from yingshu.kernel import events, write
from yingshu.kernel.actor import Actor
from yingshu.receivables import hooks
from yingshu.receivables.events import OrderMoneyChanged

from .models import Instruction, SalesOrder
from .models.instruction import Lane
from .services.credit import uses_credit
from .services.instructions import counted_of, due_of


def _facts(order_id: int) -> hooks.OrderFacts | None:
    order = SalesOrder._plain.filter(pk=order_id).first()
    return hooks.OrderFacts(order.customer_id, order.number, uses_credit(order.payment_method)) if order else None


def _due(order_id: int) -> int | None:
    order = SalesOrder._plain.filter(pk=order_id).first()
    return due_of(order) if order else None


def _refresh_finance(news: OrderMoneyChanged, actor: Actor) -> None:
    """Finance has answered and then the money changes: its answer says so, and nobody looks at a gap that is gone."""
    found = write.read(Instruction, {"order_id": news.order_id, "lane": Lane.FINANCE.value, "state": Instruction.State.ANSWERED})
    if found:
        received, due = counted_of(SalesOrder._plain.get(pk=news.order_id)), found[0].answer.get("due_fen", 0)
        answer = {**found[0].answer, "received_fen": received, "gap_fen": max(due - received, 0)}
        write.change(Instruction, where={"id": found[0].pk}, set={"answer": answer})


hooks.order_of, hooks.order_due = _facts, _due
events.on(OrderMoneyChanged, _refresh_finance)
