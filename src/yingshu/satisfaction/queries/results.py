"""The result of a period: sources, index, units, products, strata, items, what may be concluded. All of it is of this moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Sum

from yingshu.kernel import clock
from yingshu.organisation.models import Unit
from yingshu.rulebook.decisions import Decision, Subject, judge, params_of

from ..controls import INDEX, LEVELS, RANKING, RECOVERY
from ..models import Sent, Stratum, Wave
from ..rules import index, measures
from ..rules.conclusion import RecoveryFacts, Standing, UnitSums, ranking
from ..rules.index import Index, IndexFacts, IndexParams, SourceFacts
from ..rules.measures import Estimate, Moments
from ..rules.scoring import LevelParams
from ..rules.spans import Span, span_of
from .counts import Both, Place, points_by_place
from .figures import Figures, figures_of
from .happened import complaints_before, happened
from .returned import recovery

STARTED = (Wave.State.RUNNING, Wave.State.CLOSED)
NOBODY, MOST_PERIODS = 0, 8


@dataclass(frozen=True, slots=True)
class SourceFigure:
    """A source of the index: its waves, what came back, its points with and without what was voided."""

    code: str
    waves: Sequence[Wave]
    sent: int
    points: Both
    mean: Estimate


class Part(NamedTuple):
    """A product, a stratum, a department: its valid points, and the mean of the period before."""

    name: str
    mean: Estimate
    voided: int
    before: Decimal | None = None


class Way(NamedTuple):
    """The surveys that were carried out in one way of measuring (SAT-12)."""

    code: str
    surveys: int
    sent: int
    mean: Estimate


@dataclass(frozen=True, slots=True)
class Result:
    """Everything about a period. ``before_voids`` is the index as it was before answers were voided, None when none were."""

    span: Span
    params: IndexParams
    levels: LevelParams
    facts: IndexFacts
    index: Index
    interval: Estimate
    before_voids: Index | None
    happened: Mapping[str, int]
    sources: Sequence[SourceFigure]
    ways: Sequence[Way]
    recovery: Decision
    units: Sequence[Standing]
    unit_recovery: Mapping[int, Decision]
    products: Sequence[Part]
    strata: Sequence[Part]
    figures: Figures
    previous: Previous | None
    special: Sequence[tuple[Wave, Estimate]]
    internal: Sequence[tuple[Wave, Sequence[Part]]]

    @property
    def voided(self) -> int:
        return sum(s.points.voided.n for s in self.sources)

    @property
    def answers(self) -> int:
        return sum(s.points.valid.n for s in self.sources)

    @property
    def may_conclude(self) -> bool:
        return self.recovery.verdict.allowed


class Previous(NamedTuple):
    """The index of the period before, and whether the same questionnaires were asked."""

    period: str
    value: Decimal | None
    comparable: bool


def waves_of(*spans: Span) -> list[Wave]:
    """Waves of some periods that were started, in order."""
    asked = Wave.objects.filter(period__in=[s.name for s in spans], state__in=STARTED)
    return list(asked.select_related("version__questionnaire", "unit").order_by("id"))


def surveyed() -> list[Span]:
    """The latest periods that have a survey, the newest first."""
    names = Wave.objects.filter(state__in=STARTED).order_by().values_list("period", flat=True).distinct()
    return sorted(filter(None, map(span_of, names)), key=lambda span: (span.last, span.first), reverse=True)[:MOST_PERIODS]


def result_of(span: Span) -> Result:
    """The result of a period by the parameters in force on its last day (today, while it lasts)."""
    day = min(span.last, clock.today())
    params, levels = params_of(INDEX, on=day), params_of(LEVELS, on=day)
    found = waves_of(span, span.before)
    waves, earlier = ([w for w in found if w.period == s.name] for s in (span, span.before))
    weighted = [w for w in waves if w.source in params.weights]
    points = points_by_place([w.pk for w in (*waves, *earlier)])
    sources = sources_of(params, weighted, points)
    events = facts_of(span, sources)
    strata = _strata((*waves, *earlier))
    counted = index.index_of(params, events.facts)
    before = [w for w in earlier if w.source in params.weights]
    return Result(
        span, params, levels, events.facts, counted, _interval(params, counted, sources),
        _before_voids(params, events.facts, sources), events.happened, sources, _ways(weighted, points), recovery_of(sources),
        *_units(weighted, points),
        _products(weighted, before, points, strata), _by_stratum(weighted, points, strata),
        figures_of(weighted, before, levels, {key[:1] + key[2:]: name for key, name in _kinds(waves, points, strata).items()}),
        _previous(span, params, weighted, before, points),
        [(w, measures.points_of(_wave_points(w, points).valid)) for w in waves if w.kind == Wave.Kind.SPECIAL],
        [(w, _internal(w, points)) for w in waves if w.kind == Wave.Kind.INTERNAL])


# ---- sources and the index

def sources_of(params: IndexParams, waves: Sequence[Wave], points: Mapping[Place, Both]) -> list[SourceFigure]:
    """The sources that have a weight, in the order of the weights."""
    found = []
    for code in params.weights:
        own = [w for w in waves if w.source == code]
        both = _sum(both for place, both in points.items() if place[0] in {w.pk for w in own})
        found.append(SourceFigure(code, own, sum(w.sent for w in own), both, measures.points_of(both.valid)))
    return found


def _ways(waves: Sequence[Wave], points: Mapping[Place, Both]) -> list[Way]:
    by_way: dict[str, list[Wave]] = {}
    for wave in waves:
        by_way.setdefault(wave.measures, []).append(wave)
    return [Way(code, len(some), sum(w.sent for w in some), measures.points_of(_sum(_wave_points(w, points) for w in some).valid))
            for code, some in by_way.items()]


def _sum(parts: Iterable[Both]) -> Both:
    whole = Both()
    for part in parts:
        whole.valid, whole.voided = whole.valid.plus(part.valid), whole.voided.plus(part.voided)
    return whole


class Found(NamedTuple):
    """The facts of the index, and what happened in the period."""

    facts: IndexFacts
    happened: Mapping[str, int]


def facts_of(span: Span, sources: Sequence[SourceFigure]) -> Found:
    """What the index is worked out from."""
    events = happened(span)
    return Found(IndexFacts(period=span.name, sources=_facts(sources, voided=False), complaints=events["complaints"],
                            complaints_before=complaints_before(span), exposures=events["exposures"]), events)


def _facts(sources: Sequence[SourceFigure], *, voided: bool) -> tuple[SourceFacts, ...]:
    sums = [(s.code, s.points.everything if voided else s.points.valid) for s in sources]
    return tuple(SourceFacts(code=code, answers=moments.n, total=moments.total) for code, moments in sums)


def _before_voids(params: IndexParams, facts: IndexFacts, sources: Sequence[SourceFigure]) -> Index | None:
    if not any(s.points.voided.n for s in sources):
        return None
    return index.index_of(params, facts.model_copy(update={"sources": _facts(sources, voided=True)}))


def _interval(params: IndexParams, found: Index, sources: Sequence[SourceFigure]) -> Estimate:
    """Around the index: the variances of the sources' means by the squares of their weights; deductions are counted, not estimated."""
    parts = [(params.weights[s.code], s.points.valid) for s in sources]
    return measures.weighted(found.value, parts, floor=params.floor)


