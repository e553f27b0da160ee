"""An open ledger workbook: which sheets are imported, how their columns are mapped, and their rows in the order of import."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from django.utils.translation import get_language

from yingshu.kernel.tabular import (
    Cell,
    Mapping,
    Notice,
    RowReader,
    SheetKind,
    SheetMap,
    SheetView,
    TabularError,
    Workbook,
    guess_workbook,
    open_workbook,
    read_sheet,
    sheet_layout,
    to_text,
)
from yingshu.kernel.tabular.messages import SHEET_UNUSED, N_

from . import sheets
from .errors import FileUnusable, NothingRecognised

SHEET_ABSENT = N_("The mapping names sheet “%(sheet)s”, which the workbook does not have")
_SAMPLES = 3


@dataclass(frozen=True, slots=True)
class LedgerSheet:
    """One sheet to import: its mapping, its kind, and the reader of its rows."""

    map: SheetMap
    kind: SheetKind
    reader: RowReader


@dataclass(frozen=True, slots=True)
class ColumnSeen:
    """A column of a sheet as a person sees it: letter, title, some values."""

    letter: str
    title: str
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ledger:
    """An open workbook with its sheets in the order of import, people and customers first."""

    mapping: Mapping
    sheets: tuple[LedgerSheet, ...]
    unused: tuple[str, ...]
    book: Workbook

    def present(self) -> list[str]:
        """The kinds of its sheets."""
        return [sheet.kind.code for sheet in self.sheets]


@contextmanager
def open_ledger(path: Path, file_name: str, mapping: Mapping | None, own: sheets.OwnTitles, only: str = "") -> Iterator[Ledger]:
    """Open a kept workbook. Without a mapping sheets and columns are guessed; ``only`` keeps sheets of one kind.

    Raises FileUnusable when the file or the mapping cannot be used, NothingRecognised when no sheet holds anything known.
    """
    kinds = sheets.kinds(get_language() or "en", own)
    try:
        with path.open("rb") as file, open_workbook(file, file_name) as book:
            yield _ledger(book, mapping, kinds, only)
    except TabularError as problem:
        raise FileUnusable(problem) from problem


def _ledger(book: Workbook, wanted: Mapping | None, kinds: Sequence[SheetKind], only: str) -> Ledger:
    mapping = _fit(book, wanted) if wanted else guess_workbook(book, kinds)
    if only:
        mapping = replace(mapping, sheets=tuple(each for each in mapping.sheets if each.kind == only))
    if not mapping.sheets:
        raise NothingRecognised(field="file")
    opened = [LedgerSheet(each, sheets.kind_of(each.kind, kinds), read_sheet(book.sheet(each.sheet), each, kinds))
              for each in mapping.sheets]
    mapped = {each.sheet for each in mapping.sheets}
    return Ledger(mapping, tuple(sorted(opened, key=lambda sheet: sheets.ORDER.index(sheet.kind.code))),
                  tuple(view.name for view in book.sheets if not view.hidden and view.name not in mapped), book)


def _fit(book: Workbook, wanted: Mapping) -> Mapping:
    """What a mapping says about the sheets that are really there; the rest is told."""
    found = [(view.name, wanted.for_sheet(view.name)) for view in book.sheets]
    used = tuple(each for _, each in found if each is not None)
    unused = [Notice(SHEET_UNUSED, {"sheet": name}) for name, each in found if each is None]
    met = {id(part) for each in used for part in wanted.sheets if part.columns == each.columns and part.kind == each.kind}
    absent = [Notice(SHEET_ABSENT, {"sheet": part.sheet}) for part in wanted.sheets if id(part) not in met]
    return Mapping(used, (*unused, *absent))


def columns_of(view: SheetView, sheet: SheetMap | None, kinds: Sequence[SheetKind]) -> list[ColumnSeen]:
    """The columns of a sheet with sample values, for a person who corrects the mapping."""
    layout = sheet_layout(view, kinds, None, sheet.header_row if sheet else None)
    if layout is None:
        return []
    body = view.head()[layout.body_first:]
    return [ColumnSeen(column.letter, column.name, _samples(body, column.index)) for column in layout.columns]


def _samples(body: Sequence[Sequence[Cell]], index: int) -> tuple[str, ...]:
    texts = (to_text(row[index])[:40] for row in body if index < len(row))
    return tuple(dict.fromkeys(text for text in texts if text))[:_SAMPLES]
