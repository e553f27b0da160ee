"""Where on a sheet the table is: title rows, the head of one or two rows, units, and where the body begins.

Rows and columns are counted from 0 here; `Layout.header_row` is the number that people see.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from yingshu.kernel.tabular.clean import Cell, show, to_text
from yingshu.kernel.tabular.numerals import looks_numeric
from yingshu.kernel.tabular.titles import column_letter, money_unit, title_keys
from yingshu.kernel.tabular.workbook import Merge, RowList

__all__ = ["Column", "Layout", "find_layout"]

_SEARCHED_ROWS: Final = 40
_LONGEST_TITLE: Final = 40
_UNIT_WORDS: Final = re.compile(
    r"[(（]?(?:亿元|百万元|万元|千元|元|元/\w+|%|％|件|个|箱|台|套|只|支|张|吨|公斤|千克|kg|克|g|米|m|㎡|m2|m3|cm|mm|天|次|人|年|月|日)[)）]?",
    re.IGNORECASE,
)
_SHEET_UNIT: Final = re.compile(r"单位\s*[:：]")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table: its own title, the title of the group above it, and its unit of money in yuan."""

    index: int
    title: str
    group: str = ""
    unit: int | None = None
    ambiguous: bool = False

    @property
    def letter(self) -> str:
        """A, B, … AA."""
        return column_letter(self.index)

    @property
    def name(self) -> str:
        """The title; with the group before it when another column has the same title; the letter when it has none."""
        return (f"{self.group}{self.title}" if self.ambiguous else self.title) or self.letter


@dataclass(frozen=True, slots=True)
class Layout:
    """A table on a sheet. `above` are the texts over the head, `unit` the sheet's unit of money (None: not stated)."""

    head_first: int
    head_last: int
    body_first: int
    columns: tuple[Column, ...]
    unit: int | None = None
    above: frozenset[str] = frozenset()

    @property
    def header_row(self) -> int:
        """The number, as Excel shows it, of the row with the titles."""
        return self.head_last + 1

    @property
    def titles(self) -> list[str]:
        """Names of the columns from A on."""
        return [column.name for column in self.columns]


def find_layout(
    sample: Sequence[RowList],
    merges: Sequence[Merge] = (),
    known: Callable[[str], bool] = lambda key: False,
    header_row: int | None = None,
) -> Layout | None:
    """Find the head of the table in the first rows of a sheet.

    Args:
        sample: the first rows; 60 are plenty.
        merges: merged ranges of the sheet.
        known: says whether a title key (see `titles.title_keys`) belongs to a field; many known titles decide.
        header_row: the number of the row with the titles when a person has given it.

    Returns:
        None when no row looks like a head.
    """
    grid = _Grid(sample[:_SEARCHED_ROWS], merges, known)
    first = header_row - 1 if header_row else grid.best_row()
    if first is None or first >= len(grid.rows):
        return None
    last = first if header_row else grid.lowest_head_row(first)
    if first == last > 0 and grid.is_group_row(last - 1):
        first = last - 1
    return _layout(grid, first, last)


def _layout(grid: "_Grid", first: int, last: int) -> Layout:
    units: dict[int, int] = {}
    body = last + 1
    while body < len(grid.rows) and grid.is_explanation(body, last):
        units |= grid.units_in(body)
        body += 1
    above = [to_text(cell) for row in grid.rows[:first] for cell in row if to_text(cell)]
    sheet_unit = next((unit for text in above if _SHEET_UNIT.search(text) and (unit := money_unit(text))), None)
    return Layout(first, last, body, _columns(grid, first, last, units), sheet_unit, frozenset(above))


def _columns(grid: "_Grid", first: int, last: int, units: dict[int, int]) -> tuple[Column, ...]:
    groups = grid.groups(first) if first < last else [""] * grid.width
    titles, counts = grid.titles(first, last), Counter(grid.titles(first, last))
    return tuple(
        Column(
            index=index,
            title=title,
            group="" if groups[index] == title else groups[index],
            unit=units.get(index, money_unit(title)),
            ambiguous=counts[title] > 1 and bool(title) and groups[index] != title,
        )
        for index, title in enumerate(titles)
    )


def _is_title(cell: Cell) -> bool:
    """Whether a cell could be a title: a short text without a colon that is neither number nor date."""
    if not isinstance(cell, str):
        return False
    text = to_text(cell)
    return 0 < len(text) <= _LONGEST_TITLE and text[-1] not in "。；" and not looks_numeric(text) and not _colon(text)


def _colon(text: str) -> bool:
    return ":" in text.rstrip(":：") or "：" in text.rstrip(":：")


