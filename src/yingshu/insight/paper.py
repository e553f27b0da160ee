"""A report's content as figures and tables that can be read: the page, the print and the export draw the same ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from yingshu.kernel import money
from yingshu.orders.models.order import PaymentMethod

from .models import Report

MISSING = "--"
Kind = Report.Kind
EARLIER = (("last_month", lazy("Last month")), ("last_year", lazy("Same month last year")))


class Cell(NamedTuple):
    """What stands in a cell; ``sub`` is its second line, ``v`` the plain number that charts read."""

    text: str
    sub: str = ""
    num: bool = False
    tone: str = ""
    v: str | None = None


class Head(NamedTuple):
    """The title of a column; a drawn one has the name of its series."""

    text: str
    num: bool = False
    series: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a report. ``chart`` names the figure that is drawn above it."""

    code: str
    title: str
    heads: Sequence[Head]
    rows: Sequence[Sequence[Cell]]
    note: str = ""
    chart: bool = False
    foot: Sequence[Cell] = ()

    @property
    def lines(self) -> list[list[tuple[Head, Cell]]]:
        """Rows with the title of each cell's column."""
        return [list(zip(self.heads, row, strict=True)) for row in self.rows]


class Figure(NamedTuple):
    """One figure of the strip: value, unit, the line that compares, what it means, where the records behind it are, and the numbers
    before it in its sum."""

    label: str
    value: str
    unit: str = ""
    foot: str = ""
    hint: str = ""
    tone: str = ""
    url: str = ""
    before: tuple[tuple[str, str], ...] = ()


# ---- how values read -------------------------------------------------------------------------------------------------

def span_of(seconds: int | None) -> str:
    """``2 h 05 min``; missing as ``--``."""
    if seconds is None:
        return MISSING
    days, rest = divmod(seconds, 86400)
    hours, minutes = rest // 3600, rest % 3600 // 60
    if days:
        return _("%(days)s d %(hours)s h") % {"days": days, "hours": hours}
    return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": f"{minutes:02d}"}


def quantity(value: Any) -> str:
    """``1,200`` or ``2.5``; missing as ``--``."""
    if value is None:
        return MISSING
    number = Decimal(value)
    return f"{number.normalize():,f}".replace("-", "−") if number else "0"


def amount(value: Any) -> str:
    """Fen as money; missing as ``--``."""
    return MISSING if value is None else money.show(int(value))


def signed(value: Any, show: Callable[[Any], str]) -> str:
    """A difference with its sign."""
    text = show(value)
    return f"+{text}" if value is not None and Decimal(value) > 0 else text


def share(value: Any) -> str:
    """``12.32%``; missing as ``--``."""
    return MISSING if value is None else f"{value}%".replace("-", "−")


def change(then: Mapping[str, Any], show: Callable[[Any], str]) -> str:
    """Difference and percentage beside an earlier figure: ``+50　+3.33%``."""
    if then["value"] is None:
        return MISSING
    percent = share(then["percent"])
    return f"{signed(then['difference'], show)}　{'+' if (then['percent'] or '0') > '0' and percent[0] != '−' else ''}{percent}"


def payment_method(code: str) -> str:
    """A payment method in words; unknown ones as they are."""
    return str(PaymentMethod(code).label) if code in PaymentMethod.values else code or _("Unknown")


NAMES: dict[str, Any] = {
    "product": lazy("Product"), "quantity": lazy("Quantity"),
    "gross_fen": lazy("Amount (yuan)"), "share": lazy("Share"), "payment_method": lazy("Payment method"), "region": lazy("Region"),
    "salesperson": lazy("Salesperson"), "customer": lazy("Customer"), "customers": lazy("Customers"), "level": lazy("Level"),
    "number": lazy("Outbound note"), "slip": lazy("Sales slip"), "day": lazy("Day"), "notes": lazy("Outbound notes"),
    "shipped_fen": lazy("Shipped (yuan)"), "returned_fen": lazy("Returned (yuan)"), "month": lazy("Month"), "period": lazy("Period"),
    "profit_fen": lazy("Profit (yuan)"), "cost_fen": lazy("Cost (yuan)"), "costed_net_fen": lazy("Net amount (yuan)"),
    "rate": lazy("Profit rate"), "without_cost": lazy("Lines without cost"), "entries": lazy("Ledger lines")}
