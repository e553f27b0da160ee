"""Parsed rows of a mapped sheet, one by one; a bad cell becomes an issue of its row and never stops the reading."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, field
from typing import Any, Final

from yingshu.kernel.tabular import messages
from yingshu.kernel.tabular.classify import RowClassifier, RowKind
from yingshu.kernel.tabular.clean import Cell, show
from yingshu.kernel.tabular.errors import CellError, MappingError
from yingshu.kernel.tabular.fields import Fill, Kind, SheetKind, Synonyms, parser_for
from yingshu.kernel.tabular.guess import sheet_layout
from yingshu.kernel.tabular.layout import Layout
from yingshu.kernel.tabular.mapping import BoundColumn, SheetMap, bind
from yingshu.kernel.tabular.titles import money_unit, unit_name
from yingshu.kernel.tabular.totals import TotalDifference, TotalsCheck
from yingshu.kernel.tabular.workbook import Merge, RowList, SheetView

__all__ = ["CellIssue", "Row", "RowReader", "TotalDifference", "TotalsCheck", "read_sheet"]

_REMEMBERED: Final = 50_000
_ADDITIVE: Final = frozenset({Kind.FEN, Kind.QUANTITY})
_SUMS: Final = frozenset({RowKind.SUBTOTAL, RowKind.RUNNING, RowKind.TOTAL})


@dataclass(frozen=True, slots=True)
class CellIssue:
    """Why a cell can't be used; ``message_id % args`` is the English sentence, `title` the column's title."""

    column: str
    title: str
    field: str
    message_id: str
    args: AnyMapping[str, object]
    raw: Cell

    def __str__(self) -> str:
        return self.message_id % self.args


@dataclass(slots=True)
class Row:
    """One row of data.

    Attributes:
        number: the row's number as Excel shows it.
        values: by field code; None for an empty cell. A field with an issue is None.
        errors: what is wrong with it.
        raw: its cells, those of the document's head filled in on continuation lines.
    """

    number: int
    values: dict[str, Any]
    errors: list[CellIssue]
    raw: RowList


class _Reader(dict[Cell, Any]):
    """Parses the cells of one column and remembers: ledgers repeat themselves."""

    def __init__(self, parse: Callable[[Cell], Any], limit: int) -> None:
        super().__init__()
        self._parse = parse
        self._limit = limit

    def __missing__(self, raw: Cell) -> Any:
        value = self.fresh(raw)
        if len(self) >= _REMEMBERED:
            self.clear()
        self[raw] = value
        return value

    def fresh(self, raw: Cell) -> Any:
        """Parse without memory; for truth values, which a dictionary takes for 0 and 1."""
        if isinstance(raw, str) and len(raw) > self._limit:
            raise CellError(messages.TOO_LONG, length=len(raw), limit=self._limit)
        value = self._parse(raw)
        return None if value == "" else value


@dataclass(slots=True)
class _Column:
    """A bound column made ready for the loop; `last` is the value that an empty cell may take."""

    bound: BoundColumn
    read: _Reader
    index: int
    code: str
    in_document: bool
    last: tuple[Any, CellIssue | None, Cell] = (None, None, "")

    def issue(self, error: CellError, raw: Cell) -> CellIssue:
        return CellIssue(self.bound.letter, self.bound.title, self.code, error.message_id, error.params, raw)


class _MergedCells:
    """Gives cells inside a merged range the value of its first cell, downwards only.

    Amounts and quantities are left alone: a freight merged over five lines is one freight, not five.
    """

    def __init__(self, merges: Sequence[Merge], columns: Sequence[_Column]) -> None:
        wanted = {column.index for column in columns if column.bound.kind not in _ADDITIVE}
        self._merges = [merge for merge in merges if merge.bottom > merge.top and merge.left in wanted]
        self._next = 0
        self._open: dict[int, tuple[int, Cell]] = {}

    def fill(self, number: int, row: RowList) -> None:
        """Fill the row with this index, counted from 0; rows come in order."""
        for index, (bottom, value) in list(self._open.items()):
            if number > bottom:
                del self._open[index]
            elif index < len(row) and row[index] in ("", None):
                row[index] = value
        while self._next < len(self._merges) and self._merges[self._next].top <= number:
            merge = self._merges[self._next]
            self._next += 1
            if merge.top == number and merge.left not in self._open and merge.left < len(row):
                self._open[merge.left] = (merge.bottom, row[merge.left])


@dataclass(slots=True)
class RowReader:
    """Iterates over the parsed rows of one sheet; after that it knows what was skipped and how the sums compare.

    Attributes:
        layout: where the table is.
        columns: the fields and their columns.
        counts: rows passed, by kind.
        errors: issues found so far.
        totals: comparison with the sheet's own sums.
    """

    view: SheetView
    layout: Layout
    columns: Sequence[BoundColumn]
    cell_length: int = 4_000
    counts: Counter[RowKind] = field(default_factory=Counter)
    errors: int = 0
    totals: TotalsCheck = field(default_factory=TotalsCheck)
    _plan: list[_Column] = field(default_factory=list)
    _keys: list[int] = field(default_factory=list)
    _money: list[_Column] = field(default_factory=list)
    _in_document: bool = False

    def titles(self) -> list[str]:
        """Titles for a file of failed rows: the sheet's own, with the unit of money where only a row above has it."""
        titles = self.layout.titles
        for column in self.columns:
            if column.unit != 1 and column.kind in (Kind.FEN, Kind.PRICE) and money_unit(column.title) is None:
                titles[column.index] = f"{column.title}({unit_name(column.unit)})"
        return titles

    def _reset(self) -> None:
        self.counts, self.errors, self.totals, self._in_document = Counter(), 0, TotalsCheck(), False
        self._plan = [
            _Column(
                bound=each,
                read=_Reader(parser_for(each.field, each.kind, each.unit), self.cell_length),
                index=each.index,
                code=each.field.code,
                in_document=each.fill is Fill.DOCUMENT,
            )
            for each in self.columns
        ]
        heads = [column for column in self._plan if column.in_document]
        self._keys = [c.index for c in heads if c.bound.field.document_key] or [c.index for c in heads]
        self._money = [column for column in self._plan if column.bound.kind is Kind.FEN]

    def __iter__(self) -> Iterator[Row]:
        self._reset()
        merged = _MergedCells(self.view.merges(), self._plan)
        classify = RowClassifier(self.layout).classify
        width = max((column.index for column in self._plan), default=-1) + 1
        for number, row in enumerate(self.view.rows(), 1):
            if number <= self.layout.body_first:
                continue
            if len(row) < width:
                row.extend([""] * (width - len(row)))
            kind, label = classify(row)
            continues = self._in_document and not any(show(row[index]).strip() for index in self._keys)
            merged.fill(number - 1, row)
            if kind is RowKind.DATA and not any(show(row[column.index]).strip() for column in self._plan):
                kind = RowKind.BLANK
            self.counts[kind] += 1
            if kind is RowKind.DATA:
                yield self._parsed(number, row, continues)
            elif kind in _SUMS:
                self.totals.check(number, kind, label, self._stated(row))

    def _parsed(self, number: int, row: RowList, continues: bool) -> Row:
        """Read the cells of a row of data."""
        values: dict[str, Any] = {}
        issues: list[CellIssue] = []
        for column in self._plan:
            raw = row[column.index]
            issue = None
            if raw is None or (raw.__class__ is str and not raw.strip()):
                value, issue = self._empty(column, row, continues)
            else:
                try:
                    value = column.read.fresh(raw) if raw is True or raw is False else column.read[raw]
                    issue = _required(column, raw) if value is None else None
                except CellError as error:
                    value, issue = None, column.issue(error, raw)
                if column.bound.fill is not Fill.NONE:
                    column.last = (value, issue, raw)
            values[column.code] = value
            if issue is not None:
                issues.append(issue)
        self._in_document = bool(self._keys)
        self.errors += len(issues)
        for column in self._money:
            if not (continues and column.in_document):
                self.totals.add(column.code, values[column.code] or 0)
        return Row(number, values, issues, row)

    def _empty(self, column: _Column, row: RowList, continues: bool) -> tuple[Any, CellIssue | None]:
        """The value of an empty cell: carried down where the mapping says so, with the issue it had there."""
        fill = column.bound.fill
        if fill is Fill.ALWAYS or (fill is Fill.DOCUMENT and continues):
            value, issue, row[column.index] = column.last
            return value, issue or (_required(column, "") if value is None else None)
        if fill is Fill.DOCUMENT:
            column.last = (None, None, "")
        value = column.read.fresh("")
        return value, _required(column, "") if value is None else None

    def _stated(self, row: RowList) -> dict[str, int]:
        """The amounts on a sum row, by field; what can't be read is not compared."""
        stated: dict[str, int] = {}
        for column in self._money:
            try:
                fen = column.read[row[column.index]]
            except CellError:
                continue
            if fen is not None:
                stated[column.code] = fen
        return stated


def _required(column: _Column, raw: Cell) -> CellIssue | None:
    said = messages.EMPTY_NUMBER if column.bound.field.kind in _ADDITIVE else messages.EMPTY
    return column.issue(CellError(said), raw) if column.bound.field.required else None


def read_sheet(
    view: SheetView,
    sheet: SheetMap,
    kinds: Sequence[SheetKind],
    extra_synonyms: Synonyms | None = None,
    cell_length: int = 4_000,
) -> RowReader:
    """A reader for a sheet with its mapping.

    Raises:
        MappingError: the mapping does not fit the sheet, or the sheet has no table.
    """
    kind = next((each for each in kinds if each.code == sheet.kind), None)
    if kind is None:
        raise MappingError(messages.KIND_UNKNOWN, kind=sheet.kind, available="、".join(each.code for each in kinds))
    layout = sheet_layout(view, [kind], extra_synonyms, sheet.header_row)
    if layout is None:
        raise MappingError(messages.HEAD_NOT_FOUND, sheet=view.name)
    return RowReader(view, layout, bind(sheet, layout, kind), cell_length)
