"""The index, ranking, report and the statistics behind them, without a database."""

from __future__ import annotations

import math
from collections import Counter
from decimal import Decimal as D
from statistics import NormalDist, fmean, variance

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from yingshu.satisfaction.rules import measures as m
from yingshu.satisfaction.rules.conclusion import (
    Figure,
    MethodParams,
    RecoveryFacts,
    RecoveryParams,
    Turnover,
    UnitSums,
    extremes,
    lost,
    may_conclude,
    ranking,
    share,
)
from yingshu.satisfaction.rules.distributions import t95, two_sided
from yingshu.satisfaction.rules.index import Band, IndexFacts, IndexParams, SourceFacts, index_of, work_out
from yingshu.satisfaction.rules.report import (
    FilingFacts,
    FilingParams,
    IncidentFacts,
    ReportFacts,
    ReportParams,
    RoutingParams,
    SpecialParams,
    complete,
    may_end,
    may_file,
    stations,
)

PARAMS = IndexParams()


def facts(*means: str, complaints: int = 0, exposures: int = 0, before: int = 0) -> IndexFacts:
    sources = tuple(SourceFacts(code=code, answers=1, total=D(mean)) for code, mean in zip(PARAMS.weights, means, strict=False))
    return IndexFacts(period="2026H1", sources=sources, complaints=complaints, exposures=exposures, complaints_before=before)


# ---- SAT-15, 16, 17

@pytest.mark.clause("SAT-15")
def test_three_sources_by_weight():
    found = index_of(PARAMS, facts("92", "88", "95"))
    assert [(line.kind, line.label, line.mean, line.weight, line.points) for line in found.lines] == [
        ("source", "survey", D("92.00"), D("0.6"), D("55.20")), ("source", "visit", D("88.00"), D("0.2"), D("17.60")),
        ("source", "quality", D("95.00"), D("0.2"), D("19.00")), ("weighted", "weighted", None, D("1.0"), D("91.80")),
        ("complaints", "complaints", None, None, D("0.0")), ("exposures", "exposures", None, None, D("0")),
        ("index", "index", None, None, D("91.80"))]


@pytest.mark.clause("SAT-15")
def test_weights_that_do_not_sum_to_one_are_refused():
    with pytest.raises(ValidationError, match=r"1\.1"):
        IndexParams(weights={"survey": D("0.7"), "visit": D("0.2"), "quality": D("0.2")})
    with pytest.raises(ValidationError):
        IndexParams(weights={"survey": D(1), "visit": D(0)})


@pytest.mark.clause("SAT-16")
@pytest.mark.parametrize(("weighted", "complaints", "exposures", "off", "index"), [
    ("91.8", 37, 0, "0.6", "91.20"), ("91.2", 9, 1, "0.0", "41.20"), ("90", 0, 2, "0.0", "0.00"), ("90", 10, 0, "0.2", "89.80")])
def test_full_tens_of_complaints_and_exposures_are_deducted(weighted, complaints, exposures, off, index):
    found = index_of(PARAMS, facts(weighted, weighted, weighted, complaints=complaints, exposures=exposures))
    assert (str(-found.lines[-3].points), -found.lines[-2].points, str(found.value)) == (off, exposures * 50, index)


@pytest.mark.clause("SAT-16")
def test_complaints_of_the_year_or_the_rest_carried_over():
    assert index_of(PARAMS, facts("90", "90", "90", complaints=5, before=17)).value == 90
    carried = PARAMS.model_copy(update={"carry_remainder": True})
    assert index_of(carried, facts("90", "90", "90", complaints=5, before=17)).lines[-3].detail["complaints"] == 12
    yearly = PARAMS.model_copy(update={"count_scope": "year"})
    assert index_of(yearly, facts("90", "90", "90", complaints=5, before=17)).value == D("89.60")


@pytest.mark.clause("SAT-17")
@pytest.mark.parametrize(("points", "level"), [("100", 5), ("99.99", 4), ("90", 4), ("89.99", 3), ("80", 3), ("79.9", 2), ("20", 2),
                                               ("19.99", 1), ("10", 1), ("0", 1)])
