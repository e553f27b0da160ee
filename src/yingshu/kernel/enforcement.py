"""How each clause is carried out, and the figures that prove it: what rooms tell the matrix of compliance (制度执行矩阵).

A room declares a source. ``ways`` says which clauses it carries out now and how; ``counts`` answers their figures for some months in one
aggregate query, however long the history; ``records`` reads the records behind a figure, for the drill-down and the evidence pack. The
same declaration serves the rehearsal: ``rates`` says what the rate would have been with other parameters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from .controls import Params


class Way(StrEnum):
    """How a clause is carried out, the firmest first; the kinds of the catalogue. A clause that nothing carries out is 未落实."""

    GATE = "gate"
    WORKFLOW = "workflow"
    DUTY = "duty"
    CALCULATION = "calculation"
    REPORT = "report"
    DOCUMENT = "document"
    RECORD = "record"
    ROLE = "role"
    PUBLIC_PAGE = "public-page"


WAYS = tuple(Way)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which figures are asked for: days (both included), clauses (None: all), units (None: all), one person (None: everybody).

    ``planned``: clauses and months whose cases a planning source has counted already.
    """

    first: date
    last: date
    clauses: frozenset[str] | None = None
    units: frozenset[int] | None = None
    person_id: int | None = None
    planned: frozenset[tuple[str, date]] = frozenset()

    @property
    def months(self) -> tuple[int, int]:
        """First and last month as rollups keep them: 202606."""
        return self.first.year * 100 + self.first.month, self.last.year * 100 + self.last.month

    def wants(self, clause: str) -> bool:
        """Is this clause asked for?"""
        return self.clauses is None or clause in self.clauses


def month_start(key: int) -> date:
    """202606 → 1 June 2026."""
    return date(key // 100, key % 100, 1)


class Count(NamedTuple):
    """Figures of a clause in a month (its first day).

    ``evidence``: records that exist; ``due``: cases in which the clause had to be kept, and ``kept`` in which it was (a gate: passed
    without special permission; a duty: done in time); ``refused``: steps refused because of this clause; ``overridden``: passed by
    special permission; ``stopped``: steps that the clause's gate refused because of another clause, which counts them as refused.
    """

    clause: str
    month: date
    evidence: int = 0
    due: int = 0
    kept: int = 0
    refused: int = 0
    overridden: int = 0
    stopped: int = 0

    @property
    def refusals(self) -> int:
        """All steps that were refused where this clause is carried out."""
        return self.refused + self.stopped


class Record(NamedTuple):
    """One record behind a figure: when, number, what it says, who, its page, and the whole of it as JSON; ``entry`` is the trail's
    own number where the record is an entry of it."""

    on: date
    number: str
    says: str
    person: str
    url: str
    snapshot: Mapping[str, Any] = {}
    entry: int = 0


class Rate(NamedTuple):
    """What would have been kept with certain parameters."""

    due: int
    kept: int


@dataclass(frozen=True, slots=True)
class Source:
    """A room's share in the matrix. ``url`` answers where the records of a clause open as a list, or an empty text.

    ``rates``: control code → function of (parameters, asked) that works out a rate anew with other parameters.
    ``plans``: it knows beforehand what is due, so also what nobody did. Of its clauses and months the others count no case in time again.
    """

    code: str
    title: Any
    ways: Callable[[], Mapping[str, Way]]
    counts: Callable[[Asked], Iterable[Count]]
    records: Callable[[str, Asked, int], Iterable[Record]]
    url: Callable[[str, Asked], str] = lambda clause, asked: ""
    rates: Mapping[str, Callable[[Params, Asked], Rate]] = field(default_factory=dict)
    plans: bool = False


SOURCES: dict[str, Source] = {}


def declare(source: Source) -> Source:
    """Make a source known; a second one with the same code is an error."""
    if source.code in SOURCES:
        raise ValueError(f"source {source.code} is declared twice")
    SOURCES[source.code] = source
    return source


def ways() -> dict[str, dict[Way, list[str]]]:
    """For each clause that is carried out: in which ways, by which sources; the firmest way first."""
    found: dict[str, dict[Way, list[str]]] = {}
    for source in SOURCES.values():
        for clause, way in source.ways().items():
            found.setdefault(clause, {}).setdefault(way, []).append(source.code)
    return {clause: dict(sorted(by.items(), key=lambda entry: WAYS.index(entry[0]))) for clause, by in found.items()}


def by_source(asked: Asked) -> dict[str, list[Count]]:
    """The figures of each source; those that plan are asked first, since the others must know what they counted."""
    found: dict[str, list[Count]] = {}
    for source in sorted(SOURCES.values(), key=lambda one: not one.plans):
        found[source.code] = list(source.counts(asked))
        if source.plans:
            asked = replace(asked, planned=asked.planned | {(one.clause, one.month) for one in found[source.code] if one.due})
    return found


def counts(asked: Asked) -> dict[tuple[str, date], Count]:
    """The figures of all sources together, by clause and month."""
    return together(one for found in by_source(asked).values() for one in found)


def together(figures: Iterable[Count]) -> dict[tuple[str, date], Count]:
    """Figures added up by clause and month."""
    found: dict[tuple[str, date], Count] = {}
    for one in figures:
        key = (one.clause, one.month)
        found[key] = _sum(found[key], one) if key in found else one
    return found


def _sum(a: Count, b: Count) -> Count:
    return Count(a.clause, a.month, *(x + y for x, y in zip(a[2:], b[2:], strict=True)))
