"""May conclusions be drawn (SAT-13), who stands where (SAT-27), what changed (SAT-19), who is being lost (SAT-12)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext_noop as N_
from pydantic import Field, field_validator

from yingshu.kernel.controls import Condition, Facts, Outcome, Params, Verdict, all_or_nothing, say
from yingshu.kernel.money import round_half_up

# ---- recovery: SAT-13

class RecoveryParams(Params):
    """How many of the questionnaires handed out must come back before anything is concluded (SAT-13)."""

    response_rate_min: Decimal = Field(Decimal("0.8"), gt=0, le=1, title=N_("Least share that must come back"))


class RecoveryFacts(Facts):
    """What was handed out and what came back valid, of a wave or of one unit in it."""

    of: str
    sent: int = Field(ge=0)
    valid: int = Field(ge=0)


def may_conclude(params: RecoveryParams, facts: RecoveryFacts) -> Verdict:
    """Refused below the floor, in exact arithmetic: 80 of 100 are enough, 79 are not."""
    enough = facts.sent > 0 and facts.valid >= params.response_rate_min * facts.sent
    rate = share(facts.valid, facts.sent)
    args = {"of": facts.of, "sent": facts.sent, "valid": facts.valid, "rate": percent(rate), "floor": percent(params.response_rate_min)}
    words = (N_("%(of)s: %(valid)s of %(sent)s came back (%(rate)s), at least %(floor)s. Conclusions may be issued.") if enough else
             N_("%(of)s: only %(valid)s of %(sent)s came back (%(rate)s), less than %(floor)s. No conclusion may be issued; remind those "
                "who have not answered."))
    return all_or_nothing((Condition(N_("Recovery rate"), enough, say(words, **args), "SAT-13"),), say(words, **args),
                          figures={"rate": rate if rate is not None else "", "sent": facts.sent, "valid": facts.valid})


def percent(value: Decimal | None) -> str:
    """``79.17%``; missing as ``--``."""
    return "--" if value is None else f"{round_half_up(value * 100, 2)}%"


# ---- ranking: SAT-27, SAT-29

class RankingParams(Params):
    """How units are ranked (SAT-27): the decimals of a mean, by which equal places are told."""

    round_digits: int = Field(2, ge=0, le=4, title=N_("Decimals"))


class Standing(NamedTuple):
    """A unit's result, as it counts and as it was before answers were voided."""

    unit_id: int
    name: str
    answers: int
    score: Decimal | None
    rank: int | None
    answers_before: int
    score_before: Decimal | None
    rank_before: int | None
    sent: int = 0

    @property
    def voided(self) -> int:
        return self.answers_before - self.answers

    @property
    def rate(self) -> Decimal | None:
        """Valid answers of those handed out."""
        return share(self.answers, self.sent)

    @property
    def rate_before(self) -> Decimal | None:
        return share(self.answers_before, self.sent)


class UnitSums(NamedTuple):
    """Answers of a unit and the sum of their points: all, and those voided."""

    unit_id: int
    name: str
    answers: int
    total: Decimal
    voided: int = 0
    voided_total: Decimal = Decimal(0)
    sent: int = 0


def share(part: int, whole: int) -> Decimal | None:
    """A share with four decimals (79.17 %)."""
    return round_half_up(Decimal(part) / whole, 4) if whole else None


def ranking(units: Iterable[UnitSums], digits: int = 2) -> list[Standing]:
    """Units by the mean of their valid answers, the best first; equal means share a rank; who has no valid answers has none."""
    rows = list(units)
    valid = {u.unit_id: _mean(u.total - u.voided_total, u.answers - u.voided, digits) for u in rows}
    before = {u.unit_id: _mean(u.total, u.answers, digits) for u in rows}
    ranks, ranks_before = _ranks(valid), _ranks(before)
    found = [Standing(u.unit_id, u.name, u.answers - u.voided, valid[u.unit_id], ranks.get(u.unit_id), u.answers, before[u.unit_id],
                      ranks_before.get(u.unit_id), u.sent) for u in rows]
    return sorted(found, key=lambda s: (s.rank is None, s.rank or 0, s.name))


def _mean(total: Decimal, answers: int, digits: int) -> Decimal | None:
    return round_half_up(total / answers, digits) if answers else None


def _ranks(means: Mapping[int, Decimal | None]) -> dict[int, int]:
    known = [m for m in means.values() if m is not None]
    return {unit: 1 + sum(other > mean for other in known) for unit, mean in means.items() if mean is not None}


# ---- lowest, largest and smallest change: SAT-19

class Figure(NamedTuple):
    """A group, an item or a product: its mean now and in the period before."""

    name: str
    now: Decimal
    before: Decimal | None = None

    @property
    def difference(self) -> Decimal | None:
        return None if self.before is None else self.now - self.before


