"""The result of a period from counted answers."""

from __future__ import annotations

import io
import itertools
from datetime import datetime
from decimal import Decimal as D
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from pypdf import PdfReader
from tests.support.browsing import words
from tests.support.company import Company

from yingshu.kernel import clock, rollups
from yingshu.satisfaction import shown
from yingshu.satisfaction.models import Item
from yingshu.satisfaction.queries.content import content_of, plain
from yingshu.satisfaction.rules.spans import span_of
from yingshu.satisfaction.tests.filling import answered, june, levels, sent, version, void, wave

H1 = span_of("2026H1")
assert H1 is not None


def s3(company: Company, back: int = 96) -> dict[str, int]:
    """The figures of S3: 92.5, 88.0, 95.0 from 96, 40 and 24 answers."""
    asked = version()
    survey, visits, quality = wave(asked), wave(asked, "visit", kind="visit"), wave(asked, "quality")
    sent(survey, 120)
    answered(survey, levels(24, 72)[-back:])
    for to, rows in ((visits, levels(0, 32, third=8)), (quality, levels(12, 12))):
        sent(to, len(rows))
        answered(to, rows)
    return {"survey": survey.pk, "visit": visits.pk, "quality": quality.pk}


@pytest.mark.clause("SAT-15")
@pytest.mark.clause("SAT-17")
def test_the_index_of_a_half_year_step_by_step(company: Company) -> None:
    with june():
        s3(company)
        found = content_of(H1)
    assert [(s["label"], s["mean"], s["weight"], s["points"]) for s in found["steps"]] == [
        ("survey", "92.5", "0.6", "55.5"), ("visit", "88", "0.2", "17.6"), ("quality", "95", "0.2", "19"),
        ("weighted", None, "1", "92.1"), ("complaints", None, None, "0"), ("exposures", None, None, "0"), ("index", None, None, "92.1")]
    assert (found["index"]["value"], found["index"]["grade"], found["index"]["next"]["from"]) == ("92.10", "较满意", "100")
    assert [(s["code"], s["n"], s["sent"], s["small"]) for s in found["sources"]] == [
        ("survey", 96, 120, False), ("visit", 40, 40, False), ("quality", 24, 24, True)]
    low, high = D(found["index"]["low"]), D(found["index"]["high"])
    assert 91 < low < D("92.1") < high < 94 and found["index"]["stable"] is True


@pytest.mark.clause("SAT-23")
@pytest.mark.clause("SAT-21")
def test_a_half_year_without_visits_has_no_index_and_says_why(company: Company) -> None:
    with june():
        asked = version()
        survey = wave(asked)
        sent(survey, 2)
        answered(survey, levels(1, 1))
        found = content_of(H1)
    assert (found["index"]["value"], found["missing"]) == (None, ["visit", "quality"])


@pytest.mark.clause("SAT-13")
@pytest.mark.parametrize(("back", "rate", "allowed"), [(95, "0.7917", False), (96, "0.8000", True)])
def test_nothing_is_concluded_below_eighty_percent(company: Company, back: int, rate: str, allowed: bool) -> None:
    with june():
        asked = version()
        survey = wave(asked)
        sent(survey, 120)
        answered(survey, levels(0, back))
        found = content_of(H1)["recovery"]
    assert (found["allowed"], found["rate"], found["sent"], found["valid"]) == (allowed, rate, 120, back)


@pytest.mark.clause("SAT-18")
def test_two_answers_about_one_product(company: Company) -> None:
    with june():
        survey = wave(version(product_kind="复合肥"))
        sent(survey, 2)
        answered(survey, levels(0, 1, third=1))
        found = content_of(H1)
    assert [(p["name"], p["n"], p["mean"]) for p in found["products"]] == [("复合肥", 2, "85")]
    assert [(i["title"], i["mean"]) for i in found["items"]] == [("题 effect", "85"), ("题 look", "85"), ("题 time", "85")]
    assert [(g["title"], g["mean"]) for g in found["groups"]] == [("产品质量", "85"), ("交付及时性", "85")]
    assert set(found["product_items"]) == {"复合肥"}


