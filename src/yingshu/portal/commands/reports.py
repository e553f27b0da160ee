"""``yingshu report …``: the figures of the records, for any day and period."""

from __future__ import annotations

import argparse
import re
from datetime import date
from typing import Any

from django.db.models import Count, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yingshu.customers.models import Customer
from yingshu.insight.queries.ledger import between, ledger, names_of_people, names_of_units
from yingshu.insight.queries.monthly import monthly_content
from yingshu.insight.versions import public
from yingshu.kernel import clock, money
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import InvalidInput
from yingshu.products.models import Product
from yingshu.receivables.queries import ageing
from yingshu.receivables.rules import Basis

from .output import Output, command, day, group

COLUMNS = {"customer": "customer_id", "product": "product_id", "salesperson": "owner_id", "region": "unit_id", "month": "month",
           "day": "on",
           "payment_method": "payment_method"}
TITLES = {"customer": N_("Customer"), "product": N_("Product"), "salesperson": N_("Salesperson"), "region": N_("Region"),
          "month": N_("Month"), "day": N_("Day"), "payment_method": N_("Payment method"), "gross": N_("Amount incl. tax"),
          "net": N_("Amount excl. tax"), "customers": N_("Customers"), "new_customers": N_("New customers")}


def add(commands: Any) -> None:
    """Declare the commands."""
    reports = group(commands, "report", _("figures of the records"))
    owed = command(reports, "ageing", show_ageing, _("who owes how much since when, on any day"), acts=True)
    owed.add_argument("--as-of", type=day, default=None, metavar=_("DAY"), help=_("the day (default: today)"))
    owed.add_argument("--by", choices=("customer", "salesperson", "region"), default="customer", help=_("what the rows are"))
    owed.add_argument("--basis", choices=("due", "shipped"), default=None, help=_("the clock: from the due date or from shipment"))
    sold = command(reports, "sales", show_sales,
                   _("sales of a period by customer, product, salesperson, region, month, day, payment method"),
                   acts=True)
    sold.add_argument("--from", dest="first", type=day, required=True, metavar=_("DAY"), help=_("first day"))
    sold.add_argument("--to", dest="last", type=day, required=True, metavar=_("DAY"), help=_("last day, included"))
    sold.add_argument("--by", type=keys, default=["month"], metavar="KEY[,KEY]", help=", ".join(COLUMNS))
    month = command(reports, "monthly-sales", show_month, _("the monthly sales report as the records are now"), acts=True)
    month.add_argument("--month", required=True, metavar="YYYY-MM", help=_("the month"))


def keys(text: str) -> list[str]:
    """The option ``--by`` of sales."""
    wanted = list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    if not wanted or set(wanted) - COLUMNS.keys():
        raise argparse.ArgumentTypeError(_("give one or more of: %(keys)s") % {"keys": ", ".join(COLUMNS)})
    return wanted


# ---- ageing

def show_ageing(arguments: argparse.Namespace, output: Output) -> None:
    """Buckets of the company's own parameters; the sums equal the ledger."""
    found = ageing(arguments.actor, arguments.as_of or clock.today(), arguments.by, Basis(arguments.basis) if arguments.basis else None)
    codes = _codes([row.id for row in found.rows]) if arguments.by == "customer" else {}
    spans = [_span(span.first, span.last) for span in found.buckets]
    if output.is_json:
        return output.data({
            "as_of": found.as_of, "by": found.by, "basis": str(found.basis.value),
            "buckets": [{"from": span.first, "to": span.last} for span in found.buckets],
            "rows": [{"kind": row.kind, "id": row.id, **({"code": codes.get(row.id)} if codes and row.kind == "customer" else {}),
                      "name": row.name, "amounts": _plain(row.amounts), "total": money.plain(row.total_fen),
                      "overdue": money.plain(row.overdue_fen), "credit": money.plain(row.credit_fen), "items": row.items,
                      "oldest_days": row.oldest_days} for row in found.rows],
            "totals": _plain(found.totals), "total": money.plain(found.total_fen), "credit": money.plain(found.credit_fen),
            "agrees_with_ledger": found.agrees})
    rows = [[row.name or "--", *map(money.show, row.amounts), money.show(row.total_fen), money.show(row.credit_fen)] for row in found.rows]
    output.table([_("Who"), *spans, _("Total"), _("Not allocated")],
                 [*rows, [_("Total"), *map(money.show, found.totals), money.show(found.total_fen), money.show(found.credit_fen)]])
    return None


def _span(first: int | None, last: int | None) -> str:
    if first is None:
        return _("Not due")
    return _("Over %(days)s days") % {"days": first - 1} if last is None else _("%(first)s–%(last)s days") % {"first": first, "last": last}


def _plain(amounts: Any) -> list[str]:
    return [money.plain(fen) for fen in amounts]


