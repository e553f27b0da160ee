"""What a monthly sales report says: the month, beside the month before and the same month of the year before (MTG-06)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, Min, OuterRef, QuerySet, Subquery, Sum

from yingshu.customers.models import Customer
from yingshu.kernel import clock, money
from yingshu.kernel.actor import Actor
from yingshu.sales.models import SalesEntry

from .. import periods
from ..models import Report
from ..rules import MONTHLY_SALES, compare
from ..versions import public
from .ledger import Sums, by_measure, grouped, ledger, names_of_people, names_of_units, percent, plain, ranked
from .reports import latest, visible

Figures = Mapping[int, Any]


class Months:
    """The three months of a report as numbers of the ledger; which of the earlier ones have records at all."""

    def __init__(self, first: date, since: int | None) -> None:
        before, year_ago = periods.months_back(first, 2)[0], first.replace(year=first.year - 1)
        self.now = periods.number_of(first)
        self.earlier = {"last_month": periods.number_of(before), "last_year": periods.number_of(year_ago)}
        self.since = since

    @property
    def all(self) -> list[int]:
        return [self.now, *self.earlier.values()]

    def figure(self, values: Figures, shown: Callable[[Any], Any] = int) -> dict[str, Any]:
        """One figure of the three months: now, and beside each earlier one its value, the difference and the percentage."""
        now = values.get(self.now, 0)
        return {"now": shown(now), **{name: self._beside(now, values, month, shown) for name, month in self.earlier.items()}}

    def _beside(self, now: Any, values: Figures, month: int, shown: Callable[[Any], Any]) -> dict[str, Any]:
        known = self.since is not None and month >= self.since
        then = compare(now, values.get(month, 0) if known else None)
        return {"value": None if then.value is None else shown(then.value),
                "difference": None if then.difference is None else shown(then.difference),
                "percent": None if then.percent is None else f"{then.percent:.2f}"}


def monthly_content(first: date, actor: Actor | None = None) -> dict[str, Any]:
    """The report of a month as the records are now: of the whole centre, or of what one person may see.

    Always the same number of statements; their cost follows the three months, not the history.
    """
    months = Months(first, ledger(actor).aggregate(since=Min("month"))["since"])
    rows = ledger(actor, month__in=months.all)
    totals = {row["month"]: row["sums"] for row in grouped(rows, "month")}
    fresh = _new_customers(rows, months)
    last = periods.month_of(first).last
    return {
        "month": periods.month_name(first), "first": first.isoformat(), "last": last.isoformat(),
        "through": min(last, clock.today()).isoformat(), "entries": totals.get(months.now, Sums()).entries,
        "totals": {"gross_fen": months.figure({m: s.gross for m, s in totals.items()}),
                   "net_fen": months.figure({m: s.net for m, s in totals.items()}),
                   "customers": months.figure({m: s.customers for m, s in totals.items()}),
                   "new_customers": months.figure({m: len(f) for m, f in fresh.items()})},
        "quantities": _quantities(rows, months), "products": _products(rows, months),
        "payment_methods": _parts(rows, months, "payment_method", "payment_method"),
        "regions": _parts(rows, months, "unit_id", "region", names_of_units),
        "salespeople": _parts(rows, months, "owner_id", "salesperson", names_of_people),
        "new_customers": ranked(fresh.get(months.now, [])),
    }


def _spread(found: list[dict[str, Any]], *keys: str) -> dict[tuple[Any, ...], dict[int, Sums]]:
    """Grouped rows as key → month → sums."""
    spread: dict[tuple[Any, ...], dict[int, Sums]] = {}
    for row in found:
        spread.setdefault(tuple(row[k] for k in keys), {})[row["month"]] = row["sums"]
    return spread


def _quantities(rows: QuerySet[SalesEntry], months: Months) -> list[dict[str, Any]]:
    return [{"key": measure or "", "measure": measure or "", "quantity": months.figure({m: s.quantity for m, s in sums.items()}, plain)}
            for (measure,), sums in sorted(_spread(by_measure(rows, "month"), "measure").items(), key=lambda item: str(item[0]))]


def _products(rows: QuerySet[SalesEntry], months: Months) -> list[dict[str, Any]]:
    named = rows.annotate(product_name=F("product__name"), spec=F("product__spec"), measure=F("product__unit"))
    keys = ("product_id", "product_name", "spec", "measure")
    return ranked({"key": str(product or 0), "product": name or "", "spec": spec or "", "measure": measure or "",
                   "quantity": months.figure({m: s.quantity for m, s in sums.items()}, plain),
                   "gross_fen": months.figure({m: s.gross for m, s in sums.items()})}
                  for (product, name, spec, measure), sums in _spread(grouped(named, "month", *keys), *keys).items())


def _parts(rows: QuerySet[SalesEntry], months: Months, column: str, name: str,
           names: Callable[[list[Any]], Mapping[Any, str]] | None = None) -> list[dict[str, Any]]:
    spread = _spread(grouped(rows, "month", column), column)
    whole = sum(sums[months.now].gross for sums in spread.values() if months.now in sums)
    called: Mapping[Any, str] = names([key for (key,) in spread]) if names else {key: key for (key,) in spread}
    return ranked({"key": str(key or 0), name: called.get(key, ""), "gross_fen": months.figure({m: s.gross for m, s in sums.items()}),
                   "share": percent(money.ratio(sums.get(months.now, Sums()).gross, whole))} for (key,), sums in spread.items())


def _new_customers(rows: QuerySet[SalesEntry], months: Months) -> dict[int, list[dict[str, Any]]]:
    """Customers whose first line in the ledger lies in one of the months. One look into an index for each customer of these
    months, so the history behind them is not read."""
    first = SalesEntry.objects.filter(customer_id=OuterRef("pk")).order_by("on").values("month")[:1]
    found = Customer._plain.filter(pk__in=rows.values("customer_id")).annotate(first=Subquery(first)).filter(first__in=months.all)
    sums = dict(rows.filter(month=months.now).order_by().values_list("customer_id").annotate(fen=Sum("gross_fen")))
    fresh: dict[int, list[dict[str, Any]]] = {}
    for pk, name, month in found.values_list("pk", "name", "first"):
        fresh.setdefault(month, []).append({"key": str(pk), "customer": name, "gross_fen": int(sums.get(pk, 0))})
    return fresh


def monthly_sales(month: str, actor: Actor) -> dict[str, Any]:
    """The month as JSON for command and API, from the records the person may see, with the report handed in for it, if any.

    Money in yuan as strings, ``null`` where there is nothing to compare with. Raises InvalidInput for a month that is none.
    """
    first = parse(month)
    found = latest(Report.Kind(MONTHLY_SALES), month, among=visible(actor))
    report = None if found is None else {
        "number": found.number, "version": found.version, "state": found.state, "due_on": found.due_on and found.due_on.isoformat(),
        "submitted_at": found.submitted_at and clock.local(found.submitted_at).isoformat(), "days_late": found.days_late}
    content: dict[str, Any] = public(monthly_content(first, actor))
    return {**content, "quantity": _whole(content["quantities"]), "report": report}


def parse(month: str) -> date:
    """First day of a month that has begun."""
    return periods.begun(periods.month_of(periods.parse_month(month))).first


def _whole(quantities: list[dict[str, Any]]) -> str | None:
    """The quantity of the month, where it is in one unit of measure."""
    return plain(Decimal(quantities[0]["quantity"]["now"])) if len(quantities) == 1 else None