def recovery_of(sources: Sequence[SourceFigure]) -> Decision:
    """May conclusions be drawn from the questionnaires of the period? Visits are not handed out, so they are not asked."""
    asked = [w for s in sources for w in s.waves if w.kind == Wave.Kind.FORMAL]
    back = recovery(*asked)
    return judged("、".join(dict.fromkeys(w.title for w in asked)) or "--", back.sent, back.valid)


def judged(name: str, sent: int, valid: int, unit_id: int | None = None) -> Decision:
    """The gate of SAT-13 over these figures; leaves no record."""
    return judge(RECOVERY, RecoveryFacts(of=name[:200], sent=sent, valid=valid), Subject("satisfaction_recovery", None, "", unit_id))


# ---- units, products, strata

def _units(waves: Sequence[Wave], points: Mapping[Place, Both]) -> tuple[list[Standing], dict[int, Decision]]:
    """The ranking (SAT-27) by the surveys of customers, and what may be concluded about each unit."""
    asked = [w.pk for w in waves if w.kind == Wave.Kind.FORMAL]
    by_unit: dict[int, Both] = {}
    for (wave, unit, _stratum), both in points.items():
        if wave in asked and unit:
            by_unit[unit] = _sum((by_unit.get(unit, Both()), both))
    sent = dict(Sent.objects.filter(wave_id__in=asked).exclude(unit_key=NOBODY).values_list("unit_key").annotate(n=Sum("count")).order_by())
    names = dict(Unit.objects.filter(pk__in={*by_unit, *sent}).values_list("pk", "name"))
    rows = [UnitSums(unit, names.get(unit, "--"), both.everything.n, both.everything.total, both.voided.n, both.voided.total,
                     sent.get(unit, 0)) for unit in {*by_unit, *sent} for both in (by_unit.get(unit, Both()),)]
    standings = ranking(rows, params_of(RANKING).round_digits)
    return standings, {s.unit_id: judged(s.name, s.sent, s.answers, s.unit_id) for s in standings}