class Extremes(NamedTuple):
    """What the report must name on each level."""

    lowest: Figure | None
    largest_change: Figure | None
    smallest_change: Figure | None


def extremes(figures: Iterable[Figure]) -> Extremes:
    """The lowest mean, and the largest and smallest change, up or down."""
    rows = sorted(figures, key=lambda f: (f.now, f.name))
    moved = sorted((f for f in rows if f.difference is not None), key=lambda f: (abs(f.difference or 0), f.name))
    return Extremes(rows[0] if rows else None, moved[-1] if moved else None, moved[0] if moved else None)


# ---- methods and lost business: SAT-12

DELIVERIES, LOST = "deliveries", "lost"
WAYS = {"questionnaire": N_("Questionnaire"), "telephone": N_("Telephone"), "visits": N_("Visits to users"),
        DELIVERIES: N_("Quality of deliveries"), LOST: N_("Lost business"), "survey_form": N_("Satisfaction survey form"),
        "visit_form": N_("Satisfaction visit form"), "questionnaires": N_("Questionnaire survey"), "interview": N_("Interview"),
        "own": N_("Own survey"), "third_party": N_("Third-party survey")}
ON_VISITS = ("visits", "visit_form", "interview")
_CODES = {word: code for code, word in WAYS.items()}  # sets of parameters that were kept before ways had codes


class MethodParams(Params):
    """In which ways satisfaction is measured, and from which drop on a customer's business counts as being lost (SAT-12)."""

    methods: tuple[str, ...] = Field(("questionnaire", "telephone", "visits", DELIVERIES, LOST), min_length=1,
                                     title=N_("Ways of measuring"), json_schema_extra={"words": {**WAYS}})
    lost_from: Decimal = Field(Decimal("0.3"), gt=0, le=1, title=N_("Drop that counts as lost business"))

    @field_validator("methods")
    @classmethod
    def _coded(cls, methods: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(_CODES.get(way, way) for way in methods)

    @property
    def asked(self) -> tuple[str, ...]:
        """Ways in which people are asked; the others are read from the records."""
        return tuple(way for way in self.methods if way not in (DELIVERIES, LOST))


class Turnover(NamedTuple):
    """What a customer bought in the period before and in this one, in fen."""

    customer_id: int
    name: str
    before_fen: int
    now_fen: int


class Loss(NamedTuple):
    """A customer whose business is being lost."""

    turnover: Turnover
    drop: Decimal


def lost(params: MethodParams, rows: Iterable[Turnover]) -> list[Loss]:
    """Customers that bought less by the share of the parameters or more, the largest amounts first."""
    found = [Loss(row, Decimal(row.before_fen - row.now_fen) / row.before_fen) for row in rows if row.before_fen > 0]
    return sorted((loss for loss in found if loss.drop >= params.lost_from),
                  key=lambda loss: (loss.turnover.now_fen - loss.turnover.before_fen, loss.turnover.name))


# ---- improvements: SAT-22

class ImproveParams(Params):
    """Below which mean an item must be improved."""

    improve_below: Decimal = Field(Decimal(80), ge=0, le=100, title=N_("Improve below (points)"))
    due_days: int = Field(30, ge=1, le=365, title=N_("Days for an improvement"))


class ScoreFacts(Facts):
    """The mean of an item, and whether it has an improvement."""

    item: str
    score: Decimal
    answers: int
    improvement: bool = False


def is_weak(params: ImproveParams, mean: Decimal) -> bool:
    """Does a mean ask for an improvement?"""
    return mean < params.improve_below


def must_improve(params: ImproveParams, facts: ScoreFacts) -> Verdict:
    """An item below the bound needs an improvement; until there is one it is told."""
    args = {"item": facts.item, "score": str(facts.score), "bound": params.improve_below}
    if not is_weak(params, facts.score):
        return Verdict(Outcome.ALLOW, say(N_("%(item)s: %(score)s, not below %(bound)s."), **args))
    words = (N_("%(item)s: %(score)s is below %(bound)s; an improvement is registered.") if facts.improvement else
             N_("%(item)s: %(score)s is below %(bound)s. Register an improvement."))
    return Verdict(Outcome.ALLOW if facts.improvement else Outcome.WARN, say(words, **args),
                   (Condition(N_("Improvement"), facts.improvement, say(words, **args), "SAT-22"),))


class Effect(NamedTuple):
    """What an improvement brought: the mean before and in the next wave of the same question."""

    before: Decimal
    after: Decimal
    target: Decimal | None

    @property
    def reached(self) -> bool:
        return self.after >= self.target if self.target is not None else self.after > self.before
