"""What was sold, by whatever one asks: one grouped statement over the sales ledger, then the names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_noop as N_

from yingshu.kernel import money
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import InvalidInput
from yingshu.kernel.scoping import scope_filter, scope_sql

from .models import SalesEntry

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


_SUMMED = ("quantity", "gross_fen", "net_fen", "tax_fen", "cost_fen", "net_fen - cost_fen", "freight_fen")
_SUMS = ", ".join(["COUNT(*)", *(f"CAST(COALESCE(SUM({column}), 0) AS bigint)" for column in _SUMMED)])


def sales_by(actor: Actor, first: date, last: date, keys: Sequence[Key], limit: int | None = None, offset: int = 0,
             customer: int | None = None) -> SalesTable:
    """Sales of first..last (both included) by one or more keys, for what a person may see.

    With ``limit`` only so many groups are answered; ``total`` and ``groups`` always cover all of them. Raises InvalidInput for an unknown
    key, or none. ``customer`` keeps to one of them.
    """
    if not keys or any(k not in KEYS for k in keys) or len(set(keys)) < len(keys):
        raise InvalidInput({"by": [N_("Choose one or more of the keys offered, each once.")]})
    where, values = _where(actor, first, last, customer)
    names = ", ".join(f"k{n}" for n in range(len(keys)))
    columns = ", ".join(f"{KEYS[k].column} AS k{n}" for n, k in enumerate(keys))
    order = ", ".join(f"k{n}" for n, k in enumerate(keys) if k in ("month", "day"))
    sql = f"SELECT {columns}, {_SUMS} FROM sales_salesentry {where} GROUP BY {names}"  # nosec B608 # only our own words
    sql += f" ORDER BY {order + ', ' if order else ''}SUM(gross_fen) DESC, {names}"
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found = cursor.fetchall()
    shown = found[offset:None if limit is None else offset + limit]
    return SalesTable(first, last, tuple(keys), _named(shown, keys), _total(found, len(keys)), len(found))


def total_of(actor: Actor, first: date, last: date) -> Sums:
    """The sums of a period."""
    where, values = _where(actor, first, last)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_SUMS} FROM sales_salesentry {where}", values)  # nosec B608 # only our own words
        row = cursor.fetchone()
    return _sums(row)


def _where(actor: Actor, first: date, last: date, customer: int | None = None) -> tuple[str, list[Any]]:
    scope, values = scope_sql(actor, "owner_id", "unit_id")
    one = " AND customer_id = %s" if customer else ""
    return f'WHERE "on" >= %s AND "on" <= %s{scope}{one}', [first, last, *values, *([customer] if customer else [])]


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
