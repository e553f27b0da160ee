"""Guessing which sheet holds what and which column is which field, with a confidence and a word for every doubt."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from yingshu.kernel.tabular import messages
from yingshu.kernel.tabular.classify import RowClassifier, RowKind
from yingshu.kernel.tabular.clean import Cell, match_key, show
from yingshu.kernel.tabular.errors import CellError
from yingshu.kernel.tabular.fields import Field, Kind, SheetKind, Synonyms, parser_for
from yingshu.kernel.tabular.layout import Layout, find_layout
from yingshu.kernel.tabular.mapping import ColumnMap, Mapping, Notice, SheetMap, known_titles
from yingshu.kernel.tabular.numerals import looks_numeric
from yingshu.kernel.tabular.titles import column_letter, title_keys
from yingshu.kernel.tabular.workbook import RowList, SheetView, Workbook

__all__ = ["Guess", "guess", "guess_sheet", "guess_workbook", "sheet_layout"]

_SAMPLE_ROWS: Final = 60
_ACCEPTED: Final = 0.5
_SURE: Final = 0.8
_BY_CONTENT: Final = 0.3
_KIND_ACCEPTED: Final = 0.45
_NUMBERS: Final = frozenset({Kind.FEN, Kind.PRICE, Kind.QUANTITY, Kind.INTEGER, Kind.RATE})


@dataclass(frozen=True, slots=True)
class Guess:
    """Columns taken for fields, and what a person should look at."""

    columns: tuple[ColumnMap, ...]
    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class _Candidate:
    score: float
    fit: float
    index: int
    field: Field


def guess(
    titles: Sequence[str],
    sample_rows: Sequence[RowList],
    fields: Sequence[Field],
    extra_synonyms: Synonyms | None = None,
) -> Guess:
    """Match titles with fields: first by title, then required fields left over by the content of columns left over.

    Args:
        titles: the columns' titles from A on (``""`` for none).
        sample_rows: some rows of data.
        fields: what is looked for.
        extra_synonyms: a company's own titles, by field code.
    """
    taken = _by_title(titles, sample_rows, fields, extra_synonyms)
    guessed = _by_content(titles, sample_rows, fields, taken)
    columns = [_column_map(titles, candidate) for candidate in [*taken, *guessed]]
    notices = [*_doubts(titles, taken, guessed), *_gaps(titles, fields, [*taken, *guessed])]
    return Guess(tuple(sorted(columns, key=lambda column: (len(column.letter), column.letter))), tuple(notices))


def _column_map(titles: Sequence[str], candidate: _Candidate) -> ColumnMap:
    return ColumnMap(
        field=candidate.field.code,
        title=titles[candidate.index],
        letter=column_letter(candidate.index),
        confidence=round(candidate.score, 2),
    )


def _by_title(
    titles: Sequence[str], rows: Sequence[RowList], fields: Sequence[Field], extra: Synonyms | None
) -> list[_Candidate]:
    """The best pairs of title and field, each title and each field once."""
    keys = {each.code: each.title_keys(extra) for each in fields}
    candidates = []
    for index, title in enumerate(titles):
        for each in fields:
            alike = _title_score(title_keys(title), keys[each.code])
            if alike >= _ACCEPTED:
                fit = _fit(_column(rows, index), each)
                candidates.append(_Candidate(alike * (0.4 + 0.6 * fit), fit, index, each))
    return _assign(candidate for candidate in candidates if candidate.score >= _ACCEPTED * 0.6)


def _assign(candidates: Any) -> list[_Candidate]:
    taken: list[_Candidate] = []
    for candidate in sorted(candidates, key=lambda each: -each.score):
        if all(candidate.index != other.index and candidate.field is not other.field for other in taken):
            taken.append(candidate)
    return taken


def _title_score(keys: Sequence[str], wanted: frozenset[str]) -> float:
    """1 for the same title, 0.95 without what is in brackets, less for a part of it."""
    if not keys:
        return 0.0
    if keys[0] in wanted:
        return 1.0
    if any(key in wanted for key in keys[1:]):
        return 0.95
    return max((_part_score(keys[-1], other) for other in wanted), default=0.0)


def _part_score(key: str, other: str) -> float:
    short, long = sorted((key, other), key=len)
    share = len(short) / len(long)
    if len(short) < 2 or short not in long or share < 0.5 or short.isdigit():
        return 0.0
    return 0.45 + 0.3 * share + (0.1 if long.endswith(short) else 0.0)


def _column(rows: Sequence[RowList], index: int) -> list[Cell]:
    return [row[index] for row in rows if index < len(row) and show(row[index]).strip()]


def _fit(cells: Sequence[Cell], of: Field) -> float:
    """The share of filled cells that can be read as this field; 1 when there are none."""
    if not cells:
        return 1.0
    read = parser_for(of, of.kind)
    return sum(1 for cell in cells if _reads(read, cell)) / len(cells)


def _reads(read: Callable[[Cell], Any], cell: Cell) -> bool:
    try:
        read(cell)
    except CellError:
        return False
    return True


def _by_content(
    titles: Sequence[str], rows: Sequence[RowList], fields: Sequence[Field], taken: Sequence[_Candidate]
) -> list[_Candidate]:
    """A required date or number without a title: the only unused column whose content is of that kind."""
    used = {candidate.index for candidate in taken}
    found: list[_Candidate] = []
    for each in fields:
        if not each.required or each.kind not in {Kind.DATE, *_NUMBERS} or any(c.field is each for c in taken):
            continue
        free = [index for index in range(len(titles)) if index not in used]
        fitting = [index for index in free if _is_like(_column(rows, index), each.kind)]
        if len(fitting) == 1:
            used.add(fitting[0])
            found.append(_Candidate(_BY_CONTENT, 1.0, fitting[0], each))
    return found


def _is_like(cells: Sequence[Cell], kind: Kind) -> bool:
    probe = Field("probe", "probe", kind)
    if len(cells) < 2 or _fit(cells, probe) < 0.95:
        return False
    return kind is Kind.DATE or all(map(looks_numeric, cells))


def _doubts(titles: Sequence[str], taken: Sequence[_Candidate], guessed: Sequence[_Candidate]) -> list[Notice]:
    notices = []
    for candidate in taken:
        names = {"column": titles[candidate.index], "field": candidate.field.label}
        if candidate.fit < _SURE:
            notices.append(Notice(messages.CONTENT_UNLIKE, names))
        elif candidate.score < _SURE:
            notices.append(Notice(messages.UNSURE, names))
    for candidate in guessed:
        name = titles[candidate.index] or column_letter(candidate.index)
        notices.append(Notice(messages.GUESSED_BY_CONTENT, {"column": name, "field": candidate.field.label}))
    return notices


def _gaps(titles: Sequence[str], fields: Sequence[Field], taken: Sequence[_Candidate]) -> list[Notice]:
    used = {candidate.index for candidate in taken}
    found = {candidate.field.code for candidate in taken}
    missing = [each for each in fields if each.required and each.code not in found]
    unused = [title for index, title in enumerate(titles) if title_keys(title) and index not in used]
    return [
        *(Notice(messages.FIELD_MISSING, {"sheet": "", "field": each.label}) for each in missing),
        *(Notice(messages.COLUMN_UNUSED, {"column": title}) for title in unused),
    ]


def sheet_layout(
    view: SheetView, kinds: Sequence[SheetKind], extra_synonyms: Synonyms | None = None, header_row: int | None = None
) -> Layout | None:
    """Find the table on a sheet with the titles of these kinds as a help."""
    known = known_titles(kinds, extra_synonyms)
    return find_layout(view.head(), view.merges(), known.__contains__, header_row)


def guess_sheet(view: SheetView, kinds: Sequence[SheetKind], extra_synonyms: Synonyms | None = None) -> SheetMap | None:
    """The kind of a sheet and its columns; None when it is none of these kinds."""
    layout = sheet_layout(view, kinds, extra_synonyms)
    if layout is None:
        return None
    sample = _data_rows(view, layout)
    found = [_as_kind(view.name, layout, sample, kind, extra_synonyms) for kind in kinds]
    best = max(found, key=lambda each: each.confidence, default=None)
    return best if best is not None and best.confidence >= _KIND_ACCEPTED else None


def _data_rows(view: SheetView, layout: Layout) -> list[RowList]:
    classify = RowClassifier(layout).classify
    rows = view.head()[layout.body_first :]
    return [row for row in rows if classify(row)[0] is RowKind.DATA][:_SAMPLE_ROWS]


def _as_kind(name: str, layout: Layout, sample: Sequence[RowList], kind: SheetKind, extra: Synonyms | None) -> SheetMap:
    found = guess([column.name if column.title else "" for column in layout.columns], sample, kind.fields, extra)
    score = _kind_score(name, layout, kind, found.columns)
    notices = tuple(_with_sheet(notice, name) for notice in found.notices)
    return SheetMap(name, kind.code, found.columns, layout.header_row, round(score, 2), notices)


def _with_sheet(notice: Notice, sheet: str) -> Notice:
    return replace(notice, args={**notice.args, "sheet": sheet}) if "sheet" in notice.args else notice


def _kind_score(name: str, layout: Layout, kind: SheetKind, columns: Sequence[ColumnMap]) -> float:
    """Half for the required fields found, the rest for the share of columns understood and for the sheet's name."""
    confidence = {column.field: column.confidence for column in columns}
    required = [each.code for each in kind.fields if each.required] or list(confidence) or [""]
    needed = sum(confidence.get(code, 0.0) for code in required) / len(required)
    titled = sum(1 for column in layout.columns if column.title) or 1
    understood = sum(column.confidence for column in columns) / titled
    return 0.5 * needed + 0.3 * min(understood, 1.0) + 0.2 * _name_score(name, kind)


def _name_score(name: str, kind: SheetKind) -> float:
    key = match_key(name)
    if key in kind.name_keys():
        return 1.0
    return 0.7 if any(len(other) >= 2 and other in key for other in kind.name_keys()) else 0.0


def guess_workbook(book: Workbook, kinds: Sequence[SheetKind], extra_synonyms: Synonyms | None = None) -> Mapping:
    """A mapping for every sheet that is one of these kinds; the others are named in the notices."""
    found = [(view, guess_sheet(view, kinds, extra_synonyms)) for view in book.sheets if not view.hidden]
    unused = [Notice(messages.SHEET_UNUSED, {"sheet": view.name}) for view, sheet in found if sheet is None]
    return Mapping(tuple(sheet for _, sheet in found if sheet is not None), tuple(unused))
