"""Figures of items, groups and whole questionnaires: means with intervals, changes, importance, reliability, NPS, CSAT, CES, ACSI, gaps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ..models import Item, ItemGroup, Wave
from ..rules import measures, scoring
from ..rules.measures import Change, Estimate, Gap, Moments
from .counts import GroupSums, ItemCounts, Question, acsi_sums, pairs_by_item, points_by_group, questions_of, values_by_item
from .versions import content

Role = Item.Role


@dataclass(frozen=True, slots=True)
class ItemFigure:
    """One item: points of its valid answers, the share of the two best values, against the wave before, how much it matters.

    ``before`` and ``change`` only for the same version of the questionnaire; ``place`` is the quadrant.
    """

    question: Question
    group: ItemGroup
    points: Moments
    mean: Estimate
    top: Estimate
    voided: int
    before: Decimal | None
    change: Change | None
    importance: Decimal | None
    place: str = ""


@dataclass(frozen=True, slots=True)
class GroupFigure:
    """One group of items: its mean, its weight, how far its items measure the same."""

    id: int
    title: str
    weight: Decimal
    mean: Estimate
    alpha: Decimal | None
    before: Decimal | None


@dataclass(frozen=True, slots=True)
class Measures:
    """The usual single figures, each where the questionnaire asks for it."""

    nps: Estimate | None
    csat: Estimate | None
    ces: measures.Effort | None
    acsi: Estimate | None
    gaps: Sequence[Gap]


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that comes from the items of some waves."""

    items: Sequence[ItemFigure]
    groups: Sequence[GroupFigure]
    measures: Measures
    products: Mapping[str, Sequence[tuple[str, Estimate]]]
    middle: tuple[Decimal, Decimal] | None


class Desk:
    """The counts of some waves and of the waves before, each read once."""

    def __init__(self, waves: Sequence[Wave], earlier: Sequence[Wave], params: scoring.LevelParams) -> None:
        self.waves, self.params = waves, params
        self.ids = [w.pk for w in waves]
        same = {w.version_id for w in waves}
        self.earlier = [w.pk for w in earlier if w.version_id in same]
        self.questions = questions_of(waves)
        both = values_by_item([*self.ids, *self.earlier])
        self.now = {key: _only(counts, set(self.ids)) for key, counts in both.items()}
        self.then = {key: _only(counts, set(self.earlier)) for key, counts in both.items()}
        self.counts = both

    def points(self, question: Question, values: Mapping[int, int]) -> Moments:
        """Points of counted values."""
        return measures.moments(values, {value: scoring.points(self.params, question.kind, value) for value in values})


