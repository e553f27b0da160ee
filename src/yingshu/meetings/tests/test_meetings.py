"""Meetings: planned, attended, minuted, closed; what is left over (MTG-01 to 05)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from yingshu.kernel import clock
from yingshu.kernel.actor import system
from yingshu.kernel.errors import IllegalTransition, NotAllowed, NotFound
from yingshu.meetings import services
from yingshu.meetings.errors import NotYet, NotYours, TakenTime
from yingshu.meetings.inputs import ItemInput
from yingshu.meetings.models import Attendance, Meeting
from yingshu.meetings.queries import carried, late_arrivals, visible
from yingshu.notifications.models import Message
from yingshu.rulebook.decisions import Refused
from yingshu.rulebook.models import DecisionRecord

from .support import agreed, at, coordination, held, minuted, parameters, planned


def wall(meeting: Meeting) -> str:
    return f"{clock.local(meeting.planned_at):%m-%d %H:%M}"


@pytest.mark.clause("MTG-01")
def test_mondays_at_half_past_eight_with_four_topics(june: Any) -> None:
    meetings = planned(june)
    assert [wall(m) for m in meetings] == ["06-01 08:30", "06-08 08:30", "06-15 08:30", "06-22 08:30", "06-29 08:30"]
    assert [t.topic for t in meetings[0].topics.all()] == ["review_and_plan", "improvements", "collection", "other"]
    assert list(meetings[0].attendances.order_by("id").values_list("person__username", "required")) == [
        ("director", True), ("service_manager", True), ("assistant", True), ("logistics_clerk", True), ("vice_president", False)]
    assert Message.objects.filter(person_id=june.person("assistant").pk).count() == 5


@pytest.mark.clause("MTG-01")
def test_planning_twice_makes_nothing_twice_and_a_standstill_is_caught_up(june: Any) -> None:
    assert services.plan_meetings(actor=system()).data == {"made": 2}
    assert services.plan_meetings(actor=system()).data == {"made": 0}
    with at(24):
        assert services.plan_meetings(actor=system()).data == {"made": 3}
    assert [wall(m)[:5] for m in Meeting.objects.order_by("planned_at")] == ["06-01", "06-08", "06-15", "06-22", "06-29"]


@pytest.mark.clause("MTG-01")
@pytest.mark.parametrize(("minute", "second", "late"), [(29, 0, 0), (30, 59, 0), (31, 0, 1), (45, 10, 15)])
def test_lateness_to_the_minute(june: Any, minute: int, second: int, late: int) -> None:
    meeting = planned(june)[0]
    with at(1, 8, minute, second=second):
        done = services.check_in(actor=june.actor("assistant"), meeting_id=meeting.pk)
    assert done.data == {"person": "助理何静", "late_minutes": late}
    assert late_arrivals(date(2026, 6, 1), date(2026, 6, 30)).count() == (1 if late else 0)


@pytest.mark.clause("MTG-01")
def test_the_first_check_in_counts_and_others_are_entered_by_who_keeps_the_minutes(june: Any) -> None:
    meeting, clerk = planned(june)[0], june.person("logistics_clerk")
    with at(1, 8, 40):
        services.check_in(actor=june.actor("assistant"), meeting_id=meeting.pk)
        services.check_in(actor=june.actor("assistant"), meeting_id=meeting.pk, person_id=clerk.pk, came_at=clock.moment(
            date(2026, 6, 1)).replace(hour=8, minute=33))
        with pytest.raises(NotYours):
            services.check_in(actor=june.actor("logistics_clerk"), meeting_id=meeting.pk, person_id=june.person("director").pk)
    with at(1, 9):
        services.check_in(actor=june.actor("assistant"), meeting_id=meeting.pk)
    found = dict(Attendance.objects.filter(meeting=meeting, checked_in_at__isnull=False).values_list("person__username", "late_minutes"))
    assert found == {"assistant": 10, "logistics_clerk": 3}


def test_not_before_the_day_and_not_for_strangers(june: Any) -> None:
    meeting = planned(june)[1]
    with pytest.raises(NotYet):
        services.check_in(actor=june.actor("assistant"), meeting_id=meeting.pk)
    with pytest.raises(NotFound):
        services.check_in(actor=june.actor("salesperson"), meeting_id=meeting.pk)
    assert list(visible(june.actor("salesperson"))) == []


def test_guests_and_excuses(june: Any) -> None:
    meeting = planned(june)[0]
    services.excuse_from(actor=june.actor("logistics_clerk"), meeting_id=meeting.pk, reason="跟车")
    services.check_in(actor=june.actor("general_manager"), meeting_id=meeting.pk)
    rows = {a.person.username: (a.required, a.excuse, a.checked_in_at is not None) for a in meeting.attendances.select_related("person")}
    assert rows["logistics_clerk"] == (True, "跟车", False)
    assert rows["general_manager"] == (False, "", True)


@pytest.mark.clause("MTG-01")
def test_without_minutes_closing_is_refused(june: Any) -> None:
    meeting = planned(june)[0]
    with pytest.raises(Refused) as refused:
        services.close_meeting(actor=june.actor("director"), meeting_id=meeting.pk)
    assert (refused.value.clause, refused.value.text()) == ("MTG-01", "还没有会议纪要。请写好纪要再关闭会议。")
    assert Meeting.objects.get(pk=meeting.pk).state == "planned"
    done = held(june, meeting.pk)
    assert (done.state, done.data["outcome"], done.data["collection"], done.data["period"]) == ("closed", "allow", True, "2026-06")
    assert [r.outcome for r in DecisionRecord.objects.filter(control="meetings.weekly").order_by("id")] == ["refuse", "allow"]
    with pytest.raises(IllegalTransition):
        minuted(june, meeting.pk)


@pytest.mark.clause("MTG-01")
def test_a_topic_left_out_is_told_and_minutes_may_be_optional(june: Any) -> None:
    first, second = planned(june)[:2]
    done = held(june, first.pk, silent=("improvements",))
    assert (done.data["outcome"], done.data["says"]) == ("warn", "议题“问题改进”没有记录。")
    parameters("meetings.weekly", minutes_required=False)
    with at(8):
        assert services.close_meeting(actor=june.actor("director"), meeting_id=second.pk).data["outcome"] == "warn"


@pytest.mark.clause("MTG-05")
def test_the_next_meeting_lists_what_is_unfinished(june: Any) -> None:
    first, second, third = planned(june)[:3]
    done, left, later = agreed(june, first.pk, ("补签合同", "service_manager", date(2026, 6, 5)), ("催收货款", "director", date(2026, 6,
                                                                                                                        12)),
                               ("联系车队", "logistics_clerk", date(2026, 6, 12)))
    held(june, first.pk)
    services.finish_item(actor=june.actor("service_manager"), item_id=done, result="已签")
    with at(9):
        services.finish_item(actor=june.actor("logistics_clerk"), item_id=later, result="已定两辆")
    assert [i.text for i in carried(second)] == ["催收货款", "联系车队"]
    assert [i.text for i in carried(third)] == ["催收货款"]
    assert Message.objects.filter(clause="MTG-05").count() == 3
    assert left


@pytest.mark.clause("MTG-05")
@pytest.mark.clause("MTG-04")
def test_an_item_needs_a_person_and_a_day(june: Any) -> None:
    actor = june.actor("sales_director")
    meeting = services.call_meeting(actor=actor, kind=Meeting.Kind.SALES, begins_at=clock.now()).id
    with pytest.raises(Refused) as refused:
        services.add_items(actor=actor, meeting_id=meeting, items=[ItemInput(text="走访重点客户", due_on=date(2026, 6, 9))])
    assert (refused.value.clause, refused.value.text()) == ("MTG-04", "“走访重点客户”没有责任人。请指定责任人。")
    weekly = planned(june)[0]
    with pytest.raises(Refused) as refused:
        services.add_items(actor=june.actor("director"), meeting_id=weekly.pk, items=[ItemInput(text="走访",
                                                                                                owner_id=june.person("salesperson").pk)])
    assert refused.value.clause == "MTG-05"
    assert not weekly.items.exists()


def test_items_are_ended_by_their_owner_once(june: Any) -> None:
    meeting = planned(june)[0]
    (item,) = agreed(june, meeting.pk, ("催收", "salesperson", date(2026, 6, 5)))
    with pytest.raises(NotFound):
        services.finish_item(actor=june.actor("salesperson_west"), item_id=item, result="?")
    with pytest.raises(NotYours):
        services.finish_item(actor=june.actor("logistics_clerk"), item_id=item, result="?")
    with pytest.raises(NotAllowed):
        services.move_item(actor=june.actor("salesperson"), item_id=item, due_on=date(2026, 6, 9), reason="?")
    services.move_item(actor=june.actor("director"), item_id=item, due_on=date(2026, 6, 9), reason="客户月中付款")
    services.finish_item(actor=june.actor("salesperson"), item_id=item, result="到账")
    with pytest.raises(IllegalTransition):
        services.drop_item(actor=june.actor("director"), item_id=item, reason="?")


@pytest.mark.clause("MTG-03")
def test_an_important_matter_is_called_by_the_leader(june: Any) -> None:
    with pytest.raises(Refused) as refused:
        coordination(june, important=True)
    assert (refused.value.clause, refused.value.decision.verdict.figures) == ("MTG-03", {})
    meeting = coordination(june, important=True, convenor_id=june.person("general_manager").pk)
    found = Meeting.objects.get(pk=meeting)
    assert (found.convenor.name, found.important) == ("总经理老顾", True)
    assert sorted(found.attendances.values_list("person__username", flat=True)) == ["finance", "logistics_clerk", "workshop"]


@pytest.mark.clause("MTG-02")
def test_the_quarterly_meeting_is_filed_with_everything(june: Any) -> None:
    director = june.actor("director")
    meeting = services.call_meeting(actor=director, kind=Meeting.Kind.REGIONAL, begins_at=clock.now(), topics=["旺季排产"]).id
    services.check_in(actor=june.actor("region_manager"), meeting_id=meeting)
    agreed(june, meeting, ("分解任务", "region_manager", date(2026, 7, 1)))
    done = held(june, meeting)
    assert (done.data["kind"], done.data["topics"], done.data["items"], done.data["present"]) == ("regional", ["region_work",
                                                                                                               "follow_up_tasks"], 1, 1)
    assert [t.topic for t in Meeting.objects.get(pk=meeting).topics.all()] == ["region_work", "follow_up_tasks", "旺季排产"]


def test_moved_and_cancelled_meetings_say_why(june: Any) -> None:
    first, second = planned(june)[:2]
    services.move_meeting(actor=june.actor("assistant"), meeting_id=first.pk, begins_at=clock.moment(date(2026, 6, 2)), reason="出差")
    services.cancel_meeting(actor=june.actor("director"), meeting_id=second.pk, reason="停电")
    rows = [(m.state, m.reason, m.moved_from is not None) for m in Meeting.objects.filter(pk__in=[first.pk, second.pk]).order_by("pk")]
    assert rows == [("planned", "出差", True), ("cancelled", "停电", False)]
    assert services.plan_meetings(actor=system(), until=date(2026, 6, 30)).data == {"made": 0}
    with pytest.raises(IllegalTransition):
        services.close_meeting(actor=june.actor("director"), meeting_id=second.pk)


def test_one_meeting_of_a_series_at_a_time(june: Any) -> None:
    coordination(june)
    with pytest.raises(TakenTime):
        coordination(june)
