"""The satisfaction index (SAT-15, 16, 17): sources by weight, complaints and exposures deducted, floor, grade.

Every step is a line of a table that adds up: means and contributions are rounded half up to the digits of the parameters, and each later
step is worked out from the rounded ones, so that anybody can recompute it by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal, NamedTuple

from django.utils.translation import gettext_noop as N_
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from yingshu.kernel.bands import check_grades, check_weights
from yingshu.kernel.controls import Condition, Facts, Outcome, Params, Verdict, say
from yingshu.kernel.money import round_half_up

ZERO, HUNDRED = Decimal(0), Decimal(100)
SOURCES = {"survey": N_("Customer survey"), "visit": N_("Visits"), "quality": N_("Survey by quality control")}
SCOPES = {"period": N_("Those of the period"), "year": N_("Those of the year so far")}
BOUNDS = {"level": N_("Grade"), "min": N_("not below"), "below": N_("lower than"), "max": N_("not above")}
Points = Annotated[Decimal, Field(ge=0, le=100)]


# ---- grades: SAT-17

class Band(BaseModel):
    """The points of one grade: from ``min``, up to ``below`` (not itself) or ``max`` (itself). The grade is a level, 5 to 1."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    level: int = Field(ge=1, le=5, title=N_("Level"))
    min: Points = Field(title=N_("At least"))
    below: Points | None = Field(None, title=N_("Below"))
    max: Points | None = Field(None, title=N_("Up to"))

    def holds(self, value: Decimal) -> bool:
        """Does the value lie in the band?"""
        return value >= self.min and (self.below is None or value < self.below)


BANDS = (Band(level=5, min=HUNDRED, max=HUNDRED), Band(level=4, min=Decimal(90), below=HUNDRED),
         Band(level=3, min=Decimal(80), below=Decimal(90)), Band(level=2, min=Decimal(20), below=Decimal(80)),
         Band(level=1, min=ZERO, below=Decimal(20)))


class IndexParams(Params):
    """How the index is worked out.

    ``count_scope``: complaints of the period alone, or of the year up to its end. ``carry_remainder``: complaints of the year beyond full
    blocks are taken over from the period before.
    """

    weights: dict[str, Points] = Field({"survey": Decimal("0.6"), "visit": Decimal("0.2"), "quality": Decimal("0.2")}, min_length=1,
                                       title=N_("Weights of the sources"), json_schema_extra={"words": {**SOURCES}})
    complaint_block: int = Field(10, ge=1, le=1000, title=N_("Complaints of a block"))
    complaint_deduction_points: Points = Field(Decimal("0.2"), title=N_("Points off for a full block"))
    exposure_deduction_points: Points = Field(Decimal(50), title=N_("Points off for an exposed accident"))
    floor: Points = Field(ZERO, title=N_("Lowest index"))
    count_scope: Literal["period", "year"] = Field("period", title=N_("Complaints counted"), json_schema_extra={"words": {**SCOPES}})
    carry_remainder: bool = Field(False, title=N_("The rest of a block is carried over"))
    bands: Annotated[tuple[Band, ...], AfterValidator(tuple)] = Field(BANDS, min_length=2, max_length=5, title=N_("Grades"),
                                                                json_schema_extra={"words": {**BOUNDS}})
    round_digits: int = Field(2, ge=0, le=4, title=N_("Decimals"))

    @model_validator(mode="after")
    def _whole(self) -> IndexParams:
        check_weights(self.weights)
        if any(weight == 0 for weight in self.weights.values()):
            raise ValueError(N_("A source without weight is left out of the list."))
        check_grades([(b.level, b.min, b.below, b.max) for b in self.bands])
        return self

    def grade(self, value: Decimal) -> Band:
        """The band of a value."""
        return next(band for band in sorted(self.bands, key=lambda b: -b.min) if band.holds(value))


# ---- the sum

class SourceFacts(Facts):
    """What a source brought: valid answers and the sum of their points."""

    code: str
    answers: int = Field(ge=0)
    total: Decimal


class IndexFacts(Facts):
    """The sources of a period, its ordinary complaints (and those earlier in the year), its exposed accidents."""

    period: str
    sources: tuple[SourceFacts, ...] = ()
    complaints: int = 0
    complaints_before: int = 0
    exposures: int = 0


