"""S3: a half-year's satisfaction index with complaints and exposures deducted, its report, the special survey (002-d, 002-f)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.support.company import Company
from yingshu.kernel import clock
from yingshu.kernel.actor import system
from yingshu.logistics.inputs import ReturnInput
from yingshu.logistics.services import take_back
from yingshu.orders.models import SlipLine
from yingshu.rulebook.decisions import Refused
from yingshu.rulebook.services import set_parameters
from yingshu.satisfaction.models import AnalysisReport, Wave
from yingshu.satisfaction.queries.content import content_of
from yingshu.satisfaction.rules.spans import span_of
from yingshu.satisfaction.services.reporting import PartCode, PartInput
from yingshu.satisfaction.tests.filling import answered, levels, sent, version, wave
from yingshu.satisfaction.tests.surveying import agreed, approved, full, planned

H1 = span_of("2026H1")
TEXTS = [PartInput(part=PartCode.CONCLUSIONS, text="较满意，交付及时性最低"), PartInput(part=PartCode.SUGGESTIONS, text="旺季锁定车辆")]


def at(month: int, day: int) -> Any:
    return clock.at(datetime(2026, month, day, 10, 0))


def half_year() -> None:
    """SAT-07 变体“半年窗口”; weights, floor and bands are those delivered."""
    set_parameters(actor=system(), control="satisfaction.cycle", variant="半年窗口", valid_from=date(2026, 1, 1))


def surveyed(back: int = 96) -> dict[str, Wave]:
    """92.5 from 96 answers, 88.0 from 40 visits, 95.0 from 24 of quality control."""
    asked = version()
    found = {"survey": wave(asked), "visit": wave(asked, "visit", kind="visit"), "quality": wave(asked, "quality")}
    sent(found["survey"], 120)
    answered(found["survey"], levels(24, 72)[-back:])
    for source, rows in (("visit", levels(0, 32, third=8)), ("quality", levels(12, 12))):
        sent(found[source], len(rows))
        answered(found[source], rows)
    return found


def complained(company: Company, times: int) -> None:
    for n in range(times):
        company.act("service.register_case", "service_manager", kind="complaint", channel="phone", content=f"包装破损 {n}",
                    contact="老王", phone="13800000000")


def happened(company: Company, title: str) -> int:
    return int(company.act("service.report_incident", "service_manager", trigger="media", title=title, says="电视台报道", exposed=True).id)


@pytest.mark.clause("SAT-23")
@pytest.mark.clause("SAT-07")
def test_step_1_visits_at_any_time_formal_surveys_within_their_window(company: Company, trade: Any) -> None:
    half_year()
    with at(2, 5):
        sheet = approved(company)
        customer = trade.customer("甘泉农资")
        done = company.act("satisfaction.record_visit", "salesperson", customer_id=customer.pk, answers=full(sheet))
        assert done.data["period"] == "2026H1"
    with at(7, 10):
        late = agreed(company, planned(company, sheet))
        with pytest.raises(Refused) as refused:
            company.act("satisfaction.start_wave", "director", wave_id=late)
        assert refused.value.clause == "SAT-07"
    with at(5, 12):
        assert company.act("satisfaction.start_wave", "director", wave_id=late).state == "running"


@pytest.mark.clause("SAT-13")
@pytest.mark.parametrize(("back", "rate", "allowed"), [(95, "0.7917", False), (96, "0.8000", True)])
def test_step_2_ninety_five_of_a_hundred_and_twenty_are_too_few(company: Company, back: int, rate: str, allowed: bool) -> None:
    with at(6, 17):
        asked = version()
        survey = wave(asked)
        sent(survey, 120)
        answered(survey, levels(0, back))
        found = content_of(H1)["recovery"]
    assert (found["rate"], found["allowed"]) == (rate, allowed)


@pytest.mark.clause("SAT-15")
@pytest.mark.clause("SAT-16")
@pytest.mark.clause("SAT-17")
def test_steps_3_4_and_5_weights_complaints_exposures(company: Company) -> None:
    with at(6, 17):
        surveyed()
        assert [s["points"] for s in content_of(H1)["steps"][:4]] == ["55.5", "17.6", "19", "92.1"]
        complained(company, 47)
        found = content_of(H1)
        assert found["steps"][4]["detail"] == {"complaints": 47, "blocks": 4, "rest": 7, "each": "0.2"}
        assert (found["steps"][4]["points"], found["index"]["value"], found["index"]["grade"]) == ("-0.8", "91.30", "较满意")
        happened(company, "曝光")
        found = content_of(H1)["index"]
        assert (found["value"], found["grade"]) == ("41.30", "不满意")
        happened(company, "再次曝光")
        found = content_of(H1)["index"]
        assert (found["value"], found["grade"]) == ("0.00", "很不满意")


@pytest.mark.clause("SAT-19")
@pytest.mark.clause("SAT-20")
def test_step_6_returns_must_be_analysed_and_an_important_report_goes_on(company: Company, trade: Any) -> None:
    company.hire("representative", "management_representative")
    company.hire("quality", "quality")
    with at(6, 17):
        surveyed()
        customer = trade.customer("甘泉农资", limit=100000, investigated=True)
        _order, slip = trade.shipped(customer, trade.product())
        line = SlipLine.objects.get(slip_id=slip).pk
        take_back(actor=trade.actor("warehouse"), slip_id=slip, lines=[ReturnInput(line_id=line, quantity=Decimal(4))], reason="破损")
        made = company.act("satisfaction.make_report", "service_manager", period="2026H1").id
        company.act("satisfaction.write_report", "service_manager", report_id=made, parts=TEXTS)
        with pytest.raises(Refused) as refused:
            company.act("satisfaction.submit_report", "service_manager", report_id=made, important=True)
        assert refused.value.clause == "SAT-19" and "退货" in refused.value.text()
        company.act("satisfaction.write_report", "service_manager", report_id=made,
                    parts=[PartInput(part=PartCode.RETURNS, text="一单因破损退回")])
        done = company.act("satisfaction.submit_report", "service_manager", report_id=made, important=True)
    assert (done.data["stations"], done.data["copies"]) == ([["管理者代表"], ["总经理"]], ["质量部经理"])


@pytest.mark.clause("SAT-34")
@pytest.mark.clause("SAT-21")
def test_step_7_no_end_of_the_event_without_its_survey(company: Company) -> None:
    with at(6, 17):
        surveyed()
        event = happened(company, "曝光")
        for action, given in (("investigate_incident", {"text": "批次受潮"}), ("review_incident", {"text": "属实", "reviewers": "唐宁"}),
                              ("order_measures", {"measures": "更换内袋", "unit_id": company.unit("company").pk,
                                                  "owner_id": company.person("workshop").pk, "due_on": date(2026, 6, 30)}),
                              ("verify_incident", {"text": "抽检合格"})):
            company.act(f"service.{action}", "director", incident_id=event, **given)
        with pytest.raises(Refused) as refused:
            company.act("service.close_incident", "director", incident_id=event)
        assert refused.value.clause == "SAT-34"
        before = content_of(H1)
        special = wave(version("special"), "", kind="special", number="ZX1", about_kind="incident", about_id=event, about_number="SJ1")
        sent(special, 3)
        answered(special, levels(0, 1, third=2))
        assert company.act("service.close_incident", "director", incident_id=event).state == "closed"
        found = content_of(H1)
        assert [(w["number"], w["about"], w["n"], w["mean"][:5]) for w in found["special"]] == [("ZX1", "SJ1", 3, "83.33")]
        assert (found["steps"], found["index"]["value"]) == (before["steps"], before["index"]["value"])
        pk = company.act("satisfaction.make_report", "service_manager", period="2026H1").id
    assert AnalysisReport.objects.get(pk=pk).content["special"] == found["special"]
