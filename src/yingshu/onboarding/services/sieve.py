"""Letting rows through: what is wrong stays out, what was imported before stays out, the rest goes on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yingshu.kernel import clock
from yingshu.kernel.tabular import Row
from yingshu.kernel.text import name_key

from .. import rules, sheets
from ..errors import RowsWrong
from ..figures import SheetFigures
from ..queries import has_keys, known_keys
from ..reading import LedgerSheet
from ..rules import Level, Problem

CHUNK = 500
T = TypeVar("T")


@dataclass(slots=True)
class Taken:
    """A row fit to be imported. ``key`` and ``content`` are empty for master data, which is matched instead."""

    number: int
    values: dict[str, Any]
    key: str = ""
    content: str = ""


class Sieve:
    """One run over a workbook: knows what was seen so far. ``strict`` raises at the first wrong row instead of leaving it out."""

    def __init__(self, strict: bool) -> None:
        self.strict = strict
        self._equal: Counter[tuple[str, str]] = Counter()
        self._seen: dict[tuple[str, str, str], tuple[int, str]] = {}
        self._any_known: dict[str, bool] = {}

    def chunks(self, sheet: LedgerSheet, figures: SheetFigures) -> Iterator[list[Taken]]:
        """The fit and new rows of a sheet, some hundred at a time."""
        longest = sheets.longest(sheet.kind.code)
        for rows in batched(sheet.reader, CHUNK):
            fit = [taken for row in rows if (taken := self._judged(sheet, row, figures, longest))]
            yield self._new(sheet, fit, rows, figures)

    def _judged(self, sheet: LedgerSheet, row: Row, figures: SheetFigures, longest: Iterable[tuple[str, int]]) -> Taken | None:
        kind = sheet.kind.code
        figures.rows += 1
        problems = [Problem(issue.field, issue.message_id, issue.args) for issue in row.errors]
        problems += [*rules.judge(kind, row.values, longest), *_yet_to_come(row)]
        if not row.errors:
            problems += self._against_others(kind, row)
        if problems:
            figures.problem(row, problems)
            if any(problem.level == Level.ERROR for problem in problems):
                self._refuse(sheet, row, problems)
                return None
        if kind not in sheets.MONEY_KINDS:
            figures.count(row.values)
            return Taken(row.number, row.values)
        return self._keyed(kind, row)

    def _refuse(self, sheet: LedgerSheet, row: Row, problems: list[Problem]) -> None:
        if self.strict:
            raise rows_wrong(sheet.map.sheet, row.number, problems)

    def _keyed(self, kind: str, row: Row) -> Taken:
        key = rules.row_key(kind, row.values)
        self._equal[kind, key] += 1
        return Taken(row.number, row.values, rules.digest(key, self._equal[kind, key]), rules.content(kind, row.values))

    def _new(self, sheet: LedgerSheet, fit: list[Taken], rows: list[Row], figures: SheetFigures) -> list[Taken]:
        kind = sheet.kind.code
        if kind not in sheets.MONEY_KINDS:
            return fit
        if kind not in self._any_known:
            self._any_known[kind] = has_keys(kind)
        known = known_keys(kind, [taken.key for taken in fit]) if self._any_known[kind] else {}
        by_number = {row.number: row for row in rows} if known else {}
        return [taken for taken in fit if self._is_new(sheet, taken, known.get(taken.key), by_number, figures)]

    def _is_new(self, sheet: LedgerSheet, taken: Taken, before: str | None, rows: dict[int, Row], figures: SheetFigures) -> bool:
        if before is None or before == taken.content:
            figures.count(taken.values)
            figures.known += before is not None
            return before is None
        problem = Problem("amount", N_("This row was imported before with another amount. Undo that import first, or correct the row"))
        figures.problem(rows[taken.number], [problem])
        self._refuse(sheet, rows[taken.number], [problem])
        return False

    # ---- rows against each other

    def _against_others(self, kind: str, row: Row) -> list[Problem]:
        values = row.values
        if kind in ("customers", "products", "people"):
            return self._twice(kind, row)
        if kind == "sales" and values.get("order"):
            customer = rules.party(values.get("customer_code"), values.get("customer"))
            return self._order_of_two(row, f"{values['order']}", customer)
        return []

    def _twice(self, kind: str, row: Row) -> list[Problem]:
        """The same code twice, or one customer's name under two codes."""
        code, name = row.values.get("code") or row.values.get("staff_no"), row.values.get("name")
        if code and (first := self._first(kind, "code", code, row.number, "")):
            return [Problem("code", N_("Row %(row)s has this code already"), {"row": first[0]})]
        if name and (kind == "customers" or not code) and (first := self._first(kind, "name", name_key(name), row.number, "")):
            return [Problem("name", N_("Row %(row)s has this name already"), {"row": first[0]})]
        return []

    def _order_of_two(self, row: Row, order: str, customer: str) -> list[Problem]:
        first = self._first("sales", f"{row.values['date']:%Y}", order, row.number, customer)
        if first and first[1] != customer:
            return [Problem("order", N_("Order %(order)s belongs to another customer in row %(row)s"), {"order": order, "row": first[0]})]
        return []

    def _first(self, kind: str, what: str, value: str, number: int, says: str) -> tuple[int, str] | None:
        """The row that had this value first; None (and remembered) when this is the first."""
        found = self._seen.setdefault((kind, what, value), (number, says))
        return None if found[0] == number else found


def _yet_to_come(row: Row) -> list[Problem]:
    """A ledger tells what was; a day to come is mostly a slip of the pen."""
    day = row.values.get("date")
    return [Problem("date", N_("This day has not come yet; check the year"), level=Level.WARNING)] if day and day > clock.today() else []


def rows_wrong(sheet: str, number: int, problems: Iterable[Problem], count: int = 1) -> RowsWrong:
    """The refusal that names a wrong row."""
    worst = next(problem for problem in problems if problem.level == Level.ERROR)
    return RowsWrong(count=count, row=number, sheet=sheet, reason=_(worst.message) % dict(worst.args))


def batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of at most so many items."""
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk
