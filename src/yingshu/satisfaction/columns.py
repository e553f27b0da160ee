"""What the columns of a file with answers are: scales, choices, words, the moment of the answer. Found out in one pass over the rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime

from yingshu.kernel import clock
from yingshu.kernel.text import tidy

MOST_OPTIONS, LONGEST_OPTION = 12, 30
_CODE = re.compile(r"[^A-Za-z0-9_.-]+")
_SERIES = re.compile(r"^([A-Za-z]+)\d+$")


@dataclass(slots=True)
class Column:
    """What was seen of a column. ``kind`` is five, zero_ten, choice, text, moment, or empty when it is no answer (ids)."""

    title: str
    index: int
    low: int | None = None
    high: int | None = None
    whole: bool = True
    moments: bool = True
    longest: int = 0
    spaced: bool = False
    seen: set[str] = field(default_factory=set)
    filled: int = 0

    def look(self, text: str) -> None:
        """Take a cell into account."""
        self.filled += 1
        self.longest = max(self.longest, len(text))
        self.spaced = self.spaced or " " in text or any(0x4E00 <= ord(c) <= 0x9FFF for c in text)
        if len(self.seen) <= MOST_OPTIONS:
            self.seen.add(text)
        if self.whole and (value := number(text)) is not None:
            self.low, self.high = min(value, self.low if self.low is not None else value), max(value, self.high or 0)
        else:
            self.whole = False
        self.moments = self.moments and moment(text) is not None

    @property
    def kind(self) -> str:
        if not self.filled:
            return ""
        if self.whole:
            return self._scale()
        if self.moments:
            return "moment"
        if len(self.seen) <= MOST_OPTIONS and self.longest <= LONGEST_OPTION and len(self.seen) < self.filled:
            return "choice"
        return "text" if self.spaced else ""

    def _scale(self) -> str:
        low, high = self.low or 0, self.high or 0
        if low >= 1 and high <= 5:
            return "five"
        return "zero_ten" if high <= 10 else ""

    @property
    def code(self) -> str:
        """A code for the item: the title where it is one, else its place."""
        made = _CODE.sub("_", self.title).strip("_.-")[:20]
        return made if made and made.isascii() else f"c{self.index + 1}"

    @property
    def series(self) -> str:
        """The topic of columns that are numbered (imag1, imag2)."""
        found = _SERIES.match(self.title)
        return found[1].lower()[:20] if found else "main"

    @property
    def options(self) -> list[dict[str, Any]]:
        """The options of a choice, in order."""
        return [{"value": n, "zh": text, "en": text} for n, text in enumerate(sorted(self.seen), 1)]


def number(text: str) -> int | None:
    """A whole number of at most three digits; 4.0 is one, as workbooks write it."""
    plain = text.removesuffix(".0")
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) <= 3 else None


def moment(text: str) -> datetime | None:
    """A day or moment, in China's time when none is given."""
    if len(text) < 10 or not text[0].isdigit():
        return None
    try:
        found = parse_datetime(text if len(text) > 10 else f"{text} 00:00:00")
    except ValueError:
        return None
    return found if found is None or found.tzinfo else found.replace(tzinfo=clock.ZONE)


def cells(rows: Iterable[Sequence[Any]]) -> Iterator[list[str]]:
    """Rows as tidy texts, without the empty ones."""
    for row in rows:
        found = [cell.isoformat(" ") if isinstance(cell, datetime) else tidy("" if cell is None else str(cell)) for cell in row]
        if any(found):
            yield found


def columns_of(rows: Iterator[list[str]]) -> tuple[list[Column], int]:
    """The columns of a sheet whose first row holds the titles, and how many rows follow."""
    columns = [Column(title or f"#{n + 1}", n) for n, title in enumerate(next(rows, []))]
    count = 0
    for row in rows:
        count += 1
        for column, text in zip(columns, row, strict=False):
            if text:
                column.look(text)
    return columns, count


def codes_of(columns: Iterable[Column]) -> Mapping[int, str]:
    """A code of its own for every column."""
    found: dict[int, str] = {}
    for column in columns:
        code = column.code
        found[column.index] = code if code not in found.values() else f"c{column.index + 1}"
    return found
