"""制度执行矩阵: for each clause how it is carried out, its rate in six months, target, evidence and what follows from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yingshu.kernel import clock, enforcement, money
from yingshu.kernel.actor import Actor, Reach
from yingshu.kernel.enforcement import Asked, Count, Way
from yingshu.kernel.errors import InvalidInput
from yingshu.organisation.models import Unit
from yingshu.rulebook.books import clauses_in_force, unbound
from yingshu.rulebook.catalogue import CHAPTERS, Clause, clauses
from yingshu.rulebook.decisions import params_of

from .. import periods
from ..controls import COMPLIANCE
from ..periods import Days
from ..rules import ComplianceParams

TREND = 6
IN_A_ROW = 3
WAY_NAMES = {
    Way.GATE: (N_("Gate"), "gavel", N_("Enforced by the system"), "lock"),
    Way.WORKFLOW: (N_("Workflow"), "route", N_("Enforced by the system"), "lock"),
    Way.DUTY: (N_("Duty"), "calendar-event", N_("Timed"), "clock"),
    Way.CALCULATION: (N_("Calculation"), "calculator", N_("Worked out by the system"), "calculator"),
    Way.REPORT: (N_("Report"), "chart-bar", N_("Report"), "chart-bar"),
    Way.DOCUMENT: (N_("Document"), "file-text", N_("Document"), "file-text"),
    Way.RECORD: (N_("Kept record"), "clipboard-text", N_("Recorded by people"), "user-check"),
    Way.ROLE: (N_("Post and right"), "users", N_("By posts and rights"), "users"),
    Way.PUBLIC_PAGE: (N_("Public page"), "world", N_("Public page"), "world")}
CONCLUSIONS = {"kept": (N_("Rate kept"), "done"), "low": (N_("Below target"), "warn"), "often_low": (N_("Below again and again"), "danger"),
               "waiting": (N_("Not due yet"), "wait"), "none": (N_("Not carried out"), "draft"), "quiet": ("", "")}


@dataclass(frozen=True, slots=True)
class Query:
    """What the matrix is asked for: the period, and which clauses, units and person; ``everything`` is the whole catalogue."""

    days: Days
    chapter: str = ""
    way: str = ""
    unit_id: int | None = None
    person_id: int | None = None
    only_low: bool = False
    everything: bool = False


class Cell(NamedTuple):
    """A month of a clause: the share kept, and how that stands to the target (ok, low, often_low, none)."""

    month: date
    rate: Decimal | None
    tone: str
    figures: Count

    @property
    def shown(self) -> str:
        """The share as the cell says it: 100 or 94.7."""
        return "·" if self.rate is None else "100" if self.rate == 100 else f"{self.rate:f}"


class Row(NamedTuple):
    """A clause of the matrix."""

    clause: Clause
    ways: Sequence[Way]
    sources: Sequence[str]
    cells: Sequence[Cell]
    rate: Decimal | None
    target: Decimal | None
    figures: Count
    conclusion: str

    @property
    def way(self) -> Way | None:
        return self.ways[0] if self.ways else None

    @property
    def kind(self) -> tuple[str, str]:
        """Words and glyph of what kind of clause it is carried out as."""
        return (_(WAY_NAMES[self.way][0]), WAY_NAMES[self.way][1]) if self.way else ("", "")

    @property
    def shown_way(self) -> tuple[str, str]:
        """Words and glyph of how it is enforced."""
        return (_(WAY_NAMES[self.way][2]), WAY_NAMES[self.way][3]) if self.way else (_("Not carried out"), "pencil")

    @property
    def tag(self) -> tuple[str, str]:
        """Words and weight of the conclusion."""
        words, weight = CONCLUSIONS[self.conclusion]
        return _(words) if words else "", weight


class Chapter(NamedTuple):
    """The rows of a chapter that are shown, and how many clauses of it are not."""

    code: str
    title: str
    rows: Sequence[Row]
    hidden: int


class Summary(NamedTuple):
    """The strip above the matrix."""

    clauses: int
    carried: int
    by_way: Mapping[str, int]
    rate: Decimal | None
    rate_before: Decimal | None
    low: int
    often_low: int
    refused: int
    overridden: int
    evidence: int


class Bare(NamedTuple):
    """An article of the rulebook that is bound to no clause and no control, so that nothing carries it out."""

    number: str
    says: str
    url: str


class Matrix(NamedTuple):
    """Everything the page, the export and the command draw."""

    query: Query
    asked: Asked
    months: Sequence[date]
    chapters: Sequence[Chapter]
    summary: Summary
    of_book: bool = False
    bare: Sequence[Bare] = ()

    @property
    def rows(self) -> Iterable[Row]:
        return (row for chapter in self.chapters for row in chapter.rows)


# ---- asking

def period_of(text: str) -> Days:
    """A month or quarter as it is written; this month without. Raises InvalidInput."""
    days = periods.parse(text) if text else periods.month_of(clock.today())
    if days.first.day != 1:
        raise InvalidInput({"period": [_("Please give a month like 2026-06 or a quarter like 2026Q2.")]})
    return days


def asked_by(actor: Actor, query: Query) -> Asked:
    """The months of the trend and the period, within what the person may see."""
    months = trend(query.days)
    units = frozenset(_below(query.unit_id)) if query.unit_id else None
    person = query.person_id
    if not (actor.everything or actor.reach == Reach.ALL):
        units = actor.units & units if units is not None else actor.units
        person, units = (actor.id, None) if not actor.units else (person, units)
    return Asked(min(months[0], query.days.first), query.days.last, None, units, person)


def _below(unit_id: int) -> Iterable[int]:
    path = Unit.objects.filter(pk=unit_id).values_list("path", flat=True).first()
    return Unit.objects.filter(path__startswith=path).values_list("id", flat=True) if path else ()


def trend(days: Days) -> list[date]:
    """First days of the six months that end with the period."""
    return periods.months_back(days.last.replace(day=1), TREND)


# ---- working out

def matrix(actor: Actor, query: Query) -> Matrix:
    """One statement for each source, whatever the history."""
    asked, months = asked_by(actor, query), trend(query.days)
    counts, ways, params = enforcement.counts(asked), enforcement.ways(), params_of(COMPLIANCE)
    book = frozenset() if query.everything else clauses_in_force(query.unit_id)
    rows = [_row(clause, ways.get(clause.id, {}), counts, months, query.days, params) for clause in clauses().values()]
    held = [row for row in rows if not book or row.clause.id in book]
    return Matrix(query, asked, months, _chapters(rows, held, query, bool(book)), _summary(held, counts, query.days), bool(book),
                  _bare(query) if book else ())


def _bare(query: Query) -> list[Bare]:
    """Articles without a clause belong to no chapter of the catalogue: they stand beside the whole, and beside what is not carried out."""
    if query.chapter or query.only_low or query.way not in ("", "none"):
        return []
    return [Bare(one.label, one.says, f"{reverse('rulebook-read', args=[one.version_id])}?node={one.key}#{one.key}")
            for one in unbound(query.unit_id)]


def _row(clause: Clause, ways: Mapping[Way, Sequence[str]], counts: Mapping[tuple[str, date], Count], months: Sequence[date],
         days: Days, params: ComplianceParams) -> Row:
    target = target_of(clause.id, ways, params)
    cells: list[Cell] = []
    for month in months:
        count = counts.get((clause.id, month), Count(clause.id, month))
        cells.append(Cell(month, rate_of(count), _tone(rate_of(count), target, cells), count))
    total = _total(clause.id, counts, days)
    return Row(clause, tuple(ways), tuple(dict.fromkeys(s for sources in ways.values() for s in sources)), cells, rate_of(total), target,
               total, _conclusion(ways, total, cells[-1].tone, rate_of(total), target))


def _total(clause: str, counts: Mapping[tuple[str, date], Count], days: Days) -> Count:
    found = Count(clause, days.first)
    for month in _months(days):
        if (clause, month) in counts:
            found = Count(clause, days.first, *(a + b for a, b in zip(found[2:], counts[clause, month][2:], strict=True)))
    return found


def _months(days: Days) -> list[date]:
    return [date.fromisoformat(f"{name}-01") for name in periods.months_in(days)]


def target_of(clause: str, ways: Mapping[Way, Any], params: ComplianceParams) -> Decimal | None:
    """The clause's own target, else the usual one of duties, in percent; gates need none."""
    own = params.clause_targets.get(clause, params.duty_target if Way.DUTY in ways else None)
    return None if own is None else money.round_half_up(own * 100, 1)


