"""Real answers (250 customers of a bank, 27 items) against an independent computation in binary floating point, to 1e-9."""

from __future__ import annotations

import csv
import io
import math
from decimal import Decimal
from importlib import import_module
from statistics import NormalDist, correlation, fmean, variance
from typing import Any

import pytest
from django.db import connection

from yingshu.kernel.caches import bump
from yingshu.satisfaction.models import Item, Wave
from yingshu.satisfaction.queries.content import content_of
from yingshu.satisfaction.queries.versions import CACHE
from yingshu.satisfaction.rules.measures import Pairs
from yingshu.satisfaction.rules.measures import correlation as r_of
from yingshu.satisfaction.rules.spans import span_of
from yingshu.satisfaction.tests.test_importing import brought_in, shared
from yingshu.satisfaction.tests.test_index_rules import tail

NEAR = 1e-9
POINTS = {5: 100, 4: 90, 3: 80, 2: 20, 1: 0}


def near(found: Any, expected: float) -> bool:
    return math.isclose(float(found), expected, rel_tol=NEAR, abs_tol=NEAR)


def t_bound(freedom: int) -> float:
    """Where 2.5 % lie above, by halving over Simpson's rule."""
    low, high = 1.9, 2.1
    for _step in range(44):
        middle = (low + high) / 2
        low, high = (middle, high) if tail(middle, freedom, 2000) > 0.05 else (low, middle)
    return low


def wilson(hits: int, n: int) -> tuple[float, float]:
    z = NormalDist().inv_cdf(0.975)
    p, root = hits / n, z * math.sqrt(hits / n * (1 - hits / n) / n + z * z / 4 / n / n)
    return (p + z * z / 2 / n - root) / (1 + z * z / n), (p + z * z / 2 / n + root) / (1 + z * z / n)


@pytest.fixture
def bank(db: Any) -> Any:
    """The rows, and the wave they became."""
    raw = shared("survey_bank/answers.csv")
    rows = list(csv.DictReader(io.StringIO(raw.decode())))
    done = brought_in(raw, source="survey")
    return rows, Wave.objects.get(pk=done.id), content_of(span_of("2026H1"))  # type: ignore[arg-type]


@pytest.mark.clause("SAT-18")
def test_means_intervals_and_top_two_of_every_item(bank: Any) -> None:
    rows, _wave, found = bank
    bound = t_bound(249)
    scales = [i for i in found["items"] if i["code"] != "gender"]
    assert len(scales) == 27
    for item in scales:
        values = [int(row[item["code"]]) * 10 for row in rows]
        half = bound * math.sqrt(variance(values) / 250)
        assert near(item["mean"], fmean(values)), item["code"]
        assert near(item["low"], fmean(values) - half) and near(item["high"], fmean(values) + half)
        hits = sum(v >= 90 for v in values)
        low, high = wilson(hits, 250)
        assert near(item["top"], hits / 250) and near(item["top_low"], low) and near(item["top_high"], high)


def test_alpha_of_every_group(bank: Any) -> None:
    rows, _wave, found = bank
    groups = {g["title"]: g for g in found["groups"]}
    checked = 0
    for code, n in (("imag", 5), ("expe", 5), ("qual", 5), ("val", 4), ("sat", 4), ("loy", 4)):
        columns = [[int(row[f"{code}{i}"]) for row in rows] for i in range(1, n + 1)]
        sums = [sum(values) for values in zip(*columns, strict=True)]
        expected = n / (n - 1) * (1 - sum(variance(c) for c in columns) / variance(sums))
        group = next(g for title, g in groups.items() if title.startswith(code))
        assert near(group["alpha"], expected), code
        checked += 1
    assert checked == 6


def test_correlation_of_two_items(bank: Any) -> None:
    rows, _wave, _found = bank
    x, y = ([int(row[code]) for row in rows] for code in ("qual1", "sat1"))
    columns = (x, y, [v * v for v in x], [v * v for v in y], [a * b for a, b in zip(x, y, strict=True)])
    pairs = Pairs(250, *(Decimal(sum(column)) for column in columns))
    assert near(r_of(pairs), correlation(x, y))


def test_the_acsi_style_index_of_new_answers_and_of_those_kept_before(bank: Any) -> None:
    """It is summed as answers come in; for answers that were there before, the migration sums it."""
    rows, wave, found = bank
    assert "acsi" not in found["measures"]
    for code, role in (("sat1", Item.Role.OVERALL), ("sat2", Item.Role.EXPECTED), ("sat3", Item.Role.IDEAL)):
        Item.objects.filter(version=wave.version_id, code=code).update(role=role)
    bump(CACHE)
    with connection.cursor() as cursor:
        cursor.execute(import_module("yingshu.satisfaction.migrations.0002_acsi_sums").SUMS)
    brought_in(shared("survey_bank/answers.csv"), source="survey", period="2026H2", version_id=wave.version_id)
    values = [sum(int(row[code]) for code in ("sat1", "sat2", "sat3")) for row in rows]
    half = t_bound(249) * math.sqrt(variance(values) / 250)
    for period in ("2026H1", "2026H2"):
        acsi = content_of(span_of(period))["measures"]["acsi"]  # type: ignore[arg-type]
        assert acsi["n"] == 250 and near(acsi["mean"], fmean(values) / 30 * 100), period
        assert near(acsi["low"], (fmean(values) - half) / 30 * 100) and near(acsi["high"], (fmean(values) + half) / 30 * 100), period


@pytest.mark.clause("SAT-12")
def test_the_reviews_of_a_shop_agree_as_well(db: Any) -> None:
    """2,006 reviews on five levels: their points, the share of the two best, Wilson's interval and the t interval of the index's source."""
    raw = shared("olist/order_reviews.csv")
    scores = [int(row["review_score"]) for row in csv.DictReader(io.StringIO(raw.decode()))]
    brought_in(raw, "order_reviews.csv", source="survey")
    found = content_of(span_of("2026H1"))  # type: ignore[arg-type]
    (item,), n = found["items"], len(scores)
    points, hits = [POINTS[score] for score in scores], sum(score >= 4 for score in scores)
    half = t_bound(n - 1) * math.sqrt(variance(points) / n)
    low, high = wilson(hits, n)
    assert (item["code"], item["n"], n) == ("review_score", 2006, 2006)
    for name, expected in (("mean", fmean(points)), ("low", fmean(points) - half), ("high", fmean(points) + half), ("top", hits / n),
                           ("top_low", low), ("top_high", high)):
        assert near(item[name], expected), name
    assert near(found["sources"][0]["mean"], fmean(points)) and near(found["sources"][0]["high"], fmean(points) + half)
