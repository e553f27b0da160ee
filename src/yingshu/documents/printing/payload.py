"""From business data to the strings on paper: formats, totals, limits. Nothing here knows typst or PDF."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import segno

from yingshu.kernel import clock, money
from yingshu.kernel.capitals import rmb_capitals

from .catalogue import Key, Kind
from .glyphs import clean, drawable
from .request import CannotPrint, Mark, PrintRequest

MARKS = {Mark.NONE: "", Mark.VOID: "作废", Mark.DRAFT: "草稿", Mark.PREVIEW: "预览"}
LINES_LIMIT = 500
UNITS_TOLD = 4
SHAPES_TOLD = 4
QR_VERSION = 10  # 57 modules on 17 mm: two dots of a 24-pin printer each; about 200 bytes


def price(value: Decimal) -> str:
    """A unit price with two to six decimals: ``85.00``, ``3.125``."""
    whole, _, decimals = f"{value:,.6f}".partition(".")
    return f"{whole}.{decimals.rstrip('0').ljust(2, '0')}"


def quantity(value: Decimal | int) -> str:
    """A quantity without trailing zeros: ``1,200``, ``2.5``."""
    return f"{Decimal(value):,.3f}".rstrip("0").rstrip(".")


def rate(value: Decimal) -> str:
    """A share as per cent: ``13%``, ``4.5%``."""
    return f"{(value * 100).normalize():f}%"


def wall_time(value: datetime) -> str:
    """Date and time in China."""
    return f"{clock.local(value):%Y-%m-%d %H:%M}"


def qr_svg(content: str) -> str:
    """A QR code as black SVG without a quiet zone (the form leaves white around it)."""
    try:
        code = segno.make_qr(content, error="m")
        fits = int(code.version) <= QR_VERSION
    except ValueError:  # far too long, or not text at all
        fits = False
    if not fits:
        raise CannotPrint(field="qr", reason="qr does not fit a code that a telephone can read")
    out = io.BytesIO()
    code.save(out, kind="svg", border=0, xmldecl=False)
    return out.getvalue().decode()


FORMATS: dict[Kind, tuple[tuple[type, ...], Callable[[Any], str]]] = {
    Kind.MONEY: ((int,), money.show),
    Kind.CAPITALS: ((int,), money.show),
    Kind.PRICE: ((Decimal,), price),
    Kind.QUANTITY: ((Decimal, int), quantity),
    Kind.RATE: ((Decimal,), rate),
    Kind.MOMENT: ((datetime,), wall_time),
    Kind.CODE: ((str,), qr_svg),
}


def formatted(key: Key, value: Any) -> str:
    """A value that is not text as it reads on paper. Raises CannotPrint for a value of another type."""
    types, show = FORMATS[key.kind]
    if not isinstance(value, types) or isinstance(value, bool):
        raise CannotPrint(field=key.name, reason=f"{key.name} is not {types[0].__name__}")
    return show(value)


class Writer:
    """Turns the data of one request into the strings of its JSON; collects characters that cannot be drawn."""

    def __init__(self, covered: frozenset[int], prices: bool) -> None:
        self.covered, self.prices, self.missing = covered, prices, set[str]()

    def text(self, value: Any, limit: int) -> str:
        """A text as it can be drawn."""
        return drawable(clean(str(value), limit), self.covered, self.missing)

    def mapping(self, keys: Sequence[Key], data: Mapping[str, Any]) -> dict[str, Any]:
        """All keys that have a value and may be shown. Raises CannotPrint for a missing or ill-typed one."""
        out: dict[str, Any] = {}
        for key in keys:
            if key.price and not self.prices:
                continue
            value = data.get(key.name)
            if value is not None and value != "":
                out |= self.value(key, value)
            elif key.required:
                raise CannotPrint(field=key.name, reason=f"{key.name} is missing")
        return out

    def value(self, key: Key, value: Any) -> dict[str, Any]:
        """One datum under its name; amounts with capitals give two."""
        if key.kind is Kind.TEXT:
            return {key.name: self.text(value, key.limit)}
        if key.kind is Kind.ROWS:
            return {key.name: [self.mapping(key.rows, row) for row in value]}
        shown = {key.name: formatted(key, value)}
        return shown | {f"{key.name}_capitals": rmb_capitals(value)} if key.kind is Kind.CAPITALS else shown


def by_unit(lines: Iterable[Mapping[str, Any]]) -> dict[str, Decimal]:
    """Quantities summed by unit, in order of first use."""
    sums: dict[str, Decimal] = {}
    for line in lines:
        sums[line["unit"]] = sums.get(line["unit"], Decimal(0)) + line["quantity"]
    return sums


def totals(lines: Sequence[Mapping[str, Any]], writer: Writer) -> dict[str, str]:
    """Total quantity (only of one unit: different units do not add up) and what the count on site must find."""
    sums = by_unit(lines)
    told = [f"{quantity(total)} {writer.text(unit, 12)}" for unit, total in list(sums.items())[:UNITS_TOLD]]
    more = " …" if len(sums) > UNITS_TOLD else ""
    whole = quantity(next(iter(sums.values()))) if len(sums) == 1 else ""
    return {"total_quantity": whole, "count_due": "、".join(told) + more}


def check_count(lines: Sequence[Any]) -> None:
    """A document has lines, and not more than one print can hold."""
    if not 1 <= len(lines) <= LINES_LIMIT:
        raise CannotPrint(field="lines", reason=f"lines are 1 to {LINES_LIMIT}")


def check_total(data: Mapping[str, Any]) -> None:
    """The lines add up to the total that is printed under them."""
    summed = sum(line["amount_fen"] for line in data["lines"])
    if data["total_fen"] != summed:
        raise CannotPrint(field="total_fen", reason=f"total_fen is {data['total_fen']}, its lines add up to {summed}")


def sheet(request: PrintRequest) -> dict[str, Any]:
    """Paper and margins in mm, moved by the printer's offset."""
    paper, (x, y) = request.sheet, request.offset
    return {
        "width": paper.width, "height": paper.height, "fill": paper.fill, "rows": paper.rows, "low": paper.low,
        "left": str(paper.side + x), "right": str(paper.side - x),
        "top": str(paper.top + y), "bottom": str(paper.bottom - y),
    }  # fmt: skip