def rate_of(count: Count) -> Decimal | None:
    """The share kept, in percent with one decimal; None when nothing was due."""
    return money.round_half_up(Decimal(count.kept) * 100 / count.due, 1) if count.due else None


def _tone(rate: Decimal | None, target: Decimal | None, before: Sequence[Cell]) -> str:
    if rate is None:
        return "none"
    if target is None or rate >= target:
        return "ok"
    row = [c.tone in ("low", "often_low") for c in before[-(IN_A_ROW - 1):]]
    return "often_low" if len(row) == IN_A_ROW - 1 and all(row) else "low"


def _conclusion(ways: Mapping[Way, Any], total: Count, tone: str, rate: Decimal | None, target: Decimal | None) -> str:
    if not ways:
        return "none"
    if rate is None:
        return "kept" if total.evidence else "waiting" if Way.DUTY in ways else "quiet"
    return (tone if tone == "often_low" else "low") if target is not None and rate < target else "kept"


def _chapters(rows: Sequence[Row], held: Sequence[Row], query: Query, of_book: bool) -> list[Chapter]:
    found = []
    for code, title in CHAPTERS.items():
        own = [row for row in rows if row.clause.chapter == code]
        shown = [row for row in held if row.clause.chapter == code and _wanted(row, query, of_book)]
        if (shown or not _narrow(query)) and query.chapter in ("", code):
            found.append(Chapter(code, _(title), shown, 0 if _narrow(query) else len(own) - len(shown)))
    return found


