"""Reading workbooks (xlsx, xlsm, xls, ods) and csv files row by row, with limits and one kind of refusal.

calamine lays every sheet out as a full rectangle, so a few cells placed far apart would claim the whole memory:
`guards` looks at the packed file before it is read.
"""

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final, Protocol, cast

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from yingshu.kernel.tabular import messages
from yingshu.kernel.tabular.clean import Cell
from yingshu.kernel.tabular.errors import WorkbookError
from yingshu.kernel.tabular.guards import Limits, check_packed, file_kind
from yingshu.kernel.tabular.textfile import TextSheet

__all__ = ["Limits", "Merge", "RowList", "SheetView", "Workbook", "open_workbook"]

RowList = list[Cell]
Source = str | os.PathLike[str] | BinaryIO

# Cells of all sheets together that are kept for a second pass (about 64 bytes each).
_KEPT_CELLS: Final = 2_500_000


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range; rows and columns are counted from 0 and include both ends."""

    top: int
    left: int
    bottom: int
    right: int


class SheetSource(Protocol):
    """Where the rows of one sheet come from."""

    def rows(self) -> Iterator[RowList]: ...
    def merges(self) -> list[Merge]: ...


class SheetView:
    """One sheet: its name, its rows from the first on (each a list of cells from column A on), its merged ranges."""

    def __init__(self, name: str, source: SheetSource, hidden: bool = False) -> None:
        self.name = name
        self.hidden = hidden
        self._source = source
        self._head: list[RowList] = []
        self._merges: list[Merge] | None = None

    def rows(self) -> Iterator[RowList]:
        """Every row, the empty ones too, so that row n is the n-th; may be called again for another pass."""
        return self._source.rows()

    def head(self, count: int = 200) -> list[RowList]:
        """The first rows, remembered for looking at them again."""
        if len(self._head) < count:
            self._head = [row for _, row in zip(range(count), self.rows(), strict=False)]
        return self._head[:count]

    def merges(self) -> list[Merge]:
        """Merged ranges, from top to bottom; xlsx and xls only."""
        if self._merges is None:
            self._merges = self._source.merges()
        return self._merges


class _CalamineSource:
    def __init__(self, book: "_CalamineBook", name: str) -> None:
        self._book = book
        self._name = name

    def rows(self) -> Iterator[RowList]:
        sheet = self._book.sheet(self._name)
        start = sheet.start
        if start is None:
            return
        indent: RowList = [""] * start[1]
        for row in sheet.iter_rows():
            yield [*indent, *row] if indent else cast(RowList, row)

    def merges(self) -> list[Merge]:
        ranges = self._book.sheet(self._name).merged_cell_ranges or []
        return sorted((Merge(*first, *last) for first, last in ranges), key=lambda merge: (merge.top, merge.left))


class _CalamineBook:
    """Loads sheets when asked and keeps the latest ones while they are small enough together."""

    def __init__(self, book: CalamineWorkbook, limits: Limits) -> None:
        self.book = book
        self._limits = limits
        self._sheets: dict[str, CalamineSheet] = {}

    def views(self) -> list[SheetView]:
        return [
            SheetView(meta.name, _CalamineSource(self, meta.name), meta.visible is not SheetVisibleEnum.Visible)
            for meta in self.book.sheets_metadata
            if meta.typ is SheetTypeEnum.WorkSheet
        ]

    def sheet(self, name: str) -> CalamineSheet:
        if name not in self._sheets:
            with _clear_refusal():
                sheet = self.book.get_sheet_by_name(name)
            self._check(sheet)
            self._make_room(_cells(sheet))
            self._sheets[name] = sheet
        return self._sheets[name]

    def _check(self, sheet: CalamineSheet) -> None:
        last_row, last_column = sheet.end or (0, 0)
        if last_row >= self._limits.rows:
            raise WorkbookError(messages.TOO_MANY_ROWS, sheet=sheet.name, limit=self._limits.rows)
        if last_column >= self._limits.columns:
            raise WorkbookError(messages.TOO_MANY_COLUMNS, sheet=sheet.name, limit=self._limits.columns)

    def _make_room(self, cells: int) -> None:
        while self._sheets and cells + sum(map(_cells, self._sheets.values())) > _KEPT_CELLS:
            del self._sheets[next(iter(self._sheets))]


def _cells(sheet: CalamineSheet) -> int:
    return sheet.height * sheet.width


@contextlib.contextmanager
def _clear_refusal() -> Iterator[None]:
    """Turn whatever the reading library says into a `WorkbookError`, its panics (no `Exception`) included."""
    try:
        yield
    except PasswordError:
        raise WorkbookError(messages.FILE_PASSWORD) from None
    except (CalamineError, OSError, ValueError, OverflowError, MemoryError) as error:
        raise WorkbookError(messages.FILE_DAMAGED) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise WorkbookError(messages.FILE_DAMAGED) from error


class Workbook:
    """An open workbook; use it as a context manager so that the file is released."""

    def __init__(self, name: str, sheets: list[SheetView], stack: contextlib.ExitStack) -> None:
        self.name = name
        self.sheets = sheets
        self._stack = stack

    def sheet(self, name: str) -> SheetView:
        """The sheet with this name."""
        for view in self.sheets:
            if view.name == name:
                return view
        raise WorkbookError(messages.SHEET_MISSING, sheet=name, available="、".join(s.name for s in self.sheets))

    def close(self) -> None:
        """Release the file and the sheets in memory."""
        self.sheets = []
        self._stack.close()

    def __enter__(self) -> "Workbook":
        return self

    def __exit__(self, *error: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()


def open_workbook(source: Source, name: str = "", limits: Limits = Limits()) -> Workbook:  # noqa: B008 - frozen
    """Open a workbook or csv file, given as a path or a binary stream that can seek.

    Args:
        source: path or stream; a stream stays open when the workbook is closed.
        name: the file's name as the user knows it; for a path its own name is the default.
        limits: what is refused as too large.

    Raises:
        WorkbookError: empty, too large, protected, damaged or no workbook at all.
    """
    with contextlib.ExitStack() as stack:
        if isinstance(source, str | os.PathLike):
            name = name or Path(source).name
            file: BinaryIO = stack.enter_context(Path(source).open("rb"))
        else:
            file = source
        kind = file_kind(file, name, limits)
        sheets = _text_views(file, name, limits) if kind == "csv" else _book_views(file, kind, limits, stack)
        return Workbook(name, sheets, stack.pop_all())


def _text_views(file: BinaryIO, name: str, limits: Limits) -> list[SheetView]:
    return [SheetView(Path(name).stem or "csv", TextSheet(file, limits))]


def _book_views(file: BinaryIO, kind: str, limits: Limits, stack: contextlib.ExitStack) -> list[SheetView]:
    if kind != "xls":
        check_packed(file, kind, limits)
    file.seek(0)
    with _clear_refusal():
        book = CalamineWorkbook.from_filelike(file)
    stack.callback(book.close)
    views = _CalamineBook(book, limits).views()
    if not views:
        raise WorkbookError(messages.NO_SHEET)
    return views
