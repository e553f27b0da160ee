"""承兑汇票 after they came in: honoured, or not."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.inputs import Id, Needed
from yingshu.kernel.services import Done, service

from ..errors import BillNotMature
from ..models import AcceptanceBill, CustomerAccount, Receipt
from ..transitions import BILL
from .receipts import reverse, tell_order


@service("receivables.honour_bill", title=N_("Bill honoured"))
def honour_bill(*, actor: Actor, bill_id: Id) -> Done:
    """The bank paid a matured bill: it no longer uses the customer's credit, and counts as money for its order."""
    bill = BILL.move(AcceptanceBill, bill_id, "honour", actor=actor)
    if bill.matures_on > clock.today():
        raise BillNotMature(number=bill.number, day=bill.matures_on.isoformat())
    _off_credit(bill)
    tell_order(bill.receipt, actor)
    return Done("bill", bill_id, bill.number, bill.state, before={"state": "held"}, after={"state": bill.state})


@service("receivables.dishonour_bill", title=N_("Bill dishonoured"))
def dishonour_bill(*, actor: Actor, bill_id: Id, reason: Needed) -> Done:
    """The bank did not pay: the receipt is reversed, and what it had paid is owed again."""
    bill = BILL.move(AcceptanceBill, bill_id, "dishonour", actor=actor)
    receipt = write.lock(Receipt, bill.receipt_id)
    reversed_ = reverse(actor, receipt, reason)
    _off_credit(bill)
    return Done("bill", bill_id, bill.number, bill.state, data=dict(reversed_.data), before={"state": "held"}, after={"state": bill.state},
                reason=reason)


def _off_credit(bill: AcceptanceBill) -> None:
    write.add_up(CustomerAccount, {"customer_id": bill.customer_id}, {"bills_fen": -bill.amount_fen})
