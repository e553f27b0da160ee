"""The columns of a sheet as a person sees them who says which is which: letter, title, some values."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from yingshu.kernel.tabular.clean import Cell, to_text
from yingshu.kernel.tabular.layout import Layout
from yingshu.kernel.tabular.workbook import RowList, SheetView

__all__ = ["ColumnSeen", "columns_seen", "sample_rows"]

_SAMPLES: Final = 3
_SAMPLE_ROWS: Final = 60


@dataclass(frozen=True, slots=True)
class ColumnSeen:
    """A column of a sheet as a person sees it: letter, title, some values."""

    letter: str
    title: str
    samples: tuple[str, ...]


def sample_rows(view: SheetView, layout: Layout) -> Sequence[RowList]:
    """The first rows of the body."""
    return view.head()[layout.body_first : layout.body_first + _SAMPLE_ROWS]


def columns_seen(view: SheetView, layout: Layout) -> list[ColumnSeen]:
    """Every column of the table."""
    body = sample_rows(view, layout)
    return [ColumnSeen(column.letter, column.name, _samples(body, column.index)) for column in layout.columns]


def _samples(body: Sequence[Sequence[Cell]], index: int) -> tuple[str, ...]:
    texts = (to_text(row[index])[:40] for row in body if index < len(row))
    return tuple(dict.fromkeys(text for text in texts if text))[:_SAMPLES]
