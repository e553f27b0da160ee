"""The analysis report on its way, improvements, findings, contacts; their pages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D
from typing import Any

import pytest
from tests.support.company import Company
from tests.support.flows import flow, post

from yingshu.approvals.models import Approval
from yingshu.approvals.services import agree
from yingshu.kernel.actor import system
from yingshu.kernel.errors import IllegalTransition, NotFound
from yingshu.kernel.worklist import WORKLISTS
from yingshu.organisation.models import Post
from yingshu.rulebook.decisions import Refused
from yingshu.rulebook.models import DecisionRecord
from yingshu.rulebook.services import set_parameters
from yingshu.satisfaction.models import AnalysisReport, Answer, Finding, Improvement, Item, Wave
from yingshu.satisfaction.queries import happened as events
from yingshu.satisfaction.queries.year import year_of
from yingshu.satisfaction.refusals import (
    NobodyDecides,
    NotMeasured,
    NotYourImprovement,
    NotYourStation,
    ReportUnderWay,
    SayWhetherItWorks,
    UnknownPeriod,
)
from yingshu.satisfaction.rules.spans import span_of
from yingshu.satisfaction.services.reporting import PartCode, PartInput
from yingshu.satisfaction.tests.filling import answered, june, levels, sent, version, wave

TEXTS = [PartInput(part=PartCode.CONCLUSIONS, text="整体较满意"), PartInput(part=PartCode.SUGGESTIONS, text="先改交付")]


def surveyed(back: int = 96, low: int = 0) -> None:
    """A survey, visits and the quality department's answers."""
    asked = version()
    for source, kind, out, rows in (("survey", "formal", 120, levels(24, 72)[-back:]), ("visit", "visit", 10, levels(0, 10)),
                                    ("quality", "formal", 10, levels(10, 0))):
        to = wave(asked, source, kind=kind)
        sent(to, out)
        answered(to, [{**row, "time": 2} if n < low else row for n, row in enumerate(rows)])


def made(company: Company, **more: Any) -> int:
    return int(company.act("satisfaction.make_report", "service_manager", period="2026H1", **more).id)


def complete(company: Company) -> int:
    pk = made(company)
    company.act("satisfaction.write_report", "service_manager", report_id=pk, parts=TEXTS)
    return pk


def staffed(company: Company) -> Company:
    """With a management representative and a quality manager."""
    company.hire("representative", "management_representative")
    company.hire("quality", "quality")
    return company


@pytest.fixture
def survey(company: Company) -> Any:
    with june():
        surveyed()
        yield staffed(company)


def report(pk: int) -> AnalysisReport:
    return AnalysisReport.objects.get(pk=pk)


@pytest.mark.clause("SAT-20")
def test_an_ordinary_report_goes_to_the_representative_and_a_copy_to_quality(survey: Company) -> None:
    pk = complete(survey)
    done = survey.act("satisfaction.submit_report", "service_manager", report_id=pk)
    assert (done.data["stations"], done.data["copies"], done.state) == ([["管理者代表"]], ["质量部经理"], "submitted")
    assert [(r.person.name, r.copy) for r in report(pk).readers.order_by("id")] == [("quality", True), ("representative", False)]
    assert [t.number for t in WORKLISTS["satisfaction.reports"].items(survey.actor("representative"), 5)] == [report(pk).number]
    with pytest.raises(NotYourStation):
        survey.act("satisfaction.agree_report", "general_manager", report_id=pk)
    survey.act("satisfaction.acknowledge_report", "quality", report_id=pk)
    done = survey.act("satisfaction.agree_report", "representative", report_id=pk, opinion="同意")
    assert done.state == "approved" and report(pk).readers.get(copy=False).opinion == "同意"


@pytest.mark.clause("SAT-20")
def test_an_important_one_also_goes_to_the_general_manager(survey: Company) -> None:
    pk = complete(survey)
    done = survey.act("satisfaction.submit_report", "service_manager", report_id=pk, important=True)
    assert done.data["stations"] == [["管理者代表"], ["总经理"]]
    assert survey.act("satisfaction.agree_report", "representative", report_id=pk).state == "submitted"
    assert survey.act("satisfaction.agree_report", "general_manager", report_id=pk).state == "approved"


