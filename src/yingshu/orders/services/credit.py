"""The credit check, warned at the order and enforced at dispatch."""

from __future__ import annotations

from typing import Literal

from yingshu.receivables.controls import CREDIT
from yingshu.receivables.queries import Debtor, debtor
from yingshu.receivables.rules import CreditFacts, credit_used
from yingshu.rulebook.decisions import Decision, Subject, decide, judge

from ..models.order import PaymentMethod

Moment = Literal["order", "dispatch"]
USES_CREDIT = frozenset({PaymentMethod.CREDIT.value, PaymentMethod.BILL.value, PaymentMethod.DEPOSIT.value})


def uses_credit(method: str) -> bool:
    """Methods under which goods may leave before all money is in."""
    return method in USES_CREDIT


def check_credit(moment: Moment, who: Debtor, method: str, this_fen: int, subject: Subject,
                 released_by: str = "") -> Decision | None:
    """Decide whether the limit bears it. ``this_fen`` is what is not yet in the account's figures."""
    return decide(CREDIT, _facts(moment, who, method, this_fen, released_by), subject) if uses_credit(method) else None


def preview_credit(moment: Moment, who: Debtor, method: str, this_fen: int, subject: Subject, released_by: str = "") -> Decision:
    """How the check would decide now. Leaves nothing behind."""
    return judge(CREDIT, _facts(moment, who, method, this_fen, released_by), subject)


def known(customer_id: int) -> Debtor:
    """The customer of an order, whoever asks."""
    found = debtor(customer_id)
    assert found is not None, "an order has a customer"
    return found


def _facts(moment: Moment, who: Debtor, method: str, this_fen: int, released_by: str) -> CreditFacts:
    return CreditFacts(moment=moment, method=method, limit_fen=who.customer.credit_limit_fen, used_fen=credit_used(who.account),
                       this_fen=this_fen, released_by=released_by)
