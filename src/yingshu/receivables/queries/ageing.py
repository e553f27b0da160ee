"""账龄 (REC-03): who owes how much since when, right to the cent for any day.

What an item owed on day D is what it owes now minus its entries after D. Read are only the items that lived on D, shipped and not settled
by then, and their entries after D, so the cost follows what was open, not the history. Money collected by carriers stands under the
carriers, so that the whole table is the whole ledger; the foot says whether it is, from the accounts' balances.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from django.db import connection

from yingshu.kernel.actor import Actor, Reach
from yingshu.kernel.scoping import scope_sql
from yingshu.rulebook.decisions import params_of

from ..controls import AGEING
from ..rules import Basis, Span, bucket_of, spans

By = Literal["customer", "salesperson", "region"]
KEYS: dict[str, tuple[str, str, str]] = {
    "customer": ("customer_id", "customers_customer", "LEFT JOIN organisation_person p ON p.id = n.owner_id"),
    "salesperson": ("owner_id", "organisation_person", ""), "region": ("unit_id", "organisation_unit", "")}


@dataclass(frozen=True, slots=True)
class AgeingRow:
    """One who owes. ``kind`` is that of the table, or ``carrier``; ``amounts`` by bucket, in fen. ``credit_fen`` is money received and
    not allocated: shown beside, not taken off. ``oldest_days`` is the age of the oldest item by the table's clock."""

    kind: str
    id: int | None
    name: str
    amounts: tuple[int, ...]
    credit_fen: int = 0
    items: int = 0
    oldest_days: int = 0
    owner: str = ""

    @property
    def total_fen(self) -> int:
        return sum(self.amounts)

    @property
    def overdue_fen(self) -> int:
        return sum(self.amounts[1:])


@dataclass(frozen=True, slots=True)
class AgeingTable:
    """The whole table. ``ledger_fen`` is what the accounts say, None when the person does not see everything."""

    as_of: date
    by: str
    basis: Basis
    buckets: tuple[Span, ...]
    rows: tuple[AgeingRow, ...]
    ledger_fen: int | None = None

    @property
    def totals(self) -> tuple[int, ...]:
        return tuple(sum(r.amounts[n] for r in self.rows) for n in range(len(self.buckets)))

    @property
    def total_fen(self) -> int:
        return sum(r.total_fen for r in self.rows)

    @property
    def credit_fen(self) -> int:
        return sum(r.credit_fen for r in self.rows)

    @property
    def agrees(self) -> bool | None:
        """Does the table say what the ledger says? None when that cannot be said for this person."""
        return None if self.ledger_fen is None else self.ledger_fen == self.total_fen


def ageing(actor: Actor, as_of: date, by: By = "customer", basis: Basis | str | None = None, customer: int | None = None) -> AgeingTable:
    """The ageing table of a day, past or future, for what a person may see. Largest debtors first. Two statements."""
    clock, buckets = Basis(basis or params_of(AGEING).basis), ageing_buckets()
    owed = _owed_rows(actor, as_of, by, clock, buckets, customer)
    credit, ledger = _credit_rows(actor, as_of, by, customer)
    rows = [_row(by, r, len(buckets), as_of, credit) for r in owed]
    rows += _only_credit(by, credit, len(buckets))
    rows.sort(key=lambda r: (r.kind == "carrier", -r.total_fen, -r.credit_fen, r.name))
    return AgeingTable(as_of, by, clock, buckets, tuple(rows), ledger)


def ageing_buckets() -> tuple[Span, ...]:
    """The columns of the table, as the rulebook has them."""
    return tuple(spans(params_of(AGEING).aging_buckets_days))


