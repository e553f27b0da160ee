"""How the ageing table is asked for and drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from yingshu.kernel import clock, money
from yingshu.kernel.screens import spans
from yingshu.kernel.screens.cells import percent
from yingshu.kernel.text import id_of

from ..models import DunningNote
from ..queries import AgeingRow, AgeingTable
from ..queries.ageing import By
from ..rules import Basis
from .words import customer_url, span_label, statement_url

PAGE = 20
BYS: tuple[By, ...] = ("customer", "salesperson", "region")


@dataclass(frozen=True)
class Question:
    """What a person asked for: the day, by whom, by which clock, one customer, which bucket, which page of rows."""

    as_of: date
    by: By = "customer"
    basis: str = ""
    customer: int | None = None
    bucket: int | None = None
    page: int = 1
    row_kind: str = "customer"

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Question:
        """From the address; what cannot be understood is left out."""
        by = given.get("by", "")
        return cls(as_of=day_of(given.get("as_of", "")), by=by if by in BYS else "customer",
                   basis=given.get("basis", "") if given.get("basis") in (Basis.DUE, Basis.SHIPPED) else "",
                   customer=_number(given, "customer"),
                   bucket=_number(given, "bucket"), page=max(_number(given, "page") or 1, 1),
                   row_kind=given.get("kind", "") if given.get("kind") in (*BYS, "carrier") else "customer")

    def query(self, **changes: Any) -> str:
        """The address of a neighbouring question."""
        values: dict[str, Any] = {"as_of": self.as_of.isoformat(), "by": self.by, "basis": self.basis, "customer": self.customer,
                                  "bucket": self.bucket, **changes}
        return urlencode({k: v for k, v in values.items() if v not in ("", None)})

    @property
    def tabs(self) -> list[dict[str, Any]]:
        """By customer, salesperson, region."""
        titles = {"customer": _("By customer"), "salesperson": _("By salesperson"), "region": _("By region")}
        return [{"title": titles[by], "url": f"?{self.query(by=by)}", "current": by == self.by} for by in BYS]

    @property
    def clocks(self) -> list[dict[str, Any]]:
        """From the due date, or from shipment."""
        return [{"title": _("From due date"), "url": f"?{self.query(basis='due')}", "current": self.basis != "shipped"},
                {"title": _("From shipment"), "url": f"?{self.query(basis='shipped')}", "current": self.basis == "shipped"}]


def day_of(text: str) -> date:
    """A day of an address, today when it is none."""
    return spans.day_of(text) or clock.today()


def _number(given: Mapping[str, str], name: str) -> int | None:
    return id_of(given.get(name, "")) or None


def key_label(by: str) -> str:
    """What the first column holds."""
    return {"customer": _("Customer / slip"), "salesperson": _("Salesperson / slip"), "region": _("Region / slip")}[by]


@dataclass(frozen=True)
class DrawnRow:
    """A row as it stands on the page: with its links and the last dunning."""

    row: AgeingRow
    url: str
    statement: str
    items: str
    cells: Sequence[tuple[str, int, bool]]  # bucket, fen, to be seen at once
    said: str = ""


@dataclass(frozen=True)
class DrawnPage:
    """The part of the table that is shown, its heads and the pages around it."""

    rows: Sequence[DrawnRow]
    heads: Sequence[Mapping[str, str]]
    shown: int
    count: int
    key: str
    bucket: int | None
    previous: str
    next: str
    clear: str
    credit: bool


def page(table: AgeingTable, asked: Question) -> DrawnPage:
    """The rows of one page; with a bucket only those who have something in it."""
    kept = [r for r in table.rows if asked.bucket is None or (asked.bucket < len(r.amounts) and r.amounts[asked.bucket])]
    start = (asked.page - 1) * PAGE
    labels = [span_label(s, table.basis) for s in table.buckets]
    rows = [_drawn(r, asked, labels) for r in kept[start:start + PAGE]]
    heads = [{"text": label, "url": f"?{asked.query(bucket=None if n == asked.bucket else n)}"} for n, label in enumerate(labels)]
    return DrawnPage(rows, heads, len(rows), len(kept), key_label(asked.by),
                     asked.bucket, f"?{asked.query(page=asked.page - 1)}" if asked.page > 1 else "",
                     f"?{asked.query(page=asked.page + 1)}" if start + PAGE < len(kept) else "", f"?{asked.query(bucket=None)}",
                     bool(table.credit_fen))


def _drawn(row: AgeingRow, asked: Question, labels: Sequence[str]) -> DrawnRow:
    key = {"kind": row.kind, "key": row.id if row.id is not None else ""}
    url = customer_url(row.id) if row.kind == "customer" else ""
    cells = [(label, fen, label == labels[-1] and fen > 0) for label, fen in zip(labels, row.amounts, strict=True)]
    return DrawnRow(row, url, statement_url(row.id) if row.kind == "customer" and row.id else "",
                    f"/ageing/items/?{asked.query(by=None, bucket=None, **key)}" if row.items else "", cells)


def with_notes(rows: Sequence[DrawnRow], notes: Mapping[int, DunningNote]) -> list[DrawnRow]:
    """The rows with what was said to the customer last."""
    return [DrawnRow(r.row, r.url, r.statement, r.items, r.cells, _said(notes.get(r.row.id or 0)) if r.row.kind == "customer" else "")
            for r in rows]


def _said(note: DunningNote | None) -> str:
    if note is None:
        return ""
    if note.promised_on and note.promised_fen:
        promised = {"day": f"{note.promised_on:%m-%d}", "amount": money.show(note.promised_fen)}
        over = note.promised_on < clock.today()
        return (_("promised %(amount)s for %(day)s, now over") if over else _("promised %(amount)s for %(day)s")) % promised
    return f"{clock.local(note.at):%m-%d} {note.says}".strip()


def figures(table: AgeingTable) -> list[dict[str, Any]]:
    """The strip above: the whole, then each bucket with its share and its debtors."""
    strip = [{"label": _("Receivables"), "value": money.show(table.total_fen), "foot": _("%(n)s debtors") % {"n": _debtors(table, None)},
              "tone": "",
              "hint": _("What is open at the end of the day, by the entries of the ledger up to then. Money received and not allocated is "
                        "shown beside it, not taken off.")}]
    for n, span in enumerate(table.buckets):
        fen, last = table.totals[n], n == len(table.buckets) - 1
        label = span_label(span, table.basis) if not n else _("Overdue %(span)s") % {"span": span_label(span)}
        strip.append({"label": label if table.basis == Basis.DUE else span_label(span, table.basis), "value": money.show(fen),
                      "tone": "danger" if last and fen else "", "foot": _foot(table, n, fen),
                      "hint": _("Open items by their age on the day; the bounds are parameters of the rulebook (REC-03).")})
    return strip


def _foot(table: AgeingTable, n: int, fen: int) -> str:
    if not fen:
        return "--"
    if not n:
        share = money.ratio(fen, table.total_fen)
        return percent(share) if share is not None else "--"
    debtors = _("%(n)s debtors") % {"n": _debtors(table, n)}
    oldest = max((r.oldest_days for r in table.rows), default=0)
    return f"{debtors} · {_('oldest %(days)s days') % {'days': oldest}}" if n == len(table.buckets) - 1 else debtors


def _debtors(table: AgeingTable, n: int | None) -> int:
    return sum(1 for r in table.rows if (r.total_fen if n is None else r.amounts[n]))
