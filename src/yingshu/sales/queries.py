"""What was sold, by whatever one asks: one grouped statement over the sales ledger, then the names.

Whole months are read from the sums kept of them (``tallies``) and from the lines not counted yet; the days before and after, and what
is asked by product or day, from the lines.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_noop as N_

from yingshu.kernel import money
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import InvalidInput
from yingshu.kernel.rollups import counted_sql
from yingshu.kernel.scoping import scope_filter, scope_sql

from .models import SalesEntry
from .tallies import MONTHS

Key = Literal["customer", "product", "salesperson", "region", "month", "day", "payment_method"]


class KeyColumn(NamedTuple):
    """Where a key stands in the ledger, and the table that has its name and number."""

    column: str
    table: str = ""
    number: str = ""


KEYS: dict[str, KeyColumn] = {
    "customer": KeyColumn("customer_id", "customers_customer", "number"), "product": KeyColumn("product_id", "products_product", "number"),
    "salesperson": KeyColumn("owner_id", "organisation_person"), "region": KeyColumn("unit_id", "organisation_unit"),
    "month": KeyColumn("month"), "day": KeyColumn('"on"'), "payment_method": KeyColumn("payment_method")}


class Named(NamedTuple):
    """A key's value: what it is called, its number, and its id where it has one. Months are 2026-06, days 2026-06-17."""

    name: str
    number: str = ""
    id: int | None = None


class Sums(NamedTuple):
    """Sums of ledger lines: quantity in pieces, the rest in fen. ``profit_fen`` covers the lines whose cost is known."""

    lines: int = 0
    quantity: Decimal = Decimal(0)
    gross_fen: int = 0
    net_fen: int = 0
    tax_fen: int = 0
    cost_fen: int = 0
    profit_fen: int = 0
    freight_fen: int = 0


class SalesRow(NamedTuple):
    """One group: its keys in the order asked, and its sums."""

    keys: tuple[Named, ...]
    sums: Sums


@dataclass(frozen=True, slots=True)
class SalesTable:
    """The groups of a period, months and days in order, else the largest first; and the sums of all, also of those not shown."""

    first: date
    last: date
    keys: tuple[str, ...]
    rows: tuple[SalesRow, ...]
    total: Sums
    groups: int


_SUMMED = ("lines", "quantity", "gross_fen", "net_fen", "tax_fen", "cost_fen", "profit_fen", "freight_fen")
_SUMS = ", ".join(f"CAST(COALESCE(SUM({column}), 0) AS bigint)" for column in _SUMMED)
_LINES = ('SELECT month, "on", customer_id, product_id, owner_id, unit_id, payment_method, 1 AS lines, quantity, gross_fen, net_fen,'
          " tax_fen, cost_fen, net_fen - cost_fen AS profit_fen, freight_fen FROM sales_salesentry WHERE ")
_MONTHS = ('SELECT month, NULL AS "on", customer AS customer_id, NULL AS product_id, NULLIF(owner, 0) AS owner_id,'
           " NULLIF(unit, 0) AS unit_id, payment_method, lines, quantity_sum AS quantity, gross_sum AS gross_fen, net_sum AS net_fen,"
           " tax_sum AS tax_fen, cost_sum AS cost_fen, profit_sum AS profit_fen, freight_sum AS freight_fen FROM sales_salesmonth WHERE ")
_BY_LINE = {"product", "day"}


def sales_by(actor: Actor, first: date, last: date, keys: Sequence[Key], limit: int | None = None, offset: int = 0,
             customer: int | None = None) -> SalesTable:
    """Sales of first..last (both included) by one or more keys, for what a person may see.

    With ``limit`` only so many groups are answered; ``total`` and ``groups`` always cover all of them. Raises InvalidInput for an unknown
    key, or none. ``customer`` keeps to one of them.
    """
    if not keys or any(k not in KEYS for k in keys) or len(set(keys)) < len(keys):
        raise InvalidInput({"by": [N_("Choose one or more of the keys offered, each once.")]})
    by_line = customer is not None or not _BY_LINE.isdisjoint(keys)
    sold, values = _of_days(actor, first, last, customer) if by_line else _sold(actor, first, last)
    names = ", ".join(f"k{n}" for n in range(len(keys)))
    columns = ", ".join(f"{KEYS[k].column} AS k{n}" for n, k in enumerate(keys))
    order = ", ".join(f"k{n}" for n, k in enumerate(keys) if k in ("month", "day"))
    sql = f"SELECT {columns}, {_SUMS} FROM ({sold}) s GROUP BY {names}"  # nosec B608 # only our own words
    sql += f" ORDER BY {order + ', ' if order else ''}SUM(gross_fen) DESC, {names}"
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found = cursor.fetchall()
    shown = found[offset:None if limit is None else offset + limit]
    return SalesTable(first, last, tuple(keys), _named(shown, keys), _total(found, len(keys)), len(found))