def _only(counts: ItemCounts, waves: set[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for (wave, _stratum), values in counts.by_place.items():
        if wave in waves:
            for value, n in values.items():
                found[value] = found.get(value, 0) + n
    return found


def figures_of(waves: Sequence[Wave], earlier: Sequence[Wave], params: scoring.LevelParams, product_of: Mapping[tuple[int, int], str],
               ) -> Figures:
    """The figures of some waves beside those of the waves before. Four statements."""
    desk = Desk(waves, earlier, params)
    groups, titles = _groups_of(waves)
    pairs = pairs_by_item(desk.ids)
    by_id = {g.pk: g for g in groups}
    items = [_item(desk, q, by_id[q.group_id], measures.correlation(pairs[q.key]) if q.key in pairs else None)
             for q in desk.questions.values() if q.weight > 0 or q.role == Role.OVERALL]
    middle = _middle(items)
    placed = [_placed(one, middle) for one in items]
    return Figures(placed, _groups(desk, groups, titles), _measures(desk), _by_product(desk, product_of), middle)


def _groups_of(waves: Sequence[Wave]) -> tuple[list[ItemGroup], dict[int, str]]:
    """The groups of the questionnaires that were asked, and what they are called: with the questionnaire where there are several."""
    asked = [content(version) for version in dict.fromkeys(w.version_id for w in waves)]
    several = len(asked) > 1
    return [g for one in asked for g in one.groups], {
        g.pk: f"{g.title_zh}（{one.version.questionnaire.title} V{one.version.number}）" if several else g.title_zh
        for one in asked for g in one.groups}


def _item(desk: Desk, question: Question, group: ItemGroup, importance: Decimal | None) -> ItemFigure:
    values, before = desk.now.get(question.key, {}), desk.points(question, desk.then.get(question.key, {}))
    points, high = desk.points(question, values), scoring.MOST[question.kind]
    counted = desk.counts.get(question.key)
    return ItemFigure(question, group, points, measures.points_of(points), measures.top_two(values, high), counted.voided if counted else 0,
                      before.mean, measures.change(points, before), None if question.role == Role.OVERALL else importance)


def _middle(items: Iterable[ItemFigure]) -> tuple[Decimal, Decimal] | None:
    """Where the lines of the quadrants cross: the mean of the items, and of their importance."""
    known = [(i.mean.value, i.importance) for i in items if i.mean.value is not None and i.importance is not None]
    if len(known) < 2:
        return None
    return tuple(sum(column, Decimal(0)) / len(known) for column in zip(*known, strict=True))  # type: ignore[return-value]


def _placed(one: ItemFigure, middle: tuple[Decimal, Decimal] | None) -> ItemFigure:
    if middle is None or one.mean.value is None or one.importance is None:
        return one
    return replace(one, place=measures.quadrant(one.mean.value, one.importance, middle).code)


def _groups(desk: Desk, groups: Sequence[ItemGroup], titles: Mapping[int, str]) -> list[GroupFigure]:
    sums, earlier = points_by_group(desk.ids), points_by_group(desk.earlier)
    return [GroupFigure(g.pk, titles[g.pk], g.weight, measures.points_of(sums[g.pk].points), _alpha(desk, g.pk, sums[g.pk]),
                        earlier[g.pk].points.mean if g.pk in earlier else None) for g in groups if g.pk in sums]


def _alpha(desk: Desk, group: int, sums: GroupSums) -> Decimal | None:
    """Over the responses that answered every scale of the group, of the same kind."""
    asked = [q for q in desk.questions.values() if q.group_id == group and q.weight > 0]
    if len({scoring.MOST[q.kind] for q in asked}) != 1:
        return None
    return measures.alpha([measures.moments(desk.counts[q.key].complete) for q in asked if q.key in desk.counts], sums.raw)


# ---- single figures

def _measures(desk: Desk) -> Measures:
    def values(role: str, kind: str = "") -> dict[int, int]:
        found: dict[int, int] = {}
        for q in desk.questions.values():
            if q.role == role and (not kind or q.kind == kind):
                for value, n in desk.now.get(q.key, {}).items():
                    found[value] = found.get(value, 0) + n
        return found
    recommend, effort = values(Role.RECOMMEND, Item.Kind.ZERO_TEN), values(Role.EFFORT, Item.Kind.ONE_SEVEN)
    return Measures(measures.nps(recommend) if recommend else None, _csat(desk), measures.ces(effort) if effort else None, _acsi(desk),
                    _gaps(desk))


def _csat(desk: Desk) -> Estimate | None:
    hits = n = 0
    for q in desk.questions.values():
        if q.role == Role.OVERALL:
            values, high = desk.now.get(q.key, {}), scoring.MOST[q.kind]
            hits, n = hits + values.get(high, 0) + values.get(high - 1, 0), n + sum(values.values())
    return measures.share_of(hits, n) if n else None


def _acsi(desk: Desk) -> Estimate | None:
    """From the three questions of the ACSI, where all waves asked them on the same scale."""
    kinds = {item.kind for wave in desk.waves for item in content(wave.version_id).acsi}
    if len(kinds) != 1:
        return None
    kind, found = kinds.pop(), acsi_sums(desk.ids)
    return measures.acsi(found, 3, scoring.FEWEST[kind], scoring.MOST[kind]) if found.n else None


def _gaps(desk: Desk) -> list[Gap]:
    """What was expected beside what was felt, by the item that asks the counterpart (SAT-32)."""
    by_code = {q.code: q for q in desk.questions.values()}
    found = []
    for q in desk.questions.values():
        other = by_code.get(q.counterpart)
        if other is not None:
            expected, felt = (desk.points(one, desk.now.get(one.key, {})).mean for one in (q, other))
            if expected is not None and felt is not None:
                found.append((other.title, expected, felt))
    return measures.gaps(found)


# ---- by product

def _by_product(desk: Desk, product_of: Mapping[tuple[int, int], str]) -> dict[str, list[tuple[str, Estimate]]]:
    """Each item by kind of product (SAT-18)."""
    found: dict[str, list[tuple[str, Estimate]]] = {}
    for q in desk.questions.values():
        if q.weight <= 0 or q.key not in desk.counts:
            continue
        by_kind: dict[str, Moments] = {}
        for place, values in desk.counts[q.key].by_place.items():
            if place[0] in desk.ids:
                kind = product_of.get(place, "")
                by_kind[kind] = by_kind.get(kind, Moments()).plus(desk.points(q, values))
        for kind, points in by_kind.items():
            found.setdefault(kind, []).append((q.title, measures.points_of(points)))
    return found
