"""The content of a report as data: how it reads for machines, how two versions differ, and its seal. Pure functions.

Content is plain JSON: amounts are whole fen under names ending in ``_fen``, quantities are strings, missing is null. Rows of a
table carry ``key``, which names the same thing in every version. A compared figure is ``{"now": …, "last_month": {…}, …}``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any, NamedTuple

from yingshu.kernel import money

DERIVED = frozenset({"difference", "percent", "share", "rate", "key", "entries", "through", "changes"})
NAMES = ("product", "customer", "salesperson", "region", "payment_method", "level", "number", "day", "measure", "month", "key")


def seal_of(number: str, version: int, content: Mapping[str, Any], submitted_at: datetime) -> str:
    """A fingerprint of what was submitted."""
    moment = submitted_at.astimezone(UTC).isoformat()
    text = json.dumps([number, version, content, moment], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def public(value: Any, money_here: bool = False) -> Any:
    """The content as the API and the command give it: names without ``_fen``, money as a string with two decimals."""
    if isinstance(value, Mapping):
        return {str(k).removesuffix("_fen"): public(v, money_here or str(k).endswith("_fen")) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [public(v, money_here) for v in value]
    return money.plain(value) if money_here and isinstance(value, int) else value


class Change(NamedTuple):
    """One figure that differs: in which table and row, which figure, of which month, before and after."""

    table: str
    row: str
    figure: str
    of: str
    old: Any
    new: Any

    def as_json(self) -> dict[str, Any]:
        """As kept in the content of the later version."""
        return {**self._asdict(), "difference": self._difference()}

    def _difference(self) -> Any:
        old, new = self.old or 0, self.new or 0
        if self.figure.endswith("_fen"):
            return int(new) - int(old)
        try:
            return f"{(Decimal(new) - Decimal(old)).normalize():f}"
        except ArithmeticError:
            return None


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Every figure that is not the same in both versions; rows that came or went have no value on one side."""
    before, after = dict(_leaves(old)), dict(_leaves(new))
    names = _row_names(old) | _row_names(new)
    places = sorted(before.keys() | after.keys(), key=lambda p: (p[0] != "", p))
    return [Change(table, names.get((table, row), ""), figure, of, before.get(place), after.get(place)).as_json()
            for place in places for table, row, figure, of in [place] if before.get(place) != after.get(place)]


Place = tuple[str, str, str, str]


def _leaves(content: Mapping[str, Any]) -> Iterator[tuple[Place, Any]]:
    for name, value in content.items():
        if isinstance(value, list):
            for row in _rows(value):
                yield from _figures(name, str(row["key"]), row)
        elif isinstance(value, Mapping):
            yield from _figures("" if name == "totals" else name, "", value)


def _rows(table: list[Any]) -> list[Mapping[str, Any]]:
    """The rows of a table; a list of plain words has none."""
    return [row for row in table if isinstance(row, Mapping)]


def _figures(table: str, row: str, values: Mapping[str, Any]) -> Iterator[tuple[Place, Any]]:
    for figure, value in values.items():
        if figure in DERIVED or figure in NAMES or isinstance(value, list):
            continue
        if isinstance(value, Mapping):
            yield (table, row, figure, ""), value.get("now")
            yield from (((table, row, figure, of), then["value"]) for of, then in value.items() if isinstance(then, Mapping))
        elif value is not None and (figure.endswith("_fen") or isinstance(value, int) or _is_number(value)):
            yield (table, row, figure, ""), value


def _is_number(value: Any) -> bool:
    return isinstance(value, str) and value.lstrip("-").replace(".", "", 1).isdigit()


def _row_names(content: Mapping[str, Any]) -> dict[tuple[str, str], str]:
    """What the rows of the tables are called: the first naming column that has a text."""
    return {(table, str(row["key"])): next((str(row[n]) for n in NAMES if row.get(n)), "")
            for table, rows in content.items() if isinstance(rows, list) for row in _rows(rows)}
