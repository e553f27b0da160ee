"""The wrong rows of a checked ledger with their reasons, for a file that can be mended and imported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import gettext as _

from yingshu.kernel.errors import NotFound
from yingshu.kernel.tabular import Cell, Row

from .. import files, queries
from ..figures import SheetFigures
from ..models import ImportBatch
from ..reading import Look, open_ledger
from ..rules import Level, Problem
from .sieve import Sieve


class Failed(NamedTuple):
    """The titles of a sheet and its wrong rows: the cells as they are, and why they are wrong."""

    sheet: str
    titles: list[str]
    rows: list[tuple[Sequence[Cell], Sequence[str]]]


@dataclass
class _Keeping(SheetFigures):
    """Keeps every wrong row."""

    failed: list[tuple[Sequence[Cell], Sequence[str]]] = field(default_factory=list)

    def problem(self, row: Row, problems: Sequence[Problem]) -> None:
        """Wrong rows only; a warning does not keep a row out."""
        if any(problem.level == Level.ERROR for problem in problems):
            self.failed.append((row.raw, [_(problem.message) % dict(problem.args) for problem in problems]))


def failed_rows(batch: ImportBatch, sheet_name: str) -> Failed:
    """All wrong rows of one sheet."""
    look = Look(queries.mapping_from(batch.mapping), corrections=batch.mapping.get("corrections"))
    with open_ledger(files.path_of(batch.digest), batch.file_name, look, queries.own_titles()) as ledger:
        sheet = next((each for each in ledger.sheets if each.map.sheet == sheet_name), None)
        if sheet is None:
            raise NotFound()
        kept = _Keeping(sheet)
        for _rows in Sieve(strict=False).chunks(sheet, kept):
            pass
        return Failed(sheet_name, sheet.reader.titles(), kept.failed)
