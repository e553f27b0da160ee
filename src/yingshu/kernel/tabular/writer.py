"""Writing workbooks with XlsxWriter, row by row in constant memory: lists, templates for import, and failed rows.

Safe texts. Every text is written as a text cell, never as a formula. A text that begins with ``= + - @`` (or their
full-width twins, tab, line end) also gets an apostrophe before it, because the file may be saved as csv or copied into
another program, which would run it. `clean.unescape` takes the apostrophe off when such a file is read again, so that a
round trip gives the same text. Numbers and dates are real numbers and dates and need no such care.
"""

import datetime as dt
import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from itertools import zip_longest
from typing import Any, BinaryIO, Final, Self

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from yingshu.kernel.tabular import messages
from yingshu.kernel.tabular.clean import Cell, escape, show
from yingshu.kernel.tabular.errors import WorkbookError
from yingshu.kernel.tabular.fields import Kind
from yingshu.kernel.tabular.messages import N_
from yingshu.kernel.tabular.titles import column_letter

__all__ = ["OutColumn", "Words", "error_workbook", "safe_sheet_name", "safe_text", "write_list", "write_template"]

Target = str | os.PathLike[str] | BinaryIO

_BAD_IN_NAMES: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LONGEST_TEXT: Final = 32_767
_LAST_ROW: Final = 1_048_576
_VALIDATED_ROWS: Final = 10_000
_FIRST_YEAR: Final = 1900
_NUMBER_FORMATS: Final = {
    Kind.FEN: "#,##0.00", Kind.PRICE: "#,##0.00####", Kind.DATE: "yyyy-mm-dd", Kind.RATE: "0.00%",
    Kind.DISCOUNT: "0.00%", Kind.CODE: "@", Kind.PHONE: "@",
}  # fmt: skip
_WIDTHS: Final = {
    Kind.DATE: 12, Kind.FEN: 14, Kind.PRICE: 14, Kind.QUANTITY: 12, Kind.PHONE: 16, Kind.CODE: 16, Kind.NOTE: 40,
}  # fmt: skip
_WIDEST: Final = 60


@dataclass(frozen=True, slots=True)
class OutColumn:
    """A column of a workbook to write.

    Attributes:
        code: the key of the value in a row.
        title: shown in the head; a required column gets a star in templates.
        kind: says how values are written; amounts are given in fen.
        choices: for templates, the texts of a dropdown list.
        sample: for templates, the value of the sample row.
        help: for templates, one line on the sheet of instructions.
        width: in characters; by kind and title when 0.
    """

    code: str
    title: str
    kind: Kind = Kind.TEXT
    required: bool = False
    choices: Sequence[str] = ()
    sample: Any = None
    help: str = ""
    width: int = 0


@dataclass(frozen=True, slots=True)
class Words:
    """The words of the package itself in a workbook; `translated` gives them in another language."""

    guide: str = N_("Instructions")
    column: str = N_("Column")
    required: str = N_("Required")
    meaning: str = N_("What to write")
    allowed: str = N_("Allowed values")
    yes: str = N_("Yes")
    no: str = N_("No")
    sample: str = N_("Example: ")
    reason: str = N_("Reason of the error")
    pick: str = N_("Choose a value from the list")
    pick_title: str = N_("Not in the list")

    def translated(self, gettext: Callable[[str], str]) -> Self:
        """All words through a translating function."""
        return replace(self, **{each.name: gettext(getattr(self, each.name)) for each in fields(self)})


def safe_text(text: str) -> str:
    """The text as it goes into a cell: escaped, and cut at the 32,767 characters that Excel allows."""
    escaped = escape(text)
    return escaped if len(escaped) <= _LONGEST_TEXT else escaped[: _LONGEST_TEXT - 1] + "…"


def safe_sheet_name(name: str) -> str:
    """A name that Excel accepts: at most 31 characters, none of ``[]:*?/\\``, no apostrophe at an end, not empty."""
    return _BAD_IN_NAMES.sub(" ", name).strip("' ")[:31].strip("' ") or "Sheet"


