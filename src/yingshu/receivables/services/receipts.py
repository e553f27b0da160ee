"""Money in and out: receipts confirmed by finance (REC-08), reversals, refunds."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.db import connection
from django.db.models import Sum
from django.utils.translation import gettext_noop as N_

from yingshu.customers.models import Customer
from yingshu.documents.numbers import next_number
from yingshu.kernel import choices, clock, events, money, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import InvalidInput, NotFound
from yingshu.kernel.inputs import CustomerRef, Needed, OnlyWith, OrderRef, ReceiptRef, Text
from yingshu.kernel.services import Done, service, settle
from yingshu.kernel.source import Source
from yingshu.organisation.queries import require_within_limit
from yingshu.rulebook.decisions import Subject, decide

from .. import hooks
from ..controls import RECEIPT
from ..errors import AlreadyReversed, BillNeeded, NothingToAllocate, TooMuchAllocated, UseTheBill
from ..events import OrderMoneyChanged
from ..inputs import Amount, BillInput, BillNumber
from ..models import AcceptanceBill, Receipt, ReceivableItem
from ..rules import ReceiptFacts
from ..wordlists import METHOD, Method
from .allocation import open_items, pay_oldest
from .posting import Kind, Posting

BILL = OnlyWith("method=bill")
_RECEIVED = ("SELECT COALESCE((SELECT SUM(unallocated_fen) FROM receivables_receipt WHERE order_id = %s AND unallocated_fen <> 0), 0)"
             " - COALESCE((SELECT SUM(e.amount_fen) FROM receivables_receivableitem i JOIN receivables_receivableentry e"
             " ON e.item_id = i.id WHERE i.order_id = %s AND e.receipt_id IS NOT NULL), 0)")


def received_for_order(order_id: int) -> int:
    """Confirmed money for an order in fen: earmarked and not allocated yet, or allocated to its items. One statement.

    What was reversed, refunded, or allocated to other orders is not in it; what the action under way has entered is.
    """
    settle()
    with connection.cursor() as cursor:
        cursor.execute(_RECEIVED, [order_id, order_id])
        return int(cursor.fetchone()[0])


def bills_held_for(order_id: int) -> int:
    """Acceptance bills that came for an order and are not honoured yet, in fen."""
    held = AcceptanceBill._plain.filter(receipt__order_id=order_id, state=AcceptanceBill.State.HELD)
    return int(held.aggregate(sum=Sum("amount_fen"))["sum"] or 0)


@service("receivables.record_receipt", title=N_("Record a receipt"), clause="REC-08")
def record_receipt(*, actor: Actor, amount: Amount, customer_id: CustomerRef | None = None, order_id: OrderRef | None = None,
                   received_on: date | None = None, method: Method = Receipt.Method.BANK, payer: Text = "", account: Text = "",
                   bill_number: Annotated[BillNumber, BILL] = "", drawer: Annotated[Text, BILL] = "",
                   matures_on: Annotated[date | None, BILL] = None, oldest_first: bool = False,
                   note: Text = "") -> Done:
    """Finance confirms money received: amount, day, payer (REC-08). The caller's name and time are the confirmation.

    With an order it pays the order's open items at once and is kept for the order as far as nothing is open yet; the answer says what
    is still missing (``gap``). ``oldest_first`` pays the customer's oldest items. What is left stays the customer's credit. An acceptance
    bill needs its number, drawer and day of maturity.
    """
    order = hooks.order_of(order_id) if order_id else None
    customer: Customer = write.read_one(Customer, customer_id or (order.customer_id if order else 0), actor=actor, field="customer_id")
    if order and order.customer_id != customer.pk:
        raise NotFound(field="order_id")
    choices.check(method=(METHOD, method))
    on = past_day(received_on)
    bill = _bill(method, bill_number, drawer, matures_on)
    posting = Posting(actor)
    receipt = new_receipt(actor, customer, amount, method, on, payer=payer, account=account, note=note, order_id=order_id,
                       order_number=order.number if order else "", reserved=bool(order and not order.uses_credit))
    posting.credit(receipt, amount)
    _allocate_at_once(posting, receipt, oldest_first)
    give_number(receipt)
    posting.account(customer.pk, bills_fen=amount if bill else 0)
    posting.write()
    if bill:
        _keep_bill(receipt, bill)
    figures = _against_order(receipt, order_id, customer.unit_id) if order_id else {}
    tell_order(receipt, actor)
    return Done("receipt", receipt.pk, receipt.number, "confirmed", data={
        "amount": money.plain(amount), "unallocated": money.plain(receipt.unallocated_fen), **figures},
        after={"customer": customer.name, "amount_fen": amount, "on": on.isoformat(), "payer": payer, "method": str(method)})


def tell_order(receipt: Receipt, actor: Actor) -> None:
    """The order that a receipt came for hears that its money is another now."""
    if receipt.order_id:
        events.emit(OrderMoneyChanged(receipt.order_id), actor)


def past_day(day: date | None) -> date:
    """The day money came; today when nothing was said. Raises InvalidInput for a day to come."""
    if day and day > clock.today():
        raise InvalidInput({"received_on": [N_("Money cannot have come on a day that is still to come.")]})
    return day or clock.today()


def _allocate_at_once(posting: Posting, receipt: Receipt, oldest_first: bool) -> None:
    if receipt.order_id:
        pay_oldest(posting, [receipt], write.lock_all(ReceivableItem, {"order_id": receipt.order_id, "open_fen__gt": 0},
                                                      order_by="due_on,id"))
    if oldest_first:
        pay_oldest(posting, [receipt], open_items(receipt.customer_id))


def new_receipt(actor: Actor, customer: Customer, fen: int, method: str, on: date, **more: Any) -> Receipt:
    """A receipt that is not written yet and has brought no money yet (``Posting.credit`` does)."""
    return Receipt(customer_id=customer.pk, method=method, on=on, amount_fen=fen, unallocated_fen=0, confirmed_at=clock.now(),
                   confirmed_by=actor.name, owner_id=customer.owner_id, unit_id=customer.unit_id, **more)


def give_number(receipt: Receipt, kind: str = "receipt") -> None:
    """Give a receipt its number, late: the counter is shared by all."""
    receipt.number = next_number(kind, clock.today())


def _bill(method: str, number: str, drawer: str, matures_on: date | None) -> BillInput | None:
    """The paper behind a receipt by bill; None for other money. A bill comes once."""
    if method != Receipt.Method.BILL:
        return None
    if not (number and drawer and matures_on):
        raise BillNeeded(field="bill_number")
    if write.read(AcceptanceBill, {"number": number}):
        raise InvalidInput({"bill_number": [N_("This bill was recorded before.")]})
    return BillInput(number=number, drawer=drawer, matures_on=matures_on)


def _keep_bill(receipt: Receipt, bill: BillInput) -> None:
    write.add_one(AcceptanceBill, number=bill.number, receipt_id=receipt.pk, customer_id=receipt.customer_id, drawer=bill.drawer,
                  amount_fen=receipt.amount_fen, matures_on=bill.matures_on, owner_id=receipt.owner_id, unit_id=receipt.unit_id)


def _against_order(receipt: Receipt, order_id: int, unit_id: int | None) -> dict[str, Any]:
    """The difference between what the order asks for and what has come (REC-08); nothing when the order asks for nothing."""
    due = hooks.order_due(order_id)
    if due is None:
        return {}
    facts = ReceiptFacts(due_fen=due, received_fen=received_for_order(order_id))
    decision = decide(RECEIPT, facts, Subject("receipt", receipt.pk, receipt.number, unit_id))
    gap = due - facts.received_fen
    return {"due": money.plain(due), "received": money.plain(facts.received_fen), "gap": money.plain(max(gap, 0)),
            "over": money.plain(max(-gap, 0)), "condition_met": decision.outcome == "allow"}


@service("receivables.reverse_receipt", title=N_("Reverse a receipt"))
def reverse_receipt(*, actor: Actor, receipt_id: ReceiptRef, reason: Needed) -> Done:
    """Undo a receipt entered by mistake: what it paid is open again, and a negative receipt stands beside it."""
    receipt = _own_money(actor, receipt_id)
    if receipt.method == Receipt.Method.BILL:
        raise UseTheBill(number=receipt.number)
    return reverse(actor, receipt, reason)


def reverse(actor: Actor, receipt: Receipt, reason: str) -> Done:
    """Take a locked receipt back entirely; its remaining money must still be there, not refunded."""
    posting, today = Posting(actor), clock.today()
    paid = _free(posting, receipt, today, reason)
    counter = _give_back(posting, receipt, receipt.unallocated_fen, reason)
    give_number(counter)
    posting.write()
    write.change(Receipt, where={"id": receipt.pk}, set={"reversed_by_id": counter.pk})
    tell_order(receipt, actor)
    return Done("receipt", receipt.pk, receipt.number, "reversed", data={"by": counter.number, "reopened": money.plain(paid)},
                reason=reason,
                before={"amount_fen": receipt.amount_fen}, after={"reversed_by": counter.number, "reopened_fen": paid})


def _free(posting: Posting, receipt: Receipt, on: date, reason: str) -> int:
    """Take all payments of a receipt off their items; answers how much is open again."""
    entries = [e for e in _payments_of(receipt.pk).items() if e[1]]
    items = {i.pk: i for i in write.lock_all(ReceivableItem, {"id__in": [item for item, _ in entries]})} if entries else {}
    for item_id, fen in entries:
        posting.enter(items[item_id], Kind.REVERSAL, fen, on, receipt=receipt, source=Source("receipt", receipt.pk, receipt.number),
                      reason=reason)
    return sum(fen for _, fen in entries)


def _payments_of(receipt_id: int) -> dict[int, int]:
    """What a receipt pays now: item → fen."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT item_id, -SUM(amount_fen) FROM receivables_receivableentry WHERE receipt_id = %s GROUP BY item_id",
                       [receipt_id])
        return {item: int(fen) for item, fen in cursor.fetchall()}


