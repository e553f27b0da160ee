"""Personal data: which room holds what, how one person's is found and erased, and what is forgotten by age (CNF-07).

A room that keeps names, phones, addresses or words of people outside the company declares a holder; what it must keep it declares with
the reason. The request desk asks all of them. Rooms above are asked first, so they can still look up what rooms below erase after them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet

from .ledger import ERASED
from .text import half_width

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Who:
    """By what a person is found: phone and e-mail in normal form, or the customer on file. Empty ones find nothing."""

    phone: str = ""
    email: str = ""
    customer_id: int | None = None

    @classmethod
    def of(cls, phone: str, email: str) -> Who:
        """From what somebody typed."""
        return cls("".join(c for c in half_width(phone) if c.isdigit() or c == "+"), half_width(email).casefold())

    @property
    def tail(self) -> str:
        """The last digits of the phone: they look the same however it is written."""
        return self.phone[-4:]

    def is_phone(self, text: str) -> bool:
        """Is it this phone, however it is written?"""
        return bool(self.phone) and Who.of(text, "").phone == self.phone

    def is_email(self, text: str) -> bool:
        """Is it this address?"""
        return bool(self.email) and text.strip().casefold() == self.email

    def among(self, rows: QuerySet[Any], email: str = "email") -> list[Any]:
        """Rows with this phone, or this address in the field ``email``: the database narrows them by how a phone ends."""
        wanted = Q(pk=None) if not self.phone else Q(phone__contains=self.tail)
        if self.email and email:
            wanted |= Q(**{f"{email}__iexact": self.email})
        return [row for row in rows.filter(wanted).order_by("id")
                if self.is_phone(row.phone) or (bool(email) and self.is_email(getattr(row, email)))]

    def is_in(self, text: str) -> bool:
        """Do words name this phone or address?"""
        return bool(self.phone and re.search(spelled(self.phone), text)) or bool(self.email and self.email in text.casefold())


def spelled(phone: str) -> str:
    """A pattern for a number with blanks or strokes between its digits."""
    return r"[\s\-]?".join(map(re.escape, phone))


def without(text: str, phone: str = "", email: str = "", name: str = "") -> str:
    """Words without somebody's phone, address and name. A name of one character says nothing by itself and stays."""
    digits = Who.of(phone, "").phone
    patterns = [spelled(digits)] * bool(digits) + [re.escape(word) for word in (email, name if len(name) > 1 else "") if word]
    for pattern in patterns:
        text = re.sub(pattern, ERASED, text, flags=re.IGNORECASE)
    return text


@dataclass(frozen=True, slots=True)
class Holder:
    """One kind of record with personal data.

    ``fields`` names where they stand (``{"service.Case": ("phone", …)}``); ``find`` answers what is kept of somebody, each with its
    number; ``erase`` makes it anonymous and answers how many records; ``expire`` does so for everything closed long enough on that day.
    """

    code: str
    title: Any
    fields: Mapping[str, Sequence[str]]
    find: Callable[[Who], Sequence[Row]]
    erase: Callable[[Who], int]
    expire: Callable[[date], int] = lambda day: 0


@dataclass(frozen=True, slots=True)
class Kept:
    """Fields of a model that stay when a person is erased, and why: shown with each request."""

    model: str
    fields: Sequence[str]
    title: Any
    why: Any


HOLDERS: dict[str, Holder] = {}
KEPT: list[Kept] = []


def declare(holder: Holder) -> Holder:
    """Make a holder known; a second one with the same code is an error."""
    if holder.code in HOLDERS:
        raise ValueError(f"holder {holder.code} is declared twice")
    HOLDERS[holder.code] = holder
    return holder


def must_keep(model: str, fields: Sequence[str], title: Any, why: Any) -> None:
    """Say what stays and why."""
    KEPT.append(Kept(model, fields, title, why))


def covered() -> set[tuple[str, str]]:
    """Model and field of everything that is erased or kept for a reason."""
    held: Iterable[tuple[str, Sequence[str]]] = [pair for holder in HOLDERS.values() for pair in holder.fields.items()]
    return {(model, name) for model, names in [*held, *((k.model, k.fields) for k in KEPT)] for name in names}


def kept_of(who: Who) -> dict[str, list[Row]]:
    """What all holders keep of somebody, by holder."""
    found = {code: list(holder.find(who)) for code, holder in _from_above()}
    return {code: rows for code, rows in found.items() if rows}


def erase(who: Who) -> dict[str, int]:
    """Make somebody anonymous everywhere; answers how many records by holder."""
    return _done((code, holder.erase(who)) for code, holder in _from_above())


def expire(today: date) -> dict[str, int]:
    """Let all holders forget what has been kept long enough."""
    return _done((code, holder.expire(today)) for code, holder in _from_above())


def _from_above() -> list[tuple[str, Holder]]:
    """The holders of the highest rooms first: rooms are installed in this order."""
    floors = {label: n for n, label in enumerate(apps.app_configs)}
    return sorted(HOLDERS.items(), key=lambda pair: floors.get(pair[0].partition(".")[0], 0))


def _done(counts: Iterable[tuple[str, int]]) -> dict[str, int]:
    return {code: count for code, count in counts if count}
