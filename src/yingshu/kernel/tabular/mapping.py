"""Which column of a sheet is which field: as guessed, as corrected by a person, as saved in a template.

As JSON a mapping is::

    {"sheets": [{"sheet": "Sheet1", "kind": "sales", "header_row": 4,
                 "columns": {"客户": "customer", "C": {"field": "amount", "unit": 10000}}}]}

A column is named by its title (as `Column.name` gives it) or by its letter; a title that equals a letter wins. What is
saved by `Mapping.to_json` holds both, in a list, so that a template still fits when columns have moved.
"""

import json
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from yingshu.kernel.tabular import messages
from yingshu.kernel.tabular.clean import match_key
from yingshu.kernel.tabular.errors import MappingError
from yingshu.kernel.tabular.fields import Field, Fill, Kind, SheetKind
from yingshu.kernel.tabular.layout import Column, Layout
from yingshu.kernel.tabular.numerals import MONEY_UNITS
from yingshu.kernel.tabular.titles import column_index, title_keys

__all__ = ["BoundColumn", "ColumnMap", "Mapping", "Notice", "SheetMap", "bind"]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a person should look at; ``message_id % args`` is the English sentence."""

    message_id: str
    args: AnyMapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.message_id % self.args


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """One column and its field.

    `unit` (yuan per unit), `fill` and `kind` override what title, unit row and field say; `confidence` is 1 when a
    person has chosen.
    """

    field: str
    title: str = ""
    letter: str = ""
    unit: int | None = None
    fill: Fill | None = None
    kind: Kind | None = None
    confidence: float = 1.0

    def to_data(self) -> dict[str, Any]:
        """As JSON data, without what is not set."""
        data = {"field": self.field, "title": self.title, "letter": self.letter, "unit": self.unit, "fill": self.fill,
                "kind": self.kind, "confidence": self.confidence}  # fmt: skip
        return {key: value for key, value in data.items() if value not in (None, "")}

    @classmethod
    def from_data(cls, data: AnyMapping[str, Any]) -> Self:
        """From JSON data; units may be written as 万元."""
        unit = data.get("unit")
        return cls(
            field=str(data["field"]),
            title=str(data.get("title") or ""),
            letter=str(data.get("letter") or ""),
            unit=MONEY_UNITS[unit] if isinstance(unit, str) else None if unit is None else int(unit),
            fill=Fill(data["fill"]) if data.get("fill") else None,
            kind=Kind(data["kind"]) if data.get("kind") else None,
            confidence=float(data.get("confidence", 1.0)),
        )


@dataclass(frozen=True, slots=True)
class SheetMap:
    """One sheet: what it holds and where. `header_row` counts as Excel does; None means it is to be found."""

    sheet: str
    kind: str
    columns: tuple[ColumnMap, ...]
    header_row: int | None = None
    confidence: float = 1.0
    notices: tuple[Notice, ...] = ()

    def to_data(self) -> dict[str, Any]:
        """As JSON data; notices belong to one file and are not kept."""
        head = {} if self.header_row is None else {"header_row": self.header_row}
        columns = [column.to_data() for column in self.columns]
        return {"sheet": self.sheet, "kind": self.kind, **head, "confidence": self.confidence, "columns": columns}

    def as_template(self) -> Self:
        """Without what belongs to one file."""
        columns = tuple(replace(column, confidence=1.0) for column in self.columns)
        return replace(self, columns=columns, header_row=None, confidence=1.0, notices=())

    @classmethod
    def from_data(cls, data: AnyMapping[str, Any]) -> Self:
        """From JSON data, columns as a list or as a dictionary by title or letter."""
        row = data.get("header_row")
        return cls(
            sheet=str(data["sheet"]),
            kind=str(data["kind"]),
            columns=tuple(_column_maps(data["columns"])),
            header_row=None if row is None else int(row),
            confidence=float(data.get("confidence", 1.0)),
        )


def _column_maps(data: Any) -> Iterator[ColumnMap]:
    if not isinstance(data, dict):
        yield from map(ColumnMap.from_data, data)
        return
    for title, target in data.items():
        if target:
            yield ColumnMap.from_data({"title": title, **(target if isinstance(target, dict) else {"field": target})})


@dataclass(frozen=True, slots=True)
class Mapping:
    """The mapping of a whole workbook; sheets that are not named are not imported."""

    sheets: tuple[SheetMap, ...]
    notices: tuple[Notice, ...] = ()

    def to_json(self) -> str:
        """For saving as a template."""
        return json.dumps({"sheets": [sheet.to_data() for sheet in self.sheets]}, ensure_ascii=False, indent=2)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read a saved or hand-written mapping.

        Raises:
            MappingError: not of the form shown above.
        """
        try:
            return cls(tuple(map(SheetMap.from_data, json.loads(text)["sheets"])))
        except KeyError as error:
            raise MappingError(messages.MAPPING_INVALID, reason=f"{error.args[0]!r}") from error
        except (ValueError, TypeError, AttributeError) as error:
            raise MappingError(messages.MAPPING_INVALID, reason=str(error)) from error

    def as_template(self) -> Self:
        """For other files of the same form: without row numbers, every choice taken as made by a person."""
        return replace(self, notices=(), sheets=tuple(sheet.as_template() for sheet in self.sheets))

    def for_sheet(self, name: str) -> SheetMap | None:
        """What is said about a sheet: by its exact name, else by one that begins or ends alike (``台账2026``)."""
        exact = next((sheet for sheet in self.sheets if sheet.sheet == name), None)
        key = match_key(name)
        alike = [sheet for sheet in self.sheets if _alike(match_key(sheet.sheet), key)]
        return exact or (replace(alike[0], sheet=name) if len(alike) == 1 else None)