@service("receivables.refund", title=N_("Refund"))
def refund(*, actor: Actor, receipt_id: ReceiptRef, amount: Amount, reason: Needed) -> Done:
    """Give money back to the customer that is not allocated. Raises TooMuchAllocated beyond what the receipt has left."""
    receipt = _own_money(actor, receipt_id)
    if amount > receipt.unallocated_fen:
        raise TooMuchAllocated(number=receipt.number, asked=money.show(amount), left=money.show(receipt.unallocated_fen), field="amount")
    require_within_limit(actor, "receivables.refund", amount)
    posting = Posting(actor)
    counter = _give_back(posting, receipt, amount, reason)
    give_number(counter, "refund")
    posting.write()
    tell_order(receipt, actor)
    return Done("receipt", counter.pk, counter.number, "refunded", data={"receipt": receipt.number, "amount": money.plain(amount),
                "unallocated": money.plain(receipt.unallocated_fen)}, after={"receipt": receipt.number, "amount_fen": amount},
                reason=reason)


def _own_money(actor: Actor, receipt_id: int) -> Receipt:
    """A receipt that brought money and was not reversed, locked."""
    receipt: Receipt | None = write.lock(Receipt, receipt_id, actor=actor)
    if receipt is None:
        raise NotFound()
    if receipt.reversed_by_id or receipt.gives_back_id:
        raise AlreadyReversed(number=receipt.number)
    return receipt


def _give_back(posting: Posting, receipt: Receipt, fen: int, reason: str) -> Receipt:
    """A negative receipt over unallocated money of another one."""
    if fen <= 0:
        raise NothingToAllocate(credit=money.show(fen), open="0.00")
    on = max(clock.today(), receipt.free_on)
    counter = Receipt(customer_id=receipt.customer_id, method=receipt.method, on=on, free_on=on, amount_fen=-fen,
                      unallocated_fen=0, given_back_fen=-fen, gives_back_id=receipt.pk, payer=receipt.payer, order_id=receipt.order_id,
                      order_number=receipt.order_number, note=reason, confirmed_at=clock.now(), confirmed_by=posting.actor.name,
                      owner_id=receipt.owner_id, unit_id=receipt.unit_id)
    receipt.given_back_fen += fen
    posting.credit(receipt, -fen)
    posting.receipts[id(counter)] = counter
    return counter
