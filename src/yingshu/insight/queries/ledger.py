"""The sales ledger as reports read it. Sums by month come from the month's own lines, whatever lies before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Count, F, QuerySet, Sum

from yingshu.kernel.actor import Actor
from yingshu.organisation.models import Person, Unit
from yingshu.sales.models import SalesEntry
from yingshu.sales.queries import lines_of


class Sums(NamedTuple):
    """What some lines of the ledger add up to; amounts in fen."""

    quantity: Decimal = Decimal(0)
    gross: int = 0
    net: int = 0
    customers: int = 0
    entries: int = 0


def ledger(actor: Actor | None = None, **where: Any) -> QuerySet[SalesEntry]:
    """Lines of the sales ledger that fulfil a condition: those the actor may see, or all (a report speaks for the whole centre)."""
    return (lines_of(actor) if actor else SalesEntry.objects.all()).filter(**where)


def between(first: date, last: date) -> dict[str, Any]:
    """The condition for days, both included."""
    return {"on__gte": first, "on__lte": last}


def grouped(rows: QuerySet[SalesEntry], *keys: str) -> list[dict[str, Any]]:
    """One statement: the lines by some columns, with their sums under ``sums``; nothing where there is no line."""
    found = rows.order_by().values(*keys).annotate(_quantity=Sum("quantity"), _gross=Sum("gross_fen"), _net=Sum("net_fen"),
                                                   _customers=Count("customer_id", distinct=True), _entries=Count("id"))
    return [{**{k: row[k] for k in keys}, "sums": Sums(row["_quantity"], int(row["_gross"]), int(row["_net"]), row["_customers"],
                                                      row["_entries"])} for row in found if row["_entries"]]


def by_measure(rows: QuerySet[SalesEntry], *keys: str) -> list[dict[str, Any]]:
    """Quantities by unit of measure: different ones do not add up."""
    return grouped(rows.annotate(measure=F("product__unit")), *keys, "measure")


def quantities_sold(actor: Actor, first: date, last: date) -> list[tuple[str, Decimal]]:
    """Quantity by unit of measure, the largest first: different units do not add up."""
    found = [(row["measure"] or "", row["sums"].quantity) for row in by_measure(ledger(actor, **between(first, last)))]
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))


def names_of_people(ids: Iterable[int | None]) -> dict[int, str]:
    """Id → name."""
    return dict(Person.objects.filter(pk__in={i for i in ids if i}).values_list("id", "name"))


def names_of_units(ids: Iterable[int | None]) -> dict[int, str]:
    """Id → name."""
    return dict(Unit.objects.filter(pk__in={i for i in ids if i}).values_list("id", "name"))


def plain(quantity: Decimal) -> str:
    """A quantity as content keeps it: ``1200``, ``2.5``."""
    return f"{quantity.normalize():f}" if quantity else "0"


def percent(share: Decimal | None) -> str | None:
    """A share as percent with two decimals: 0.8765 → ``87.65``."""
    return None if share is None else f"{share * 100:.2f}"


def ranked(rows: Iterable[Mapping[str, Any]], figure: str = "gross_fen") -> list[Any]:
    """Rows by a figure, largest first, then by key."""
    def now(row: Mapping[str, Any]) -> int:
        value = row[figure]
        return int(value["now"] if isinstance(value, Mapping) else value)
    return sorted(rows, key=lambda row: (-now(row), str(row["key"])))
