"""What shipments, returns and arrivals do to owed money (ORD-21, REC-06). Called by the rooms above, inside their actions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from yingshu.documents.numbers import next_number
from yingshu.kernel import money, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.source import Source

from ..errors import ReturnTooLarge
from ..models import Receipt, ReceivableEntry, ReceivableItem
from ..rules import PAID_AT_ONCE
from .posting import NO_SOURCE, Kind, Posting


class ReturnResult(NamedTuple):
    """What a return did: so much less is owed, so much became the customer's credit."""

    reduced_fen: int
    credited_fen: int


def charge(*, actor: Actor, customer_id: int, number: str, source: Source, order_id: int, order_number: str, payment_method: str,
           shipped_on: date, due_on: date, amount_fen: int, owner_id: int | None, unit_id: int | None, release_committed_fen: int,
           contract_number: str = "", at_door: bool = False) -> int:
    """Goods left: the customer owes them, or pays the carrier ``at_door``. Answers the id of the open item.

    ``release_committed_fen`` is what no longer counts as ordered and not shipped. Except by credit, money received for the order settles
    the item at once (款到即清, ORD-21), so a carrier collects only the rest. Three statements, five with an advance payment.
    """
    posting = Posting(actor)
    item = ReceivableItem(number=number, customer_id=customer_id, source_kind=source.kind, source_id=source.id, order_id=order_id,
                          order_number=order_number, contract_number=contract_number, payment_method=payment_method, at_door=at_door,
                          shipped_on=shipped_on, due_on=due_on, amount_fen=amount_fen, open_fen=0, owner_id=owner_id, unit_id=unit_id)
    posting.enter(item, Kind.CHARGE, amount_fen, shipped_on, source=source)
    if payment_method in PAID_AT_ONCE:
        for receipt in write.lock_all(Receipt, {"order_id": order_id, "unallocated_fen__gt": 0}, order_by="on,id"):
            if item.open_fen > 0:
                posting.pay(item, receipt, min(receipt.unallocated_fen, item.open_fen))
    posting.account(customer_id, committed_fen=-release_committed_fen)
    posting.write()
    return int(item.pk)


def return_goods(*, actor: Actor, slip: Source, amount_fen: int, source: Source, on: date, reason: str) -> ReturnResult:
    """Goods of a slip came back: less is owed, by the carrier for what it still holds, else by the customer.

    What was paid already is freed: the payment is taken off the item again (a reversing entry), so that the return leaves nothing
    below zero, and the receipt's money becomes the customer's credit. Raises ReturnTooLarge beyond what was charged.
    """
    items = write.lock_all(ReceivableItem, {"source_kind": slip.kind, "source_id": slip.id}, order_by="id")
    posting = Posting(actor)
    left = amount_fen
    for item in sorted(items, key=lambda i: (i.kind != ReceivableItem.Kind.COD, i.pk)):
        part = min(item.open_fen, left)
        if part > 0:
            posting.enter(item, Kind.RETURN, -part, on, source=source, reason=reason)
            left -= part
    freed = _make_room(posting, items, left, Return(source, on, reason)) if left else Freed(0, 0)
    left -= freed.paid + freed.written_off
    if left:
        raise ReturnTooLarge(number=slip.number, charged=money.plain(amount_fen - left), asked=money.plain(amount_fen))
    posting.write()
    return ReturnResult(amount_fen - freed.paid, freed.paid)


class Return(NamedTuple):
    """The document of a return, its day and reason."""

    source: Source
    on: date
    reason: str


class Freed(NamedTuple):
    """What was taken off items again to make room for a return."""

    paid: int
    written_off: int


def _make_room(posting: Posting, items: Sequence[ReceivableItem], fen: int, back: Return) -> Freed:
    """Reverse payments (the latest first, so that their money is free again), then what was written off, each with its return."""
    by_id = {i.pk: i for i in items}
    closed = closed_by(list(by_id))
    ids = sorted({receipt for _, receipt in closed if receipt})
    receipts = {r.pk: r for r in write.lock_all(Receipt, {"id__in": ids})} if ids else {}
    freed = {True: 0, False: 0}
    latest_first = list(reversed(closed.items()))
    for (item_id, receipt_id), amount in sorted(latest_first, key=lambda entry: entry[0][1] is None):
        part = min(amount, fen - sum(freed.values()))
        if part > 0:
            item, receipt = by_id[item_id], receipts.get(receipt_id or 0)
            posting.enter(item, Kind.REVERSAL, part, back.on, receipt=receipt, source=back.source, reason=back.reason)
            posting.enter(item, Kind.RETURN, -part, back.on, source=back.source, reason=back.reason)
            freed[receipt is not None] += part
    return Freed(freed[True], freed[False])


def closed_by(item_ids: Sequence[int]) -> dict[tuple[int, int | None], int]:
    """What closed items: (item, receipt) → fen, in the order of the first entry; without receipt it was written off."""
    found: dict[tuple[int, int | None], int] = {}
    for entry in write.read(ReceivableEntry, {"item_id__in": item_ids, "kind__in": [Kind.PAYMENT, Kind.WRITE_OFF, Kind.REVERSAL]}):
        key = (entry.item_id, entry.receipt_id)
        found[key] = found.get(key, 0) - entry.amount_fen
    return {key: fen for key, fen in found.items() if fen > 0}


def transfer_to_carrier(*, actor: Actor, slip: Source, carrier_id: int, carrier_name: str, on: date, due_on: date) -> ReceivableItem | None:
    """Goods to be paid on delivery arrived: the carrier owes what was open (REC-06). Answers the carrier's item.

    The customer's item is closed by the transfer; the new item (DS…) names the customer, stands under the carrier and counts its age
    from arrival. None when nothing was open.
    """
    items = write.lock_all(ReceivableItem, {"source_kind": slip.kind, "source_id": slip.id, "open_fen__gt": 0, "kind": "sale"})
    if not items:
        return None
    posting, first = Posting(actor), items[0]
    total = sum(i.open_fen for i in items)
    number = next_number("cod", on)
    for item in items:
        posting.enter(item, Kind.TRANSFER, -item.open_fen, on, source=Source("cod", None, number), reason=carrier_name)
    held = ReceivableItem(number=number, kind=ReceivableItem.Kind.COD, customer_id=first.customer_id, carrier_id=carrier_id,
                          carrier_name=carrier_name, source_kind=slip.kind, source_id=slip.id, order_id=first.order_id,
                          order_number=first.order_number, contract_number=first.contract_number,
                          payment_method=first.payment_method, shipped_on=on, due_on=due_on,
                          amount_fen=total, open_fen=0, owner_id=first.owner_id, unit_id=first.unit_id)
    posting.enter(held, Kind.TRANSFER, total, on, source=slip if slip.id else NO_SOURCE)
    posting.write()
    return held