def missing_note(missing: set[str]) -> str:
    """Code points that were replaced, for the foot of the head: ``U+20BB7 U+1F600``."""
    points = [f"U+{ord(char):04X}" for char in sorted(missing)]
    return " ".join(points[:SHAPES_TOLD]) + (" …" if len(points) > SHAPES_TOLD else "")


def of_goods(data: Mapping[str, Any], lines: list[dict[str, Any]], prices: bool, writer: Writer) -> dict[str, str]:
    """What documents of goods have besides their keys: numbered lines, totals. Raises CannotPrint for a wrong total."""
    if prices:
        check_total(data)
    for number, line in enumerate(lines, 1):
        line["no"] = str(number)
    return totals(data["lines"], writer)


def build(request: PrintRequest, covered: frozenset[int]) -> tuple[dict[str, Any], set[str]]:
    """The JSON of a request and the characters that no font holds. Raises CannotPrint when the data do not fit."""
    data = dict(request.data)
    data["qr"] = data.get("qr") or data.get("number")
    prices = bool(data.get("show_prices", request.form.prices))
    writer = Writer(covered, prices)
    goods = any(key.name == "lines" for key in request.form.keys)
    if goods:
        check_count(data.get("lines") or ())
    out = writer.mapping(request.form.keys, data)
    if goods:
        out |= of_goods(data, out["lines"], prices, writer)
    out |= {
        "page": sheet(request), "prices": prices, "copy_number": request.copy_number, "mark": MARKS[Mark(request.mark)],
        "copies": [writer.text(name, 24) for name in request.copy_names],
    }  # fmt: skip
    return out | {"missing": missing_note(writer.missing)}, writer.missing
