"""What a ledger row must be like, and what decides where it goes. Pure functions."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple

from django.utils.translation import gettext_noop as N_

from yingshu.kernel import money
from yingshu.kernel.tabular import match_key

Values = Mapping[str, Any]
TOLERANCE_FEN = 5
REMEMBERED = 20_000  # ledgers repeat themselves
SEPARATOR = "\x1f"


class Level(StrEnum):
    """An error keeps a row out; a warning is shown and does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a row: the field, and a message id with its arguments."""

    field: str
    message: str
    args: Mapping[str, object] = dataclasses.field(default_factory=dict)
    level: Level = Level.ERROR


class Receivables(StrEnum):
    """Whether the sales ledger also makes receivables."""

    AUTO = "auto"
    YES = "yes"
    NO = "no"


class Posting(NamedTuple):
    """The decision about receivables and why."""

    posts: bool
    reason: str


def posting(wanted: Receivables, present: Iterable[str]) -> Posting:
    """Does the sales ledger make receivables? Of itself only when receipts are there and no receivable ledger is."""
    sheets = set(present)
    if "sales" not in sheets:
        return Posting(False, N_("The workbook has no sales ledger."))
    if wanted == Receivables.YES:
        return Posting(True, N_("Receivables are made from the sales ledger, as chosen."))
    if wanted == Receivables.NO:
        return Posting(False, N_("No receivables are made from the sales ledger, as chosen."))
    if "receivables" in sheets:
        return Posting(False, N_("The workbook has a receivable ledger of its own; the sales ledger makes no receivables."))
    if "receipts" in sheets:
        return Posting(True, N_("There are receipts but no receivable ledger: each order becomes one receivable, goods and freight."))
    return Posting(False, N_("Without receipts every sale would stay unpaid for ever; the sales ledger makes no receivables."))


# ---- one row

def judge(kind: str, values: Values, longest: Iterable[tuple[str, int]]) -> list[Problem]:
    """What is wrong with a row by itself."""
    found = [Problem(code, N_("The text has %(length)s characters, at most %(limit)s fit"), {"length": len(text), "limit": limit})
             for code, limit in longest if (text := values.get(code)) and len(text) > limit]
    own = _JUDGES.get(kind)
    return [*found, *own(values)] if own else found


def _named(values: Values, code: str, name: str, message: str) -> list[Problem]:
    return [] if values.get(code) or values.get(name) else [Problem(name, message)]


def _customer_row(values: Values) -> list[Problem]:
    return _named(values, "code", "name", N_("A customer needs a code or a name"))


def _product_row(values: Values) -> list[Problem]:
    return _named(values, "code", "name", N_("A product needs a code or a name"))


def _of_customer(values: Values) -> list[Problem]:
    return _named(values, "customer_code", "customer", N_("The row names no customer"))


def _sales_row(values: Values) -> list[Problem]:
    return [*_of_customer(values), *_wrong_rate(values), *_sum_of_line(values)]


def _wrong_rate(values: Values) -> list[Problem]:
    rate = values.get("tax_rate")
    return [] if rate is None or 0 <= rate < 1 else [Problem("tax_rate", N_("The VAT rate is not between 0 and 100 %%"))]


def _sum_of_line(values: Values) -> list[Problem]:
    """Quantity × price × (1 − discount) against the amount; the amount of the ledger counts."""
    quantity, price, amount = values.get("quantity"), values.get("price"), values.get("amount")
    if quantity is None or price is None or amount is None:
        return []
    computed = money.line_amount(price, quantity, values.get("discount") or Decimal(0))
    if abs(computed - amount) <= TOLERANCE_FEN:
        return []
    args = {"computed": money.show(computed), "difference": money.show(amount - computed)}
    return [Problem("amount", N_("Quantity × price less discount gives %(computed)s; the amount differs by %(difference)s"), args,
                    Level.WARNING)]


def _not_below_zero(values: Values, message: str) -> list[Problem]:
    return [Problem("amount", message)] if (values.get("amount") or 0) < 0 else []


def _receipt_row(values: Values) -> list[Problem]:
    return [*_of_customer(values), *_not_below_zero(values, N_(
        "Money given back is no receipt. Make the receipt it belongs to smaller, or leave the row out and give it back after the import"))]


def _receivable_row(values: Values) -> list[Problem]:
    day, due = values.get("date"), values.get("due")
    early = [Problem("due", N_("Due before the invoice was written"), level=Level.WARNING)] if day and due and due < day else []
    return [*_of_customer(values), *early, *_not_below_zero(values, N_(
        "A red invoice owes nothing. Take it off the invoice it corrects, or leave the row out and record the return after the import"))]


_JUDGES = {"customers": _customer_row, "products": _product_row, "sales": _sales_row, "receivables": _receivable_row,
           "receipts": _receipt_row}


# ---- the same thing under two spellings

@lru_cache(maxsize=REMEMBERED)
def code_key(code: str) -> str:
    """Under which codes are compared when the exact one is not known: 002 and 2 are one."""
    key = match_key(code)
    return key.lstrip("0") or key if key.isdigit() else key


@lru_cache(maxsize=REMEMBERED)
def party(code: str | None, name: str | None) -> str:
    """A customer or product of a row, for keys: by code where there is one."""
    return code_key(code) if code else match_key(name or "")


# ---- the key of a row, so that a second run adds nothing

def row_key(kind: str, values: Values) -> str:
    """The natural key of a ledger row, without its place among equal rows."""
    day = values["date"].isoformat()
    customer = party(values.get("customer_code"), values.get("customer"))
    if kind == "sales":
        product = party(values.get("product_code"), values.get("product"))
        order = values.get("order")
        parts = [order, day, product, values.get("line")] if order else [customer, day, product, values.get("quantity"), values["amount"]]
    elif kind == "receivables":
        parts = [values["invoice"], customer, day]
    else:
        named = values.get("number") or values.get("invoice") or values.get("order")
        parts = [named, values.get("sequence"), customer, day, values["amount"]]
    return SEPARATOR.join("" if part is None else str(part) for part in parts)


def digest(key: str, nth: int) -> str:
    """The stored form of a key; ``nth`` counts equal rows of one import from 1."""
    return hashlib.blake2b(f"{key}{SEPARATOR}{nth}".encode(), digest_size=16).hexdigest()


def content(kind: str, values: Values) -> str:
    """The money of a row: when it differs under the same key, the ledger was changed after it was imported."""
    return f"{values['amount']}+{values.get('freight') or 0}" if kind == "sales" else str(values["amount"])


def method_code(text: str | None, spellings: Mapping[str, str]) -> str | None:
    """The code of a payment or receipt method; empty for an empty cell, None for a spelling nobody knows."""
    key = match_key(text or "")
    if not key:
        return ""
    if key in spellings:
        return spellings[key]
    begins = [code for word, code in spellings.items() if len(word) >= 2 and key.startswith(word)]
    return begins[0] if begins else None