def total_of(actor: Actor, first: date, last: date) -> Sums:
    """The sums of a period."""
    sold, values = _sold(actor, first, last)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_SUMS} FROM ({sold}) s", values)  # nosec B608 # only our own words
        row = cursor.fetchone()
    return _sums(row)


def _of_days(actor: Actor, first: date, last: date, customer: int | None = None) -> tuple[str, list[Any]]:
    """The lines of some days."""
    scope, values = scope_sql(actor, "owner_id", "unit_id")
    one = " AND customer_id = %s" if customer is not None else ""
    return f'{_LINES}"on" >= %s AND "on" <= %s{scope}{one}', [first, last, *values, *([customer] if customer is not None else [])]


def _sold(actor: Actor, first: date, last: date) -> tuple[str, list[Any]]:
    """Everything of a period, as sums of whole months and lines of the other days."""
    start, end = whole_months(first, last)
    if start > end:
        return _of_days(actor, first, last)
    parts = [_of_months(actor, *(n // 12 * 100 + n % 12 + 1 for n in (start, end)))]
    if first.day > 1:
        parts.append(_of_days(actor, first, _last_day(start - 1)))
    if last > _last_day(end):
        parts.append(_of_days(actor, _last_day(end) + timedelta(days=1), last))
    return " UNION ALL ".join(sql for sql, _ in parts), [v for _, values in parts for v in values]


def whole_months(first: date, last: date) -> tuple[int, int]:
    """The first and the last month, counted from year 0, that lie whole in a period; the first is the later one when there are none."""
    start, end = (day.year * 12 + day.month - 1 for day in (first, last))
    return start + (first.day > 1), end - (last < _last_day(end))


def _last_day(month: int) -> date:
    return date(month // 12, month % 12 + 1, monthrange(month // 12, month % 12 + 1)[1])


def _of_months(actor: Actor, first: int, last: int) -> tuple[str, list[Any]]:
    """The sums kept of some months, and their lines that are not counted yet; these are found by id, never by month."""
    scope, values = scope_sql(actor, "owner", "unit")
    rest, others = scope_sql(actor, "owner_id", "unit_id")
    return (f"{_MONTHS}month BETWEEN %s AND %s{scope} UNION ALL {_LINES}id > {counted_sql(MONTHS)} AND month + 0 BETWEEN %s AND %s{rest}",
            [first, last, *values, first, last, *others])


def _sums(row: Sequence[Any]) -> Sums:
    return Sums(row[0], Decimal(row[1]).scaleb(-3), *row[2:])


def _total(found: Sequence[Sequence[Any]], width: int) -> Sums:
    return _sums([sum(column) for column in list(zip(*found, strict=True))[width:]]) if found else Sums()


def _named(rows: Sequence[Sequence[Any]], keys: Sequence[str]) -> tuple[SalesRow, ...]:
    """The groups with the names of their keys; each name is made once."""
    width = len(keys)
    columns = [_names(key, {r[n] for r in rows}) for n, key in enumerate(keys)]
    return tuple(SalesRow(tuple([names[value] for names, value in zip(columns, r, strict=False)]), _sums(r[width:])) for r in rows)


def _names(key: str, values: set[Any]) -> dict[Any, Named]:
    """What the values of a key are called. Read by thousands: the databases limit the values of a statement."""
    place = KEYS[key]
    if not place.table:
        return {v: Named(f"{v // 100}-{v % 100:02d}" if key == "month" else str(v or "")) for v in values}
    found, wanted = {None: Named("")}, sorted(v for v in values if v is not None)
    for start in range(0, len(wanted), 10_000):
        part = wanted[start:start + 10_000]
        with connection.cursor() as cursor:
            marks = ", ".join(["%s"] * len(part))
            cursor.execute(f"SELECT id, name, {place.number or repr('')} FROM {place.table} WHERE id IN ({marks})", part)  # nosec B608
            found |= {pk: Named(name, number, pk) for pk, name, number in cursor.fetchall()}
    return {v: found.get(v) or Named("", "", v) for v in values}


def lines_of(actor: Actor) -> QuerySet[SalesEntry]:
    """The ledger lines a person may see."""
    return SalesEntry.objects.filter(_scope(actor))


def _scope(actor: Actor) -> Q:
    return scope_filter(_Scoped, actor)


class _Scoped:
    """The ledger has the columns of a scoped record but is insert-only, so it states its scope here."""

    scope_owner, scope_unit = "owner_id", "unit_id"


def margin(sums: Sums) -> Decimal | None:
    """Profit as a share of net sales; None without sales."""
    return money.ratio(sums.profit_fen, sums.net_fen)