class _Grid:
    """The first rows of a sheet with merged cells of the head filled, and questions about them."""

    def __init__(self, rows: Sequence[RowList], merges: Sequence[Merge], known: Callable[[str], bool]) -> None:
        self.width = max((len(row) for row in rows), default=0)
        self.rows = [[*row, *[""] * (self.width - len(row))] for row in rows]
        self.merges = [merge for merge in merges if merge.top < len(rows)]
        self.known = known
        self.table_width = max((sum(1 for cell in row if show(cell).strip()) for row in rows), default=0)
        self.filled = [list(row) for row in self.rows]
        self.filled_down = [list(row) for row in self.rows]
        for merge in self.merges:
            self._fill(self.filled, merge, merge.right)
            self._fill(self.filled_down, merge, merge.left)

    def _fill(self, rows: list[RowList], merge: Merge, right: int) -> None:
        value = self.rows[merge.top][merge.left] if merge.left < self.width else ""
        for row in rows[merge.top : merge.bottom + 1]:
            for index in range(merge.left, min(right + 1, self.width)):
                row[index] = value

    def texts(self, number: int) -> list[Cell]:
        """The cells of a row that hold something, a merged one once."""
        return [cell for cell in self.rows[number] if show(cell).strip()]

    def best_row(self) -> int | None:
        """The row most like a head: the one with most known titles, else by shape."""
        scores = [self._score(number) for number in range(len(self.rows))]
        best = max(scores, default=0.0)
        return scores.index(best) if best > 0 else None

    def _score(self, number: int) -> float:
        cells = [cell for cell in self.filled[number] if show(cell).strip()]
        titles = {to_text(cell) for cell in cells if _is_title(cell)}
        if not titles or len(self.texts(number)) < min(2, self.table_width):
            return 0.0
        known = sum(1 for title in titles if any(map(self.known, title_keys(title))))
        if known >= 2 or known == len(titles):
            return 100.0 + 10 * known + len(titles) / (self.width + 1)
        textual = sum(map(_is_title, cells)) / len(cells)
        if textual < 0.9 or len(titles) * 2 < self.table_width:
            return 0.0
        return 10 * known + len(titles) / self.table_width + self._typed_below(number)

    def _typed_below(self, number: int) -> float:
        """The share of columns below a row that begin with a number or date: a body differs from its head."""
        below = next((row for row in self.rows[number + 1 :] if any(show(cell).strip() for cell in row)), None)
        if below is None:
            return 0.0
        typed = sum(1 for cell in below if isinstance(cell, int | float | dt.date) or looks_numeric(cell))
        return typed / self.width

    def lowest_head_row(self, number: int) -> int:
        """The lower row of a two-row head."""
        return number + 1 if number + 1 < len(self.rows) and self._is_sub_head(number + 1) else number

    def _is_sub_head(self, number: int) -> bool:
        cells = {index: cell for index, cell in enumerate(self.rows[number]) if show(cell).strip()}
        if not cells or not all(map(_is_title, cells.values())):
            return False
        over = [show(cell).strip() for cell in self.rows[number - 1]] + [" "]
        grouped = self._grouped(number - 1)
        opened = {index for index in cells if not over[index] or index in grouped}
        return bool(opened) and all(index in opened or not over[index + 1] for index in cells)

    def _grouped(self, number: int) -> set[int]:
        """Columns under a cell of this row that is merged over several columns."""
        return {i for m in self.merges if m.top == number and m.right > m.left for i in range(m.left, m.right + 1)}

    def _crosses(self, number: int) -> bool:
        """Whether a cell is merged from the row above into this one."""
        return any(merge.top < number <= merge.bottom for merge in self.merges)

    def _spans(self, number: int) -> bool:
        """Whether a cell of this row is merged over several columns, but not over the whole table."""
        width = self.table_width
        return any(merge.top == number and 0 < merge.right - merge.left < width - 1 for merge in self.merges)

    def is_group_row(self, number: int) -> bool:
        """Whether this row holds the group titles of a head in the row below."""
        cells = self.texts(number)
        if not cells or not all(map(_is_title, cells)) or len(cells) >= self.table_width:
            return False
        if self._crosses(number + 1) or self._spans(number):
            return True
        over, under = self.rows[number], self.rows[number + 1]
        ahead = [show(cell).strip() for cell in over[1:]] + [""]
        wide = any(show(cell).strip() and not ahead[index] for index, cell in enumerate(over))
        return wide and len(cells) >= 2 and all(show(under[i]).strip() for i, c in enumerate(over) if show(c).strip())

    def groups(self, number: int) -> list[str]:
        """The group title over each column: merged cells filled, others valid up to the next title."""
        result, current = [], ""
        for index, cell in enumerate(self.filled[number]):
            current = to_text(cell) or ("" if self._merged_at(number, index) else current)
            result.append(current)
        return result

    def _merged_at(self, number: int, index: int) -> bool:
        return any(m.top <= number <= m.bottom and m.left <= index <= m.right for m in self.merges)

    def titles(self, first: int, last: int) -> list[str]:
        """The most specific title of each column: the lower row's, else the upper one's."""
        upper, lower = self.rows[first], self.filled_down[last]
        return [to_text(low) or (to_text(up) if first < last else "") for up, low in zip(upper, lower, strict=True)]

    def is_explanation(self, number: int, head: int) -> bool:
        """Whether a row under the head only gives units, or numbers the columns."""
        texts = [to_text(cell).strip("()（）") for cell in self.texts(number)]
        if not texts:
            return False
        if texts == [str(n) for n in range(1, len(texts) + 1)]:
            return len(texts) >= 3 and len(texts) == len(self.texts(head))
        return all(_UNIT_WORDS.fullmatch(text) for text in texts)

    def units_in(self, number: int) -> dict[int, int]:
        """Units of money in a row of units."""
        texts = [to_text(cell).strip("()（）") for cell in self.rows[number]]
        found = {index: money_unit(f"({text})") for index, text in enumerate(texts)}
        return {index: unit for index, unit in found.items() if unit}