def open_sql(actor: Actor, as_of: date, basis: Basis, customer: int | None) -> tuple[str, list[Any]]:
    """What was owed at the end of a day, item by item: keys, ``since`` (start of the clock) and ``fen``, never zero.

    COD on its way to the customer is not due: nobody can have collected it.
    """
    scope, values = scope_sql(actor, "i.owner_id", "i.unit_id")
    one, mine = (" AND i.customer_id = %s", [customer]) if customer else ("", [])
    since = "i.shipped_on" if basis == Basis.SHIPPED else "CASE WHEN i.at_door THEN %s ELSE i.due_on END"
    # The second use of ``living`` keeps the entries that are read to those of the items that count.
    sql = ("WITH living AS (SELECT i.id, i.kind, i.number, i.order_id, i.order_number, i.customer_id, i.carrier_id, i.carrier_name,"
           f" i.owner_id, i.unit_id, i.shipped_on, i.due_on, {since} AS since, i.open_fen FROM receivables_receivableitem i"
           f" WHERE i.shipped_on <= %s AND (i.settled_on IS NULL OR i.settled_on > %s){one}{scope}),"
           " later AS (SELECT e.item_id, SUM(e.amount_fen) AS fen FROM living i JOIN receivables_receivableentry e"
           ' ON e.item_id = i.id AND e."on" > %s GROUP BY e.item_id)'
           " SELECT i.*, i.open_fen - COALESCE(l.fen, 0) AS fen FROM living i LEFT JOIN later l ON l.item_id = i.id"
           " WHERE i.open_fen <> COALESCE(l.fen, 0)")  # nosec B608 # only our own words
    return sql, [*([] if basis == Basis.SHIPPED else [as_of]), as_of, as_of, *mine, *values, as_of]


def _owed_rows(actor: Actor, as_of: date, by: str, basis: Basis, buckets: Sequence[Span], customer: int | None) -> list[tuple[Any, ...]]:
    column, table, join = KEYS[by]
    owed, values = open_sql(actor, as_of, basis, customer)
    sums, bounds = _bucket_sums(buckets, as_of)
    owner = "p.name" if join else "''"
    sql = (f"WITH owed AS ({owed}), grouped AS (SELECT kind, CASE WHEN kind = 'cod' THEN carrier_id ELSE {column} END AS k,"
           f" MAX(carrier_name) AS carrier, COUNT(*) AS n, MIN(since) AS oldest, {sums} FROM owed GROUP BY 1, 2)"
           f" SELECT g.*, n.name, {owner} FROM grouped g LEFT JOIN {table} n ON g.kind = 'sale' AND n.id = g.k {join}")  # nosec B608 # only our own words
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, *bounds])
        return list(cursor.fetchall())


def _bucket_sums(buckets: Sequence[Span], as_of: date) -> tuple[str, list[date]]:
    parts, values = [], []
    for n, span in enumerate(buckets):
        bounds = [("since <= %s", span.first), ("since >= %s", span.last)]
        asked = [(words, as_of - timedelta(days=days)) for words, days in bounds if days is not None]
        parts.append(f"SUM(CASE WHEN {' AND '.join(words for words, _day in asked)} THEN fen ELSE 0 END) AS b{n}")
        values += [day for _words, day in asked]
    return ", ".join(parts), values


def _row(by: str, r: tuple[Any, ...], count: int, as_of: date, credit: dict[int | None, tuple[int, str]]) -> AgeingRow:
    kind, key, carrier, items, oldest = r[:5]
    if kind == "cod":
        return AgeingRow("carrier", key, carrier, tuple(map(int, r[5:5 + count])), 0, items, _days(as_of, oldest))
    paid = credit.pop(key, (0, ""))[0]
    return AgeingRow(by, key, r[-2] or "", tuple(map(int, r[5:5 + count])), paid, items, _days(as_of, oldest), r[-1] or "")


def _days(as_of: date, since: date | str) -> int:
    return (as_of - (date.fromisoformat(since) if isinstance(since, str) else since)).days


def _only_credit(by: str, credit: dict[int | None, tuple[int, str]], count: int) -> list[AgeingRow]:
    """Who owes nothing but has paid in advance."""
    return [AgeingRow(by, key, name, (0,) * count, fen) for key, (fen, name) in credit.items()]