NUMBERS = {"quantity", "share", "rate", "customers", "notes", "without_cost", "entries"}


def _show_of(name: str) -> Callable[[Any], str]:
    if name.endswith("_fen"):
        return amount
    return share if name in ("share", "rate") else quantity


def is_number(name: str) -> bool:
    """Does the column hold numbers?"""
    return name.endswith("_fen") or name in NUMBERS


def cell(name: str, value: Any) -> Cell:
    """A plain value."""
    if not is_number(name):
        return Cell(payment_method(value) if name == "payment_method" else str(value or "") or _("Unknown"))
    zero = value in (0, "0", "0.00", None)
    negative = not zero and str(value).startswith("-")
    return Cell(_show_of(name)(value), num=True, tone="ink-3" if zero else "is-danger" if negative else "", v=plain(name, value))


def plain(name: str, value: Any) -> str | None:
    """The number as charts read it."""
    return money.plain(int(value or 0)) if name.endswith("_fen") else None if value is None else str(value)


def beside(name: str, then: Mapping[str, Any]) -> Cell:
    """An earlier figure with difference and percentage under it."""
    show = _show_of(name)
    return Cell(show(then["value"]), change(then, show) if then["value"] is not None else "", True,
                "ink-3" if then["value"] in (None, 0, "0") else "ink-2", plain(name, then["value"]))


# ---- tables ----------------------------------------------------------------------------------------------------------

class Table(NamedTuple):
    """A table of the content: where it is, its title, its columns; compared columns get two more each; one may be drawn."""

    code: str
    title: Any
    columns: tuple[str, ...]
    compared: tuple[str, ...] = ()
    drawn: str = ""


_PRODUCT = ("product", "quantity", "gross_fen")
TABLES: dict[str, tuple[Table, ...]] = {
    Kind.MONTHLY_SALES: (
        Table("products", lazy("By product"), _PRODUCT, ("quantity", "gross_fen"), "gross_fen"),
        Table("payment_methods", lazy("By payment method"), ("payment_method", "gross_fen", "share"), ("gross_fen",)),
        Table("regions", lazy("By region"), ("region", "gross_fen", "share"), ("gross_fen",)),
        Table("salespeople", lazy("By salesperson"), ("salesperson", "gross_fen", "share"), ("gross_fen",)),
        Table("new_customers", lazy("New customers"), ("customer", "gross_fen"))),
    Kind.DAILY_SALES: (Table("notes", lazy("Outbound notes"), ("number", "slip", "customer", "payment_method", "gross_fen")),),
    Kind.SALES_MONTH: (Table("days", lazy("By day"), ("day", "notes", "shipped_fen", "returned_fen", "gross_fen"), drawn="gross_fen"),),
    Kind.SALES_STATISTICS: (
        Table("products", lazy("By product"), (*_PRODUCT, "share"), drawn="gross_fen"),
        Table("salespeople", lazy("By salesperson"), ("salesperson", "customers", "gross_fen", "share")),
        Table("months", lazy("By month"), ("month", "gross_fen")),
        Table("parts", lazy("Submitted parts"), ("period", "number", "gross_fen"))),
    Kind.SALES_ANALYSIS: (
        Table("trend", lazy("Trend"), ("month", "gross_fen", "profit_fen"), drawn="gross_fen,profit_fen"),
        Table("products", lazy("By product"), ("product", "quantity", "gross_fen", "share", "costed_net_fen", "cost_fen", "profit_fen",
                                               "rate", "without_cost")),
        Table("regions", lazy("Customers by region"), ("region", "customers", "gross_fen", "share")),
        Table("levels", lazy("Customers by level"), ("level", "customers", "gross_fen", "share")),
        Table("customers", lazy("Largest customers"), ("customer", "entries", "gross_fen", "share")))}
