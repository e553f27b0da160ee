"""S11: a group's ranking of its regions, and what is left of it when falsified answers are voided (002-m, with 002-f's recovery rate)."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client

from tests.support.browsing import words
from tests.support.company import Company
from yingshu.kernel import clock
from yingshu.kernel.actor import system
from yingshu.organisation.models import Unit
from yingshu.registers.section import library
from yingshu.registers.services import define
from yingshu.rulebook.decisions import Refused
from yingshu.rulebook.services import set_parameters
from yingshu.satisfaction.models import Response, Wave
from yingshu.satisfaction.queries.content import content_of
from yingshu.satisfaction.rules.spans import span_of
from yingshu.satisfaction.services.reporting import PartCode, PartInput
from yingshu.satisfaction.tests.filling import answered, levels, sent, version, wave
from yingshu.satisfaction.tests.surveying import agreed, approved, planned

YEAR = span_of("2026")
RANKED = ("name", "rank", "score", "rank_before", "score_before")


@pytest.fixture
def group(company: Company) -> Any:
    """002-m: led by the planning centre, own and third-party surveys, presented to the leader; one source."""
    for control, variant in (("satisfaction.roles", "营销策划中心主导"), ("satisfaction.methods", "自主与第三方"),
                             ("satisfaction.routing", "分管领导专题汇报"), ("satisfaction.index", "调查表均分")):
        set_parameters(actor=system(), control=control, variant=variant, valid_from=date(2026, 1, 1))
    with clock.at(datetime(2026, 6, 17, 10, 0)):
        yield company


def regions(company: Company) -> dict[str, int]:
    """东部, 南部, 西部."""
    south = Unit.objects.create(name="南部", code="south", kind=Unit.Kind.REGION, parent=company.unit("company"))
    Unit.objects.filter(pk=south.pk).update(path=f"/{company.unit('company').pk}/{south.pk}/")
    found = {"东部": company.unit("east").pk, "南部": south.pk, "西部": company.unit("west").pk}
    for name, pk in found.items():
        Unit.objects.filter(pk=pk).update(name=name)
    return found


def surveyed(company: Company) -> tuple[Wave, dict[str, int]]:
    """East 91.2, south 88.4, west 93.0: 120 answers with 11,160 points, 30 of them false with 100 each; 140 handed out there."""
    units, survey = regions(company), wave(version(), period="2026")
    sent(survey, 25, units["东部"])
    answered(survey, levels(3, 22), units["东部"])
    sent(survey, 25, units["南部"])
    answered(survey, levels(0, 21, third=4), units["南部"])
    sent(survey, 140, units["西部"])
    answered(survey, levels(30, 0), units["西部"])
    answered(survey, levels(18, 60, third=12), units["西部"])
    return survey, units


def ranked(**only: Any) -> list[tuple[Any, ...]]:
    return [tuple(u[name] for name in RANKED) for u in content_of(YEAR)["units"]]


@pytest.mark.clause("SAT-26")
@pytest.mark.clause("SAT-25")
def test_step_1_an_unapproved_questionnaire_and_a_missing_agency_are_refused(group: Company) -> None:
    from yingshu.satisfaction import services

    made = services.use_ready_made(actor=group.actor("service_manager"), ready_made="direct").id
    early = agreed(group, planned(group, made))
    with pytest.raises(Refused) as refused:
        group.act("satisfaction.start_wave", "director", wave_id=early)
    assert refused.value.clause == "SAT-26"
    other = agreed(group, planned(group, approved(group, "dealer"), title="第三方调查", method=Wave.Method.THIRD_PARTY))
    with pytest.raises(Refused) as refused:
        group.act("satisfaction.start_wave", "director", wave_id=other)
    assert refused.value.clause == "SAT-25"


@pytest.mark.clause("SAT-27")
@pytest.mark.clause("SAT-29")
@pytest.mark.clause("SAT-13")
def test_steps_2_to_4_the_ranking_before_and_after_voiding(group: Company) -> None:
    survey, units = surveyed(group)
    assert [row[:3] for row in ranked()] == [("西部", 1, "93"), ("东部", 2, "91.2"), ("南部", 3, "88.4")]
    before = {u["name"]: u for u in content_of(YEAR)["units"]}
    assert (before["西部"]["answers"], before["西部"]["rate"], before["西部"]["may_conclude"]) == (120, "0.8571", True)
    false = list(Response.objects.filter(wave=survey, unit=units["西部"]).order_by("id").values_list("pk", flat=True)[:30])
    done = group.act("satisfaction.record_falsification", "director", wave_id=survey.pk, proof="30 份由同一人填写", response_ids=false,
                     responsible_id=group.person("salesperson_west").pk, measure="demotion")
    assert done.data["answers"] == 30
    assert ranked() == [("东部", 1, "91.2", 2, "91.2"), ("西部", 2, "90.67", 1, "93"), ("南部", 3, "88.4", 3, "88.4")]
    west = next(u for u in content_of(YEAR)["units"] if u["name"] == "西部")
    assert (west["answers"], west["rate_before"], west["rate"], west["may_conclude"]) == (90, "0.8571", "0.6429", False)


@pytest.mark.clause("SAT-28")
@pytest.mark.clause("SAT-20")
def test_step_5_no_filing_without_the_briefing(group: Company) -> None:
    group.hire("quality", "quality")
    surveyed(group)
    pk = group.act("satisfaction.make_report", "service_manager", period="2026").id
    group.act("satisfaction.write_report", "service_manager", report_id=pk, parts=[
        PartInput(part=PartCode.CONCLUSIONS, text="西部第一"), PartInput(part=PartCode.SUGGESTIONS, text="南部改进交付")])
    assert group.act("satisfaction.submit_report", "service_manager", report_id=pk).data["stations"] == [["营销副总"]]
    group.act("satisfaction.agree_report", "vice_president", report_id=pk)
    with pytest.raises(Refused) as refused:
        group.act("satisfaction.file_report", "service_manager", report_id=pk)
    assert refused.value.clause == "SAT-28"
    group.act("satisfaction.record_briefing", "service_manager", report_id=pk, on=date(2026, 6, 17), to="营销副总秦刚", minutes="已听取")
    assert group.act("satisfaction.file_report", "service_manager", report_id=pk).state == "filed"


@pytest.mark.clause("SAT-27")
def test_the_appraisal_of_a_region_quotes_the_report_with_the_ranking(group: Company) -> None:
    _survey, units = surveyed(group)
    report = group.act("satisfaction.make_report", "service_manager", period="2026")
    define(actor=system(), definition=next(d for d in library() if d.code == "appraisals"))
    made = group.act("registers.add_entry", "director", register_code="appraisals", values={
        "unit": units["西部"], "cycle": "年度", "period": "2026", "satisfaction": report.id})
    client = Client()
    client.force_login(group.person("director"), "allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(f"/r/appraisals/{made.id}/").content.decode()
    assert f'href="/satisfaction_reports/{report.id}/"' in page and report.number in page
    ranking = words(client.get(f"/satisfaction_reports/{report.id}/").content.decode())
    assert re.findall(r"(\d) (西部|东部|南部) (\S+)", ranking) == [("1", "西部", "93.00"), ("2", "东部", "91.20"), ("3", "南部", "88.40")]
