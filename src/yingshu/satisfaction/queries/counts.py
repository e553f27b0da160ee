"""The counts of some waves, read once each and kept as sums: nothing here touches single answers.

Points of responses come from ``ScoreTally``, values of items from ``Tally``, pairs with overall satisfaction from ``PairTally``. What was
voided is counted apart, so that both figures are at hand (SAT-29).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Q

from yingshu.kernel.rollups import read

from ..models import Item, ScoreEntry, Wave
from ..rollups import PAIRS, SCORES, TALLY
from ..rules.measures import Moments, Pairs, moments
from ..rules.scoring import SCALES
from .versions import content

CENT = Decimal("0.01")
ItemKey = tuple[int, int]


@dataclass(slots=True)
class Both:
    """Sums of what counts, and of what was voided."""

    valid: Moments = field(default_factory=Moments)
    voided: Moments = field(default_factory=Moments)

    @property
    def everything(self) -> Moments:
        return self.valid.plus(self.voided)

    def add(self, value: Decimal, entered: int, voided: int) -> None:
        """So many more with this value, of which so many were voided."""
        self.valid = self.valid.plus(_times(value, entered - voided))
        self.voided = self.voided.plus(_times(value, voided))


def _times(value: Decimal, n: int) -> Moments:
    return Moments(n, value * n, value * value * n)


Place = tuple[int, int, int]


def points_by_place(waves: Iterable[int]) -> dict[Place, Both]:
    """Points of whole responses by (wave, unit, stratum)."""
    found: dict[Place, Both] = defaultdict(Both)
    ids = list(waves)
    for row in read(SCORES, Q(wave_id__in=ids, group_key=0), ("wave_id", "unit_key", "stratum_key", "score")) if ids else ():
        place = (row["wave_id"], row["unit_key"], row["stratum_key"])
        found[place].add(row["score"] * CENT, row["count_all"], row["count_void"])
    return dict(found)


@dataclass(slots=True)
class GroupSums:
    """A group of items: points of all responses, and the sums as given of those that answered every scale of it."""

    points: Moments = field(default_factory=Moments)
    raw: Moments = field(default_factory=Moments)


def points_by_group(waves: Iterable[int]) -> dict[int, GroupSums]:
    """Valid points by group of items."""
    found: dict[int, GroupSums] = defaultdict(GroupSums)
    ids = list(waves)
    for row in read(SCORES, Q(wave_id__in=ids, group_key__gt=0), ("group_key", "complete", "score", "raw")) if ids else ():
        sums, n = found[row["group_key"]], row["count_all"] - row["count_void"]
        sums.points = sums.points.plus(_times(row["score"] * CENT, n))
        if row["complete"]:
            sums.raw = sums.raw.plus(_times(Decimal(row["raw"]), n))
    return dict(found)


def acsi_sums(waves: Iterable[int]) -> Moments:
    """Sums of the questions of the ACSI-style index, of valid responses that answered all of them."""
    rows = read(SCORES, Q(wave_id__in=list(waves), group_key=ScoreEntry.ACSI), ("raw",))
    return moments({row["raw"]: row["count_all"] - row["count_void"] for row in rows})


@dataclass(slots=True)
class ItemCounts:
    """How often an item got each value: valid, voided, and those of complete responses; by stratum as well."""

    valid: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    complete: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    by_place: dict[tuple[int, int], dict[int, int]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))
    voided: int = 0


def values_by_item(waves: Iterable[int]) -> dict[ItemKey, ItemCounts]:
    """Counts of values by (item, row of a matrix)."""
    found: dict[ItemKey, ItemCounts] = defaultdict(ItemCounts)
    ids = list(waves)
    by = ("wave_id", "stratum_key", "item_id", "part", "complete", "value")
    for row in read(TALLY, Q(wave_id__in=ids), by) if ids else ():
        one, value, n = found[row["item_id"], row["part"]], row["value"], row["count_all"] - row["count_void"]
        one.voided += row["count_void"]
        one.valid[value] += n
        one.by_place[row["wave_id"], row["stratum_key"]][value] += n
        if row["complete"]:
            one.complete[value] += n
    return dict(found)


def pairs_by_item(waves: Iterable[int]) -> dict[ItemKey, Pairs]:
    """Sums over pairs (value of the item, value of overall satisfaction) of the same response."""
    sums: dict[ItemKey, list[int]] = defaultdict(lambda: [0] * 6)
    ids = list(waves)
    for row in read(PAIRS, Q(wave_id__in=ids, overall__gte=0), ("item_id", "part", "value", "overall")) if ids else ():
        n, x, y = row["count_all"] - row["count_void"], row["value"], row["overall"]
        kept = sums[row["item_id"], row["part"]]
        for at, more in enumerate((n, n * x, n * y, n * x * x, n * y * y, n * x * y)):
            kept[at] += more
    return {key: Pairs(n, *(Decimal(v) for v in rest)) for key, (n, *rest) in sums.items()}


@dataclass(frozen=True, slots=True)
class Question:
    """An item, or a row of a matrix, as the figures name it."""

    key: ItemKey
    code: str
    title: str
    kind: str
    role: str
    group_id: int
    weight: Decimal
    counterpart: str


def questions_of(waves: Iterable[Wave]) -> dict[ItemKey, Question]:
    """The scales that the waves asked, in the order of the questionnaires."""
    found: dict[ItemKey, Question] = {}
    versions = dict.fromkeys(w.version_id for w in waves)
    for item in (item for version in versions for item in content(version).items if item.kind in SCALES):
        rows: list[tuple[int, Mapping[str, Any]]] = list(enumerate(item.rows, 1)) if item.kind == Item.Kind.MATRIX else [(0, {})]
        for part, row in rows:
            title = f"{item.text_zh} · {row['zh']}" if row else item.text_zh
            found[item.pk, part] = Question((item.pk, part), item.code, title, item.kind, item.role, item.group_id,
                                            item.weight / len(rows), item.counterpart)
    return found
