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
from ..tabular import Cell, Limits, Row, RowReader, SheetKind, TabularError, Workbook, guess_sheet, match_key, open_workbook, read_sheet

MOST_ROWS = 5_000
LARGEST = 10 * 1024 * 1024
LIMITS = Limits(rows=MOST_ROWS + 1_000, file_size=LARGEST, unpacked_size=200 * 1024 * 1024)
NOTHING = (None, "", "--")


@dataclass(frozen=True, slots=True)
class Expected:
    """What a sheet may hold: its fields, the rows made of them, titles used by exports, masked fields, columns that are no fields."""

    kind: SheetKind
    row_type: type[Input]
    titles: Mapping[str, Sequence[str]] = field(default_factory=dict)
    masked: frozenset[str] = frozenset()
    tolerated: frozenset[str] = frozenset()


@dataclass(slots=True)
class Sheet:
    """A sheet as read. ``cells`` are the rows of data by number; ``left_out`` are titles that are not imported, ``unknown`` those of
    them that no export of ours writes; ``shown`` are the places of the first columns that are."""

    name: str
    titles: list[str]
    cells: dict[int, Sequence[Cell]] = field(default_factory=dict)
    rows: list[Any] = field(default_factory=list)
    errors: dict[str, list[str]] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    shown: list[int] = field(default_factory=list)


def read(path: Path, name: str, expected: Expected) -> Sheet:
    """Raises InvalidInput (field ``file``) when the file is no workbook, too large, damaged, empty or holds something else."""
    try:
        with open_workbook(path, name, LIMITS) as book:
            return _taken(_reader(book, expected), expected)
    except TabularError as problem:
        raise InvalidInput({"file": [_(problem.message_id) % problem.params]}) from None


def _reader(book: Workbook, expected: Expected) -> RowReader:
    for view in book.sheets:
        found = guess_sheet(view, [expected.kind], expected.titles)
        if found is not None:
            return read_sheet(view, found, [expected.kind], expected.titles)
    needed = "、".join(each.label for each in expected.kind.fields if each.required)
    raise InvalidInput({"file": [_("No sheet with such columns was found. These are needed: %(columns)s.") % {"columns": needed}]})


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
    if said:
        sheet.errors[str(row.number)] = said
    else:
        sheet.rows.append(made)


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