DIMENSION = {"products": "quantity", "regions": "customers", "levels": "customers", "customers": "customers"}
EMPTY_IS_FINE = {"new_customers", "parts", "months"}


def sheets(kind: str, content: Mapping[str, Any]) -> list[Sheet]:
    """The tables of a report; empty ones that need not be there are left out."""
    wanted = content.get("dimensions")
    return [_sheet(t, content) for t in TABLES[kind]
            if (content[t.code] or t.code not in EMPTY_IS_FINE) and (wanted is None or DIMENSION.get(t.code, "amount") in wanted)]


def _sheet(table: Table, content: Mapping[str, Any]) -> Sheet:
    rows = [tuple(_cells(table, row)) for row in content[table.code]]
    return Sheet(table.code, str(table.title), tuple(_heads(table)), rows, note=_note(table, content), chart=bool(table.drawn and rows))


def _heads(table: Table) -> Iterator[Head]:
    for name in table.columns:
        label, drawn = str(NAMES[name]), name in table.drawn.split(",")
        now = _("This month") if name in table.compared else label
        yield Head(label, is_number(name), now if drawn else "")
        if name in table.compared:
            yield from (Head(str(words), True, str(words) if drawn else "") for _name, words in EARLIER)


def _cells(table: Table, row: Mapping[str, Any]) -> Iterator[Cell]:
    for name in table.columns:
        value = row[name]
        if name in table.compared:
            yield cell(name, value["now"])
            yield from (beside(name, value[earlier]) for earlier, _words in EARLIER)
        elif name == "product":
            yield Cell(value or _("Unknown"), " · ".join(filter(None, (row.get("spec"), row.get("measure")))))
        else:
            yield cell(name, value)


def _note(table: Table, content: Mapping[str, Any]) -> str:
    if table.code != "parts":
        return _("%(count)s rows") % {"count": len(content[table.code])}
    gap = content["totals"]["gross_fen"] - content["parts_fen"]
    words = _("Together %(sum)s, difference %(gap)s") % {"sum": amount(content["parts_fen"]), "gap": amount(gap)}
    return words + (_("; not submitted: %(missing)s") % {"missing": "、".join(content["missing"])} if content["missing"] else "")


# ---- figures ---------------------------------------------------------------------------------------------------------

def figures(kind: str, content: Mapping[str, Any]) -> list[Figure]:
    """The strip at the head of a report."""
    totals = content["totals"]
    found = [_figure(name, totals[name]) for name in FIGURES[kind] if name in totals]
    at = 1 if kind != Kind.DAILY_SALES else len(found)
    return [*found[:at], *(_sold(row) for row in content["quantities"]), *found[at:]]


FIGURES: dict[str, tuple[str, ...]] = {
    Kind.MONTHLY_SALES: ("gross_fen", "net_fen", "customers", "new_customers"),
    Kind.DAILY_SALES: ("gross_fen", "shipped_fen", "returned_fen", "notes"),
    Kind.SALES_MONTH: ("gross_fen", "shipped_fen", "returned_fen", "notes"), Kind.SALES_STATISTICS: ("gross_fen", "net_fen"),
    Kind.SALES_ANALYSIS: ("gross_fen", "net_fen", "profit_fen", "rate", "customers", "without_cost")}
