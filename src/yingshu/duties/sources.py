"""What rooms above supply to duties: the records a duty is done for, and dates that come from parameters of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from yingshu.kernel.growing import Growing

from .rules import Slot


@dataclass(frozen=True, slots=True)
class Record:
    """A record that a duty is done for: one of these customers, regions, shops. ``since``: from when days are counted; ``due``: the day
    that the record names."""

    id: int
    name: str
    unit_id: int | None = None
    owner_id: int | None = None
    since: date | None = None
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Records of one kind. ``kind`` is that of ``Done.kind``; ``records(on)`` answers those that count on a day; ``dated`` when they
    name the day on which a duty is due."""

    code: str
    title: Any
    kind: str
    records: Callable[[date], Iterable[Record]]
    dated: bool = False


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Dates that a room works out: ``slots(first, last)`` for the planned days from first to last; ``posts()`` who answers for them
    (empty: the posts of the item). ``says()`` tells the rhythm in words. ``links(occurrences)`` may name, by id of the occurrence, the
    place where each is done and the words that stand for it on a list.
    """

    code: str
    title: Any
    slots: Callable[[date, date], Iterable[Slot]]
    posts: Callable[[], Sequence[str]] = tuple
    says: Callable[[], str] = str
    links: Callable[[Sequence[Any]], Mapping[int, tuple[str, str, str]]] = field(default=lambda occurrences: {})


@dataclass(frozen=True, slots=True)
class Way:
    """A way in which a duty may be done, more exact than an action alone: this step of that register. ``subjects``: kind of record
    → the key of ``Done.data`` that tells for which one it was done, for duties per record."""

    code: str
    title: Any
    actions: tuple[str, ...]
    data: Mapping[str, str]
    subjects: Mapping[str, str]


SOURCES: Growing[Source] = Growing()
WAYS: Growing[Way] = Growing()
RHYTHMS: dict[str, Rhythm] = {}
DOINGS: dict[str, Callable[[Mapping[str, Any]], str]] = {}  # action → what ``done.data`` asks of it in words, told by its room


def declare(found: Source | Rhythm) -> None:
    """Make a source or a rhythm known; a second one with the same code is an error."""
    table: dict[str, Any] = SOURCES if isinstance(found, Source) else RHYTHMS
    if found.code in table:
        raise ValueError(f"{type(found).__name__.lower()} {found.code} is declared twice")
    table[found.code] = found