def _codes(ids: list[int | None]) -> dict[int | None, str]:
    return dict(Customer._plain.filter(id__in=[pk for pk in ids if pk]).values_list("id", "number"))


# ---- sales

def show_sales(arguments: argparse.Namespace, output: Output) -> None:
    """Lines of the sales ledger, returns deducted, grouped in one statement."""
    rows = sales(arguments.actor, arguments.first, arguments.last, arguments.by)
    totals = {name: sum(row[name] for row in rows) for name in ("gross_fen", "net_fen", "freight_fen", "lines")}
    if output.is_json:
        return output.data({"from": arguments.first, "to": arguments.last, "by": arguments.by, "rows": [public(row) for row in rows],
                            "total": public(totals)})
    names = [_(TITLES[key]) for key in arguments.by]
    lines = [[*(_label(row[key]) for key in arguments.by), *_figures(row)] for row in rows]
    output.table([*names, _("Lines"), _("Quantity"), _("Amount incl. tax"), _("Amount excl. tax"), _("Freight")],
                 [*lines, [_("Total"), *[""] * (len(names) - 1), totals["lines"], "", *(money.show(totals[n]) for n in _MONEY)]])
    return None


_MONEY = ("gross_fen", "net_fen", "freight_fen")


def sales(actor: Actor, first: date, last: date, by: list[str]) -> list[dict[str, Any]]:
    """Sums by the wanted keys; customers and products as ``{id, code, name}``, people and regions as ``{id, name}``."""
    if last < first:
        raise InvalidInput({"--to": [_("The last day lies before the first.")]})
    columns = [COLUMNS[key] for key in by]
    found = list(ledger(actor, **between(first, last)).order_by().values(*columns).annotate(
        gross_sum=Sum("gross_fen"), net_sum=Sum("net_fen"), freight_sum=Sum("freight_fen"), quantity_sum=Sum("quantity"),
        line_count=Count("id")))
    called = {key: _names(key, {row[COLUMNS[key]] for row in found}) for key in by}
    rows = [{**{key: called[key](row[COLUMNS[key]]) for key in by}, "lines": row["line_count"], "quantity": f"{row['quantity_sum']:.3f}",
             "gross_fen": int(row["gross_sum"]), "net_fen": int(row["net_sum"]), "freight_fen": int(row["freight_sum"])} for row in found]
    timed = [key for key in by if key in ("month", "day")]
    return sorted(rows, key=lambda row: (*(str(row[key]) for key in timed), -row["gross_fen"], *(_label(row[key]) for key in by)))


def _names(key: str, ids: set[Any]) -> Any:
    """A function from the column's value to what is shown for it."""
    if key == "month":
        return lambda number: f"{number // 100:04d}-{number % 100:02d}"
    if key == "day":
        return lambda on: on.isoformat()
    if key in ("customer", "product"):
        model = Customer._plain if key == "customer" else Product.objects
        rows = {pk: {"id": pk, "code": code, "name": name} for pk, code,
                name in model.filter(id__in=ids - {None}).values_list("id", "number", "name")}
        return rows.get
    if key in ("salesperson", "region"):
        names = names_of_people(ids) if key == "salesperson" else names_of_units(ids)
        return lambda pk: {"id": pk, "name": names.get(pk, "")} if pk else None
    return lambda value: value


def _label(value: Any) -> str:
    return str(value["name"]) if isinstance(value, dict) else str(value or "--")


def _figures(row: dict[str, Any]) -> list[Any]:
    return [row["lines"], row["quantity"].rstrip("0").rstrip("."), *(money.show(row[name]) for name in _MONEY)]


# ---- the month

def show_month(arguments: argparse.Namespace, output: Output) -> None:
    """The content of the report, compared with the month before and the same month of the year before."""
    found = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", arguments.month)
    if found is None:
        raise InvalidInput({"--month": [_("Please give a month like 2026-06.")]})
    content = public(monthly_content(date(int(found[1]), int(found[2]), 1), arguments.actor))
    if output.is_json:
        return output.data(content)
    output.tell(f"{content['month']}: {content['first']} ~ {content['through']}")
    output.table(["", _("This month"), _("Last month"), _("Same month last year")],
                 [[_(TITLES[name]), each["now"], each["last_month"]["value"], each["last_year"]["value"]]
                  for name, each in content["totals"].items()])
    for part, key in (("regions", "region"), ("salespeople", "salesperson"), ("products", "product")):
        output.tell("")
        output.table([_(TITLES[key]), _("This month"), _("Last month"), _("Same month last year")],
                     [[row[key] or "--", row["gross"]["now"], row["gross"]["last_month"]["value"], row["gross"]["last_year"]["value"]]
                      for row in content[part][:10]])
    return None
