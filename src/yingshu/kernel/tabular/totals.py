"""Comparing a sheet's own sums (小计, 累计, 合计) with the sums of its rows."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from yingshu.kernel.tabular.classify import RowKind, sum_level

__all__ = ["TotalDifference", "TotalsCheck"]

_START: Final = "start"
_ANY: Final = "any"


@dataclass(frozen=True, slots=True)
class TotalDifference:
    """A sum on the sheet that its rows do not give; amounts in fen."""

    row: int
    label: str
    field: str
    stated: int
    computed: int

    @property
    def difference(self) -> int:
        """Stated minus computed, in fen."""
        return self.stated - self.computed


class TotalsCheck:
    """Adds up the money of the data rows as they pass and holds every sum row against it.

    A subtotal sums since the last one of its level (月小计, 小计) or since the last sum row of any kind; a running
    total since the start; a grand total since the start or since the last grand total.
    """

    def __init__(self) -> None:
        self.differences: list[TotalDifference] = []
        self.checked = 0
        self.sums: dict[str, int] = defaultdict(int)
        self._at: dict[str, dict[str, int]] = {}

    def add(self, field: str, fen: int) -> None:
        """Count the money of a data row."""
        self.sums[field] += fen

    def check(self, row: int, kind: RowKind, label: str, stated: Mapping[str, int]) -> None:
        """Compare what a sum row states, by field, with the rows so far."""
        level = kind.value if kind is RowKind.TOTAL else sum_level(label)
        bases = [_START] if kind is RowKind.RUNNING else [level, _START] if kind is RowKind.TOTAL else [level, _ANY]
        for field, fen in stated.items():
            self.checked += 1
            sums = [self.sums[field] - self._at.get(base, {}).get(field, 0) for base in bases]
            if fen not in sums:
                computed = sums[-1] if kind is RowKind.TOTAL else sums[0]
                self.differences.append(TotalDifference(row, label, field, fen, computed))
        self._at[level] = self._at[_ANY] = dict(self.sums)

    def summary(self) -> dict[str, Any]:
        """Sums of all rows by field in fen, how many sums were compared, and how many differ."""
        return {"sums": dict(self.sums), "checked": self.checked, "different": len(self.differences)}
