"""The statistics of answers, from counts by value: means, shares, NPS, CSAT, CES, ACSI, alpha, changes, importance, gaps.

A tally of an item is how many chose each value; nothing here needs the answers themselves, so a wave of a million costs what its values
cost. Scores run from 0 to 100 whatever the scale. Every estimate comes with its 95 % interval and says whether the sample is too small.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from .distributions import Z95, t95, two_sided

SMALL = 30
ONE, HUNDRED = Decimal(1), Decimal(100)
Counts = Mapping[int, int]


class Moments(NamedTuple):
    """How many, their sum, the sum of their squares: they add up over tallies, units and waves."""

    n: int = 0
    total: Decimal = Decimal(0)
    squares: Decimal = Decimal(0)

    def plus(self, other: Moments) -> Moments:
        """Both together."""
        return Moments(self.n + other.n, self.total + other.total, self.squares + other.squares)

    @property
    def mean(self) -> Decimal | None:
        return self.total / self.n if self.n else None

    @property
    def variance(self) -> Decimal | None:
        """Of the sample (n − 1)."""
        if self.n < 2:
            return None
        return max((self.squares - self.total * self.total / self.n) / (self.n - 1), Decimal(0))


def moments(counts: Counts, scores: Mapping[int, Decimal] | None = None) -> Moments:
    """Of a tally; with scores, of the scores of its values. Values without a score (not applicable) do not count."""
    rows = [(Decimal(value) if scores is None else scores[value], n) for value, n in counts.items() if scores is None or value in scores]
    return Moments(sum(n for _v, n in rows), sum((v * n for v, n in rows), Decimal(0)), sum((v * v * n for v, n in rows), Decimal(0)))


def together(parts: Iterable[Moments]) -> Moments:
    """All of them added up."""
    found = Moments()
    for part in parts:
        found = found.plus(part)
    return found


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95 % interval; no interval where the sample allows none."""

    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    n: int

    @property
    def small(self) -> bool:
        """Too few answers to conclude anything from (样本过小)."""
        return self.n < SMALL


def mean_of(found: Moments) -> Estimate:
    """The mean with its interval by the t distribution."""
    mean, variance = found.mean, found.variance
    if mean is None or variance is None:
        return Estimate(mean, None, None, found.n)
    half = t95(found.n - 1) * (variance / found.n).sqrt()
    return Estimate(mean, mean - half, mean + half, found.n)


def points_of(found: Moments) -> Estimate:
    """The mean of points, whose interval ends where points do: at 0 and 100."""
    made = mean_of(found)
    return made if made.low is None or made.high is None else replace(made, low=max(made.low, Decimal(0)), high=min(made.high, HUNDRED))


def weighted(value: Decimal | None, parts: Iterable[tuple[Decimal, Moments]], floor: Decimal = Decimal(0)) -> Estimate:
    """A weighted sum of independent means around its value: the variances add up by the squares of the weights."""
    rows, spread = list(parts), Decimal(0)
    n = sum(found.n for _weight, found in rows)
    if value is None or any(found.variance is None for _weight, found in rows):
        return Estimate(value, None, None, n)
    for weight, found in rows:
        spread += weight * weight * (found.variance or 0) / found.n
    half = Z95 * spread.sqrt()
    return Estimate(value, max(value - half, floor), min(value + half, HUNDRED), n)


def share_of(hits: int, n: int) -> Estimate:
    """A share with its Wilson interval."""
    if not n:
        return Estimate(None, None, None, 0)
    p, z2 = Decimal(hits) / n, Z95 * Z95
    middle, half = p + z2 / (2 * n), Z95 * (p * (1 - p) / n + z2 / (4 * n * n)).sqrt()
    return Estimate(p, max((middle - half) / (1 + z2 / n), Decimal(0)), min((middle + half) / (1 + z2 / n), ONE), n)


def top_two(counts: Counts, high: int) -> Estimate:
    """CSAT: the share of the two best values of a scale that ends at ``high``."""
    return share_of(counts.get(high, 0) + counts.get(high - 1, 0), sum(counts.values()))


