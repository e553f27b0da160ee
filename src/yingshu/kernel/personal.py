"""Personal data of people who are no customers on file: who holds it, how it is found, made anonymous, and forgotten in time (CNF-07).

A room that keeps names, phones or addresses of visitors declares a holder. The request desk asks all holders; a nightly job lets each
forget what has been kept long enough.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from .actor import Actor
from .text import half_width

GONE = "*"


@dataclass(frozen=True, slots=True)
class Who:
    """By what a person is found: phone or e-mail, in normal form. Empty ones find nothing."""

    phone: str = ""
    email: str = ""

    @classmethod
    def of(cls, phone: str, email: str) -> Who:
        """From what somebody typed."""
        return cls("".join(c for c in half_width(phone) if c.isdigit() or c == "+"), half_width(email).casefold())


@dataclass(frozen=True, slots=True)
class Holder:
    """One kind of record with personal data of visitors.

    ``find`` answers what is kept of somebody (number, when, fields); ``forget`` makes it anonymous and answers how many records;
    ``expire`` does so for everything closed long enough on that day.
    """

    code: str
    title: Any
    find: Callable[[Who], Sequence[Mapping[str, Any]]]
    forget: Callable[[Who, Actor], int]
    expire: Callable[[date, Actor], int]


HOLDERS: dict[str, Holder] = {}


def declare(holder: Holder) -> Holder:
    """Make a holder known; a second one with the same code is an error."""
    if holder.code in HOLDERS:
        raise ValueError(f"holder {holder.code} is declared twice")
    HOLDERS[holder.code] = holder
    return holder


def kept_of(who: Who) -> dict[str, list[Mapping[str, Any]]]:
    """What all holders keep of somebody, by holder."""
    found = {code: list(holder.find(who)) for code, holder in HOLDERS.items() if who.phone or who.email}
    return {code: rows for code, rows in found.items() if rows}


def forget(who: Who, actor: Actor) -> dict[str, int]:
    """Make somebody anonymous everywhere; answers how many records by holder."""
    found = {code: holder.forget(who, actor) for code, holder in HOLDERS.items() if who.phone or who.email}
    return {code: count for code, count in found.items() if count}


def expire(today: date, actor: Actor) -> dict[str, int]:
    """Let all holders forget what has been kept long enough."""
    return {code: count for code, holder in HOLDERS.items() if (count := holder.expire(today, actor))}
