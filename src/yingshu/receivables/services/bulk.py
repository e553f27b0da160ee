"""Many charges and receipts at once, for imports; and taking an import back by reversing entries.

Called inside an action of the importing room. Rows are written in chunks, so memory does not grow with the file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any, NamedTuple

from django.db import connection

from yingshu.documents.numbers import next_numbers
from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.services import settle

from ..errors import BatchInUse
from ..models import Receipt, ReceivableEntry, ReceivableItem
from .posting import Kind, Posting, bring_up

CHUNK = 1000


class BulkCharge(NamedTuple):
    """One owed amount of an imported ledger. ``number`` is the invoice or slip number that receipts name."""

    customer_id: int
    number: str
    shipped_on: date
    due_on: date
    amount_fen: int
    order_number: str = ""
    payment_method: str = ""
    owner_id: int | None = None
    unit_id: int | None = None
    disputed: bool = False


class BulkReceipt(NamedTuple):
    """One receipt of an imported ledger. ``item_number`` names the item it pays; without one it stays the customer's credit.

    ``oldest_first`` pays the customer's oldest items with what is left.
    """

    customer_id: int
    on: date
    amount_fen: int
    item_number: str = ""
    number: str = ""
    payer: str = ""
    note: str = ""
    owner_id: int | None = None
    unit_id: int | None = None
    oldest_first: bool = False


def bulk_charges(rows: Iterable[BulkCharge], *, batch_id: int | None, actor: Actor, source_kind: str = "import") -> int:
    """Write owed amounts; answers how many. Two statements per thousand, one for all accounts."""
    at, count, owed = clock.now(), 0, defaultdict[int, int](int)
    for chunk in _chunks(rows):
        ids = write.add(ReceivableItem, [_item(r, batch_id, source_kind) for r in chunk])
        write.add(ReceivableEntry, [{
            "item_id": pk, "customer_id": r.customer_id, "kind": Kind.CHARGE, "on": r.shipped_on, "amount_fen": r.amount_fen,
            "source_kind": source_kind, "source_id": batch_id, "source_number": r.number, "at": at, "actor_id": actor.id,
            "actor_name": actor.name} for pk, r in zip(ids, chunk, strict=True)])
        for r in chunk:
            owed[r.customer_id] += r.amount_fen
        count += len(chunk)
    bring_up({customer_id: {"receivable_fen": fen} for customer_id, fen in owed.items()})
    return count


def _item(r: BulkCharge, batch_id: int | None, source_kind: str) -> dict[str, Any]:
    return {"number": r.number, "customer_id": r.customer_id, "source_kind": source_kind, "source_id": batch_id,
            "order_number": r.order_number,
            "payment_method": r.payment_method, "at_door": r.payment_method == "cod", "shipped_on": r.shipped_on, "due_on": r.due_on,
            "amount_fen": r.amount_fen, "open_fen": r.amount_fen, "last_on": r.shipped_on, "raised_on": r.shipped_on,
            "settled_on": r.shipped_on if not r.amount_fen else None,
            "disputed": r.disputed, "owner_id": r.owner_id, "unit_id": r.unit_id, "import_batch": batch_id}


def bulk_receipts(rows: Iterable[BulkReceipt], *, batch_id: int | None, actor: Actor) -> int:
    """Write receipts and allocate them to the items they name; answers how many. Over-payment stays the customer's credit."""
    count = 0
    for chunk in _chunks(rows):
        posting, items = Posting(actor), _named_items(chunk)
        numbers = next_numbers("receipt", clock.today(), len(chunk))
        for row, number in zip(chunk, numbers, strict=True):
            receipt = _receipt(row, number, batch_id, actor, posting.at)
            posting.credit(receipt, row.amount_fen)
            _pay_named(posting, receipt, items.get((row.customer_id, row.item_number), ()))
            if row.oldest_first:
                _pay_named(posting, receipt, items[row.customer_id, None])
        posting.write()
        settle()
        count += len(chunk)
    return count


def _receipt(row: BulkReceipt, number: str, batch_id: int | None, actor: Actor, at: datetime) -> Receipt:
    return Receipt(number=row.number or number, customer_id=row.customer_id, method=Receipt.Method.BANK, on=row.on,
                   amount_fen=row.amount_fen, unallocated_fen=0, payer=row.payer, note=row.note, confirmed_at=at, confirmed_by=actor.name,
                   owner_id=row.owner_id,
                   unit_id=row.unit_id, import_batch=batch_id)


def _pay_named(posting: Posting, receipt: Receipt, items: Iterable[ReceivableItem]) -> None:
    for item in items:
        part = min(item.open_fen, receipt.unallocated_fen)
        if part > 0:
            posting.pay(item, receipt, part)


