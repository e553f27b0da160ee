"""How many to ask: the usual formula for shares, corrected for a finite population, and its distribution over strata."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Literal

Confidence = Literal["90", "95", "99"]
Z: Mapping[str, Decimal] = {"90": Decimal("1.6449"), "95": Decimal("1.9600"), "99": Decimal("2.5758")}
HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Sample:
    """``infinite``: for a population without end; ``needed``: answers needed; ``ask``: questionnaires to hand out for them."""

    infinite: int
    needed: int
    ask: int


def sample(population: int, margin: Decimal, confidence: Confidence = "95", rate: Decimal = Decimal("0.8"),
           share: Decimal = HALF) -> Sample:
    """Answers needed so that a share is known within ``margin``; ``rate`` of what is handed out is expected to come back.

    n₀ = z²·p(1−p)/e²; n = n₀ / (1 + (n₀ − 1)/N), rounded up; never more than there are.
    """
    first = Z[confidence] ** 2 * share * (1 - share) / margin**2
    corrected = first / (1 + (first - 1) / population) if population else first
    needed = min(_up(corrected), population) if population else _up(corrected)
    ask = _up(Decimal(needed) / rate)
    return Sample(_up(first), needed, min(ask, population) if population else ask)


def _up(value: Decimal) -> int:
    return int(value.to_integral_value(rounding=ROUND_CEILING))


def allocate(total: int, populations: Sequence[int], least: int = 0) -> list[int]:
    """Distribute a sample in proportion to the strata, largest remainders first; each stratum gets ``least`` or all it has."""
    everybody = sum(populations)
    if not everybody:
        return [0] * len(populations)
    shares = [Decimal(total) * n / everybody for n in populations]
    found = [int(s) for s in shares]
    by_remainder = sorted(range(len(shares)), key=lambda i: (found[i] - shares[i], i))
    for i in by_remainder[:total - sum(found)]:
        found[i] += 1
    return [min(max(n, least), there) for n, there in zip(found, populations, strict=True)]