class Line(NamedTuple):
    """A line of the table: ``kind`` source, weighted, complaints, exposures or index; ``points`` with its sign is what it adds."""

    kind: str
    label: str
    detail: Mapping[str, Any]
    mean: Decimal | None
    weight: Decimal | None
    points: Decimal | None


class Index(NamedTuple):
    """The index with its steps. ``value`` is None while a weighted source has no answers."""

    lines: tuple[Line, ...]
    value: Decimal | None
    level: int | None
    missing: tuple[str, ...]
    before_floor: Decimal | None


def index_of(params: IndexParams, facts: IndexFacts) -> Index:
    """The index, step by step."""
    lines = [_source_line(params, code, _of(facts, code)) for code in params.weights]
    missing = tuple(line.label for line in lines if line.points is None)
    weighted = None if missing else sum((line.points for line in lines if line.points is not None), ZERO)
    lines.append(Line("weighted", "weighted", {}, None, sum(params.weights.values(), ZERO), weighted))
    blocks, counted = full_blocks(params, facts)
    detail = {"complaints": counted, "blocks": blocks, "rest": counted - blocks * params.complaint_block,
              "each": params.complaint_deduction_points}
    lines.append(Line("complaints", "complaints", detail, None, None, -blocks * params.complaint_deduction_points))
    lines.append(Line("exposures", "exposures", {"exposures": facts.exposures, "each": params.exposure_deduction_points}, None, None,
                      -facts.exposures * params.exposure_deduction_points))
    if weighted is None:
        return Index((*lines, Line("index", "index", {"floor": params.floor}, None, None, None)), None, None, missing, None)
    below = weighted + sum((line.points for line in lines[-2:] if line.points is not None), ZERO)
    value = round_half_up(max(below, params.floor), params.round_digits)
    lines.append(Line("index", "index", {"floor": params.floor}, None, None, value))
    return Index(tuple(lines), value, params.grade(value).level, (), below)


def full_blocks(params: IndexParams, facts: IndexFacts) -> tuple[int, int]:
    """Full blocks of complaints, and how many complaints were counted."""
    if params.count_scope == "year":
        counted = facts.complaints + facts.complaints_before
    else:
        counted = facts.complaints + (facts.complaints_before % params.complaint_block if params.carry_remainder else 0)
    return counted // params.complaint_block, counted


def _of(facts: IndexFacts, code: str) -> SourceFacts:
    return next((s for s in facts.sources if s.code == code), SourceFacts(code=code, answers=0, total=ZERO))


def _source_line(params: IndexParams, code: str, source: SourceFacts) -> Line:
    weight, digits = params.weights[code], params.round_digits
    if not source.answers:
        return Line("source", code, {"answers": 0}, None, weight, None)
    mean = round_half_up(source.total / source.answers, digits)
    return Line("source", code, {"answers": source.answers}, mean, weight, round_half_up(mean * weight, digits))


def work_out(params: IndexParams, facts: IndexFacts) -> Verdict:
    """The verdict: the index and its grade; a warning while a source is missing (SAT-23, SAT-21)."""
    found = index_of(params, facts)
    conditions = tuple(_source_condition(line) for line in found.lines if line.kind == "source")
    if found.value is None or found.level is None:
        names = tuple(SOURCES.get(code, code) for code in found.missing)
        return Verdict(Outcome.WARN, say(N_("No index for %(period)s yet: %(sources)s brought no valid answers."), period=facts.period,
                                         sources=names), conditions, figures={"missing": ",".join(found.missing)})
    says = say(N_("The satisfaction index of %(period)s is %(index)s (level %(level)s)."), period=facts.period, index=str(found.value),
               level=found.level)
    return Verdict(Outcome.ALLOW, says, conditions, figures={
        "index": found.value, "level": found.level, "weighted": found.lines[-4].points,
        "complaints_off": -(found.lines[-3].points or ZERO), "exposures_off": -(found.lines[-2].points or ZERO)})


def _source_condition(line: Line) -> Condition:
    if line.points is None:
        return Condition(SOURCES.get(line.label, line.label), False, say(
            N_("%(source)s: no valid answers in the period."), source=SOURCES.get(line.label, line.label)), "SAT-23")
    return Condition(SOURCES.get(line.label, line.label), True, say(
        N_("%(source)s: %(mean)s × %(weight)s = %(points)s (%(answers)s answers)."), source=SOURCES.get(line.label, line.label),
        mean=str(line.mean), weight=str(line.weight), points=str(line.points), answers=line.detail["answers"]), "SAT-15")