def _named_items(chunk: Sequence[BulkReceipt]) -> dict[tuple[int, str | None], list[ReceivableItem]]:
    """Open items by customer and number, and (customer, None) → all of those who pay oldest first. One instance per item."""
    wanted, everything = {r.item_number for r in chunk if r.item_number}, {r.customer_id for r in chunk if r.oldest_first}
    found = {i.pk: i for i in write.lock_all(ReceivableItem, {"number__in": sorted(wanted), "open_fen__gt": 0})} if wanted else {}
    if everything:
        for item in write.lock_all(ReceivableItem, {"customer_id__in": sorted(everything), "settled_on__isnull": True, "open_fen__gt": 0}):
            found.setdefault(item.pk, item)
    items: dict[tuple[int, str | None], list[ReceivableItem]] = defaultdict(list)
    for item in sorted(found.values(), key=lambda i: (i.due_on, i.pk)):
        items[item.customer_id, item.number].append(item)
        items[item.customer_id, None].append(item)
    return items


def _chunks(rows: Iterable[Any]) -> Iterator[list[Any]]:
    iterator = iter(rows)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk


# ---- taking an import back -------------------------------------------------------------------------------------------

_USED = """SELECT i.number FROM receivables_receivableitem i JOIN receivables_receivableentry e ON e.item_id = i.id
 LEFT JOIN receivables_receipt r ON r.id = e.receipt_id
 WHERE i.import_batch = %s AND (e.kind NOT IN ('charge', 'payment') OR (e.kind = 'payment' AND COALESCE(r.import_batch, -1) <> %s))
 UNION ALL SELECT r.number FROM receivables_receipt r WHERE r.import_batch = %s
 AND (r.given_back_fen <> 0 OR r.reversed_by_id IS NOT NULL
  OR EXISTS (SELECT 1 FROM receivables_receivableentry e WHERE e.receipt_id = r.id AND e.kind <> 'payment')) LIMIT 1"""

_ENTRIES = """SELECT e.id FROM receivables_receivableentry e
 WHERE e.item_id IN (SELECT id FROM receivables_receivableitem WHERE import_batch = %s)
 OR e.receipt_id IN (SELECT id FROM receivables_receipt WHERE import_batch = %s) ORDER BY e.id"""


def undo_batch(batch_id: int, *, actor: Actor, reason: str = "") -> int:
    """Take an import back: every entry gets its reversing entry on the same day, every receipt its negative one.

    Afterwards nothing of it is owed on any day. Raises BatchInUse when an item or receipt was used after the import. Answers how many
    entries and receipts were reversed.
    """
    with connection.cursor() as cursor:
        cursor.execute(_USED, [batch_id] * 3)
        if used := cursor.fetchone():
            raise BatchInUse(number=used[0])
        cursor.execute(_ENTRIES, [batch_id, batch_id])
        entries = [pk for (pk,) in cursor.fetchall()]
    for chunk in _chunks(entries):
        _reverse_entries(chunk, actor, reason)
    return len(entries) + _reverse_receipts(batch_id, actor, reason)


def _reverse_entries(ids: Sequence[int], actor: Actor, reason: str) -> None:
    entries = write.read(ReceivableEntry, {"id__in": ids})
    items = {i.pk: i for i in write.lock_all(ReceivableItem, {"id__in": sorted({e.item_id for e in entries})})}
    receipts = {r.pk: r for r in write.lock_all(Receipt, {"id__in": sorted({e.receipt_id for e in entries if e.receipt_id})})}
    posting = Posting(actor)
    for e in reversed(entries):
        posting.enter(items[e.item_id], Kind.REVERSAL, -e.amount_fen, e.on, receipt=receipts.get(e.receipt_id or 0), reason=reason,
                      exact=True)
    posting.write()
    settle()


def _reverse_receipts(batch_id: int, actor: Actor, reason: str) -> int:
    found: list[Receipt] = write.lock_all(Receipt, {"import_batch": batch_id})
    for chunk in _chunks(found):
        posting, pairs = Posting(actor), []
        for receipt, number in zip(chunk, next_numbers("receipt", clock.today(), len(chunk)), strict=True):
            counter = Receipt(number=number, customer_id=receipt.customer_id, method=receipt.method, on=receipt.on, free_on=receipt.on,
                              unallocated_fen=0,
                              amount_fen=-receipt.amount_fen, given_back_fen=-receipt.amount_fen, gives_back_id=receipt.pk, note=reason,
                              confirmed_at=posting.at, confirmed_by=actor.name, owner_id=receipt.owner_id, unit_id=receipt.unit_id,
                              import_batch=batch_id)
            receipt.given_back_fen = receipt.amount_fen
            posting.credit(receipt, -receipt.amount_fen)
            posting.receipts[id(counter)] = counter
            pairs.append((receipt, counter))
        posting.write()
        settle()
        for receipt, counter in pairs:
            write.change(Receipt, where={"id": receipt.pk}, set={"reversed_by_id": counter.pk})
    return len(found)