@dataclass(slots=True)
class _Book:
    """An open workbook and its formats."""

    book: xlsxwriter.Workbook
    formats: dict[str, Format] = field(default_factory=dict)

    def format(self, name: str, **properties: Any) -> Format:
        if name not in self.formats:
            self.formats[name] = self.book.add_format(properties)
        return self.formats[name]

    def head(self) -> Format:
        return self.format("head", bold=True, bg_color="#E8EEF7", border=1, border_color="#B8C4D6", valign="vcenter")

    def of_kind(self, kind: Kind) -> Format:
        properties = {"num_format": _NUMBER_FORMATS.get(kind, "General"), "text_wrap": kind is Kind.NOTE}
        return self.format(f"kind {kind}", valign="top" if kind is Kind.NOTE else "vcenter", **properties)


def _open(target: Target) -> _Book:
    place = os.fspath(target) if isinstance(target, str | os.PathLike) else target
    return _Book(xlsxwriter.Workbook(place, {"constant_memory": True, "strings_to_formulas": False}))


def _write(sheet: Worksheet, row: int, column: int, value: Any, kind: Kind, book: _Book) -> None:
    """Write one value by its kind; a text in a column of numbers stays a text."""
    style = book.of_kind(kind)
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_string(row, column, show(value), style)
    elif isinstance(value, int | float | Decimal) and kind not in (Kind.CODE, Kind.PHONE):
        amount = Decimal(value).scaleb(-2) if kind is Kind.FEN else value
        sheet.write_number(row, column, amount, style)
    elif isinstance(value, dt.date) and value.year >= _FIRST_YEAR:
        _write_date(sheet, row, column, value, book)
    else:
        sheet.write_string(row, column, safe_text(show(value)), style)


def _write_date(sheet: Worksheet, row: int, column: int, value: dt.date, book: _Book) -> None:
    if isinstance(value, dt.datetime) and value.time() != dt.time():
        style = book.format("time", num_format="yyyy-mm-dd hh:mm", valign="vcenter")
        sheet.write_datetime(row, column, value.replace(tzinfo=None), style)
    else:
        sheet.write_datetime(row, column, dt.date(value.year, value.month, value.day), book.of_kind(Kind.DATE))


def _display_width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def _head(sheet: Worksheet, book: _Book, titles: Sequence[str], kinds: Sequence[Kind], widths: Sequence[int]) -> None:
    """Titles in row 1, frozen; widths and the format of still empty cells for each column."""
    sheet.freeze_panes(1, 0)
    for index, (title, kind, width) in enumerate(zip(titles, kinds, widths, strict=True)):
        wanted = width or max(_WIDTHS.get(kind, 18), _display_width(title) + 4)
        sheet.set_column(index, index, min(wanted, _WIDEST), book.of_kind(kind))
    sheet.set_row(0, 22)
    for index, title in enumerate(titles):
        sheet.write_string(0, index, safe_text(title), book.head())


def write_list(target: Target, name: str, columns: Sequence[OutColumn], rows: Iterable[Mapping[str, Any]]) -> int:
    """Write records as a workbook with one sheet; returns how many.

    Args:
        target: path or binary stream.
        name: of the sheet.
        columns: what is written, in order.
        rows: records by the columns' codes; may be any length, they are not collected.

    Raises:
        WorkbookError: more rows than a sheet holds.
    """
    book = _open(target)
    with book.book:
        sheet = book.book.add_worksheet(safe_sheet_name(name))
        _head(sheet, book, [c.title for c in columns], [c.kind for c in columns], [c.width for c in columns])
        number = 0
        for number, record in enumerate(rows, 1):
            _check_length(number)
            for index, column in enumerate(columns):
                _write(sheet, number, index, record.get(column.code), column.kind, book)
    return number


def _check_length(number: int) -> None:
    if number >= _LAST_ROW:
        raise WorkbookError(messages.EXPORT_TOO_LONG, limit=_LAST_ROW - 1)


