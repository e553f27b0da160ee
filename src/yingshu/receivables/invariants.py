"""What must always be true of owed money."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection
from django.db.models import F, Q

from yingshu.kernel.invariants import invariant

from .models import Reconciliation

MOST = 20


def _rows(sql: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} LIMIT {MOST}")
        return list(cursor.fetchall())


_ITEMS = """SELECT i.number, i.open_fen, COALESCE(SUM(e.amount_fen), 0), MIN(e."on"), MAX(e."on") FROM receivables_receivableitem i
 LEFT JOIN receivables_receivableentry e ON e.item_id = i.id GROUP BY i.id, i.number, i.open_fen, i.last_on, i.settled_on, i.shipped_on
 HAVING i.open_fen <> COALESCE(SUM(e.amount_fen), 0) OR i.last_on <> MAX(e."on") OR MIN(e."on") < i.shipped_on OR i.open_fen < 0
 OR (i.open_fen = 0) <> (i.settled_on IS NOT NULL) OR i.settled_on <> i.last_on"""


@invariant("receivables.items")
def items() -> Iterator[tuple[str, str]]:
    """An item's open amount is the sum of its entries, never negative; settled exactly when nothing is open, on its last day; nothing moves
    before the goods left. (Ageing of a past day rests on both days.)"""
    for number, kept, found, first, last in _rows(_ITEMS):
        yield str(number), f"open {kept}, entries give {found}, the first of {first}, the last of {last}"


_BALANCES = {"receivable_fen": "i.sale", "cod_fen": "i.cod", "advance_fen": "r.free", "reserved_fen": "r.reserved", "bills_fen": "b.held"}
_ACCOUNTS = """ FROM customers_customer c LEFT JOIN receivables_customeraccount a ON a.customer_id = c.id
 LEFT JOIN (SELECT customer_id, SUM(CASE WHEN kind = 'cod' THEN 0 ELSE open_fen END) AS sale,
  SUM(CASE WHEN kind = 'cod' THEN open_fen ELSE 0 END) AS cod FROM receivables_receivableitem GROUP BY 1) i ON i.customer_id = c.id
 LEFT JOIN (SELECT customer_id, SUM(unallocated_fen) AS free, SUM(CASE WHEN reserved THEN unallocated_fen ELSE 0 END) AS reserved
  FROM receivables_receipt GROUP BY 1) r ON r.customer_id = c.id
 LEFT JOIN (SELECT customer_id, SUM(amount_fen) AS held FROM receivables_acceptancebill WHERE state = 'held' GROUP BY 1) b
  ON b.customer_id = c.id WHERE """


@invariant("receivables.accounts")
def accounts() -> Iterator[tuple[str, str]]:
    """A customer's balances are the sums of open items, free money and held bills."""
    columns = ", ".join(f"COALESCE(a.{kept}, 0), COALESCE({found}, 0)" for kept, found in _BALANCES.items())
    wrong = " OR ".join(f"COALESCE(a.{kept}, 0) <> COALESCE({found}, 0)" for kept, found in _BALANCES.items())
    for customer, *figures in _rows(f"SELECT c.id, {columns}{_ACCOUNTS}{wrong}"):
        for name, kept, found in zip(_BALANCES, figures[::2], figures[1::2], strict=True):
            if kept != found:
                yield f"customer {customer}", f"{name} is {kept}, the records give {found}"


_RECEIPTS = """SELECT r.number, r.unallocated_fen, r.amount_fen, r.given_back_fen, COALESCE(e.paid, 0) FROM receivables_receipt r
 LEFT JOIN (SELECT receipt_id, SUM(amount_fen) AS paid FROM receivables_receivableentry WHERE receipt_id IS NOT NULL GROUP BY 1) e
  ON e.receipt_id = r.id
 LEFT JOIN (SELECT gives_back_id, SUM(amount_fen) AS back FROM receivables_receipt WHERE gives_back_id IS NOT NULL GROUP BY 1) b
  ON b.gives_back_id = r.id
 WHERE r.amount_fen - r.given_back_fen + COALESCE(e.paid, 0) <> r.unallocated_fen OR r.unallocated_fen < 0
 OR (r.gives_back_id IS NULL AND r.given_back_fen + COALESCE(b.back, 0) <> 0)"""


@invariant("receivables.receipts")
def receipts() -> Iterator[tuple[str, str]]:
    """Amount − given back − allocated = not allocated, not negative; what is given back has its negative receipts."""
    for number, free, amount, back, paid in _rows(_RECEIPTS):
        yield str(number), f"{amount} − {back} + {paid} is not {free}"


_DAYS = """SELECT e.id, i.number FROM receivables_receivableentry e JOIN receivables_receivableitem i ON i.id = e.item_id
 LEFT JOIN receivables_receipt r ON r.id = e.receipt_id
 WHERE e."on" < i.shipped_on OR e."on" < r."on" OR e.customer_id <> i.customer_id OR r.customer_id <> i.customer_id"""


@invariant("receivables.entry_days")
def entry_days() -> Iterator[tuple[str, str]]:
    """No movement is older than the shipment, no payment older than its receipt; customers of item, entry and receipt are the same."""
    for entry, number in _rows(_DAYS):
        yield f"entry {entry}", f"its day or customer does not fit item {number}"


@invariant("receivables.reconciliations")
def reconciliations() -> Iterator[tuple[str, str]]:
    """A completed reconciliation knows both sides, and its difference is explained."""
    rows = Reconciliation.objects.unscoped(reason="a check of all records").filter(state=Reconciliation.State.COMPLETED)
    for row in rows.filter(Q(other_fen=None) | Q(completed_at=None) | Q(explanation="") & ~Q(ledger_fen=F("other_fen"))):
        yield row.number, f"ledger {row.ledger_fen}, other side {row.other_fen}, {row.explanation!r}"
