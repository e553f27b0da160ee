"""What a survey must have before it starts, and whom it asks (SAT-01, 07 to 11, 24 to 26)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yingshu.kernel import events
from yingshu.kernel.controls import Outcome
from yingshu.kernel.errors import InvalidInput, NotAllowed
from yingshu.kernel.services import together
from yingshu.notifications.models import Outgoing
from yingshu.rulebook.decisions import Refused, params_of
from yingshu.satisfaction import services
from yingshu.satisfaction.controls import DONE
from yingshu.satisfaction.errors import FrameFixed, HasDraft, NobodyLeft, NotADraft, OwnQuestionnaire
from yingshu.satisfaction.inputs import OptionInput, StratumInput
from yingshu.satisfaction.models import Invitation, Item, Questionnaire, QuestionnaireVersion, Sent, Wave, WaveTask
from yingshu.satisfaction.months import facts_of
from yingshu.satisfaction.queries.content import content_of
from yingshu.satisfaction.queries.versions import content
from yingshu.satisfaction.readymade import delivered
from yingshu.satisfaction.rules.conclusion import MethodParams
from yingshu.satisfaction.rules.sampling import allocate, sample
from yingshu.satisfaction.rules.spans import span_of
from yingshu.satisfaction.rules.waves import CycleParams, cycle_kept, cycle_months
from yingshu.satisfaction.services.approving import content_verdict
from yingshu.service.events import CaseClosed

from .surveying import PLAN, agreed, approved, at, planned, running, wave


def by_book(trade: Any, control: str, variant: str = "", **values: Any) -> None:
    trade.parameters(f"satisfaction.{control}", variant, **values)


def start(trade: Any, wave_id: int) -> Any:
    return services.start_wave(actor=trade.actor("director"), wave_id=wave_id)


@pytest.mark.clause("SAT-01")
def test_organiser_and_participants_come_from_the_rulebook(trade: Any) -> None:
    by_book(trade, "roles", "营销中心归口")
    found = wave(planned(trade.company))
    assert found.organiser == "营销中心"
    assert {p["unit"] for p in found.participants} == {"营销中心", "售后部", "品质部"}
    assert {"share": "Takes part", "unit": "售后部"} in found.participants


@pytest.mark.clause("SAT-10")
def test_the_product_says_who_surveys_it(trade: Any) -> None:
    by_book(trade, "roles", "营销中心归口")
    by_book(trade, "surveyors", mapping={"酒精": "销售公司综合处", "玉米油": "东区"})
    version = approved(trade.company)
    oil, spirit, other = (wave(planned(trade.company, version, product_kind=kind)) for kind in ("玉米油", "酒精", "复合肥"))
    assert (oil.organiser, oil.unit) == ("东区", trade.company.unit("east"))
    assert (spirit.organiser, spirit.unit, other.organiser) == ("销售公司综合处", None, "营销中心")


@pytest.mark.clause("SAT-07")
def test_formal_surveys_start_within_their_window(trade: Any) -> None:
    """S3, step 1."""
    by_book(trade, "cycle", "半年窗口")
    wave_id = agreed(trade.company, planned(trade.company))
    with at(7, 10), pytest.raises(Refused) as refused:
        start(trade, wave_id)
    assert (refused.value.clause, wave(wave_id).state) == ("SAT-07", Wave.State.READY)
    with at(5, 12):
        assert start(trade, wave_id).state == Wave.State.RUNNING


@pytest.mark.clause("SAT-07")
@pytest.mark.parametrize(("variant", "in_july", "ends_in"), [
    ("每年集中一次", True, [12]), ("半年窗口", False, [6, 12]), ("策划的间隔", True, [12]), ("定期（未定数）", True, [])])
def test_each_cycle_says_when_a_survey_starts_and_by_when_it_is_due(trade: Any, variant: str, in_july: bool, ends_in: list[int]) -> None:
    by_book(trade, "cycle", variant)
    by_book(trade, "survey_done", variant)
    wave_id = agreed(trade.company, planned(trade.company))
    with at(7, 10):
        if in_july:
            assert start(trade, wave_id).state == Wave.State.RUNNING
        else:
            with pytest.raises(Refused):
                start(trade, wave_id)
    assert [month for month in range(1, 13) if cycle_months(params_of(DONE), month)] == ends_in


@pytest.mark.clause("SAT-09")
def test_nothing_is_handed_out_without_an_approved_plan(trade: Any) -> None:
    trade.customer()
    wave_id = planned(trade.company, cities="")
    with pytest.raises(Refused) as refused:
        services.invite(actor=trade.actor("director"), wave_id=wave_id)
    assert (refused.value.clause, Invitation.objects.count()) == ("SAT-09", 0)
    with pytest.raises(Refused) as refused:
        services.submit_plan(actor=trade.actor("service_manager"), wave_id=wave_id)
    assert "城市" in str(refused.value)
    services.change_wave(actor=trade.actor("service_manager"), wave_id=wave_id, title="2026 上半年", measures="questionnaire",
                         subjects="经销商", cities="肇庆", opens_on=date(2026, 5, 12), closes_on=date(2026, 6, 30))
    agreed(trade.company, wave_id)
    start(trade, wave_id)
    assert services.invite(actor=trade.actor("director"), wave_id=wave_id).data["handed_out"] == 1


def test_the_plan_is_approved_by_whoever_may(trade: Any) -> None:
    wave_id = planned(trade.company)
    services.submit_plan(actor=trade.actor("service_manager"), wave_id=wave_id)
    with pytest.raises(NotAllowed):
        services.approve_plan(actor=trade.actor("service_manager"), wave_id=wave_id)
    services.return_plan(actor=trade.actor("director"), wave_id=wave_id, reason="缺预算")
    assert wave(wave_id).state == Wave.State.PLANNED


@pytest.mark.clause("SAT-26")
def test_an_unapproved_questionnaire_is_not_handed_out(trade: Any) -> None:
    """S11, step 1, first half."""
    draft = services.use_ready_made(actor=trade.actor("service_manager"), ready_made="direct").id
    wave_id = agreed(trade.company, planned(trade.company, draft))
    with pytest.raises(Refused) as refused:
        start(trade, wave_id)
    assert refused.value.clause == "SAT-26"
    services.submit_version(actor=trade.actor("service_manager"), version_id=draft)
    with pytest.raises(NotAllowed):
        services.approve_version(actor=trade.actor("assistant"), version_id=draft)
    services.approve_version(actor=trade.actor("director"), version_id=draft)
    assert start(trade, wave_id).state == Wave.State.RUNNING


def test_nobody_approves_an_own_questionnaire(trade: Any) -> None:
    draft = services.use_ready_made(actor=trade.actor("director"), ready_made="internal").id
    services.submit_version(actor=trade.actor("director"), version_id=draft)
    with pytest.raises(OwnQuestionnaire):
        services.approve_version(actor=trade.actor("director"), version_id=draft)


@pytest.mark.clause("SAT-25")
def test_a_third_party_has_a_name_and_a_contract(trade: Any) -> None:
    """S11, step 1, second half."""
    wave_id = agreed(trade.company, planned(trade.company, method=Wave.Method.THIRD_PARTY))
    with pytest.raises(Refused) as refused:
        start(trade, wave_id)
    assert refused.value.clause == "SAT-25"
    services.return_plan(actor=trade.actor("director"), wave_id=wave_id, reason="补登机构")
    assert (wave(wave_id).state, wave(wave_id).approved_at) == (Wave.State.PLANNED, None)
    services.change_wave(actor=trade.actor("service_manager"), wave_id=wave_id, title="第三方", measures=wave(wave_id).measures, **PLAN,
                         opens_on=date(2026, 5, 12), closes_on=date(2026, 6, 30), agency="正衡调研", contract="ZH-2026-07")
    assert start(trade, agreed(trade.company, wave_id)).state == Wave.State.RUNNING
    named = agreed(trade.company, planned(trade.company, wave(wave_id).version_id, method=Wave.Method.THIRD_PARTY, agency="正衡调研",
                                          contract="ZH-2026-08", fee_fen=8000000))
    assert start(trade, named).state == Wave.State.RUNNING
    services.record_outcome(actor=trade.actor("director"), wave_id=named, outcome="报告与数据已收", fee_fen=7800000)
    found = wave(named)
    assert (found.agency, found.contract, found.fee_fen, found.outcome) == ("正衡调研", "ZH-2026-08", 7800000, "报告与数据已收")


@pytest.mark.clause("SAT-24")
def test_units_that_have_not_handed_in_are_seen(trade: Any) -> None:
    by_book(trade, "own_survey", lead="营销策划中心", supervise="区域事业部营销客服部", execute="项目公司")
    east, west = (StratumInput(title=name, unit_id=trade.company.unit(code).pk) for name, code in (("东部", "east"), ("西部", "west")))
    wave_id = running(trade.company, strata=[east, west])
    tasks = list(WaveTask.objects.filter(wave_id=wave_id).values_list("role", "title"))
    assert tasks == [("lead", "营销策划中心"), ("supervise", "区域事业部营销客服部"), ("execute", "东区"), ("execute", "西区")]
    first = WaveTask.objects.get(title="东区")
    services.hand_in_task(actor=trade.actor("region_manager"), wave_id=wave_id, task_id=first.pk, note="60 份")
    assert list(WaveTask.objects.filter(submitted_at=None, role="execute").values_list("title", flat=True)) == ["西区"]


@pytest.mark.clause("SAT-11")
def test_a_questionnaire_covers_the_four_areas(trade: Any) -> None:
    draft = services.use_ready_made(actor=trade.actor("service_manager"), ready_made="direct").id
    services.remove_group(actor=trade.actor("service_manager"), version_id=draft, code="delivery")
    with pytest.raises(Refused) as refused:
        services.submit_version(actor=trade.actor("service_manager"), version_id=draft)
    assert (refused.value.clause, "交付及时性" in str(refused.value)) == ("SAT-11", True)
    services.add_group(actor=trade.actor("service_manager"), version_id=draft, code="d", title="交付", area="delivery")
    services.add_item(actor=trade.actor("service_manager"), version_id=draft, group="d", code="d1", kind=Item.Kind.FIVE, text="准时送到")
    assert services.submit_version(actor=trade.actor("service_manager"), version_id=draft).state == "pending"


@pytest.mark.clause("SAT-11")
def test_aspects_of_quality_that_no_question_speaks_of_are_told(trade: Any) -> None:
    manager = trade.actor("service_manager")
    draft = services.use_ready_made(actor=manager, ready_made="direct").id
    version = QuestionnaireVersion.objects.get(pk=draft)
    assert content_verdict(version).outcome == Outcome.ALLOW
    services.remove_item(actor=manager, version_id=draft, code="q3")
    told = content_verdict(version)
    assert (told.outcome, str(told.verdict.says)) == (Outcome.WARN, "产品质量的题目没有问到：美观。")
    trade.parameters("satisfaction.content", quality_items=["function", "performance"])
    assert content_verdict(version).outcome == Outcome.ALLOW
    assert services.submit_version(actor=manager, version_id=draft).state == "pending"


@pytest.mark.parametrize("code", list(delivered()))
def test_every_ready_made_questionnaire_can_be_handed_in(trade: Any, code: str) -> None:
    found = QuestionnaireVersion.objects.get(pk=approved(trade.company, code))
    assert found.state == "approved"
    assert all(item.text_en for item in content(found.pk).items)
    conditions = [i.shown_if["item"] for i in content(found.pk).items if i.shown_if]
    assert set(conditions) <= set(content(found.pk).by_code)


def test_a_new_version_keeps_the_old_one_as_it_was(trade: Any) -> None:
    first = approved(trade.company)
    sheet = QuestionnaireVersion.objects.get(pk=first).questionnaire
    second = services.draft_version(actor=trade.actor("service_manager"), questionnaire_id=sheet.pk).id
    with pytest.raises(HasDraft):
        services.draft_version(actor=trade.actor("service_manager"), questionnaire_id=sheet.pk)
    with pytest.raises(NotADraft):
        services.remove_item(actor=trade.actor("service_manager"), version_id=first, code="q1")
    services.change_item(actor=trade.actor("service_manager"), version_id=second, code="q1", group="quality", kind=Item.Kind.ZERO_TEN,
                         text="功能", place=9)
    assert content(first).by_code["q1"].kind == "five"
    assert [i.code for i in content(second).items][:3] == ["q2", "q3", "q1"]
    services.submit_version(actor=trade.actor("service_manager"), version_id=second)
    services.approve_version(actor=trade.actor("director"), version_id=second)
    assert list(sheet.versions.order_by("number").values_list("state", flat=True)) == ["retired", "approved"]


@pytest.mark.parametrize(("more", "field"), [
    ({"kind": "choice"}, "options"), ({"kind": "five", "options": [OptionInput(zh="是")]}, "options"),
    ({"kind": "five", "counterpart": "nothing"}, "counterpart"), ({"kind": "five", "shown_if_item": "open"}, "shown_if_item"),
    ({"kind": "five", "shown_if_item": "q1", "shown_if_values": "7"}, "shown_if_values")])
def test_what_does_not_fit_together_is_told(trade: Any, more: dict[str, Any], field: str) -> None:
    draft = services.use_ready_made(actor=trade.actor("service_manager"), ready_made="direct").id
    with pytest.raises(InvalidInput) as wrong:
        services.add_item(actor=trade.actor("service_manager"), version_id=draft, group="quality", code="x", text="?",
                          **{**more, "kind": Item.Kind(more["kind"])})
    assert list(wrong.value.errors) == [field]


@pytest.mark.clause("SAT-08")
def test_only_the_chosen_class_of_customers_is_asked(trade: Any) -> None:
    by_book(trade, "populations", consumer_natures=["消费者"], populations=["direct", "dealer", "end_user"])
    dealer, consumer = trade.customer("甘泉农资"), trade.customer("王小明", nature="消费者")
    wave_id = running(trade.company)
    services.invite(actor=trade.actor("director"), wave_id=wave_id)
    assert list(Invitation.objects.values_list("customer_id", flat=True)) == [dealer.pk]
    users = running(trade.company, approved(trade.company, "end_user"))
    services.invite(actor=trade.actor("director"), wave_id=users)
    assert list(Invitation.objects.filter(wave_id=users).values_list("customer_id", flat=True)) == [consumer.pk]
    by_book(trade, "populations", populations=["direct"])
    with pytest.raises(InvalidInput) as wrong:
        planned(trade.company, wave(users).version_id)
    assert wrong.value.clause == "SAT-08"


def test_the_sample_is_drawn_by_strata_and_nobody_is_asked_twice(trade: Any) -> None:
    east = [trade.customer(f"东{n}") for n in range(6)]
    west = [trade.customer(f"西{n}", unit="west", owner="salesperson_west") for n in range(3)]
    wave_id = planned(trade.company)
    services.strata_from_files(actor=trade.actor("director"), wave_id=wave_id)
    assert list(wave(wave_id).strata.values_list("title", "population")) == [("东区", 6), ("西区", 3)]
    size = services.calculate_sample(actor=trade.actor("director"), wave_id=wave_id, margin=Decimal("0.2"), rate=Decimal(1), least=1)
    assert (size.data["needed"], list(wave(wave_id).strata.values_list("sample", flat=True))) == (7, [5, 2])
    agreed(trade.company, wave_id)
    start(trade, wave_id)
    assert services.invite(actor=trade.actor("director"), wave_id=wave_id).data["handed_out"] == 7
    asked = set(Invitation.objects.values_list("customer_id", flat=True))
    assert len(asked & {c.pk for c in east}) == 5 and len(asked & {c.pk for c in west}) == 2
    assert sorted(Sent.objects.values_list("unit_key", "count")) == sorted(
        [(trade.company.unit("east").pk, 5), (trade.company.unit("west").pk, 2)])
    with pytest.raises(NobodyLeft):
        services.invite(actor=trade.actor("director"), wave_id=wave_id)
    with pytest.raises(FrameFixed):
        services.set_strata(actor=trade.actor("director"), wave_id=wave_id, strata=[])


@pytest.mark.clause("SAT-12")
def test_only_ways_of_the_rulebook(trade: Any) -> None:
    by_book(trade, "methods", "问卷与访谈")
    version = approved(trade.company)
    for unknown in ("神秘顾客", "telephone"):
        with pytest.raises(InvalidInput) as wrong:
            planned(trade.company, version, measures=unknown)
        assert (wrong.value.clause, Wave.objects.count(), "问卷调查、访谈" in str(wrong.value.errors)) == ("SAT-12", 0, True)
    assert wave(planned(trade.company, version, measures="interview")).measures == "interview"


@pytest.mark.clause("SAT-12")
@pytest.mark.parametrize(("variant", "formal", "visit", "names"), [
    ("五种方式", "questionnaire", "visits", ["调查表", "电话问询", "用户走访", "交付质量数据分析", "流失业务分析"]),
    ("两表", "survey_form", "visit_form", ["顾客满意度调查表", "顾客满意度走访调查表"]),
    ("问卷与访谈", "questionnaires", "interview", ["问卷调查", "访谈"]), ("自主与第三方", "own", "own", ["自主调查", "第三方调查"])])
def test_each_set_of_ways_has_one_for_surveys_and_one_for_visits(trade: Any, variant: str, formal: str, visit: str,
                                                                 names: list[str]) -> None:
    """Ways are told apart by their codes, whatever they are called; what the records say is no way to ask."""
    by_book(trade, "methods", variant)
    version = approved(trade.company)
    assert [wave(planned(trade.company, version, kind=kind)).measures for kind in (Wave.Kind.FORMAL, Wave.Kind.VISIT)] == [formal, visit]
    assert content_of(span_of("2026H1"))["methods"] == names
    with pytest.raises(InvalidInput):
        planned(trade.company, version, measures="lost")


def test_sets_of_ways_that_were_kept_by_their_words_read_as_codes() -> None:
    assert MethodParams(methods=("Questionnaire", "Lost business", "神秘顾客")).methods == ("questionnaire", "lost", "神秘顾客")


def test_reminders_reach_only_those_who_have_not_answered(trade: Any) -> None:
    trade.customer("甘泉农资", email="gq@example.com")
    trade.customer("金穗农资", email="js@example.com")
    wave_id = running(trade.company)
    services.invite(actor=trade.actor("director"), wave_id=wave_id)
    first, second = Invitation.objects.order_by("id")
    Invitation.objects.filter(pk=first.pk).update(answered_at=datetime(2026, 6, 1, tzinfo=wave(wave_id).made_at.tzinfo))
    done = services.remind(actor=trade.actor("director"), wave_id=wave_id)
    assert done.data == {"reminded": 1, "letters": 1}
    letter = Outgoing.objects.get(recipient="js@example.com")
    assert "/s/" in letter.body and "催" not in letter.subject
    first.refresh_from_db(), second.refresh_from_db()
    assert (first.reminders, second.reminders) == (0, 1)


def test_questionnaires_exist(trade: Any) -> None:
    made = services.create_questionnaire(actor=trade.actor("service_manager"), code="own", title="自拟",
                                         audience=Questionnaire.Audience.OTHER)
    with pytest.raises(Refused):
        services.submit_version(actor=trade.actor("service_manager"), version_id=made.id)


@pytest.mark.clause("SAT-07")
def test_a_year_without_a_survey_does_not_pass(trade: Any) -> None:
    december = (date(2026, 12, 1), date(2026, 12, 31))
    assert not cycle_kept(CycleParams(), facts_of(*december)).conditions[0].ok
    assert cycle_kept(CycleParams(), facts_of(date(2026, 6, 1), date(2026, 6, 30))).conditions[0].ok, "no cycle of a year ends in June"
    running(trade.company)
    assert cycle_kept(CycleParams(), facts_of(*december)).conditions[0].ok
    by_book(trade, "cycle", "半年窗口")
    assert facts_of(*december).started == 0, "the survey of June belongs to the first half-year"


def test_who_got_goods_is_asked_once_while_a_standing_survey_runs(trade: Any) -> None:
    customer, product = trade.customer(), trade.product()
    _order, early = trade.shipped(customer, product, method="cod")
    trade.arrived(early)
    assert Invitation.objects.count() == 0
    running(trade.company, approved(trade.company, "delivery"), kind=Wave.Kind.STANDING)
    _order, slip = trade.shipped(customer, product, method="cod")
    trade.arrived(slip)
    found = Invitation.objects.get()
    assert (found.customer, found.about_kind, found.wave.audience, found.wave.sent) == (customer, "shipment", "delivery", 1)
    services.close_wave(actor=trade.actor("director"), wave_id=found.wave_id)
    _order, later = trade.shipped(customer, product, method="cod")
    trade.arrived(later)
    assert Invitation.objects.count() == 1


def test_who_had_a_complaint_closed_is_asked_about_the_handling(trade: Any) -> None:
    customer = trade.customer()
    running(trade.company, approved(trade.company, "handling"), kind=Wave.Kind.STANDING)
    news = CaseClosed(case_id=7, number="TS-1", kind="complaint", customer_id=customer.pk)
    with together(trade.actor("director"), "satisfaction.invite"):
        for one in (news, news, replace(news, case_id=8, customer_id=None)):
            events.emit(one, trade.actor("director"))
    found = Invitation.objects.get()
    assert (found.customer, found.unit, found.about_number) == (customer, trade.company.unit("east"), "TS-1")


@pytest.mark.parametrize(("population", "needed"), [(0, 385), (40, 37), (1000, 278), (1_000_000, 385), (1, 1)])
def test_the_sample_is_corrected_for_the_population(population: int, needed: int) -> None:
    assert sample(population, Decimal("0.05")).needed == needed


@given(st.lists(st.integers(0, 5000), min_size=1, max_size=8), st.integers(0, 3000))
def test_a_sample_is_distributed_whole(populations: list[int], total: int) -> None:
    total = min(total, sum(populations))
    shares = allocate(total, populations)
    assert sum(shares) == total and all(0 <= n <= there for n, there in zip(shares, populations, strict=True))
