"""What a person is shown before anything is written: per sheet rows, sums, months, differences, wrong rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from yingshu.kernel import money
from yingshu.kernel.tabular import Notice, Row, RowKind
from yingshu.kernel.tabular.clean import show

from .reading import LedgerSheet
from .rules import Level, Problem

MOST_WRONG = 200
MOST_WARNED = 50
_SUMS = {RowKind.SUBTOTAL: "subtotals", RowKind.RUNNING: "subtotals", RowKind.TOTAL: "totals"}


def as_json(message: str, args: Mapping[str, object]) -> dict[str, Any]:
    """A message that is put into words when it is read, in the reader's language."""
    return {"message": message, "args": {name: str(value) for name, value in args.items()}}


def notice_json(notice: Notice) -> dict[str, Any]:
    """A notice of the reader."""
    return as_json(notice.message_id, notice.args)


@dataclass
class SheetFigures:
    """Counted while the rows of one sheet pass. Amounts in fen."""

    sheet: LedgerSheet
    rows: int = 0
    ok: int = 0
    known: int = 0
    wrong: int = 0
    warned: int = 0
    amount: int = 0
    freight: int = 0
    orders: set[str] = field(default_factory=set)
    not_shipped: set[str] = field(default_factory=set)
    discounted: int = 0
    months: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    unknown_words: Counter[str] = field(default_factory=Counter)
    issues: list[dict[str, Any]] = field(default_factory=list)
    _warnings_kept: int = 0

    def count(self, values: Mapping[str, Any]) -> None:
        """Add a right row, new or known, to the sums."""
        self.ok += 1
        if "amount" in values:
            self.amount += values["amount"]
            self.months[f"{values['date']:%Y-%m}"] += values["amount"]
        if self.sheet.kind.code == "sales":
            self._count_sale(values)

    def _count_sale(self, values: Mapping[str, Any]) -> None:
        order = values.get("order") or ""
        self.freight += values.get("freight") or 0
        self.orders.add(order)
        if values.get("shipped_on") is None:
            self.not_shipped.add(order)
        self.discounted += bool(values.get("discount"))
        if values.get("state"):
            self.states[values["state"]] += 1

    def problem(self, row: Row, problems: Sequence[Problem]) -> None:
        """Remember what is wrong with a row, up to a limit; count it in any case."""
        is_wrong = any(problem.level == Level.ERROR for problem in problems)
        self.wrong += is_wrong
        self.warned += not is_wrong
        room = len(self.issues) - self._warnings_kept < MOST_WRONG if is_wrong else self._warnings_kept < MOST_WARNED
        if room:
            self._warnings_kept += not is_wrong
            self.issues.append({"row": row.number, "wrong": is_wrong, "cells": self._cells(row),
                                "problems": [{"field": p.field, "letter": self._letter(p.field), "level": p.level.value,
                                              **as_json(p.message, p.args)} for p in problems]})

    def _letter(self, field: str) -> str:
        return next((column.letter for column in self.sheet.reader.columns if column.field.code == field), "")

    def _cells(self, row: Row) -> dict[str, str]:
        return {column.letter: show(row.raw[column.index])[:80] for column in self.sheet.reader.columns
                if column.index < len(row.raw)}

    def result(self) -> dict[str, Any]:
        """As JSON data, once all rows have passed."""
        reader, counts = self.sheet.reader, Counter[str]()
        for kind, number in reader.counts.items():
            counts[_SUMS.get(kind, kind.value)] += number
        return {
            "sheet": self.sheet.map.sheet, "kind": self.sheet.kind.code, "label": self.sheet.kind.label,
            "header_row": reader.layout.header_row, "rows": self.rows, "ok": self.ok, "known": self.known, "wrong": self.wrong,
            "warned": self.warned, "subtotals": counts["subtotals"], "totals": counts["totals"], "blank": counts[RowKind.BLANK.value],
            "other": counts[RowKind.FOOTER.value] + counts[RowKind.HEADER.value] + counts[RowKind.SAMPLE.value],
            "amount_fen": self.amount, "read_fen": reader.totals.sums.get("amount", 0),
            "freight_fen": self.freight, "orders": len(self.orders),
            "orders_without_ship_date": len(self.not_shipped), "lines_with_discount": self.discounted,
            "months": dict(sorted(self.months.items())), "states": dict(self.states),
            "unknown_words": dict(self.unknown_words.most_common(20)),
            "compared": reader.totals.checked, "differences": [self._difference(d) for d in reader.totals.differences[:50]],
            "issues": self.issues, "notices": [notice_json(notice) for notice in self.sheet.map.notices]}

    @staticmethod
    def _difference(each: Any) -> dict[str, Any]:
        return {"row": each.row, "label": each.label, "field": each.field, "stated_fen": each.stated, "computed_fen": each.computed}


def summary(figures: Mapping[str, Any]) -> dict[str, Any]:
    """The figures as API and command tell them: money as text with two decimals, without the single wrong rows."""
    return {"sheets": [_sheet_summary(sheet) for sheet in figures["sheets"]], "made": _plain(figures["made"]), "wrong": figures["wrong"],
            "new": figures["new"], "posts_receivables": figures["posts"], "reason": figures["reason"]["message"],
            "notices": [each["message"] % each["args"] for each in figures["notices"]]}


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name.removesuffix("_fen") if name.endswith("_fen") else name: money.plain(value) if name.endswith("_fen") else value
            for name, value in values.items()}


def _sheet_summary(sheet: Mapping[str, Any]) -> dict[str, Any]:
    left_out = {"issues", "notices", "months", "differences", "label"}
    return {**_plain({name: value for name, value in sheet.items() if name not in left_out}),
            "months": {month: money.plain(fen) for month, fen in sheet["months"].items()},
            "differences": [_plain(each) for each in sheet["differences"]]}