@pytest.mark.clause("SAT-29")
@pytest.mark.clause("SAT-27")
def test_voided_answers_leave_everything_and_both_figures_stay(company: Company) -> None:
    east, west = company.unit("east").pk, company.unit("west").pk
    with june():
        survey = wave(version())
        sent(survey, 10, east)
        sent(survey, 10, west)
        answered(survey, levels(2, 8), east)
        fakes = answered(survey, levels(6, 0), west)
        answered(survey, levels(0, 2, third=2), west)
        before = content_of(H1)
        void(fakes)
        found = content_of(H1)
    assert [(u["name"], u["rank"], u["score"]) for u in before["units"]] == [("西区", 1, "94"), ("东区", 2, "92")]
    assert [(u["name"], u["rank"], u["score"], u["rank_before"], u["score_before"], u["voided"], u["rate"], u["may_conclude"])
            for u in found["units"]] == [("东区", 1, "92", 2, "92", 0, "1", True), ("西区", 2, "85", 1, "94", 6, "0.4", False)]
    assert (found["sources"][0]["mean"], found["sources"][0]["mean_before_voids"], found["voided"]) == ("90", "93", 6)
    assert {i["n"] for i in found["items"]} == {14} and {i["voided"] for i in found["items"]} == {6}


@pytest.mark.clause("SAT-19")
def test_changes_against_the_wave_before_only_for_the_same_version(company: Company) -> None:
    asked = version()
    with june():
        for period, rows in (("2025H2", levels(0, 0, third=40)), ("2026H1", levels(10, 30))):
            to = wave(asked, period=period)
            sent(to, 40)
            answered(to, rows)
        found = content_of(H1)
        assert [(i["before"], i["difference"], i["significant"]) for i in found["items"]] == [("80", "12.5", True)] * 3
        other = wave(version(), number="other")
        sent(other, 1)
        answered(other, levels(1, 0))
        type(other).objects.filter(period="2026H1").exclude(number="other").update(period="2026")
        found = content_of(H1)
    assert [(i["before"], i["difference"]) for i in found["items"]] == [(None, None)] * 3


@pytest.mark.clause("SAT-23", "SAT-18", "SAT-12")
def test_two_forms_are_told_apart_with_what_each_counts_for(company: Company) -> None:
    """The survey and the visits have a form each, with a question of the same words; the page says which is which."""
    with june():
        survey, visit = wave(version()), wave(version("zoufang"), "visit", kind="visit", number="V", measures="visits")
        for to, rows in ((survey, levels(1, 1)), (visit, levels(0, 0, third=2))):
            sent(to, 2)
            answered(to, rows)
        found = content_of(H1)
        client = Client()
        client.force_login(company.person("director"), "allauth.account.auth_backends.AuthenticationBackend")
        page = words(client.get("/satisfaction/results/?period=2026H1").content.decode())
    titles = [f"{w.version.questionnaire.title} V1" for w in (survey, visit)]
    assert [(f["title"], [(s["title"], s["weight"]) for s in f["sources"]]) for f in found["forms"]] == [
        (titles[0], [("顾客调查", "0.6")]), (titles[1], [("走访调查", "0.2")])]
    means = {form["id"]: {i["title"]: i["mean"] for i in found["items"] if i["form"] == form["id"]} for form in found["forms"]}
    assert [one["题 look"] for one in means.values()] == ["95", "80"]
    assert f"{titles[0]} 计入：顾客调查 60%" in page and f"{titles[1]} 计入：走访调查 20%" in page and "分开统计" in page
    assert dict(shown.ways(found))["用户走访"].startswith("调查 1 次") and "2 项均分" not in page


@pytest.mark.clause("SAT-32")
def test_what_was_expected_and_what_was_felt(company: Company) -> None:
    asked = version("gap", (("q", "质量", ("hope", "felt")),), kind="zero_ten", roles={"hope": "of:felt"})
    with june():
        survey = wave(asked)
        sent(survey, 10)
        answered(survey, [{"hope": 9, "felt": 8}] * 8 + [{"hope": 9, "felt": 9}] * 2)
        found = content_of(H1)
    assert [(g["item"], g["expected"], g["felt"], g["gap"]) for g in found["gaps"]] == [("题 felt", "90", "82", "-8")]


@pytest.mark.clause("SAT-31")
def test_departments_about_each_other(company: Company) -> None:
    with june():
        asked = version("internal", audience="internal")
        inner = wave(asked, "", kind="internal", unit=company.unit("east"))
        sent(inner, 2, company.unit("west").pk)
        answered(inner, levels(0, 1, third=1), company.unit("west").pk)
        found = content_of(H1)
    assert [(w["of"], [(p["name"], p["mean"]) for p in w["parts"]]) for w in found["internal"]] == [("东区", [("西区", "85")])]
    assert found["answers"] == 0


