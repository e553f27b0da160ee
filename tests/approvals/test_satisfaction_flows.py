"""Flows for questionnaires and analysis reports come with the ready-made rulebooks that name their line (SAT-20, SAT-26, SAT-28)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.support.browsing import browser, page
from tests.support.flows import flow, post
from yingshu.approvals.models import Approval
from yingshu.kernel.errors import BusinessError
from yingshu.rulebook.decisions import params_of
from yingshu.rulebook.packs import delivered
from yingshu.satisfaction.controls import OWN_SURVEY
from yingshu.satisfaction.models import AnalysisReport, QuestionnaireVersion, Wave
from yingshu.satisfaction.tests.filling import june
from yingshu.satisfaction.tests.surveying import planned
from yingshu.satisfaction.tests.test_reporting import complete, staffed, surveyed

from .test_delivered_flows import agree, centre, drafted, publish

__all__ = ["centre"]
pytestmark = pytest.mark.django_db
LINES = {
    "yearly_survey": [("management_representative", False), ("general_manager", True)],
    "satisfaction_monitoring": [("general_office", False)],
    "group_survey": [("vice_president", False), ("general_manager", True)]}


def test_every_pack_with_a_line_of_its_own_brings_its_flow() -> None:
    """Who decides, and which of them only on important reports."""
    assert {code: [(step["who"]["posts"], "when" in step) for step in item["steps"]] for code, pack in delivered().items()
            for item in pack.items.get("flows", ()) if item["kind"] == "satisfaction_report"} == LINES
    named = {code for code, pack in delivered().items() for article in pack.articles if article.clause == "SAT-20"}
    assert named == set(LINES)


@pytest.mark.clause("SAT-20")
@pytest.mark.parametrize(("important", "who"), [(False, ["representative"]), (True, ["representative", "general_manager"])])
def test_an_important_report_also_asks_the_general_manager(centre: Any, important: bool, who: list[str]) -> None:
    company = staffed(centre.company)
    publish(centre, drafted(centre, "yearly_survey"))
    with june():
        surveyed()
        pk = complete(company)
        done = company.act("satisfaction.submit_report", "service_manager", report_id=pk, important=important)
        assert (done.state, done.data["copies"]) == ("submitted", ["质量部经理"])
        for name in who:
            assert AnalysisReport.objects.get(pk=pk).state == "submitted"
            agree(centre, name)
        assert (AnalysisReport.objects.get(pk=pk).state, Approval.objects.get(subject_id=pk).state) == ("approved", "agreed")


@pytest.mark.clause("SAT-28")
def test_in_the_group_the_leader_decides_and_nothing_is_filed_without_its_briefing(centre: Any) -> None:
    publish(centre, drafted(centre, "group_survey"))
    with june():
        surveyed()
        pk = complete(centre.company)
        centre.company.act("satisfaction.submit_report", "service_manager", report_id=pk)
        agree(centre, "vice_president")
        with pytest.raises(BusinessError) as refused:
            centre.company.act("satisfaction.file_report", "director", report_id=pk)
        assert refused.value.clause == "SAT-28"
        centre.company.act("satisfaction.record_briefing", "vice_president", report_id=pk, on=date(2026, 6, 30), to="营销副总",
                           minutes="听取汇报")
        assert centre.company.act("satisfaction.file_report", "director", report_id=pk).state == "filed"


@pytest.mark.clause("SAT-26")
def test_in_the_group_a_questionnaire_is_approved_by_whom_the_authority_manual_names(centre: Any) -> None:
    publish(centre, drafted(centre, "group_survey"))
    made = centre.company.act("satisfaction.use_ready_made", "service_manager", ready_made="direct").id
    centre.company.act("satisfaction.submit_version", "service_manager", version_id=made)
    with pytest.raises(BusinessError):
        centre.company.act("satisfaction.approve_version", "director", version_id=made)
    approval = Approval.objects.get(subject_id=made)
    assert len(approval.digest) == 64  # all its words, as long as the column holds
    shown = page(browser(centre, "director"), f"/questionnaire_versions/{made}/")
    assert f'href="/approvals/{approval.pk}/"' in shown and "satisfaction.approve_version" not in shown
    agree(centre, "vice_president")
    assert QuestionnaireVersion.objects.get(pk=made).state == "approved"


@pytest.mark.clause("SAT-09")
def test_a_plan_that_is_decided_by_a_flow_says_so_on_its_page(centre: Any) -> None:
    flow("wave", [post("boss", "general_manager")])
    with june():
        made = planned(centre.company)
        centre.company.act("satisfaction.submit_plan", "service_manager", wave_id=made)
        shown = page(browser(centre, "director"), f"/waves/{made}/")
        approval = Approval.objects.get(kind="wave", subject_id=made)
        assert f'href="/approvals/{approval.pk}/"' in shown and "satisfaction.approve_plan" not in shown
        agree(centre, "general_manager")
        assert Wave.objects.get(pk=made).state == "ready"
        assert "satisfaction.start_wave" in page(browser(centre, "director"), f"/waves/{made}/")


@pytest.mark.clause("SAT-10")
@pytest.mark.parametrize(("product", "unit"), [("玉米油", "品控部"), ("酒精", "销售公司综合处"), ("", "销售公司综合处")])
def test_the_half_year_rulebook_says_who_surveys_which_product(centre: Any, product: str, unit: str) -> None:
    publish(centre, drafted(centre, "half_year_index"))
    with june():
        made = planned(centre.company, product_kind=product)
    assert Wave.objects.get(pk=made).organiser == unit


@pytest.mark.clause("SAT-24")
def test_in_the_group_an_own_survey_has_its_three_levels(centre: Any) -> None:
    publish(centre, drafted(centre, "group_survey"))
    assert params_of(OWN_SURVEY).model_dump() == {"lead": "营销策划中心", "supervise": "区域事业部营销客服部", "execute": "项目公司"}