def _strata(waves: Iterable[Wave]) -> dict[int, Stratum]:
    return {s.pk: s for s in Stratum.objects.filter(wave_id__in=[w.pk for w in waves])}


def _kinds(waves: Sequence[Wave], points: Mapping[Place, Both], strata: Mapping[int, Stratum]) -> dict[Place, str]:
    """The kind of product of each place: that of the stratum, else that of the wave."""
    own = {w.pk: w.product_kind or w.version.questionnaire.product_kind for w in waves}
    return {place: (strata[place[2]].product_kind if place[2] in strata else "") or own[place[0]] for place in points if place[0] in own}


def _products(waves: Sequence[Wave], before: Sequence[Wave], points: Mapping[Place, Both], strata: Mapping[int, Stratum]) -> list[Part]:
    """Each kind of product (SAT-18), the lowest first, beside the period before."""
    now, then = (_grouped(points, _kinds(some, points, strata)) for some in (waves, before))
    return _lowest_first(Part(name, measures.points_of(both.valid), both.voided.n, then[name].valid.mean if name in then else None)
                         for name, both in now.items() if name)


def _by_stratum(waves: Sequence[Wave], points: Mapping[Place, Both], strata: Mapping[int, Stratum]) -> list[Part]:
    own = {w.pk for w in waves}
    places = {place: strata[place[2]].title for place in points if place[0] in own and place[2] in strata}
    return _lowest_first(Part(name, measures.points_of(both.valid), both.voided.n) for name, both in _grouped(points, places).items())


def _grouped(points: Mapping[Place, Both], names: Mapping[Place, str]) -> dict[str, Both]:
    found: dict[str, Both] = {}
    for place, name in names.items():
        found[name] = _sum((found.get(name, Both()), points[place]))
    return found


def _lowest_first(parts: Iterable[Part]) -> list[Part]:
    return sorted(parts, key=lambda part: (part.mean.value is None, part.mean.value or 0, part.name))


def _wave_points(wave: Wave, points: Mapping[Place, Both]) -> Both:
    return _sum(both for place, both in points.items() if place[0] == wave.pk)


def _internal(wave: Wave, points: Mapping[Place, Both]) -> list[Part]:
    """Points that departments gave to the one that was asked about (SAT-31)."""
    places = {place: place[1] for place in points if place[0] == wave.pk}
    names = dict(Unit.objects.filter(pk__in=set(places.values())).values_list("pk", "name"))
    found = _grouped(points, {place: names.get(unit, "--") for place, unit in places.items()})
    return _lowest_first(Part(name, measures.points_of(both.valid), both.voided.n) for name, both in found.items())


# ---- the period before

def _previous(span: Span, params: IndexParams, waves: Sequence[Wave], before: Sequence[Wave], points: Mapping[Place, Both],
              ) -> Previous | None:
    """Its index by its own parameters; comparable when each source asked the same versions."""
    if not before:
        return None
    earlier = span.before
    then = params_of(INDEX, on=earlier.last)
    value = index.index_of(then, facts_of(earlier, sources_of(then, before, points)).facts).value
    asked = [{(w.source, w.version_id) for w in some} for some in (waves, before)]
    return Previous(earlier.name, value, asked[0] == asked[1] and then.weights == params.weights)


def moments_of_unit(span: Span, units: Iterable[int]) -> Moments:
    """Valid points of the surveys of customers in some units."""
    own = set(units)
    points = points_by_place([w.pk for w in waves_of(span) if w.kind == Wave.Kind.FORMAL])
    return _sum(both for place, both in points.items() if place[1] in own).valid
