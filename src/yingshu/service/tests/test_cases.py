"""Cases: intake with limits, classes, closing by the rules, forms, penalties (SVC-01 to SVC-10, SVC-12, SVC-23)."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from pypdf import PdfReader
from tests.support.browsing import browser, page

from yingshu.kernel import clock, workhours
from yingshu.kernel.actor import system
from yingshu.kernel.errors import IllegalTransition, InvalidInput, NotAllowed, NotFound
from yingshu.notifications.models import Message, Outgoing
from yingshu.rulebook.decisions import Refused, params_of
from yingshu.service import services as s
from yingshu.service.controls import HANDLING
from yingshu.service.limits import overdue
from yingshu.service.models import Case, Step
from yingshu.service.queries import complaints_in
from yingshu.service.screens.cases import CaseScreen, limit
from yingshu.service.worklists import _closed, _opinions, _suggestions

from .support import GOODS, LEADER, at, fresh, parameters, quality, register, service_case, solved

JUNE = (date(2026, 6, 1), date(2026, 6, 30))


def wall(moment: datetime | None) -> str:
    return f"{clock.local(moment):%m-%d %H:%M}" if moment else ""


def told(june: Any, who: str) -> list[str]:
    return list(Message.objects.filter(person_id=june.company.person(who).pk).order_by("id").values_list("msgid", flat=True))


# ---- working time ------------------------------------------------------------------------------------------------------

OFFICE = workhours.spans_of(("08:30-12:00", "13:30-18:00"))


@pytest.mark.parametrize(("start", "hours", "end"), [
    ("2026-06-01 09:00", 2, "2026-06-01 11:00"), ("2026-06-01 11:00", 2, "2026-06-01 14:30"), ("2026-06-01 17:30", 2, "2026-06-02 10:00"),
    ("2026-06-05 17:00", 2, "2026-06-08 09:30"), ("2026-06-06 10:00", 1, "2026-06-08 09:30"), ("2026-06-18 17:00", 2, "2026-06-22 09:30")])
def test_office_hours_of_working_days(db: None, start: str, hours: int, end: str) -> None:
    """Noon, nights, weekends and the Dragon Boat Festival (19 June) do not count."""
    begin = datetime.fromisoformat(start).replace(tzinfo=clock.ZONE)
    found = workhours.after(begin, timedelta(hours=hours), OFFICE)
    assert f"{clock.local(found):%Y-%m-%d %H:%M}" == end
    assert workhours.between(begin, found, OFFICE) == timedelta(hours=hours)


# ---- SVC-01, SVC-02 ----------------------------------------------------------------------------------------------------

@pytest.mark.clause("SVC-01")
def test_an_inquiry_that_is_not_answered_within_a_day_is_overdue(june: Any) -> None:
    asked = register(june, kind=Case.Kind.INQUIRY, content="复合肥怎么用")
    s.accept(actor=june.actor("service_manager"), case_id=asked.pk)
    with at(hours=23, minutes=59):
        assert not overdue(fresh(asked))
    with at(days=1, minutes=1):
        assert overdue(fresh(asked))
    with pytest.raises(InvalidInput):
        s.close_case(actor=june.actor("service_manager"), case_id=asked.pk)
    s.tell_customer(actor=june.actor("service_manager"), case_id=asked.pk, text="基施，每亩 40 公斤")
    s.close_case(actor=june.actor("service_manager"), case_id=asked.pk, outcome="已电话答复")
    assert (fresh(asked).state, fresh(asked).outcome) == ("closed", "已电话答复")


@pytest.mark.clause("SVC-01")
def test_an_inquiry_answered_at_once_is_closed_at_once(june: Any) -> None:
    asked = register(june, kind=Case.Kind.INQUIRY, content="几点上班", answer="八点半")
    assert (asked.number[:10], asked.state, asked.outcome, asked.replied_at) == ("KF20260601", "closed", "八点半", clock.now())


@pytest.mark.clause("SVC-02")
def test_one_number_limits_and_a_handler_at_once(june: Any) -> None:
    case = register(june, by="salesperson")
    assert (case.number, case.state, wall(case.accept_by), wall(case.reply_by), wall(case.resolve_by)) == (
        "TS20260601-0001", "open", "06-01 11:00", "06-02 09:00", "06-08 09:00")
    assert case.owner == june.company.person("service_manager")
    assert told(june, "service_manager") == ["%(kind)s %(number)s: accept it by %(due)s."]
    accepted = s.accept(actor=june.actor("service_manager"), case_id=case.pk)
    assert accepted.data == {"in_time": True}
    assert list(case.steps.values_list("kind", "public")) == [("accepted", True)]


@pytest.mark.clause("SVC-02")
def test_a_complaint_open_for_eight_days_goes_up_to_the_head(june: Any) -> None:
    case = register(june)
    s.accept(actor=june.actor("service_manager"), case_id=case.pk)
    s.tell_customer(actor=june.actor("service_manager"), case_id=case.pk, text="正在查")
    with at(days=6):
        assert s.run_checks(actor=system()).data["escalated"] == 0
    with at(days=8):
        assert s.run_checks(actor=system()).data["escalated"] == 1
        assert s.run_checks(actor=system()).data["escalated"] == 0
    assert told(june, "director").count("%(number)s has passed its limit. Handler: %(name)s.") == 1
    assert case.steps.filter(kind=Step.Kind.ESCALATED).count() == 1


@pytest.mark.clause("SVC-02")
def test_each_limit_that_passes_goes_up_once(june: Any) -> None:
    case, seen = register(june), []
    for days, hours in ((0, 1), (0, 3), (0, 4), (1, 1), (1, 2), (7, 1), (7, 2)):
        with at(days=days, hours=hours):
            seen.append(s.run_checks(actor=system()).data["escalated"])
    assert seen == [0, 1, 0, 1, 0, 1, 0], "acceptance, first reply, solution"
    assert case.steps.filter(kind=Step.Kind.ESCALATED).count() == 3


@pytest.mark.clause("SVC-02")
def test_a_message_of_nobody_on_file_is_linked_by_the_desk(june: Any) -> None:
    customer, other = june.customer(), june.customer("别家")
    order, case = june.order(customer, june.product()), register(june)
    with pytest.raises(InvalidInput):
        s.link_case(actor=june.actor("service_manager"), case_id=case.pk, customer_id=other.pk, order_id=order.id)
    s.link_case(actor=june.actor("service_manager"), case_id=case.pk, customer_id=customer.pk, order_id=order.id)
    linked = fresh(case)
    assert (linked.customer, linked.customer_name, linked.order_number, linked.unit) == (
        customer, customer.name, order.number, june.company.unit("east"))
    assert case.number in page(browser(june, "service_manager"), f"/cases/?q={customer.name}&view=all")


@pytest.mark.clause("SVC-02")
def test_whoever_left_an_address_is_told_the_number(june: Any) -> None:
    case = register(june, email="zs@example.com")
    letter = Outgoing.objects.filter(recipient="zs@example.com").get()
    assert case.number in letter.subject and f"/c/{case.public_code}/" in letter.body


@pytest.mark.clause("SVC-02")
def test_the_clock_stands_still_while_waiting_for_the_customer(june: Any) -> None:
    case, actor = register(june), june.actor("service_manager")
    s.accept(actor=actor, case_id=case.pk)
    with at(hours=4):
        s.wait_for_customer(actor=actor, case_id=case.pk, text="请拍照")
    with at(days=9):
        assert not overdue(fresh(case))
        assert s.run_checks(actor=system()).data["escalated"] == 0
    with at(days=10, hours=4):
        s.resume_case(actor=actor, case_id=case.pk, text="照片收到")
    moved = fresh(case)
    assert (wall(moved.reply_by), wall(moved.resolve_by)) == ("06-12 09:00", "06-18 09:00")


def test_visitors_in_the_way_of_others_do_not_exist(june: Any) -> None:
    customer = june.customer()
    case = register(june, customer_id=customer.pk)
    assert case.unit == june.company.unit("east")
    with pytest.raises(NotFound):
        s.note(actor=june.actor("salesperson_west"), case_id=case.pk, text="看看")
    with pytest.raises(NotAllowed):
        s.close_case(actor=june.actor("salesperson"), case_id=case.pk)
    with pytest.raises(NotFound):
        register(june, customer_id=customer.pk + 999)
    with pytest.raises(NotFound):
        register(june, owner_id=99999)


# ---- SVC-03 ------------------------------------------------------------------------------------------------------------

@pytest.mark.clause("SVC-03")
def test_without_the_customers_word_a_complaint_stays_open(june: Any) -> None:
    case, actor = register(june, area=Case.Area.DELIVERY), june.actor("director")
    s.accept(actor=actor, case_id=case.pk)
    s.tell_customer(actor=actor, case_id=case.pk, text="已补发", final=True)
    s.propose(actor=actor, case_id=case.pk, text="补发两袋")
    with pytest.raises(Refused, match="客户尚未接受方案"):
        s.close_case(actor=actor, case_id=case.pk)
    s.agree(actor=actor, case_id=case.pk, said_by="张三")
    assert s.close_case(actor=actor, case_id=case.pk).state == "closed"
    s.reopen_case(actor=actor, case_id=case.pk, reason="又坏了一袋")
    with pytest.raises(Refused):
        s.close_case(actor=actor, case_id=case.pk)


@pytest.mark.clause("SVC-03", "SVC-04")
def test_no_complaint_closes_without_saying_what_it_is_about(june: Any) -> None:
    case, actor = register(june), june.actor("director")
    s.accept(actor=actor, case_id=case.pk)
    s.propose(actor=actor, case_id=case.pk, text="补发两袋")
    s.agree(actor=actor, case_id=case.pk, said_by="张三")
    with pytest.raises(Refused, match="尚未分类"):
        s.close_case(actor=actor, case_id=case.pk)
    s.classify(actor=actor, case_id=case.pk, area=Case.Area.DELIVERY)
    s.tell_customer(actor=actor, case_id=case.pk, text="已补发", final=True)
    assert s.close_case(actor=actor, case_id=case.pk).state == "closed"


@pytest.mark.clause("SVC-03")
@pytest.mark.parametrize(("variant", "handler"), [
    ("客服人员处理、经理协调", "service_manager"), ("客户服务经理处理", "service_manager"), ("副总或经理亲自处理", "vice_president")])
def test_who_handles_is_a_variant(june: Any, variant: str, handler: str) -> None:
    parameters("service.handling", variant)
    assert register(june, by="billing_clerk").owner == june.company.person(handler)


@pytest.mark.clause("SVC-03")
@pytest.mark.parametrize(("variant", "post", "coordinates"), [
    ("客服人员处理、经理协调", "service_manager", True), ("售后人员立即处理", "售后服务人员", False),
    ("客户服务部处理", "客户服务部", False)])
def test_posts_of_the_book_handle_and_coordinate(june: Any, variant: str, post: str, coordinates: bool) -> None:
    """Posts by their code or their name; a post that nobody holds falls to the next one of the variant."""
    parameters("service.handling", variant, **({} if coordinates else {"coordinator": ()}))
    params = params_of(HANDLING)
    assert params.handler[0] == post
    assert register(june, by="billing_clerk").owner == june.company.person("service_manager")
    assert told(june, "director").count("Complaint %(number)s was recorded: coordinate the departments.") == int(coordinates)


@pytest.mark.clause("SVC-02")
def test_who_lets_the_customer_wait_too_long_is_told_to_ask_again(june: Any) -> None:
    parameters("service.intake", ask_again_after_days=5)
    case, actor = register(june), june.actor("service_manager")
    s.accept(actor=actor, case_id=case.pk)
    s.wait_for_customer(actor=actor, case_id=case.pk, text="请拍照")
    with at(days=4):
        assert s.run_checks(actor=system()).data["waiting"] == 0
    for _n in range(2):
        with at(days=6):
            assert s.run_checks(actor=system()).data["waiting"] == 1
    asked = "%(number)s has waited for the customer for more than %(days)s days: ask again, or close it."
    assert told(june, "service_manager").count(asked) == 1
    assert limit(fresh(case)) is None, "no limit runs while the customer is asked"


@pytest.mark.clause("SVC-03")
def test_the_first_button_is_the_next_step(june: Any) -> None:
    case, actor = register(june), june.actor("director")
    steps = []

    def look() -> None:
        found = CaseScreen().row_actions(fresh(case), actor)
        steps.append(found[0].removeprefix("service."))
        assert len(found) == len(set(found))
    look()
    s.accept(actor=actor, case_id=case.pk)
    look()
    s.classify(actor=actor, case_id=case.pk, area=Case.Area.SERVICE)
    look()
    s.verify_case(actor=actor, case_id=case.pk, justified=True, conclusion="属实")
    look()
    s.record_cause(actor=actor, case_id=case.pk, cause=Case.Cause.ATTITUDE)
    look()
    solved(june, case)
    look()
    s.close_case(actor=actor, case_id=case.pk)
    look()
    s.follow_up(actor=actor, case_id=case.pk, text="满意")
    look()
    assert steps == ["accept", "classify", "verify_case", "record_cause", "propose", "close_case", "follow_up", "file_case"]


# ---- SVC-04, SVC-05, SVC-07 --------------------------------------------------------------------------------------------

@pytest.mark.clause("SVC-04")
@pytest.mark.parametrize("missing", sorted(GOODS))
def test_each_of_the_seven_data_is_needed(june: Any, missing: str) -> None:
    with pytest.raises(Refused, match="缺"):
        quality(june, goods={missing: None if missing == "bought_on" else ""})
    assert not Case._plain.exists()


@pytest.mark.clause("SVC-04")
def test_a_salesperson_may_not_handle_a_quality_complaint(june: Any) -> None:
    case = quality(june)
    assert case.opinions.get().department == "车间主任"
    assert "Complaint %(number)s: find the cause and give your opinion on the form." in told(june, "workshop")
    for who in ("salesperson", "service_manager"):
        with pytest.raises(Refused, match="亲自"):
            s.assign(actor=june.actor("director"), case_id=case.pk, owner_id=june.company.person(who).pk)
    s.assign(actor=june.actor("director"), case_id=case.pk, owner_id=june.company.person("director").pk)
    assert fresh(case).owner == june.company.person("director")


@pytest.mark.clause("SVC-04")
def test_a_visitors_complaint_is_classified_with_the_same_rule(june: Any) -> None:
    case = register(june)
    given = {"case_id": case.pk, "area": Case.Area.QUALITY, "owner_id": june.company.person(LEADER).pk, **GOODS}
    with pytest.raises(Refused, match="色号"):
        s.classify(actor=june.actor("director"), **{**given, "colour": ""})
    s.classify(actor=june.actor("director"), **given)
    assert (fresh(case).area, fresh(case).goods.colour) == ("quality", "灰 03")


@pytest.mark.clause("SVC-05")
def test_a_quality_complaint_is_verified_concluded_and_followed_up(june: Any) -> None:
    case, actor = quality(june), june.actor(LEADER)
    s.accept(actor=actor, case_id=case.pk)
    s.propose(actor=actor, case_id=case.pk, text="换货两袋")
    s.agree(actor=actor, case_id=case.pk, said_by="张三")
    with pytest.raises(Refused, match="是否属实"):
        s.close_case(actor=actor, case_id=case.pk)
    s.investigate_case(actor=actor, case_id=case.pk, text="与质检到店查看")
    solved(june, case, LEADER)
    s.close_case(actor=actor, case_id=case.pk)
    with pytest.raises(Refused, match="跟踪"):
        s.file_case(actor=actor, case_id=case.pk)
    with at(days=15):
        s.follow_up(actor=actor, case_id=case.pk, text="客户满意", rating=5)
        assert s.file_case(actor=actor, case_id=case.pk).state == "filed"
    assert fresh(case).satisfied == 5


@pytest.mark.clause("SVC-07")
def test_the_quality_form_waits_for_every_department_and_is_filed_twice(june: Any) -> None:
    parameters("service.quality_form", departments=("workshop", "warehouse"))
    case, actor = quality(june), june.actor(LEADER)
    s.accept(actor=actor, case_id=case.pk)
    s.verify_case(actor=actor, case_id=case.pk, justified=True, conclusion="受潮")
    s.propose(actor=actor, case_id=case.pk, text="换货")
    s.agree(actor=actor, case_id=case.pk, said_by="张三")
    with pytest.raises(Refused, match="尚未填写"):
        s.close_case(actor=actor, case_id=case.pk)
    s.fill_form(actor=actor, case_id=case.pk, conclusion="受潮")
    assert [o.department for o in case.opinions.order_by("id")] == ["车间主任", "仓管员"]
    assert [t.number for t in _opinions(june.actor("warehouse"), 9)] == [case.number]
    s.give_opinion(actor=june.actor("warehouse"), case_id=case.pk, department="仓管员", text="出库完好")
    with pytest.raises(Refused, match="车间主任"):
        s.close_case(actor=actor, case_id=case.pk)
    s.give_opinion(actor=june.actor("workshop"), case_id=case.pk, department="车间主任", text="封口不严")
    assert s.close_case(actor=actor, case_id=case.pk).data == {"filed": 2}
    assert list(case.filings.order_by("id").values_list("form", "copy", "holder")) == [
        ("quality", "original", "销售部"), ("quality", "copy", "办公室")]


@pytest.mark.clause("SVC-07")
def test_the_printed_form_names_original_and_copy(june: Any) -> None:
    case, actor = quality(june), june.actor(LEADER)
    solved(june, case, LEADER)
    s.close_case(actor=actor, case_id=case.pk)
    answer = browser(june, LEADER).get(f"/cases/{case.pk}/print.pdf")
    text = "".join(p.extract_text() for p in PdfReader(io.BytesIO(answer.content)).pages)
    assert all(part in text for part in ("客户投诉质量处理表", "原件 销售部", "复印件 办公室", "车间主任", "同意"))


@pytest.mark.clause("SVC-05")
def test_a_closed_quality_complaint_is_on_the_leaders_list_until_it_was_followed_up(june: Any) -> None:
    parameters("service.follow_up", follow_up_after_days=10)
    case, actor = quality(june), june.actor(LEADER)
    solved(june, case, LEADER)
    s.close_case(actor=actor, case_id=case.pk)
    (todo,) = _closed(actor, 9)
    assert (todo.number, todo.clause, todo.due) == (case.number, "SVC-05", clock.now() + timedelta(days=10))
    assert case.number in page(browser(june, LEADER), "/")
    s.follow_up(actor=actor, case_id=case.pk, text="客户满意")
    assert list(_closed(actor, 9)) == []


# ---- SVC-06, SVC-08 ----------------------------------------------------------------------------------------------------

@pytest.mark.clause("SVC-06")
@pytest.mark.parametrize(("severity", "office"), [("light", 0), ("middle", 1), ("serious", 1)])
def test_severe_complaints_about_service_reach_the_office(june: Any, severity: str, office: int) -> None:
    case = register(june, area=Case.Area.SERVICE, severity=Case.Severity(severity))
    assert (told(june, "general_manager").count("Complaint %(number)s (%(severity)s) is reported to you; a proposal follows."),
            fresh(case).reported_at is not None) == (office, bool(office))
    assert told(june, LEADER).count("Complaint %(number)s about service was recorded.") == 1


@pytest.mark.clause("SVC-06")
def test_the_customer_is_told_the_outcome_before_the_closing(june: Any) -> None:
    case, actor = service_case(june), june.actor("director")
    s.propose(actor=actor, case_id=case.pk, text="致歉")
    s.agree(actor=actor, case_id=case.pk, said_by="张三")
    s.fill_form(actor=actor, case_id=case.pk, conclusion="属实")
    s.give_opinion(actor=june.actor("workshop"), case_id=case.pk, department="车间主任", text="同意")
    with pytest.raises(Refused, match="告知客户"):
        s.close_case(actor=actor, case_id=case.pk)
    s.tell_customer(actor=actor, case_id=case.pk, text="已致歉", final=True)
    assert s.close_case(actor=actor, case_id=case.pk).state == "closed"


@pytest.mark.clause("SVC-08")
def test_a_service_complaint_does_not_close_without_its_form(june: Any) -> None:
    case, actor = service_case(june), june.actor("director")
    s.propose(actor=actor, case_id=case.pk, text="致歉")
    s.agree(actor=actor, case_id=case.pk, said_by="张三")
    s.tell_customer(actor=actor, case_id=case.pk, text="已致歉", final=True)
    with pytest.raises(Refused, match="服务处理表"):
        s.close_case(actor=actor, case_id=case.pk)
    solved(june, fresh(case))
    assert s.close_case(actor=actor, case_id=case.pk).data == {"filed": 2}
    assert list(case.filings.order_by("id").values_list("form", "holder")) == [("service", "销售部"), ("service", "办公室")]


# ---- SVC-12, SVC-23 ----------------------------------------------------------------------------------------------------

@pytest.mark.clause("SVC-12")
def test_the_third_of_one_cause_in_a_month_is_repeated_and_wants_an_improvement(june: Any) -> None:
    cases = [register(june, area=Case.Area.DELIVERY) for _n in range(3)]
    actor = june.actor("director")
    for case in cases:
        s.accept(actor=actor, case_id=case.pk)
    marks = [s.record_cause(actor=actor, case_id=c.pk, cause=Case.Cause.TRANSPORT, cost_fen=17000).data for c in cases]
    assert marks == [{"repeated": False, "times": 1}, {"repeated": False, "times": 2}, {"repeated": True, "times": 3}]
    solved_third = cases[2]
    s.propose(actor=actor, case_id=solved_third.pk, text="补发")
    s.agree(actor=actor, case_id=solved_third.pk, said_by="张三")
    s.tell_customer(actor=actor, case_id=solved_third.pk, text="已补发", final=True)
    with pytest.raises(Refused, match="改进"):
        s.close_case(actor=actor, case_id=solved_third.pk)
    s.plan_improvement(actor=actor, case_id=solved_third.pk, problem="雨天装车无盖布", owner_id=june.company.person("logistics_clerk").pk,
                       due_on=date(2026, 6, 20))
    assert s.close_case(actor=actor, case_id=solved_third.pk).state == "closed"


@pytest.mark.clause("SVC-12")
def test_a_company_may_count_causes_by_the_quarter(june: Any) -> None:
    parameters("service.repeats", frequency="quarter", repeat_threshold=2)
    actor = june.actor("director")
    with at(days=-40):
        earlier = register(june, area=Case.Area.DELIVERY)
        s.accept(actor=actor, case_id=earlier.pk)
        s.record_cause(actor=actor, case_id=earlier.pk, cause=Case.Cause.TRANSPORT)
    case = register(june, area=Case.Area.DELIVERY)
    s.accept(actor=actor, case_id=case.pk)
    assert s.record_cause(actor=actor, case_id=case.pk, cause=Case.Cause.TRANSPORT).data == {"repeated": True, "times": 2}
    with at(days=40):
        later = register(june, area=Case.Area.DELIVERY)
        s.accept(actor=actor, case_id=later.pk)
        assert s.record_cause(actor=actor, case_id=later.pk, cause=Case.Cause.TRANSPORT).data["times"] == 1


@pytest.mark.clause("SVC-23")
def test_a_suggestion_reaches_the_manager_who_says_adopted_or_not(june: Any) -> None:
    case, manager = register(june, kind=Case.Kind.SUGGESTION, content="建议提前一天通知到货"), june.actor("director")
    assert "Suggestion %(number)s waits for your word." in told(june, "director")
    assert [t.number for t in _suggestions(manager, 9)] == [case.number]
    s.accept(actor=june.actor("service_manager"), case_id=case.pk)
    with pytest.raises(Refused, match="采纳"):
        s.close_case(actor=june.actor("service_manager"), case_id=case.pk)
    with at(days=7, hours=1):
        assert s.run_checks(actor=system()).data["suggestions"] == 1
    s.decide_suggestion(actor=manager, case_id=case.pk, adopted=True, text="下月起执行")
    assert s.close_case(actor=june.actor("service_manager"), case_id=case.pk).state == "closed"
    assert (fresh(case).adopted, list(_suggestions(manager, 9))) == (True, [])


def test_general_complaints_of_a_period(june: Any) -> None:
    customer = june.customer()
    first, _second, third = register(june), register(june, customer_id=customer.pk), register(june)
    register(june, kind=Case.Kind.INQUIRY)
    s.withdraw_case(actor=june.actor("director"), case_id=third.pk, reason="重复")
    assert (complaints_in(*JUNE), complaints_in(*JUNE, customers=[customer.pk]), complaints_in(*JUNE, units=[]),
            complaints_in(date(2026, 7, 1), date(2026, 7, 31))) == (2, 1, 0, 0)
    with pytest.raises(IllegalTransition):
        s.tell_customer(actor=june.actor("director"), case_id=third.pk, text="好")
    assert first.public_code != third.public_code


def test_news_goes_by_mail_when_there_is_an_address(june: Any) -> None:
    case = register(june, email="zs@example.com")
    s.accept(actor=june.actor("service_manager"), case_id=case.pk)
    done = s.tell_customer(actor=june.actor("service_manager"), case_id=case.pk, text="明天上门")
    letter = Outgoing.objects.filter(recipient="zs@example.com").latest("id")
    assert done.data == {"emailed": True} and f"/c/{case.public_code}/" in letter.body and case.number in letter.subject
