"""Two people decide on one document in the same moment: one of them decides, the other is told so; the books agree."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from yingshu.approvals import services
from yingshu.approvals.models import Approval, ApprovalEvent
from yingshu.kernel import clock
from yingshu.kernel.errors import BusinessError
from yingshu.orders.models import SalesOrder

from ..support.flows import flow, post
from ..support.trade import START

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(trade: Any, verbs: list[tuple[Any, str, dict[str, Any]]]) -> list[str]:
    """Run verbs by several people in threads of their own that start together; the answers' states, or the refusals' codes."""
    together, actors = Barrier(len(verbs)), [trade.actor(who) for _verb, who, _more in verbs]
    pk = Approval.objects.latest("id").pk

    def run(n: int) -> str:
        verb, _who, more = verbs[n]
        try:
            with clock.at(START):
                together.wait(30)
                return str(verb(actor=actors[n], approval_id=pk, **more).state)
        except BusinessError as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(verbs)) as pool:
        return list(pool.map(run, range(len(verbs))))


def test_agree_and_refuse_at_once_one_wins(trade: Any) -> None:
    flow("order", [post("either", "director", "finance")])
    trade.order(trade.customer(), trade.product(), by="salesperson")
    answers = at_once(trade, [(services.agree, "director", {}), (services.refuse, "finance", {"reason": "欠款"})])
    state = Approval.objects.get().state
    assert state in ("agreed", "refused") and sorted(answers) == sorted([state, "approval_not_running"])
    assert SalesOrder._plain.get().state == {"agreed": "approved", "refused": "rejected"}[state]
    assert ApprovalEvent.objects.filter(verb__in=["agree", "refuse"]).count() == 1


def test_both_of_a_joint_step_at_once_both_count(trade: Any) -> None:
    flow("order", [post("both", "director", "finance", mode="all")])
    trade.order(trade.customer(), trade.product(), by="salesperson")
    answers = at_once(trade, [(services.agree, "director", {}), (services.agree, "finance", {})])
    assert sorted(answers) == ["agreed", "running"]
    assert SalesOrder._plain.get().state == "approved"


def test_withdrawn_and_agreed_at_once(trade: Any) -> None:
    flow("order", [post("head", "director")])
    trade.order(trade.customer(), trade.product(), by="salesperson")
    answers = at_once(trade, [(services.agree, "director", {}), (services.withdraw, "salesperson", {})])
    state = Approval.objects.get().state
    assert sorted(answers) == sorted([state, "approval_not_running"]) and state in ("agreed", "withdrawn")
    assert SalesOrder._plain.get().state == {"agreed": "approved", "withdrawn": "draft"}[state]
