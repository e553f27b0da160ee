"""Amount, volume, profit, customers and trend of a month (OPS-05). Lines whose cost nobody knows are named, not guessed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, F, Min, Q, QuerySet, Sum, Value

from yingshu.kernel import clock, money
from yingshu.kernel.actor import Actor
from yingshu.sales.models import SalesEntry

from .. import periods
from ..rules import profit
from .ledger import between, by_measure, grouped, ledger, names_of_units, percent, plain, ranked

KNOWN = Q(cost_fen__isnull=False)
TREND_MONTHS = 12
TOP_CUSTOMERS = 20


class Earned(NamedTuple):
    """Net amount and cost of the lines whose cost is known, and the lines (number, net amount) whose cost is not."""

    net: int
    cost: int
    unknown: int
    unknown_net: int

    def as_json(self) -> dict[str, Any]:
        """Profit and its rate, as content; missing where no line's cost is known."""
        earned = profit(self.net, self.cost)
        known = bool(self.net or self.cost or not self.unknown)
        return {"costed_net_fen": self.net, "cost_fen": self.cost, "profit_fen": earned.fen if known else None,
                "rate": percent(earned.rate), "without_cost": self.unknown, "without_cost_fen": self.unknown_net}


def earned(rows: QuerySet[SalesEntry], *keys: str) -> dict[tuple[Any, ...], Earned]:
    """One statement: what the lines earned, by some columns."""
    found = rows.order_by().values(*keys).annotate(
        net_=Sum("net_fen", filter=KNOWN, default=0), cost_=Sum("cost_fen", default=0), unknown_=Count("id", filter=~KNOWN),
        unknown_net_=Sum("net_fen", filter=~KNOWN, default=0))
    return {tuple(row[k] for k in keys): Earned(int(row["net_"]), int(row["cost_"]), row["unknown_"], int(row["unknown_net_"]))
            for row in found}


def earned_between(actor: Actor, first: date, last: date) -> Earned:
    """What the lines of some days earned that the actor may see."""
    found = earned(ledger(actor, **between(first, last)).annotate(all=Value(1)), "all")
    return next(iter(found.values()), Earned(0, 0, 0, 0))


def analysis_content(last: date, actor: Actor | None = None, months: int = 1) -> dict[str, Any]:
    """The analysis of so many months up to and including one: of the whole centre, or of what one person may see."""
    covered = periods.months_back(last, months)
    days = periods.Days(covered[0], periods.month_of(last).last)
    rows = ledger(actor, month__in=[periods.number_of(month) for month in covered]).annotate(all=Value(1))
    total = grouped(rows, "all")
    sums = total[0]["sums"] if total else None
    gross = sums.gross if sums else 0
    return {
        "month": periods.month_name(last), "first": f"{days.first}", "last": f"{days.last}",
        "through": f"{min(days.last, clock.today())}",
        "totals": {"gross_fen": gross, "net_fen": sums.net if sums else 0, "customers": sums.customers if sums else 0,
                   **earned(rows, "all").get((1,), Earned(0, 0, 0, 0)).as_json()},
        "quantities": [{"key": r["measure"] or "", "measure": r["measure"] or "", "quantity": plain(r["sums"].quantity)}
                       for r in sorted(by_measure(rows), key=lambda r: str(r["measure"]))],
        "products": _products(rows, gross),
        "regions": _customers_by(rows, gross, "unit_id", "region", names_of_units),
        "levels": _customers_by(rows, gross, "customer__level", "level"),
        "customers": _top(rows, gross), "trend": _trend(last, actor),
    }


def _products(rows: QuerySet[SalesEntry], whole: int) -> list[dict[str, Any]]:
    profits = earned(rows, "product_id")
    named = rows.annotate(product_name=F("product__name"), spec=F("product__spec"), measure=F("product__unit"))
    return ranked({"key": str(r["product_id"] or 0), "product": r["product_name"] or "", "spec": r["spec"] or "",
                   "measure": r["measure"] or "", "quantity": plain(r["sums"].quantity), "gross_fen": r["sums"].gross,
                   "share": percent(money.ratio(r["sums"].gross, whole)), **profits[(r["product_id"],)].as_json()}
                  for r in grouped(named, "product_id", "product_name", "spec", "measure"))


def _customers_by(rows: QuerySet[SalesEntry], whole: int, column: str, name: str, names: Any = None) -> list[dict[str, Any]]:
    """How customers and amounts are spread."""
    found = grouped(rows, column)
    called: Mapping[Any, str] = names([r[column] for r in found]) if names else {r[column]: r[column] for r in found}
    return ranked({"key": str(r[column] or ""), name: called.get(r[column], ""), "customers": r["sums"].customers,
                   "gross_fen": r["sums"].gross, "share": percent(money.ratio(r["sums"].gross, whole))} for r in found)


def _top(rows: QuerySet[SalesEntry], whole: int) -> list[dict[str, Any]]:
    """The largest customers of the month."""
    found = rows.order_by().values("customer_id", "customer__name").annotate(gross=Sum("gross_fen"), entries=Count("id")).order_by(
        "-gross", "customer_id")[:TOP_CUSTOMERS]
    return [{"key": str(r["customer_id"]), "customer": r["customer__name"], "entries": r["entries"], "gross_fen": int(r["gross"]),
             "share": percent(money.ratio(int(r["gross"]), whole))} for r in found]


def _trend(first: date, actor: Actor | None) -> list[dict[str, Any]]:
    """The twelve months up to this one, from the first one with a ledger; months without sales are zero."""
    months = periods.months_back(first, TREND_MONTHS)
    rows = ledger(actor, month__in=[periods.number_of(m) for m in months])
    sums, profits = {r["month"]: r["sums"] for r in grouped(rows, "month")}, earned(rows, "month")
    since = ledger(actor).aggregate(month=Min("month"))["month"]
    known = [m for m in months if since is not None and periods.number_of(m) >= since]
    return list(_points(known, sums, profits))


def _points(months: Iterable[date], sums: Mapping[int, Any], profits: Mapping[tuple[Any, ...], Earned]) -> Iterable[dict[str, Any]]:
    for month in months:
        number, name = periods.number_of(month), periods.month_name(month)
        earned_then = profits.get((number,))
        yield {"key": name, "month": name, "gross_fen": sums[number].gross if number in sums else 0,
               "profit_fen": earned_then.net - earned_then.cost if earned_then else 0}