def test_every_number_of_points_has_one_grade(points, level):
    assert PARAMS.grade(D(points)).level == level


@pytest.mark.clause("SAT-17")
def test_the_bands_as_they_stand_in_the_text_overlap_and_are_refused():
    stood = [(5, 100, 100), (4, 90, 100), (3, 80, 90), (2, 20, 80), (1, 0, 0)]
    with pytest.raises(ValidationError, match="0"):
        IndexParams(bands=tuple(Band(level=n, min=D(a), max=D(b)) for n, a, b in stood))
    overlap = (Band(level=5, min=D(90), max=D(100)), Band(level=4, min=D(0), below=D(91)))
    with pytest.raises(ValidationError, match="90"):
        IndexParams(bands=overlap)


@given(st.decimals(0, 100, places=2))
def test_no_gap_and_no_overlap(points):
    assert sum(band.holds(points) for band in PARAMS.bands) == 1


@pytest.mark.clause("SAT-23")
@pytest.mark.clause("SAT-21")
def test_a_missing_source_gives_no_index_and_is_named():
    verdict = work_out(PARAMS, facts("92"))
    assert (verdict.outcome, dict(verdict.figures)) == ("warn", {"missing": "visit,quality"})
    assert [c.ok for c in verdict.conditions] == [True, False, False]


@given(st.lists(st.decimals(0, 100, places=4), min_size=3, max_size=3), st.integers(0, 500), st.integers(0, 3))
def test_the_table_adds_up(means, complaints, exposures):
    found = index_of(PARAMS, facts(*map(str, means), complaints=complaints, exposures=exposures))
    points = [line.points for line in found.lines]
    assert sum(points[:3]) == points[3]
    assert found.value == max(points[3] + points[4] + points[5], 0)
    assert all(line.points == (line.mean * line.weight).quantize(D("0.01"), "ROUND_HALF_UP") for line in found.lines[:3])


# ---- SAT-27, 29

WEST = UnitSums(3, "西部", 120, D(11160), 30, D(3000), 140)


@pytest.mark.clause("SAT-27")
def test_units_by_their_means():
    rows = ranking([UnitSums(1, "东部", 10, D(910)), UnitSums(2, "南部", 10, D(880)), UnitSums(3, "西部", 10, D(930))])
    assert [(r.name, r.rank, r.score) for r in rows] == [("西部", 1, D("93.00")), ("东部", 2, D("91.00")), ("南部", 3, D("88.00"))]


@pytest.mark.clause("SAT-29")
def test_voided_answers_leave_the_ranking_and_both_figures_stay():
    rows = ranking([UnitSums(1, "东部", 10, D("912")), UnitSums(2, "南部", 10, D("884")), WEST])
    assert [(r.name, r.rank, r.score, r.rank_before, r.score_before) for r in rows] == [
        ("东部", 1, D("91.20"), 2, D("91.20")), ("西部", 2, D("90.67"), 1, D("93.00")), ("南部", 3, D("88.40"), 3, D("88.40"))]
    west = rows[1]
    assert (west.answers, west.voided, west.rate_before, west.rate) == (90, 30, D("0.8571"), D("0.6429"))


def test_equal_means_share_a_rank_and_nobody_without_answers_has_one():
    rows = ranking([UnitSums(1, "a", 1, D(90)), UnitSums(2, "b", 2, D(180)), UnitSums(3, "c", 1, D(80)),
                    UnitSums(4, "d", 1, D(9), 1, D(9))])
    assert [r.rank for r in rows] == [1, 1, 3, None] and share(1, 0) is None


# ---- SAT-19, 20, 28, 34, 12

@pytest.mark.clause("SAT-19")
def test_lowest_mean_largest_and_smallest_change():
    found = extremes([Figure("A", D(92), D(85)), Figure("B", D(88), D(90)), Figure("C", D(81), D(80))])
    assert [(f.name, f.difference) for f in found] == [("C", 1), ("A", 7), ("C", 1)]