def nps(counts: Counts) -> Estimate:
    """Promoters (9, 10) less detractors (0 to 6) of 100, with the normal interval of the difference of two shares."""
    n = sum(counts.values())
    if not n:
        return Estimate(None, None, None, 0)
    up = Decimal(sum(c for v, c in counts.items() if v >= 9)) / n
    down = Decimal(sum(c for v, c in counts.items() if v <= 6)) / n
    score, half = (up - down) * HUNDRED, HUNDRED * Z95 * ((up + down - (up - down) ** 2) / n).sqrt()
    return Estimate(score, score - half, score + half, n)


class Effort(NamedTuple):
    """CES: the mean on 1 to 7, and the share of those who found it easy (5 to 7)."""

    mean: Estimate
    easy: Estimate


def ces(counts: Counts) -> Effort:
    """The customer's effort from an item on 1 to 7."""
    return Effort(mean_of(moments(counts)), share_of(sum(c for v, c in counts.items() if v >= 5), sum(counts.values())))


def acsi(combined: Moments, items: int, low: int, high: int) -> Estimate:
    """The ACSI-style index: per answer the sum of its items (equal weights), as a part of the scale, 0 to 100."""
    found, span, least = mean_of(combined), Decimal(items * (high - low)), Decimal(items * low)

    def scaled(value: Decimal | None) -> Decimal | None:
        return None if value is None else (value - least) / span * HUNDRED
    return Estimate(scaled(found.value), scaled(found.low), scaled(found.high), found.n)


def alpha(items: Sequence[Moments], sums: Moments) -> Decimal | None:
    """Cronbach's alpha from the moments of each item and of their sums, over the answers that have all of them."""
    spread, parts = sums.variance, [item.variance for item in items]
    if len(items) < 2 or not spread or any(part is None for part in parts):
        return None
    return Decimal(len(items)) / (len(items) - 1) * (1 - sum((p for p in parts if p is not None), Decimal(0)) / spread)


class Pairs(NamedTuple):
    """Sums over pairs (x, y) of the same answer."""

    n: int
    x: Decimal
    y: Decimal
    xx: Decimal
    yy: Decimal
    xy: Decimal


def correlation(pairs: Pairs) -> Decimal | None:
    """Pearson's r; None where one side does not vary."""
    n = pairs.n
    spread = (n * pairs.xx - pairs.x ** 2) * (n * pairs.yy - pairs.y ** 2)
    return (n * pairs.xy - pairs.x * pairs.y) / spread.sqrt() if n > 2 and spread > 0 else None


class Change(NamedTuple):
    """The difference of two means, whether it is more than chance (Welch's test), and how likely chance would make it."""

    difference: Decimal
    likely: Decimal | None
    significant: bool


def change(now: Moments, before: Moments) -> Change | None:
    """Against the last wave. Only for the same version of the questionnaire: the caller sees to that."""
    if now.mean is None or before.mean is None:
        return None
    difference, spread = now.mean - before.mean, _spread(now, before)
    if spread is None:
        return Change(difference, None, False)
    a, b = spread
    if a + b == 0:
        return Change(difference, None, difference != 0)
    freedom = (a + b) ** 2 / (a * a / (now.n - 1) + b * b / (before.n - 1))
    likely = two_sided(difference / (a + b).sqrt(), freedom)
    return Change(difference, likely, likely < Decimal("0.05"))


def _spread(now: Moments, before: Moments) -> tuple[Decimal, Decimal] | None:
    if now.variance is None or before.variance is None:
        return None
    return now.variance / now.n, before.variance / before.n


class Place(NamedTuple):
    """Where an item stands: importance × satisfaction."""

    low_satisfaction: bool
    important: bool

    @property
    def code(self) -> str:
        """improve first, keep, minor, or more than needed."""
        return ("improve" if self.important else "minor") if self.low_satisfaction else ("keep" if self.important else "enough")


def quadrant(score: Decimal, importance: Decimal, middle: tuple[Decimal, Decimal]) -> Place:
    """The quadrant of an item; ``middle`` is (score, importance) where the lines cross."""
    return Place(score < middle[0], importance >= middle[1])


class Gap(NamedTuple):
    """What was expected and what was felt (SAT-32)."""

    item: str
    expected: Decimal
    felt: Decimal

    @property
    def gap(self) -> Decimal:
        return self.felt - self.expected


def gaps(pairs: Iterable[tuple[str, Decimal, Decimal]]) -> list[Gap]:
    """The gaps, the worst first."""
    return sorted((Gap(*pair) for pair in pairs), key=lambda found: (found.gap, found.item))
