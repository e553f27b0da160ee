"""Sales by whatever one asks: figures, chart, table, drill-down to the ledger with the same total, export."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from yingshu.kernel import money
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import InvalidInput
from yingshu.kernel.metrics import METRICS, Metric
from yingshu.kernel.tabular.fields import Kind
from yingshu.kernel.tabular.writer import OutColumn
from yingshu.rulebook.queries import control_in_force
from yingshu.sales.queries import KEYS, Named, SalesRow, SalesTable, Sums, sales_by

from .. import paper, periods
from ..controls import ANALYSIS
from ..paper import Figure
from ..periods import Days
from ..queries import earned_between, quantities_sold
from ..queries.analysis import Earned
from . import whys
from .drill import ledger_page

BY: dict[str, Any] = {
    "product": lazy("Product"), "customer": lazy("Customer"), "salesperson": lazy("Salesperson"), "region": lazy("Region"),
    "payment_method": lazy("Payment method"), "month": lazy("Month"), "day": lazy("Day")}
MOST_ROWS = 200
MOST_DRAWN = 40
STRIP = ("sales.gross", "sales.net", "sales.quantity", "sales.profit")
FILTER = {"customer": "customer", "product": "product", "salesperson": "owner", "region": "unit", "payment_method": "payment_method"}


def keys_of(query: Mapping[str, Any]) -> list[Any]:
    """``?by=product&then=customer``; by product without. Raises InvalidInput for what is no key."""
    found = [k for k in (query.get("by") or "product", query.get("then") or "") if k]
    if any(k not in KEYS for k in found) or len(set(found)) < len(found):
        raise InvalidInput({"by": [_("Choose one or two different ones of those offered.")]})
    return found


def page_of(actor: Actor, days: Days, keys: Sequence[Any]) -> dict[str, Any]:
    """Everything the page draws."""
    table, lines = sales_by(actor, *days, keys, limit=MOST_ROWS), ledger_page(*days)
    figures = figures_of(actor, days, table)
    return {"table": table, "heads": [str(BY[k]) for k in keys], "rows": [_row(row, table) for row in table.rows],
            "left_out": table.groups - len(table.rows), "figures": figures, "all_url": lines,
            "whys": whys.of_strip(figures, [METRICS[code].clause for code in STRIP], lines,
                                  {"OPS-05": control_in_force(ANALYSIS.code).rows}),
            "chart": len(keys) == 1 and 1 < len(table.rows) <= MOST_DRAWN}


def _row(row: SalesRow, table: SalesTable) -> dict[str, Any]:
    s = row.sums
    return {"names": [name_of(k, n) for k, n in zip(table.keys, row.keys, strict=True)], "sums": s, "url": drill(row, table),
            "quantity": paper.quantity(s.quantity), "share": paper.share(_percent(s.gross_fen, table.total.gross_fen)),
            "profit": s.profit_fen if s.profit_fen or s.cost_fen or not s.net_fen else None,
            "drawn": money.plain(s.gross_fen), "drawn_profit": money.plain(s.profit_fen)}


def _percent(part: int, whole: int) -> str | None:
    found = money.ratio(part, whole)
    return None if found is None else f"{found * 100:.2f}"


def name_of(key: str, named: Named) -> str:
    """A key's value in words."""
    return paper.payment_method(named.name) if key == "payment_method" else named.name or _("Unknown")


def drill(row: SalesRow, table: SalesTable) -> str:
    """The ledger lines behind a row, with the same total; nothing where a key has no value to look for."""
    first, last, where = table.first, table.last, dict[str, object]()
    for key, named in zip(table.keys, row.keys, strict=True):
        if key in ("month", "day"):
            span = periods.parse(named.name) if key == "month" else Days(date.fromisoformat(named.name), date.fromisoformat(named.name))
            first, last = max(first, span.first), min(last, span.last)
        elif named.id or (key == "payment_method" and named.name):
            where[FILTER[key]] = named.id or named.name
        else:
            return ""
    return ledger_page(first, last, **where)


