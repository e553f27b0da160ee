"""Allocating money to open items: by hand, or oldest due first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext_noop as N_

from yingshu.kernel import money, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import NotFound
from yingshu.kernel.inputs import CustomerRef, ReceiptRef
from yingshu.kernel.services import Done, service

from ..errors import NothingToAllocate, TooMuchAllocated
from ..inputs import AllocationInput
from ..models import Receipt, ReceivableItem
from .posting import Posting


@service("receivables.allocate", title=N_("Allocate by hand"), clause="REC-01")
def allocate(*, actor: Actor, receipt_id: ReceiptRef, lines: list[AllocationInput]) -> Done:
    """Allocate a receipt to chosen items in chosen amounts, never more than the receipt has or an item owes."""
    receipt: Receipt | None = write.lock(Receipt, receipt_id, actor=actor)
    if receipt is None:
        raise NotFound()
    found = write.lock_all(ReceivableItem, {"id__in": [x.item_id for x in lines], "customer_id": receipt.customer_id}, actor=actor,
                           order_by="due_on,id")
    items, posting = {i.pk: i for i in found}, Posting(actor)
    for n, line in enumerate(lines):
        if line.item_id not in items:
            raise NotFound(field=f"lines.{n}.item_id")
        _check(line.amount, items[line.item_id].number, items[line.item_id].open_fen, f"lines.{n}.amount")
        _check(line.amount, receipt.number, receipt.unallocated_fen, f"lines.{n}.amount")
        posting.pay(items[line.item_id], receipt, line.amount)
    if not lines:
        raise NothingToAllocate(credit=money.show(receipt.unallocated_fen), open="0.00")
    posting.write()
    return _done(receipt.pk, receipt.number, posting)


def _check(asked: int, number: str, left: int, field: str) -> None:
    if asked > left:
        raise TooMuchAllocated(number=number, asked=money.show(asked), left=money.show(left), field=field)


@service("receivables.allocate_oldest", title=N_("Allocate, oldest first"), clause="REC-01")
def allocate_oldest(*, actor: Actor, receipt_id: ReceiptRef | None = None, customer_id: CustomerRef | None = None) -> Done:
    """Allocate a receipt, or all free money of a customer, to the customer's open items, the oldest due date first.

    Money kept for an order is only used when its receipt is named.
    """
    where = {"id": receipt_id} if receipt_id else {"customer_id": customer_id or 0, "order_id__isnull": True}
    receipts = write.lock_all(Receipt, {**where, "unallocated_fen__gt": 0}, actor=actor, order_by="on,id")
    posting = Posting(actor)
    items = open_items(receipts[0].customer_id, actor) if receipts else []
    paid = pay_oldest(posting, receipts, items)
    if not paid:
        raise NothingToAllocate(credit=money.show(sum(r.unallocated_fen for r in receipts)),
                                open=money.show(sum(i.open_fen for i in items)))
    posting.write()
    return _done(receipts[0].pk, receipts[0].number, posting)


def open_items(customer_id: int, actor: Actor | None = None) -> list[ReceivableItem]:
    """What a customer owes (not what carriers hold for them), locked, the oldest due date first."""
    return write.lock_all(ReceivableItem, {"customer_id": customer_id, "settled_on__isnull": True, "kind": "sale", "open_fen__gt": 0},
                          actor=actor, order_by="due_on,id")


def pay_oldest(posting: Posting, receipts: Sequence[Receipt], items: Iterable[ReceivableItem]) -> int:
    """Pay items in their order with receipts in theirs, as far as the money goes. Answers how much was paid."""
    waiting, paid = list(receipts), 0
    for item in items:
        while item.open_fen > 0 and waiting:
            part = min(item.open_fen, waiting[0].unallocated_fen)
            if part > 0:
                posting.pay(item, waiting[0], part)
                paid += part
            if waiting[0].unallocated_fen <= 0:
                waiting.pop(0)
    return paid


def _done(receipt_id: int, number: str, posting: Posting) -> Done:
    lines = [{"item": item.number, "amount": money.plain(-row["amount_fen"]), "open": money.plain(item.open_fen)}
             for item, _, row in posting.entries]
    left = sum(r.unallocated_fen for r in posting.receipts.values())
    return Done("receipt", receipt_id, number, "allocated", data={"allocated": lines, "unallocated": money.plain(left)},
                after={"allocated": lines})