@pytest.mark.clause("SAT-19")
def test_returns_in_the_period_need_an_analysis():
    written = ("conclusions", "suggestions")
    refused = complete(ReportParams(), ReportFacts(number="R", period="2026H1", happened={"returns": 2}, written=written))
    assert refused.outcome == "refuse" and refused.failing_clause == "SAT-19" and refused.says.args["what"] == "Returned goods"
    allowed = complete(ReportParams(), ReportFacts(number="R", period="2026H1", happened={"returns": 2},
                                                   written=(*written, "focus.returns")))
    assert allowed.outcome == "allow"
    assert complete(ReportParams(), ReportFacts(number="R", period="2026H1", written=("conclusions",))).outcome == "refuse"


@pytest.mark.clause("SAT-21")
def test_a_source_that_is_missing_is_said():
    found = complete(ReportParams(), ReportFacts(number="R", period="2026H1", written=("conclusions", "suggestions"),
                                                 missing_sources=("Survey by quality control",)))
    assert found.outcome == "allow" and found.conditions[-1].clause == "SAT-21"


@pytest.mark.clause("SAT-13")
@pytest.mark.parametrize(("sent", "valid", "outcome", "rate"), [(100, 79, "refuse", "79.00%"), (100, 80, "allow", "80.00%"),
                                                                (120, 95, "refuse", "79.17%"), (0, 0, "refuse", "--")])
def test_eighty_of_a_hundred_must_come_back(sent, valid, outcome, rate):
    found = may_conclude(RecoveryParams(), RecoveryFacts(of="W", sent=sent, valid=valid))
    assert (found.outcome, found.says.args["rate"]) == (outcome, rate)


@pytest.mark.clause("SAT-20")
def test_an_important_report_also_goes_to_the_general_manager():
    assert stations(RoutingParams(), False) == [("management_representative",)]
    assert stations(RoutingParams(), True) == [("management_representative",), ("general_manager",)]


@pytest.mark.clause("SAT-28")
def test_a_report_to_be_presented_is_not_filed_before():
    facts = FilingFacts(number="R", form="briefing")
    assert may_file(FilingParams(), facts).outcome == "refuse"
    assert may_file(FilingParams(), facts.model_copy(update={"presented": True})).outcome == "allow"
    assert may_file(FilingParams(), FilingFacts(number="R")).outcome == "allow"


@pytest.mark.clause("SAT-34")
@pytest.mark.parametrize(("kind", "surveys", "answers", "outcome"), [
    ("media", 0, 0, "refuse"), ("media", 1, 0, "refuse"), ("media", 1, 3, "allow"), ("other", 0, 0, "allow")])
def test_an_incident_ends_after_its_survey(kind, surveys, answers, outcome):
    assert may_end(SpecialParams(), IncidentFacts(number="E", kind=kind, surveys=surveys, answers=answers)).outcome == outcome


@pytest.mark.clause("SAT-12")
def test_a_customer_who_buys_less_by_three_tenths_is_being_lost():
    rows = [Turnover(1, "甲", 10_000_000, 7_000_000), Turnover(2, "乙", 10_000_000, 7_000_100), Turnover(3, "丙", 0, 5),
            Turnover(4, "丁", 20_000_000, 0)]
    assert [(one.turnover.name, one.drop) for one in lost(MethodParams(), rows)] == [("丁", D(1)), ("甲", D("0.3"))]


# ---- statistics against an independent computation

def close(a: D | None, b: float) -> bool:
    return a is not None and math.isclose(float(a), b, rel_tol=1e-9, abs_tol=1e-9)


def t_density(x: float, f: float) -> float:
    return math.exp(math.lgamma((f + 1) / 2) - math.lgamma(f / 2)) / math.sqrt(f * math.pi) * (1 + x * x / f) ** (-(f + 1) / 2)


def tail(t: float, f: float, steps: int = 20_000) -> float:
    """P(|T| ≥ t) by Simpson's rule: nothing in common with the program's way."""
    h = t / steps
    inner = sum((4 if n % 2 else 2) * t_density(n * h, f) for n in range(1, steps))
    return 1 - 2 * h / 3 * (t_density(0, f) + t_density(t, f) + inner)