THREE = {"all": Item.Role.OVERALL, "hoped": Item.Role.EXPECTED, "best": Item.Role.IDEAL}


def test_the_acsi_style_index_counts_who_answered_all_three_and_was_not_voided(company: Company) -> None:
    asked = version("acsi", (("q", "质量", tuple(THREE)),), kind="zero_ten", roles=THREE)
    with june():
        survey = wave(asked)
        sent(survey, 6)
        answered(survey, [dict(zip(THREE, row, strict=True)) for row in ((8, 7, 6), (10, 10, 10), (6, 5, 4))])
        answered(survey, [{"all": 9, "hoped": 9}])
        void(answered(survey, [dict.fromkeys(THREE, 0)]))
        found = content_of(H1)["measures"]["acsi"]
    assert (found["n"], found["mean"]) == (3, plain(D(21 + 30 + 15) / 90 * 100))


@pytest.mark.skipif(connection.vendor != "sqlite", reason="counts the steps of SQLite's machine")
def test_a_result_costs_what_its_distinct_values_cost_not_the_wave(company: Company) -> None:
    """Four hundred answers more, counted by the worker: the database takes hardly a step more to tell the result."""
    asked = version("big", (("q", "质量", (*THREE, "look")),), kind="zero_ten", roles=THREE)
    rows = [dict(zip((*THREE, "look"), row, strict=True)) for row in ((9, 8, 7, 8), (10, 9, 9, 7), (5, 6, 4, 3))]
    with june():
        survey = wave(asked)
        sent(survey, 420)
        answered(survey, rows)
        few = database_steps(lambda: content_of(H1))
        answered(survey, rows * 133)
        many = database_steps(lambda: content_of(H1))
    assert many < few * 1.2


def database_steps(call: Any) -> int:
    """How many steps of SQLite's machine a call takes, once the worker has counted."""
    rollups.advance_all()
    call()
    steps = itertools.count()
    connection.connection.set_progress_handler(lambda: next(steps) < 0, 1)
    try:
        call()
    finally:
        connection.connection.set_progress_handler(None, 1)
    return next(steps)


def bought(trade: Any, customer: Any, product: Any, when: datetime, quantity: str) -> int:
    with clock.at(when):
        return int(trade.shipped(customer, product, quantity)[1])


@pytest.mark.clause("SAT-12")
def test_customers_who_buy_three_tenths_less_are_lost_business_in_the_result_and_on_paper(trade: Any, client: Any) -> None:
    """From 100,000 to 70,000 yuan is lost business, to 80,000 is not; the figures are those of slips that left the house."""
    product, last, now = trade.product(price="100", stock=9000), datetime(2026, 6, 8, 9, 0), datetime(2026, 9, 7, 9, 0)
    lost, kept = (trade.customer(name, limit=900_000, investigated=True) for name in ("甘泉农资", "丰收农资"))
    for customer, after in ((lost, "700"), (kept, "800")):
        bought(trade, customer, product, last, "1000")
        slip = bought(trade, customer, product, now, after)
    with clock.at(datetime(2026, 9, 9, 9, 0)):
        trade.arrived(slip)
        found = content_of(span_of("2026H2"))
        made = trade.company.act("satisfaction.make_report", "service_manager", period="2026H2").id
    assert [(one["name"], one["before_fen"], one["now_fen"], one["drop"]) for one in found["lost"]] == [
        ("甘泉农资", 10_000_000, 7_000_000, "0.3")]
    ways = {one.pop("code"): one for one in found["ways"]}
    assert ways["lost"] == {"way": "流失业务分析", "lost": 1, "drop_fen": 3_000_000}
    assert ways["deliveries"] == {"way": "交付质量数据分析", "deliveries": 1, "trouble": 0, "returns": 0}
    client.force_login(trade.company.person("director"))
    page = client.get(f"/satisfaction_reports/{made}/").content.decode()
    paper = PdfReader(io.BytesIO(client.get(f"/satisfaction/reports/{made}/pdf/").content))
    printed = "".join(sheet.extract_text() for sheet in paper.pages)
    told = ("流失业务", "甘泉农资", "100,000.00", "70,000.00", "30.00%", "1 家客户明显减少", "到货 1 单")
    for text in (page, printed):
        assert [word for word in told if word not in text] == [] and "丰收农资" not in text
