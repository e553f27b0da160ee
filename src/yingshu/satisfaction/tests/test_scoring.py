"""What answers come to (SAT-14, SAT-18)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils.translation import gettext
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from yingshu.satisfaction.controls import LEVELS
from yingshu.satisfaction.rules.scoring import FEWEST, MOST, LevelParams, Question, points, score

P = LevelParams()


@pytest.mark.clause("SAT-14")
def test_both_sets_of_names_and_the_kept_value_stays() -> None:
    other = LevelParams(**LEVELS.variants["感受版"])
    assert [gettext(P.name(value)) for value in (5, 4, 3, 2, 1)] == ["很满意", "较满意", "满意", "不满意", "很不满意"]
    assert [gettext(other.name(value)) for value in (5, 4, 3, 2, 1)] == ["很满意", "满意", "基本满意", "不满意", "很不满意"]
    assert [points(P, "five", v) for v in (5, 4, 3, 2, 1)] == [points(other, "five", v) for v in (5, 4, 3, 2, 1)] == [100, 90, 80, 20, 0]


@pytest.mark.parametrize("bad", [{"levels": ["很满意"] * 5}, {"levels": ["a", "b", "c", "d", " "]}, {"points": [100, 90, 95, 20, 0]},
                                 {"points": [90, 80, 70, 60, 0]}, {"levels": ["a", "b", "c", "d"]}])
def test_levels_that_say_nothing_are_refused(bad: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        LevelParams(**bad)


def test_scales_run_from_0_to_100() -> None:
    assert [points(P, "zero_ten", v) for v in (0, 7, 10)] == [0, 70, 100]
    assert [points(P, "one_seven", v) for v in (1, 4, 7)] == [0, 50, 100]


def test_groups_by_their_weights_and_unanswered_ones_do_not_count() -> None:
    questions = [Question(1, 10, "five"), Question(2, 10, "five", Decimal(3)), Question(3, 20, "zero_ten"), Question(4, 20, "text"),
                 Question(5, 20, "zero_ten", Decimal(0))]
    weights = {10: Decimal("0.6"), 20: Decimal("0.4")}
    whole = score(P, questions, weights, {(1, 0): 5, (2, 0): 4, (3, 0): 9, (5, 0): 0})
    assert (whole.points, whole.complete, whole.groups[10].points, whole.groups[10].raw) == (Decimal("91.5"), True, Decimal("92.5"), 9)
    part = score(P, questions, weights, {(1, 0): 3})
    assert (part.points, part.complete, part.groups[10].complete, set(part.groups)) == (80, False, False, {10})
    assert score(P, questions, weights, {}).points is None


def test_the_rows_of_a_matrix_share_its_weight() -> None:
    questions = [Question(1, 10, "matrix", Decimal(1), parts=2), Question(2, 10, "five", Decimal(1))]
    assert score(P, questions, {10: Decimal(1)}, {(1, 1): 5, (1, 2): 3, (2, 0): 4}).points == 90


def test_one_level_throughout_shows() -> None:
    questions = [Question(n, 10, "five") for n in range(6)]
    same = {(n, 0): 5 for n in range(6)}
    assert score(P, questions, {10: Decimal(1)}, same).straight
    assert not score(P, questions, {10: Decimal(1)}, same | {(3, 0): 4}).straight
    assert not score(P, questions[:4], {10: Decimal(1)}, same).straight


@given(st.lists(st.tuples(st.sampled_from(["five", "zero_ten", "one_seven"]), st.integers(1, 9), st.integers(0, 2), st.randoms()),
                min_size=1, max_size=8))
def test_a_score_is_the_weighted_mean_of_weighted_means(rows: list[tuple[str, int, int, object]]) -> None:
    questions = [Question(n, group, kind, Decimal(weight)) for n, (kind, weight, group, _r) in enumerate(rows)]
    given_values = {(n, 0): r.randint(FEWEST[kind], MOST[kind]) for n, (kind, _w, _g, r) in enumerate(rows)}  # type: ignore[attr-defined]
    weights = {g: Decimal(g + 1) for g in range(3)}
    sums: dict[int, list[Fraction]] = {}
    for q in questions:
        total = sums.setdefault(q.group, [Fraction(0), Fraction(0)])
        total[0] += Fraction(q.weight) * Fraction(points(P, q.kind, given_values[q.id, 0]))
        total[1] += Fraction(q.weight)
    expected = sum(weights[g].__int__() * t / w for g, (t, w) in sums.items()) / sum(int(weights[g]) for g in sums)
    found = score(P, questions, weights, given_values).points
    assert found is not None and abs(Fraction(found) - expected) < Fraction(1, 10**20)