def write_template(
    target: Target,
    name: str,
    columns: Sequence[OutColumn],
    guide: Sequence[str] = (),
    words: Words = Words(),
) -> None:
    """Write an empty workbook for an import: head with stars, sample row, dropdown lists, sheet of instructions.

    The sample row's first cell begins with `Words.sample`; the reader skips rows beginning with 示例： or Example:.
    """
    book = _open(target)
    with book.book:
        sheet = book.book.add_worksheet(safe_sheet_name(name))
        titles = [column.title + ("*" if column.required else "") for column in columns]
        _head(sheet, book, titles, [column.kind for column in columns], [column.width for column in columns])
        if any(column.sample is not None for column in columns):
            _sample(sheet, book, columns, words)
        _guide(book, columns, guide, words)
        _dropdowns(sheet, book, columns, words)


def _sample(sheet: Worksheet, book: _Book, columns: Sequence[OutColumn], words: Words) -> None:
    first = columns[0]
    shown = f"{Decimal(first.sample).scaleb(-2):.2f}" if first.kind is Kind.FEN and first.sample else show(first.sample)
    sheet.write_string(1, 0, words.sample + shown, book.format("sample", italic=True, font_color="#7A8699"))
    for index, column in enumerate(columns[1:], 1):
        _write(sheet, 1, index, column.sample, column.kind, book)


def _guide(book: _Book, columns: Sequence[OutColumn], guide: Sequence[str], words: Words) -> None:
    sheet = book.book.add_worksheet(safe_sheet_name(words.guide))
    for index, width in enumerate((20, 10, 60, 40)):
        sheet.set_column(index, index, width)
    for row, line in enumerate(guide):
        sheet.write_string(row, 0, safe_text(line))
    start = len(guide) + 1 if guide else 0
    for index, title in enumerate((words.column, words.required, words.meaning, words.allowed)):
        sheet.write_string(start, index, title, book.head())
    for row, column in enumerate(columns, start + 1):
        required = words.yes if column.required else words.no
        for index, text in enumerate((column.title, required, column.help, "、".join(column.choices))):
            _write(sheet, row, index, text, Kind.NOTE, book)


def _dropdowns(sheet: Worksheet, book: _Book, columns: Sequence[OutColumn], words: Words) -> None:
    """Lists of allowed values; they stand on a hidden sheet, since Excel takes no more than 255 characters inline."""
    listed = [(index, column) for index, column in enumerate(columns) if column.choices]
    if not listed:
        return
    lists = book.book.add_worksheet("_lists")
    lists.hide()
    for row, values in enumerate(zip_longest(*(column.choices for _, column in listed))):
        for place, value in enumerate(values):
            if value is not None:
                lists.write_string(row, place, safe_text(value))
    for place, (index, column) in enumerate(listed):
        letter = column_letter(place)
        sheet.data_validation(1, index, _VALIDATED_ROWS, index, {
            "validate": "list",
            "source": f"=_lists!${letter}$1:${letter}${len(column.choices)}",
            "ignore_blank": True,
            "error_title": words.pick_title[:32],
            "error_message": words.pick[:255],
        })  # fmt: skip


def error_workbook(
    target: Target,
    titles: Sequence[str],
    rows: Iterable[tuple[Sequence[Cell], Sequence[str]]],
    name: str = "Sheet1",
    words: Words = Words(),
) -> int:
    """Write the user's own rows with the reasons of their errors in a last column; returns how many rows.

    Cells are written as they were read (texts as texts, dates as dates), so the mended file can be imported again.

    Args:
        target: path or binary stream.
        titles: the titles of the user's columns (`Layout.titles`).
        rows: cells of a row (`Row.raw`) and its reasons, already in the reader's language.
        name: of the sheet.
        words: `reason` is the title of the last column.
    """
    book = _open(target)
    with book.book:
        sheet = book.book.add_worksheet(safe_sheet_name(name))
        kinds = [Kind.TEXT] * (len(titles) + 1)
        _head(sheet, book, [*titles, words.reason], kinds, [0] * len(titles) + [_WIDEST])
        marked = book.format("reason", text_wrap=True, font_color="#B42318", valign="top")
        number = 0
        for number, (cells, reasons) in enumerate(rows, 1):
            _check_length(number)
            for index, cell in enumerate(cells[: len(titles)]):
                _write(sheet, number, index, cell, Kind.TEXT, book)
            sheet.write_string(number, len(titles), safe_text("\n".join(reasons)), marked)
    return number