@pytest.mark.clause("SAT-20")
def test_sent_back_it_is_a_draft_with_the_reason(survey: Company) -> None:
    pk = complete(survey)
    survey.act("satisfaction.submit_report", "service_manager", report_id=pk)
    survey.act("satisfaction.return_report", "representative", report_id=pk, reason="请补原因")
    assert (report(pk).state, report(pk).opinion, report(pk).way) == ("draft", "请补原因", [])


@pytest.mark.clause("SAT-20")
def test_with_a_flow_in_force_the_flow_decides(survey: Company) -> None:
    flow("satisfaction_report", [post("rep", "management_representative"), post("boss", "general_manager", when=[
        {"fact": "important", "value": ["true"]}])])
    pk = complete(survey)
    assert survey.act("satisfaction.submit_report", "service_manager", report_id=pk, important=True).state == "submitted"
    running = Approval.objects.get(kind="satisfaction_report", subject_id=pk)
    assert (report(pk).way, running.step_title, [r.copy for r in report(pk).readers.all()]) == ([], "rep", [True])
    agree(actor=survey.actor("representative"), approval_id=running.pk)
    assert report(pk).state == "submitted"
    agree(actor=survey.actor("general_manager"), approval_id=running.pk)
    assert report(pk).state == "approved"


def test_a_post_without_a_holder_is_told(company: Company) -> None:
    with june():
        surveyed()
        pk = complete(company)
        with pytest.raises(NobodyDecides, match="管理者代表"):
            company.act("satisfaction.submit_report", "service_manager", report_id=pk)