def _alike(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return len(short) >= 2 and (long.startswith(short) or long.endswith(short))


@dataclass(frozen=True, slots=True)
class BoundColumn:
    """A field tied to a column of a real sheet, with everything decided."""

    index: int
    letter: str
    title: str
    field: Field
    kind: Kind
    unit: int
    fill: Fill


def bind(sheet: SheetMap, layout: Layout, kind: SheetKind) -> list[BoundColumn]:
    """Tie a mapping to the columns of a real sheet.

    Raises:
        MappingError: unknown field or column, an ambiguous title, a field mapped twice, a required field missing.
    """
    bound = [_bind_column(sheet, column, layout, kind) for column in sheet.columns]
    codes = [column.field.code for column in bound]
    for column in bound:
        if codes.count(column.field.code) > 1:
            raise MappingError(messages.FIELD_TWICE, field=column.field.label, sheet=sheet.sheet)
    for each in kind.fields:
        if each.required and each.code not in codes:
            raise MappingError(messages.FIELD_MISSING, field=each.label, sheet=sheet.sheet)
    return sorted(bound, key=lambda column: column.index)


def _bind_column(sheet: SheetMap, wanted: ColumnMap, layout: Layout, kind: SheetKind) -> BoundColumn:
    target = kind.field(wanted.field)
    if target is None:
        available = "、".join(each.code for each in kind.fields)
        raise MappingError(messages.FIELD_UNKNOWN, field=wanted.field, kind=kind.label, available=available)
    column = _find_column(sheet.sheet, wanted, layout)
    return BoundColumn(
        index=column.index,
        letter=column.letter,
        title=column.name,
        field=target,
        kind=wanted.kind or target.kind,
        unit=wanted.unit or column.unit or layout.unit or 1,
        fill=wanted.fill or (Fill.DOCUMENT if target.carry_down or target.document_key else Fill.NONE),
    )


def _find_column(sheet: str, wanted: ColumnMap, layout: Layout) -> Column:
    """The column meant: by name, by title, by the title's key, by letter."""
    if wanted.title:
        for same in (_same_name, _same_title, _same_key):
            found = [column for column in layout.columns if same(column, wanted.title)]
            if len(found) > 1:
                found = [column for column in found if column.letter == wanted.letter] or found
            if len(found) == 1:
                return found[0]
            if found:
                letters = "、".join(column.letter for column in found)
                raise MappingError(messages.COLUMN_AMBIGUOUS, sheet=sheet, column=wanted.title, letters=letters)
    index = column_index(wanted.title or wanted.letter)
    if index is not None and index < len(layout.columns):
        return layout.columns[index]
    name, available = wanted.title or wanted.letter, "、".join(layout.titles)
    raise MappingError(messages.COLUMN_MISSING, sheet=sheet, column=name, available=available)


def _same_name(column: Column, title: str) -> bool:
    return column.name == title and bool(column.title)


def _same_title(column: Column, title: str) -> bool:
    return column.title == title


def _same_key(column: Column, title: str) -> bool:
    return bool(column.title) and title_keys(column.title)[:1] == title_keys(title)[:1] != ()


def known_titles(kinds: Sequence[SheetKind], extra: AnyMapping[str, Sequence[str]] | None = None) -> frozenset[str]:
    """Every title key that means some field of some kind."""
    return frozenset(key for kind in kinds for each in kind.fields for key in each.title_keys(extra))
