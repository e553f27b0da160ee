"""An area manager's statistics of a week, a month or a quarter, and whether the shorter ones add up to the longer (MTG-11)."""

from __future__ import annotations

from typing import Any

from django.db.models import F

from yingshu.kernel import clock, money
from yingshu.organisation.models import Unit

from .. import periods
from ..models import Report
from ..periods import Days
from ..rules import Period
from .ledger import Sums, between, by_measure, grouped, ledger, names_of_people, percent, plain, ranked


def statistics_content(kind: Period, period: str, unit: Unit | None) -> dict[str, Any]:
    """The span's sales in a unit and everything below it (None: the whole centre)."""
    days = periods.parse(period)
    where: dict[str, Any] = {} if unit is None else {"unit_id__in": Unit.objects.filter(path__startswith=unit.path).values("id")}
    rows = ledger(**where, **between(*days))
    months = sorted(grouped(rows, "month"), key=lambda row: row["month"])
    whole = Sums(gross=sum(row["sums"].gross for row in months), net=sum(row["sums"].net for row in months))
    parts, missing = _parts(kind, days, unit.pk if unit else None)
    return {
        "kind": kind.value, "period": period, "first": f"{days.first}", "last": f"{days.last}",
        "through": f"{min(days.last, clock.today())}", "unit": unit.name if unit else "",
        "totals": {"gross_fen": whole.gross, "net_fen": whole.net},
        "quantities": [{"key": row["measure"] or "", "measure": row["measure"] or "", "quantity": plain(row["sums"].quantity)}
                       for row in sorted(by_measure(rows), key=lambda row: str(row["measure"]))],
        "months": [{"key": _month(row["month"]), "month": _month(row["month"]), "gross_fen": row["sums"].gross} for row in months],
        "products": ranked(_product(row, whole.gross) for row in grouped(rows.annotate(
            product_name=F("product__name"), spec=F("product__spec"), measure=F("product__unit")),
            "product_id", "product_name", "spec", "measure")),
        "salespeople": _people(grouped(rows, "owner_id"), whole.gross),
        "parts": parts, "missing": missing, "parts_fen": sum(part["gross_fen"] for part in parts) if parts else None,
    }


def _month(number: int) -> str:
    return f"{number // 100}-{number % 100:02d}"


def _product(row: dict[str, Any], whole: int) -> dict[str, Any]:
    return {"key": str(row["product_id"] or 0), "product": row["product_name"] or "", "spec": row["spec"] or "",
            "measure": row["measure"] or "", "quantity": plain(row["sums"].quantity), "gross_fen": row["sums"].gross,
            "share": percent(money.ratio(row["sums"].gross, whole))}


def _people(found: list[dict[str, Any]], whole: int) -> list[dict[str, Any]]:
    names = names_of_people(row["owner_id"] for row in found)
    return ranked({"key": str(row["owner_id"] or 0), "salesperson": names.get(row["owner_id"], ""), "gross_fen": row["sums"].gross,
                   "customers": row["sums"].customers, "share": percent(money.ratio(row["sums"].gross, whole))} for row in found)


def _parts(kind: Period, days: Days, unit_id: int | None) -> tuple[list[dict[str, Any]], list[str]]:
    """The submitted shorter statistics of the span, each with what of it lies in the span, and the spans without one."""
    if kind == Period.WEEK:
        return [], []
    wanted = periods.weeks_in(days) if kind == Period.MONTH else periods.months_in(days)
    months = set(periods.months_in(days))
    found: dict[str, Report] = {r.period: r for r in Report.objects.filter(
        kind=Report.Kind.SALES_STATISTICS, period__in=wanted, unit_id=unit_id, state=Report.State.SUBMITTED).order_by("version")}
    parts = [{"key": name, "period": name, "number": found[name].number,
              "gross_fen": sum(row["gross_fen"] for row in found[name].content["months"] if row["key"] in months)}
             for name in wanted if name in found]
    return parts, [name for name in wanted if name not in found] if parts else []
