"""An open ledger workbook: which sheets are imported, how their columns are mapped, and their rows in the order of import."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as AnyMapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from django.utils.translation import get_language

from yingshu.kernel.tabular import (
    Mapping,
    MappingError,
    Notice,
    RowReader,
    SheetKind,
    SheetMap,
    SheetView,
    TabularError,
    Workbook,
    WorkbookError,
    guess,
    guess_workbook,
    open_workbook,
    read_sheet,
    sheet_layout,
    to_text,
)
from yingshu.kernel.tabular.messages import HEAD_NOT_FOUND, N_, NO_SHEET, SHEET_UNUSED
from yingshu.kernel.tabular.seen import ColumnSeen, columns_seen, sample_rows
from yingshu.kernel.tabular.titles import column_index
from yingshu.kernel.tabular.workbook import Merge, RowList

from . import sheets
from .errors import FileUnusable, NothingRecognised

SHEET_ABSENT = N_("The mapping names sheet “%(sheet)s”, which the workbook does not have")
Corrections = AnyMapping[str, AnyMapping[str, AnyMapping[str, str]]]  # sheet → row number → column letter → text


class Corrected(SheetView):
    """A sheet with some cells as a person corrected them on the page."""

    def __init__(self, view: SheetView, cells: AnyMapping[str, AnyMapping[str, str]]) -> None:
        super().__init__(view.name, view._source, view.hidden)
        self._cells = {int(number): {column_index(letter) or 0: text for letter, text in row.items()} for number, row in cells.items()}

    def rows(self) -> Iterator[RowList]:
        """Every row, corrected."""
        for number, row in enumerate(super().rows(), 1):
            for index, text in self._cells.get(number, {}).items():
                row.extend([""] * (index + 1 - len(row)))
                row[index] = text
            yield row

    def merges(self) -> list[Merge]:
        """As they are."""
        return super().merges()


@dataclass(frozen=True, slots=True)
class Look:
    """How a workbook is looked at: mapped how (None: guess), which sheets (a kind, or all), with which cells corrected.

    A ``draft`` may have sheets whose mapping is not complete yet; they are told instead of refused.
    """

    mapping: Mapping | None = None
    only: str = ""
    corrections: Corrections | None = None
    draft: bool = False


@dataclass(frozen=True, slots=True)
class LedgerSheet:
    """One sheet to import: its mapping, its kind, and the reader of its rows."""

    map: SheetMap
    kind: SheetKind
    reader: RowReader


@dataclass(frozen=True, slots=True)
class Ledger:
    """An open workbook with its sheets in the order of import, people and customers first."""

    mapping: Mapping
    sheets: tuple[LedgerSheet, ...]
    unused: tuple[str, ...]
    book: Workbook
    broken: AnyMapping[str, MappingError]

    def present(self) -> list[str]:
        """The kinds of its sheets."""
        return [sheet.kind.code for sheet in self.sheets]


@contextmanager
def open_ledger(path: Path, file_name: str, look: Look, own: sheets.OwnTitles) -> Iterator[Ledger]:
    """Open a kept workbook. Without a mapping sheets and columns are guessed.

    Raises FileUnusable when the file or the mapping cannot be used, NothingRecognised when no sheet holds anything known.
    """
    kinds = sheets.kinds(get_language() or "en", own)
    try:
        with path.open("rb") as file, open_workbook(file, file_name) as book:
            yield _ledger(book, look, kinds)
    except TabularError as problem:
        raise FileUnusable(problem) from problem


def _ledger(book: Workbook, look: Look, kinds: Sequence[SheetKind]) -> Ledger:
    mended = look.corrections or {}
    book.sheets = [Corrected(view, mended[view.name]) if view.name in mended else view for view in book.sheets]
    mapping = _fit(book, look.mapping, kinds, look.draft) if look.mapping else guess_workbook(book, kinds)
    if look.only:
        mapping = replace(mapping, sheets=tuple(each for each in mapping.sheets if each.kind == look.only))
    if not mapping.sheets and not any(to_text(cell) for view in book.sheets for row in view.rows() for cell in row):
        raise WorkbookError(NO_SHEET)
    if not mapping.sheets and not look.draft:
        raise NothingRecognised(field="file")
    opened, broken = _opened(book, mapping, kinds, look.draft)
    mapped = {each.sheet for each in mapping.sheets}
    return Ledger(mapping, tuple(sorted(opened, key=lambda sheet: sheets.ORDER.index(sheet.kind.code))),
                  tuple(view.name for view in book.sheets if not view.hidden and view.name not in mapped), book, broken)


def _opened(book: Workbook, mapping: Mapping, kinds: Sequence[SheetKind], draft: bool) -> tuple[list[LedgerSheet], dict[str, MappingError]]:
    """Readers of the mapped sheets, and what is wrong with the mapping of the others."""
    opened, broken = [], {}
    for each in mapping.sheets:
        try:
            opened.append(LedgerSheet(each, sheets.kind_of(each.kind, kinds), read_sheet(book.sheet(each.sheet), each, kinds)))
        except MappingError as problem:
            if not draft:
                raise
            broken[each.sheet] = problem
    return opened, broken


def _fit(book: Workbook, wanted: Mapping, kinds: Sequence[SheetKind], draft: bool) -> Mapping:
    """What a mapping says about the sheets that are really there; the rest is told. A sheet without columns gets them guessed."""
    found = [(view.name, wanted.for_sheet(view.name)) for view in book.sheets]
    used = tuple(each for _, each in found if each is not None)
    unused = [Notice(SHEET_UNUSED, {"sheet": name}) for name, each in found if each is None]
    met = {id(part) for each in used for part in wanted.sheets if part.columns == each.columns and part.kind == each.kind}
    absent = [Notice(SHEET_ABSENT, {"sheet": part.sheet}) for part in wanted.sheets if id(part) not in met]
    return Mapping(tuple(each if each.columns else _guessed(book, each, kinds, draft) for each in used), (*unused, *absent))


def _guessed(book: Workbook, sheet: SheetMap, kinds: Sequence[SheetKind], draft: bool) -> SheetMap:
    """The columns of a sheet whose kind a person has said."""
    kind, view = sheets.kind_of(sheet.kind, kinds), book.sheet(sheet.sheet)
    layout = sheet_layout(view, [kind], None, sheet.header_row)
    if layout is None and draft:
        return sheet
    if layout is None:
        raise MappingError(HEAD_NOT_FOUND, sheet=sheet.sheet)
    found = guess([column.name if column.title else "" for column in layout.columns], sample_rows(view, layout), kind.fields)
    return replace(sheet, columns=found.columns, header_row=layout.header_row, notices=found.notices)


def columns_of(view: SheetView, sheet: SheetMap | None, kinds: Sequence[SheetKind]) -> list[ColumnSeen]:
    """The columns of a sheet with sample values, for a person who corrects the mapping."""
    layout = sheet_layout(view, kinds, None, sheet.header_row if sheet else None)
    return [] if layout is None else columns_seen(view, layout)


def all_columns(ledger: Ledger, kinds: Sequence[SheetKind]) -> dict[str, list[ColumnSeen]]:
    """The columns of every visible sheet, those that are not imported too."""
    maps = {each.sheet: each for each in ledger.mapping.sheets}
    return {view.name: columns_of(view, maps.get(view.name), kinds) for view in ledger.book.sheets if not view.hidden}
