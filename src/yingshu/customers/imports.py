"""The uniform format of customer files as a sheet (CUS-03). A column that is not part of it is refused, not ignored."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from yingshu.kernel.errors import InvalidInput
from yingshu.kernel.schemas import sentences
from yingshu.kernel.tabular import Field, Kind, SheetKind, guess_sheet, open_workbook, read_sheet

from .errors import UnknownColumns
from .inputs import CustomerRow


@cache
def sheet_kind(language: str = "zh-hans") -> SheetKind:
    """The format with its titles in a language."""
    raw: dict[str, Any] = json.loads(files(__package__).joinpath("catalogue/format.json").read_text("utf-8"))
    place = 0 if language.startswith("zh") else 1
    fields = [Field(code, label[place], Kind(kind), code == "name", [*label, *titles]) for code, kind, label, titles in raw["fields"]]
    return SheetKind("customers", raw["label"][place], fields, [*raw["label"], *raw["names"]])


def read_file(path: Path) -> list[CustomerRow]:
    """The rows of the first sheet. Raises UnknownColumns for titles outside the format, InvalidInput with all errors by row."""
    kind = sheet_kind()
    with open_workbook(path) as book:
        view = book.sheets[0]
        mapping = guess_sheet(view, [kind])
        if mapping is None:
            raise UnknownColumns(columns=view.name)
        reader = read_sheet(view, mapping, [kind])
        _refuse_unknown(reader, {column.index for column in reader.columns})
        return _rows(reader)


def _refuse_unknown(reader: Any, known: set[int]) -> None:
    unknown = [title for n, title in enumerate(reader.titles()) if title and n not in known]
    if unknown:
        raise UnknownColumns(columns="、".join(unknown))


def _rows(reader: Any) -> list[CustomerRow]:
    rows, errors = [], dict[str, list[str]]()
    for row in reader:
        said = [str(issue) for issue in row.errors]
        values = {k: v for k, v in row.values.items() if v not in (None, "")}
        try:
            rows.append(CustomerRow(row=row.number, **values))
        except ValidationError as problem:
            said += [s for found in sentences(problem).values() for s in found]
        if said:
            errors[str(row.number)] = said
    if errors:
        raise InvalidInput(errors)
    return rows
