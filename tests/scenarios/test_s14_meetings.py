"""S14 steps 1 and 2: the weekly meetings of June 2026, and the month's check on collection."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest

from tests.support.company import Company
from yingshu.kernel import clock
from yingshu.kernel.actor import system
from yingshu.meetings import services, tasks
from yingshu.meetings.inputs import ItemInput, TopicInput
from yingshu.meetings.models import ComplianceCheck, Meeting
from yingshu.meetings.queries import carried, late_arrivals
from yingshu.rulebook.decisions import Refused


def at(day: int, hour: int = 9, minute: int = 0) -> Any:
    return clock.at(datetime(2026, 6, day, hour, minute))


@pytest.fixture
def june(company: Company) -> Iterator[Company]:
    """The worker runs every morning of June 2026 before anybody is there."""
    for day in range(1, 31):
        with at(day, 7):
            tasks.run_checks()
    yield company


def weekly() -> dict[int, Meeting]:
    return {clock.local(m.planned_at).day: m for m in Meeting.objects.filter(kind="weekly", planned_at__lt=clock.moment(date(2026, 7, 1)))}


def minuted(company: Company, meeting: Meeting, *, collection: str = "本周回款 86,000 元") -> None:
    topics = [TopicInput(topic_id=t.pk, summary=collection if t.topic == "collection" else "已讨论") for t in meeting.topics.all()]
    services.record_minutes(actor=company.actor("assistant"), meeting_id=meeting.pk, minutes="纪要", topics=topics)


@pytest.mark.clause("MTG-01", "MTG-05")
def test_step_1_five_mondays(june: Company) -> None:
    meetings = weekly()
    assert [f"{clock.local(m.planned_at):%m-%d %H:%M}" for m in meetings.values()] == [
        "06-01 08:30", "06-08 08:30", "06-15 08:30", "06-22 08:30", "06-29 08:30"]
    director = june.actor("director")
    for day in (1, 8):
        with at(day, 9, 30):
            minuted(june, meetings[day])
            services.close_meeting(actor=director, meeting_id=meetings[day].pk)
    with at(15, 8, 31):
        services.check_in(actor=june.actor("assistant"), meeting_id=meetings[15].pk)
    with at(15, 8, 30):
        services.check_in(actor=june.actor("service_manager"), meeting_id=meetings[15].pk)
    assert [a.late_minutes for a in late_arrivals(date(2026, 6, 1), date(2026, 6, 30), june.person("assistant").pk)] == [1]
    assert late_arrivals(date(2026, 6, 1), date(2026, 6, 30)).count() == 1
    with at(22, 9, 30):
        services.add_items(actor=director, meeting_id=meetings[22].pk, items=[
            ItemInput(text="催收高要丰收 8,500 元", owner_id=june.person("service_manager").pk, due_on=date(2026, 6, 26)),
            ItemInput(text="联系备用车队", owner_id=june.person("logistics_clerk").pk, due_on=date(2026, 6, 30)),
            ItemInput(text="更新样板图", owner_id=june.person("assistant").pk, due_on=date(2026, 6, 24))])
        with pytest.raises(Refused) as refused:
            services.close_meeting(actor=director, meeting_id=meetings[22].pk)
    assert (refused.value.clause, Meeting.objects.get(pk=meetings[22].pk).state) == ("MTG-01", "planned")
    with at(24):
        services.finish_item(actor=june.actor("assistant"), item_id=meetings[22].items.get(text="更新样板图").pk, result="已更新")
    assert [item.text for item in carried(meetings[29])] == ["催收高要丰收 8,500 元", "联系备用车队"]


@pytest.mark.clause("REC-07", "MTG-03")
def test_step_2_collection_must_be_discussed(june: Company) -> None:
    director = june.actor("director")

    def coordination(hour: int, collection: str) -> None:
        with at(30, hour):
            pk = services.call_meeting(actor=director, kind=Meeting.Kind.COORDINATION, begins_at=clock.now()).id
            minuted(june, Meeting.objects.get(pk=pk), collection=collection)
            services.close_meeting(actor=director, meeting_id=pk)

    def june_passes() -> bool:
        with at(30, 20):
            services.check_month(actor=system(), month="2026-06")
        return ComplianceCheck.objects.get(month="2026-06", code="meetings.collection").passed

    coordination(10, "")
    assert june_passes() is False
    coordination(16, "6 月回款 320,000 元，逾期 2 户，已定催收")
    assert june_passes() is True
