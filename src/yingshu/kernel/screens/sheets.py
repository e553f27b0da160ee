"""Reading an uploaded sheet into the rows of an import; every wrong cell is told in the reader's language, by row number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from pydantic import ValidationError

from ..errors import InvalidInput
from ..inputs import Input
from ..schemas import sentences
from ..tabular import (
    Cell,
    Limits,
    MappingError,
    Row,
    RowReader,
    SheetKind,
    SheetMap,
    SheetView,
    TabularError,
    Workbook,
    guess_sheet,
    match_key,
    messages,
    open_workbook,
    read_sheet,
    sheet_layout,
)
from ..tabular.seen import ColumnSeen, columns_seen
from ..text import name_key

MOST_ROWS = 5_000
LARGEST = 10 * 1024 * 1024
LIMITS = Limits(rows=MOST_ROWS + 1_000, file_size=LARGEST, unpacked_size=200 * 1024 * 1024)
NOTHING = (None, "", "--")
SURE = 0.8


@dataclass(frozen=True, slots=True)
class Expected:
    """What a sheet may hold: its fields, the rows made of them, titles used by exports, masked fields, columns that are no fields;
    ``mapping`` when a person has said which sheet and which column is what."""

    kind: SheetKind
    row_type: type[Input]
    titles: Mapping[str, Sequence[str]] = field(default_factory=dict)
    masked: frozenset[str] = frozenset()
    tolerated: frozenset[str] = frozenset()
    mapping: SheetMap | None = None
    unique: Sequence[str] = ()


@dataclass(slots=True)
class Sheet:
    """A sheet as read. ``cells`` are the rows of data by number; ``left_out`` are titles that are not imported, ``unknown`` those of
    them that no export of ours writes; ``shown`` are the places of the first columns that are. ``columns`` and ``fields`` (by letter)
    are what a person maps; ``broken`` says why the sheet cannot be read as it is mapped now."""

    name: str
    titles: list[str] = field(default_factory=list)
    cells: dict[int, Sequence[Cell]] = field(default_factory=dict)
    rows: list[Any] = field(default_factory=list)
    errors: dict[str, list[str]] = field(default_factory=dict)
    seen: dict[tuple[str, str], int] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    shown: list[int] = field(default_factory=list)
    columns: list[ColumnSeen] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    sure: dict[str, bool] = field(default_factory=dict)
    broken: str = ""


def read(path: Path, name: str, expected: Expected) -> Sheet:
    """Raises InvalidInput (field ``file``) when the file is no workbook, too large, damaged, empty or holds something else."""
    try:
        with open_workbook(path, name, LIMITS) as book:
            view, mapping = _mapped(book, expected)
            return _sheet(view, mapping, expected)
    except TabularError as problem:
        raise InvalidInput({"file": [_said(problem)]}) from None


def _said(problem: TabularError) -> str:
    """The problem in words. Titles and notes may stand around the rows, so the limit of rows that is told is that of the page."""
    told = {"limit": MOST_ROWS} if problem.message_id == messages.TOO_MANY_ROWS else {}
    return _(problem.message_id) % {**problem.params, **told}


def _mapped(book: Workbook, expected: Expected) -> tuple[SheetView, SheetMap | None]:
    """The sheet and its columns: as a person said, else as guessed; else the first sheet with a table, for a person to map."""
    if expected.mapping is not None:
        return book.sheet(expected.mapping.sheet), expected.mapping
    found = ((view, guess_sheet(view, [expected.kind], expected.titles)) for view in book.sheets)
    known = next(((view, mapping) for view, mapping in found if mapping is not None), None)
    tables = (view for view in book.sheets if not view.hidden and sheet_layout(view, [expected.kind], expected.titles))
    view = known[0] if known else next(tables, None)
    if view is None:
        raise InvalidInput({"file": [_nothing(expected)]})
    return view, known[1] if known else None


def _nothing(expected: Expected) -> str:
    needed = "、".join(each.label for each in expected.kind.fields if each.required)
    return _("No sheet with such columns was found. These are needed: %(columns)s.") % {"columns": needed}


def _sheet(view: SheetView, mapping: SheetMap | None, expected: Expected) -> Sheet:
    """The rows; a sheet whose mapping cannot be used is told with its columns, so that a person can mend the mapping."""
    sheet = Sheet(view.name)
    try:
        sheet = _taken(read_sheet(view, mapping, [expected.kind], expected.titles), expected) if mapping else sheet
    except MappingError as problem:
        sheet.broken = _said(problem)
    layout = sheet_layout(view, [expected.kind], expected.titles, mapping.header_row if mapping else None)
    sheet.columns = columns_seen(view, layout) if layout else []
    sheet.fields = {column.letter: column.field for column in mapping.columns} if mapping else {}
    sheet.sure = {column.letter: column.confidence >= SURE for column in mapping.columns} if mapping else {}
    sheet.broken = sheet.broken or ("" if mapping else _nothing(expected))
    return sheet


def _taken(reader: RowReader, expected: Expected) -> Sheet:
    used = {column.index for column in reader.columns}
    own = {match_key(title) for title in expected.tolerated}
    titles = reader.titles()
    left_out = [title for n, title in enumerate(titles) if title and n not in used]
    sheet = Sheet(reader.view.name, titles, left_out=left_out, unknown=[t for t in left_out if match_key(t) not in own],
                  shown=sorted(used)[:4])
    for row in reader:
        _take(row, expected, sheet)
    if not sheet.cells:
        raise InvalidInput({"file": [_("The sheet has no rows of data.")]})
    return sheet


def _take(row: Row, expected: Expected, sheet: Sheet) -> None:
    if len(sheet.cells) >= MOST_ROWS:
        raise InvalidInput({"file": [_("At most %(most)s rows at a time. Split the file.") % {"most": MOST_ROWS}]})
    sheet.cells[row.number] = list(row.raw)
    said = list(_wrong_cells(row))
    try:
        made = expected.row_type.model_validate({"row": row.number, **_values(row, expected)})
    except ValidationError as problem:
        said += _wrong_values(problem, expected.kind, {issue.field for issue in row.errors})
    said += _repeated(row, expected, sheet)
    if said:
        sheet.errors[str(row.number)] = said
    else:
        sheet.rows.append(made)


def _repeated(row: Row, expected: Expected, sheet: Sheet) -> Iterator[str]:
    """Values that stand in an earlier row and must stand once: without a word the later row would win."""
    for each in expected.kind.fields:
        if each.code in expected.unique and (value := name_key(str(row.values.get(each.code) or ""))):
            first = sheet.seen.setdefault((each.code, value), row.number)
            if first != row.number:
                yield _("“%(value)s” stands in row %(row)s already (%(field)s). Keep one of the rows.") % {
                    "value": row.values[each.code], "row": first, "field": each.label}


def _values(row: Row, expected: Expected) -> dict[str, Any]:
    """What the row says; a masked value, as an export writes it, says nothing."""
    return {code: value for code, value in row.values.items() if value not in NOTHING and code in expected.row_type.model_fields
            and not (code in expected.masked and isinstance(value, str) and "*" in value)}


def _wrong_cells(row: Row) -> Iterator[str]:
    for issue in row.errors:
        yield _("%(column)s: %(problem)s") % {"column": issue.title, "problem": _(issue.message_id) % issue.args}


def _wrong_values(problem: ValidationError, kind: SheetKind, told: set[str]) -> Iterator[str]:
    for code, words in sentences(problem).items():
        found = kind.field(code)
        if code not in told:
            for said in words:
                yield _("%(column)s: %(problem)s") % {"column": found.label if found else code, "problem": said}