def _credit_rows(actor: Actor, as_of: date, by: str, customer: int | None) -> tuple[dict[int | None, tuple[int, str]], int | None]:
    """Money received and not allocated on that day by key, with the name; and what the accounts say is owed."""
    column, table, _ = KEYS[by]
    scope, values = scope_sql(actor, "r.owner_id", "r.unit_id")
    own = " AND r.customer_id = %s" if customer else ""
    values = [*values, *([customer] if customer else [])]
    parts = (f"SELECT r.{column} AS k, r.unallocated_fen AS fen FROM receivables_receipt r WHERE NOT r.unallocated_fen = 0{scope}{own}"
             f' UNION ALL SELECT r.{column}, -r.amount_fen FROM receivables_receipt r WHERE r."on" > %s{scope}{own}'
             f" UNION ALL SELECT r.{column}, -e.amount_fen FROM receivables_receivableentry e JOIN receivables_receipt r"
             f' ON r.id = e.receipt_id WHERE e."on" > %s{scope}{own}')  # nosec B608 # only our own words
    one = (" WHERE customer_id = %s", " AND customer_id = %s") if customer else ("", "")
    sql = (f"SELECT c.k, n.name, SUM(c.fen) FROM ({parts}) c LEFT JOIN {table} n ON n.id = c.k GROUP BY 1, 2 HAVING SUM(c.fen) <> 0"
           f" UNION ALL SELECT -1, '', COALESCE((SELECT SUM(receivable_fen + cod_fen) FROM receivables_customeraccount{one[0]}), 0)"
           f' - COALESCE((SELECT SUM(amount_fen) FROM receivables_receivableentry WHERE "on" > %s{one[1]}), 0)')  # nosec B608 # only our own words
    mine = [customer] if customer else []
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, as_of, *values, as_of, *values, *mine, as_of, *mine])
        found = {key: (int(fen), name or "") for key, name, fen in cursor.fetchall()}
    ledger = found.pop(-1)[0]
    return found, ledger if actor.everything or actor.reach == Reach.ALL else None


# ---- the items behind a row ------------------------------------------------------------------------------------------

@dataclass(frozen=True, slots=True)
class AgeingItem:
    """One open item behind a row of the table, as it stood on the day."""

    id: int
    kind: str
    number: str
    order_id: int | None
    order_number: str
    customer_id: int
    customer: str
    shipped_on: date
    due_on: date
    open_fen: int
    days: int
    bucket: int


def ageing_items(actor: Actor, as_of: date, *, kind: str = "", key: int | None = None, basis: Basis | str | None = None,
                 customer: int | None = None, limit: int = 500) -> list[AgeingItem]:
    """The items of one row (``kind`` and ``key`` of it) or of all, oldest first, perhaps of one customer only."""
    params = params_of(AGEING)
    clock, bounds = Basis(basis or params.basis), params.aging_buckets_days
    owed, values = open_sql(actor, as_of, clock, customer)
    condition, more = _of_row(kind, key)
    sql = (f"WITH owed AS ({owed}) SELECT o.id, o.kind, o.number, o.order_id, o.order_number, o.customer_id, n.name, o.shipped_on,"
           " o.due_on, o.fen, o.since FROM owed o JOIN customers_customer n ON n.id = o.customer_id"
           f"{condition} ORDER BY o.since, o.id LIMIT %s")  # nosec B608 # only our own words
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, *more, limit])
        return [_item(r, as_of, bounds) for r in cursor.fetchall()]


def _of_row(kind: str, key: int | None) -> tuple[str, list[Any]]:
    if not kind:
        return "", []
    column, group = ("carrier_id", "cod") if kind == "carrier" else (KEYS[kind][0], "sale")
    if key is None:
        return f" WHERE o.kind = '{group}' AND o.{column} IS NULL", []
    return f" WHERE o.kind = '{group}' AND o.{column} = %s", [key]


def _item(r: tuple[Any, ...], as_of: date, bounds: Sequence[int]) -> AgeingItem:
    days = _days(as_of, r[10])
    pk, kind, number, order_id, order_number, customer_id, customer = r[:7]
    return AgeingItem(pk, kind, number, order_id, order_number, customer_id, customer, _day(r[7]), _day(r[8]), int(r[9]), days,
                      bucket_of(days, bounds))


def _day(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value