def figures_of(actor: Actor, days: Days, table: SalesTable) -> list[Figure]:
    """Amount, quantity, profit of the period; what they mean and what they are made of is said by the figures themselves."""
    total, entries, got = table.total, _("%(count)s lines") % {"count": table.total.lines}, earned_between(actor, *days)
    sold, lines = quantities_sold(actor, *days), (_("Ledger lines"), f"{table.total.lines:,}")
    return [_money(METRICS["sales.gross"], total.gross_fen, entries, lines),
            _money(METRICS["sales.net"], total.net_fen, "", (_("Amount incl. tax (yuan)"), money.show(total.gross_fen))),
            Figure(str(METRICS["sales.quantity"].title), "　".join(f"{paper.quantity(q)} {m}" for m, q in sold[:3]) or "0", "",
                   _("%(count)s units of measure") % {"count": len(sold)} if len(sold) > 3 else "", str(METRICS["sales.quantity"].means),
                   before=(lines,)),
            _money(METRICS["sales.profit"], total.profit_fen, _uncosted(got),
                   (_("Net amount of lines with known cost (yuan)"), money.show(got.net)), (_("Cost (yuan)"), money.show(got.cost)))]


def _money(metric: Metric, fen: int, foot: str, *before: tuple[str, str]) -> Figure:
    return Figure(str(metric.title), money.show(fen), _("yuan"), foot, str(metric.means), "danger" if fen < 0 else "", before=before)


def _uncosted(found: Earned) -> str:
    """Lines whose cost nobody recorded are in no profit; that is said, not hidden."""
    if not found.unknown:
        return _("cost known for all lines")
    return _("%(count)s lines without cost, %(amount)s yuan net") % {"count": found.unknown, "amount": money.show(found.unknown_net)}


# ---- export ---------------------------------------------------------------------------------------------------------

def columns_of(keys: Sequence[str]) -> list[OutColumn]:
    """The columns of the workbook."""
    named = [c for k in keys for c in (OutColumn(f"{k}_name", str(BY[k])), *(
        [OutColumn(f"{k}_number", _("%(name)s code") % {"name": BY[k]}, Kind.CODE)] if KEYS[k].number else []))]
    return [*named, OutColumn("lines", _("Ledger lines"), Kind.INTEGER), OutColumn("quantity", _("Quantity"), Kind.QUANTITY),
            OutColumn("gross_fen", _("Amount incl. tax (yuan)"), Kind.FEN), OutColumn("net_fen", _("Amount excl. tax (yuan)"), Kind.FEN),
            OutColumn("cost_fen", _("Cost (yuan)"), Kind.FEN), OutColumn("profit_fen", _("Profit (yuan)"), Kind.FEN)]


def rows_of(table: SalesTable) -> Iterator[dict[str, Any]]:
    """The rows of the workbook."""
    for row in table.rows:
        named = {f"{k}_name": name_of(k, n) for k, n in zip(table.keys, row.keys, strict=True)}
        numbers = {f"{k}_number": n.number for k, n in zip(table.keys, row.keys, strict=True)}
        s = row.sums
        yield {**named, **numbers, "lines": s.lines, "quantity": s.quantity, "gross_fen": s.gross_fen, "net_fen": s.net_fen,
               "cost_fen": s.cost_fen, "profit_fen": s.profit_fen}


def as_json(actor: Actor, days: Days, keys: Sequence[Any]) -> dict[str, Any]:
    """The same table for machines."""
    table = sales_by(actor, *days, keys)
    return {"from": f"{days.first}", "to": f"{days.last}", "by": list(keys), "rows": [
        {**{k: n.name for k, n in zip(keys, row.keys, strict=True)}, **_sums(row.sums)} for row in table.rows], "total": _sums(table.total)}


def _sums(sums: Sums) -> dict[str, Any]:
    return {"lines": sums.lines, "quantity": f"{sums.quantity.normalize():f}" if sums.quantity else "0", "gross_fen": sums.gross_fen,
            "net_fen": sums.net_fen, "cost_fen": sums.cost_fen, "profit_fen": sums.profit_fen}