LABELS: dict[str, tuple[Any, Any, Any]] = {  # label, unit, what it means
    "gross_fen": (lazy("Sales amount"), lazy("yuan"), lazy("Sales ledger lines of the period, tax included, returns deducted.")),
    "net_fen": (lazy("Excluding tax"), lazy("yuan"), lazy("The same lines without value added tax, as stored line by line.")),
    "customers": (lazy("Customers"), "", lazy("Customers with at least one line in the period.")),
    "new_customers": (lazy("New customers"), "", lazy("Customers whose first line ever in the sales ledger lies in the period.")),
    "shipped_fen": (lazy("Shipped"), lazy("yuan"), lazy("Sales slips that left in the period, tax included.")),
    "returned_fen": (lazy("Returned"), lazy("yuan"), lazy("Goods that came back in the period, tax included.")),
    "notes": (lazy("Outbound notes"), "", lazy("Outbound notes of the period.")),
    "profit_fen": (lazy("Profit"), lazy("yuan"), lazy("Amount excluding tax less cost, of the lines whose cost is known.")),
    "rate": (lazy("Profit rate"), "%", lazy("Profit over the amount excluding tax of the same lines.")),
    "without_cost": (lazy("Lines without cost"), "", lazy("Lines whose cost is not recorded; they are in no profit figure."))}


def _figure(name: str, value: Any) -> Figure:
    label, unit, hint = (str(part) for part in LABELS[name])
    show = amount if name.endswith("_fen") else str if name == "rate" and value is not None else quantity
    now = value["now"] if isinstance(value, Mapping) else value
    tone = "danger" if name == "without_cost" and now else ""
    return Figure(label, show(now), unit, _compared(value, show), hint, tone, before=_earlier(value, show))


def _sold(row: Mapping[str, Any]) -> Figure:
    value = row["quantity"]
    now = value["now"] if isinstance(value, Mapping) else value
    return Figure(_("Quantity"), quantity(now), str(row["measure"]), _compared(value, quantity),
                  _("Quantity of the lines in this unit of measure; different units do not add up."), before=_earlier(value, quantity))


def _earlier(value: Any, show: Callable[[Any], str]) -> tuple[tuple[str, str], ...]:
    """What a figure is compared with."""
    return tuple((str(words), show(value[name]["value"])) for name, words in EARLIER) if isinstance(value, Mapping) else ()


def _compared(value: Any, show: Callable[[Any], str]) -> str:
    """``Last month +3.33%; same month last year --``"""
    if not isinstance(value, Mapping):
        return ""
    parts = [f"{words} {_percent(value[name])}" for name, words in EARLIER]
    return "，".join(parts)


def _percent(then: Mapping[str, Any]) -> str:
    text = share(then["percent"])
    return text if text == MISSING or text.startswith("−") else f"+{text}"


# ---- differences between versions ----------------------------------------------------------------------------------------

def changes(kind: str, content: Mapping[str, Any]) -> Sheet | None:
    """What a correction changed, as a table; None for a first version."""
    if "changes" not in content:
        return None
    titles = {t.code: str(t.title) for t in TABLES[kind]} | {"": _("Totals"), "quantities": _("Quantity")}
    heads = (Head(_("Part")), Head(_("Of what")), Head(_("Figure")), Head(_("Version before"), True), Head(_("This version"), True),
             Head(_("Differs by"), True))
    rows = [(Cell(titles.get(c["table"], c["table"])), Cell(_row_name(c)), Cell(_named(c)), *_numbers(c)) for c in content["changes"]]
    return Sheet("changes", _("Differences to the version before"), heads, rows, note=_("%(count)s rows") % {"count": len(rows)})


def _row_name(found: Mapping[str, Any]) -> str:
    if found["table"] == "payment_methods":
        return payment_method(found["row"])
    return found["row"] or MISSING


def _named(found: Mapping[str, Any]) -> str:
    name = found["figure"]
    label = str(NAMES.get(name) or LABELS[name][0] if name in NAMES or name in LABELS else name)
    earlier = next((str(words) for code, words in EARLIER if code == found["of"]), "")
    return f"{label} · {earlier}" if earlier else label


def _numbers(found: Mapping[str, Any]) -> Iterator[Cell]:
    show = _show_of(found["figure"])
    yield Cell(show(found["old"]), num=True)
    yield Cell(show(found["new"]), num=True)
    yield Cell(signed(found["difference"], show), num=True, tone="strong")