@pytest.mark.parametrize("freedom", [1, 2, 5, 29, 249, 5000])
def test_the_bounds_of_the_t_distribution(freedom):
    assert math.isclose(tail(float(t95(freedom)), freedom), 0.05, abs_tol=1e-10)


@pytest.mark.parametrize(("t", "freedom"), [(0.3, 7.5), (2.1, 17.37), (4.4, 120.2)])
def test_how_likely_chance_is(t, freedom):
    assert math.isclose(float(two_sided(D(str(t)), D(str(freedom)))), tail(t, freedom), abs_tol=1e-10)


@given(st.lists(st.integers(0, 10), min_size=2, max_size=60))
def test_means_shares_and_nps_of_any_answers(values):
    counts, n = Counter(values), len(values)
    mean = m.mean_of(m.moments(counts))
    half = float(t95(n - 1)) * math.sqrt(variance(values) / n)
    assert close(mean.value, fmean(values)) and close(mean.low, fmean(values) - half) and mean.small == (n < 30)
    p, z = sum(v >= 9 for v in values) / n, NormalDist().inv_cdf(0.975)
    root = z * math.sqrt(p * (1 - p) / n + z * z / 4 / n / n)
    wilson = [(p + z * z / 2 / n + s * root) / (1 + z * z / n) for s in (-1, 1)]
    top = m.top_two(counts, 10)
    assert close(top.value, p) and close(top.low, max(wilson[0], 0)) and close(top.high, min(wilson[1], 1))
    ones = [1 if v >= 9 else -1 if v <= 6 else 0 for v in values]
    score = m.nps(counts)
    half = z * math.sqrt(fmean([o * o for o in ones]) - fmean(ones) ** 2 if len(set(ones)) > 1 else 0) / math.sqrt(n) * 100
    assert close(score.value, fmean(ones) * 100) and math.isclose(float(score.high), fmean(ones) * 100 + half, abs_tol=1e-6)


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=3, max_size=50))
def test_importance_is_pearsons_r(rows):
    xs, ys = zip(*rows, strict=True)
    sums = m.Pairs(len(rows), *(D(sum(v)) for v in (xs, ys, [x * x for x in xs], [y * y for y in ys], [x * y for x, y in rows])))
    found = m.correlation(sums)
    if len(set(xs)) == 1 or len(set(ys)) == 1:
        assert found is None
    else:
        mx, my = fmean(xs), fmean(ys)
        top = sum((x - mx) * (y - my) for x, y in rows)
        assert close(found, top / math.sqrt(sum((x - mx) ** 2 for x in xs) * sum((y - my) ** 2 for y in ys)))


def test_a_change_is_tested_by_welch():
    now, before = [8, 9, 9, 10, 7, 9, 10, 8, 9, 9], [7, 8, 6, 9, 7, 7, 8, 8]
    found = m.change(m.moments(Counter(now)), m.moments(Counter(before)))
    a, b = variance(now) / 10, variance(before) / 8
    freedom = (a + b) ** 2 / (a * a / 9 + b * b / 7)
    assert close(found.difference, fmean(now) - fmean(before))
    assert math.isclose(float(found.likely), tail((fmean(now) - fmean(before)) / math.sqrt(a + b), freedom), abs_tol=1e-9)
    assert found.significant and m.change(m.Moments(), m.moments(Counter(before))) is None


@pytest.mark.clause("SAT-32")
def test_the_gap_between_what_was_expected_and_felt():
    found = m.gaps([("交付", D(85), D(84)), ("质量", D(90), D(82))])
    assert [(g.item, g.gap) for g in found] == [("质量", -8), ("交付", -1)]


def test_quadrants():
    middle = (D(90), D("0.5"))
    assert [m.quadrant(D(s), D(i), middle).code for s, i in (("86", "0.7"), ("95", "0.6"), ("86", "0.2"), ("95", "0.2"))] == [
        "improve", "keep", "minor", "enough"]


def test_effort_and_the_acsi_style_index():
    effort = m.ces({7: 3, 5: 1, 2: 1})
    assert effort.mean.value == D("5.6") and effort.easy.value == D("0.8")
    assert m.acsi(m.moments({30: 2, 3: 2}), 3, 1, 10).value == 50
