"""From answers to points: what a level is called and worth (SAT-14), what a response comes to.

Every scale is brought to 0 … 100 points. A group counts the mean of its scales that were answered, by the weights of the items; a
response the mean of its groups, by theirs. What was not answered, or has no weight, does not count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext_noop as N_
from pydantic import Field, field_validator

from yingshu.kernel.controls import Params
from yingshu.kernel.money import round_half_up

LEVELS = (N_("Very satisfied"), N_("Rather satisfied"), N_("Satisfied"), N_("Dissatisfied"), N_("Very dissatisfied"))
FELT = (LEVELS[0], LEVELS[2], N_("Basically satisfied"), *LEVELS[3:])
SCALES = frozenset({"five", "matrix", "zero_ten", "one_seven"})
FEWEST, MOST = {"five": 1, "matrix": 1, "zero_ten": 0, "one_seven": 1}, {"five": 5, "matrix": 5, "zero_ten": 10, "one_seven": 7}
Level = str


class LevelParams(Params):
    """The five levels, best first, and their points. Answers keep the level, not its name: another name changes no history."""

    levels: tuple[Level, Level, Level, Level, Level] = Field(LEVELS, title=N_("Names of the levels, best first"))
    points: tuple[Decimal, Decimal, Decimal, Decimal, Decimal] = Field(
        (Decimal(100), Decimal(90), Decimal(80), Decimal(20), Decimal(0)), title=N_("Points of the levels, best first"))

    @field_validator("points")
    @classmethod
    def _fall(cls, points: tuple[Decimal, ...]) -> tuple[Decimal, ...]:
        if points[0] != 100 or points[-1] != 0 or list(points) != sorted(set(points), reverse=True):
            raise ValueError(N_("The points must fall from 100 to 0."))
        return points

    @field_validator("levels")
    @classmethod
    def _differ(cls, levels: tuple[str, ...]) -> tuple[str, ...]:
        if len({name.strip() for name in levels}) != len(levels) or not all(name.strip() for name in levels):
            raise ValueError(N_("Five different names are needed."))
        return levels

    def name(self, value: int) -> str:
        """What a kept value (1 worst to 5 best) is called, as a message id."""
        return self.levels[5 - value]


def points(params: LevelParams, kind: str, value: int) -> Decimal:
    """A value of a scale in points, 0 to 100."""
    if kind in ("five", "matrix"):
        return params.points[5 - value]
    low, high = FEWEST[kind], MOST[kind]
    return Decimal(value - low) * 100 / (high - low)


@dataclass(frozen=True, slots=True)
class Question:
    """What scoring must know of an item. ``parts`` is the number of rows of a matrix, else 1."""

    id: int
    group: int
    kind: str
    weight: Decimal = Decimal(1)
    parts: int = 1


@dataclass(slots=True)
class Group:
    """A group's share of one response: its points, the sum of its values as given, and whether every scale was answered."""

    points: Decimal
    raw: int
    complete: bool


@dataclass(slots=True)
class Scored:
    """What a response comes to; no points when nothing that counts was answered."""

    points: Decimal | None
    groups: dict[int, Group] = field(default_factory=dict)
    complete: bool = True
    straight: bool = False


def hundredths(value: Decimal) -> int:
    """Points as they are kept: 92.50 is 9250."""
    return int(round_half_up(value * 100, 0))


def score(params: LevelParams, questions: Iterable[Question], weights: Mapping[int, Decimal],
          answers: Mapping[tuple[int, int], int]) -> Scored:
    """A response's points. ``answers`` are values by item and part; ``weights`` those of the groups."""
    by_group: dict[int, list[Question]] = {}
    for question in questions:
        if question.kind in SCALES and question.weight > 0:
            by_group.setdefault(question.group, []).append(question)
    found = {group: scored for group, asked in by_group.items() if (scored := _group(params, asked, answers)) is not None}
    total = sum((weights[g] for g in found), Decimal(0))
    mean = sum((weights[g] * found[g].points for g in found), Decimal(0)) / total if total else None
    return Scored(mean, found, len(found) == len(by_group) and all(g.complete for g in found.values()),
                  _straight(by_group.values(), answers))


def _group(params: LevelParams, asked: list[Question], answers: Mapping[tuple[int, int], int]) -> Group | None:
    given = [(q, answers[q.id, part]) for q in asked for part in _parts(q) if (q.id, part) in answers]
    weight = sum((q.weight / q.parts for q, _value in given), Decimal(0))
    if not weight:
        return None
    mean = sum((q.weight / q.parts * points(params, q.kind, value) for q, value in given), Decimal(0)) / weight
    return Group(mean, sum(value for _q, value in given), len(given) == sum(q.parts for q in asked))


def _parts(question: Question) -> range:
    return range(1, question.parts + 1) if question.kind == "matrix" else range(1)


def _straight(groups: Iterable[list[Question]], answers: Mapping[tuple[int, int], int]) -> bool:
    """The same value for every scale of the same kind, five or more of them."""
    values = [(q.kind, answers[q.id, part]) for asked in groups for q in asked for part in _parts(q) if (q.id, part) in answers]
    return len(values) >= 5 and len(set(values)) == len({kind for kind, _value in values})