@pytest.mark.clause("SAT-19")
def test_returns_without_an_analysis_are_refused(survey: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    true = events.happened
    monkeypatch.setattr("yingshu.satisfaction.queries.results.happened", lambda span: {**true(span), "returns": 2})
    pk = complete(survey)
    with pytest.raises(Refused) as refused:
        survey.act("satisfaction.submit_report", "service_manager", report_id=pk)
    assert refused.value.clause == "SAT-19" and "退货" in refused.value.text()
    survey.act("satisfaction.write_report", "service_manager", report_id=pk,
               parts=[PartInput(part=PartCode.RETURNS, text="两单因包装破损退货")])
    assert survey.act("satisfaction.submit_report", "service_manager", report_id=pk).state == "submitted"


@pytest.mark.clause("SAT-13")
def test_no_report_is_handed_in_below_the_recovery_rate(company: Company) -> None:
    with june():
        surveyed(back=83)  # with the ten of quality control 93 of 130
        pk = complete(staffed(company))
        with pytest.raises(Refused) as refused:
            company.act("satisfaction.submit_report", "service_manager", report_id=pk)
    assert refused.value.clause == "SAT-13" and "71.54%" in refused.value.text()


@pytest.mark.clause("SAT-28")
@pytest.mark.clause("SAT-30")
def test_presented_then_filed_then_input_of_the_management_review(survey: Company) -> None:
    set_parameters(actor=system(), control="satisfaction.routing", variant="分管领导专题汇报", valid_from=date(2026, 1, 1))
    pk = complete(survey)
    done = survey.act("satisfaction.submit_report", "service_manager", report_id=pk)
    assert done.data["stations"] == [["营销副总"]]
    survey.act("satisfaction.agree_report", "vice_president", report_id=pk)
    with pytest.raises(Refused) as refused:
        survey.act("satisfaction.file_report", "service_manager", report_id=pk)
    assert refused.value.clause == "SAT-28"
    survey.act("satisfaction.record_briefing", "service_manager", report_id=pk, on=date(2026, 6, 30), to="秦刚", minutes="听取汇报")
    assert survey.act("satisfaction.file_report", "service_manager", report_id=pk).state == "filed"
    found = year_of(span_of("2026"), survey.actor("director"))  # type: ignore[arg-type]
    assert [row["number"] for row in found["inputs"]] == [report(pk).number]


def test_made_again_what_people_wrote_stays_and_after_approval_it_is_a_new_version(survey: Company) -> None:
    pk = complete(survey)
    assert made(survey) == pk and report(pk).parts["conclusions"] == "整体较满意"
    survey.act("satisfaction.submit_report", "service_manager", report_id=pk)
    with pytest.raises(ReportUnderWay):
        made(survey)
    with pytest.raises(IllegalTransition):
        survey.act("satisfaction.write_report", "service_manager", report_id=pk, parts=TEXTS)
    survey.act("satisfaction.agree_report", "representative", report_id=pk)
    assert report(made(survey)).version == 2
    with pytest.raises(UnknownPeriod):
        survey.act("satisfaction.make_report", "service_manager", period="2027H1")


def test_the_index_is_decided_when_the_report_is_handed_in(survey: Company) -> None:
    pk = complete(survey)
    survey.act("satisfaction.submit_report", "service_manager", report_id=pk)
    kept = DecisionRecord.objects.get(control="satisfaction.index", subject_id=pk)
    assert (kept.verdict["figures"]["index"], kept.outcome, report(pk).index) == ("93.50", "allow", D("93.5"))


# ---- improvements, findings, contacts

@pytest.mark.clause("SAT-22")
def test_an_improvement_from_the_weak_item_to_the_next_wave(company: Company) -> None:
    with june():
        surveyed(low=40)
        item = Item.objects.get(code="time", version__waves__source="survey")
        done = company.act("satisfaction.register_improvement", "service_manager", period="2026H1", item_id=item.pk, cause="车辆不足",
                           measure="锁定车辆", owner_id=company.person("logistics_clerk").pk, target=D(85))
        row = Improvement._plain.get(pk=done.id)
        assert (row.about, row.before, row.due_on, row.state) == ("题 time", D("53.79"), date(2026, 7, 30), "open")
        assert [t.number for t in WORKLISTS["satisfaction.improvements"].items(company.actor("logistics_clerk"), 5)] == [row.number]
        with pytest.raises(NotYourImprovement):
            company.act("satisfaction.finish_improvement", "service_manager", improvement_id=row.pk, evidence="x")
        company.act("satisfaction.finish_improvement", "logistics_clerk", improvement_id=row.pk, evidence="签约两家车队")
        with pytest.raises(NotMeasured):
            company.act("satisfaction.verify_improvement", "service_manager", improvement_id=row.pk)
    with june(20, 12):
        later = wave(item.version, period="2026H2")
        sent(later, 10)
        answered(later, levels(0, 10))
        done = company.act("satisfaction.verify_improvement", "service_manager", improvement_id=row.pk)
    assert (done.state, done.data["after"], done.data["measured_in"]) == ("effective", "90.00", "2026H2")


def demands(company: Company, who: str = "service_manager") -> list[tuple[str, str]]:
    return [(t.title, t.url) for t in WORKLISTS["satisfaction.wanted"].items(company.actor(who), 9)]


@pytest.mark.clause("SAT-22")
def test_a_closed_survey_demands_an_improvement_of_each_weak_item_until_it_is_registered(company: Company) -> None:
    with june():
        surveyed(low=40)
        low = Wave.objects.get(source="survey")
        item = Item.objects.get(code="time", version_id=low.version_id)
        assert demands(company) == [], "nothing is demanded while answers are taken"
        company.act("satisfaction.close_wave", "director", wave_id=low.pk)
        ((title, url),) = demands(company)
        assert (title, WORKLISTS["satisfaction.wanted"].count(company.actor("director"))) == ("题 time 53.79", 1)
        assert f"item_id={item.pk}" in url and "period=2026H1" in url
        pk = company.act("satisfaction.register_improvement", "service_manager", period="2026H1", item_id=item.pk, cause="车辆不足",
                         measure="锁定车辆", owner_id=company.person("logistics_clerk").pk).id
        assert demands(company) == [] and Improvement._plain.get(pk=pk).about == "题 time"
        company.act("satisfaction.drop_improvement", "director", improvement_id=pk, reason="重新制定")
        assert len(demands(company)) == 1, "a dropped improvement leaves the demand"
        for one in Wave.objects.all():
            false = Answer.objects.filter(item=item, response__wave=one, value=2).values_list("response_id", flat=True)
            company.act("satisfaction.record_falsification", "director", wave_id=one.pk, proof="同一人代填", response_ids=list(false))
        assert demands(company) == [], "without the voided answers the item is not weak"


@pytest.mark.clause("SAT-33")
def test_a_need_that_is_not_met_becomes_an_improvement(company: Company) -> None:
    with june():
        surveyed()
        found = company.act("satisfaction.pass_finding", "service_manager", kind=Finding.Kind.NEED_LATER, period="2026H1",
                            text="希望有小包装", person_id=company.person("workshop").pk).id
        assert [t.title for t in WORKLISTS["satisfaction.needs"].items(company.actor("service_manager"), 9)] == ["希望有小包装"]
        made_of = company.act("satisfaction.register_improvement", "service_manager", period="2026H1", finding_id=found, cause="没有小包装",
                              measure="开发 25 公斤装", owner_id=company.person("workshop").pk)
        row = Improvement._plain.get(pk=made_of.id)
        assert (row.about, Finding.objects.get(pk=found).improvement_id) == ("希望有小包装", row.pk)
        assert not WORKLISTS["satisfaction.needs"].count(company.actor("service_manager"))
        company.act("satisfaction.finish_improvement", "workshop", improvement_id=row.pk, evidence="已试产")
        with pytest.raises(SayWhetherItWorks):
            company.act("satisfaction.verify_improvement", "director", improvement_id=row.pk)
        assert company.act("satisfaction.verify_improvement", "director", improvement_id=row.pk, works=True,
                           reason="客户认可").state == "effective"


@pytest.mark.clause("SAT-06")
def test_a_conclusion_waits_until_the_department_receives_it(company: Company) -> None:
    with june():
        pk = company.act("satisfaction.pass_finding", "service_manager", kind=Finding.Kind.CONCLUSION, period="2026H1", text="颗粒偏细",
                         person_id=company.person("workshop").pk, unit_id=company.unit("east").pk).id
        assert Finding.objects.get(pk=pk).get_state_display() == "待接收"
        with pytest.raises(NotYourImprovement):
            company.act("satisfaction.receive_finding", "service_manager", finding_id=pk)
        company.act("satisfaction.receive_finding", "workshop", finding_id=pk)
        assert WORKLISTS["satisfaction.findings"].count(company.actor("workshop")) == 1, "received is not yet put to use"
        assert company.act("satisfaction.use_finding", "workshop", finding_id=pk, use="调整筛网").state == "used"
        assert WORKLISTS["satisfaction.findings"].count(company.actor("workshop")) == 0
        with pytest.raises(NotFound):
            company.act("satisfaction.pass_finding", "service_manager", kind=Finding.Kind.CONCLUSION, period="2026H1", text="x",
                        person_id=999_999)


@pytest.mark.clause("SAT-02")
def test_five_kinds_of_contact_are_counted_also_those_that_were_not_needed(company: Company) -> None:
    with june():
        surveyed()
        company.act("satisfaction.record_contact", "salesperson", kind="promotion", on=date(2026, 6, 3), title="现场会", customers=40)
        rows = year_of(span_of("2026"), company.actor("director"))["contacts"]  # type: ignore[arg-type]
    assert [(r["label"], r["n"], r["when_needed"]) for r in rows] == [
        ("提供产品信息", 0, False), ("现场宣传", 1, False), ("用户座谈会", 0, True), ("收集要求、处理意见、解答问询", 0, False),
        ("满意信息调查", 3, False)]


# ---- pages

def test_pages_show_the_result_the_report_and_the_year(survey: Company, client: Any, query_budget: Any) -> None:
    pk = complete(survey)
    survey.act("satisfaction.register_improvement", "service_manager", period="2026H1", about="交付", cause="c", measure="m",
               owner_id=survey.person("director").pk)
    client.force_login(survey.person("director"))
    client.get("/satisfaction/results/?period=2026H1")
    with query_budget("satisfaction.results"):
        page = client.get("/satisfaction/results/?period=2026H1").content.decode()
    assert all(words in page for words in ("93.50", "较满意", "× 60%", "分项，从低到高", "2026 年上半年顾客满意度"))
    assert "2026 年" in client.get("/satisfaction/year/").content.decode()
    with query_budget("satisfaction.report"):
        shown = client.get(f"/satisfaction_reports/{pk}/").content.decode()
    assert "整体较满意" in shown and "管理者代表" not in shown
    paper = client.get(f"/satisfaction/reports/{pk}/pdf/")
    assert (paper.status_code, paper.content[:5]) == (200, b"%PDF-")
    for code in ("satisfaction_reports", "satisfaction_improvements", "findings", "customer_contacts"):
        assert client.get(f"/{code}/").status_code == 200
    improvement = Improvement._plain.get()
    assert client.get(f"/satisfaction_improvements/{improvement.pk}/").status_code == 200
    assert client.get("/satisfaction/results/?period=nonsense").status_code == 404
    for found in Post.objects.filter(code="warehouse"):
        client.force_login(survey.person(found.code))
    assert client.get("/satisfaction/results/").status_code == 403