def _narrow(query: Query) -> bool:
    return bool(query.way or query.only_low)


def _wanted(row: Row, query: Query, of_book: bool) -> bool:
    """All clauses of the book; of the whole catalogue, while there is no book, those that something carries out."""
    if query.only_low:
        return row.conclusion in ("low", "often_low")
    if query.way:
        return query.way in row.ways or (query.way == "none" and row.way is None)
    return row.way is not None or of_book or query.everything or query.chapter == row.clause.chapter


def _summary(rows: Sequence[Row], counts: Mapping[tuple[str, date], Count], days: Days) -> Summary:
    by_way: dict[str, int] = {}
    for row in rows:
        by_way[row.way.value if row.way else "none"] = by_way.get(row.way.value if row.way else "none", 0) + 1
    before = periods.months_back(days.first, 2)[0]
    return Summary(
        len(rows), sum(row.way is not None for row in rows), by_way, _overall([row.figures for row in rows]),
        _overall([counts[row.clause.id, before] for row in rows if (row.clause.id, before) in counts]),
        sum(row.conclusion in ("low", "often_low") for row in rows), sum(row.conclusion == "often_low" for row in rows),
        sum(row.figures.refused for row in rows), sum(row.figures.overridden for row in rows), sum(row.figures.evidence for row in rows))


def _overall(counts: Sequence[Count]) -> Decimal | None:
    due = sum(c.due for c in counts)
    return money.round_half_up(Decimal(sum(c.kept for c in counts)) * 100 / due, 2) if due else None
