"""Short words for tests about meetings."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from yingshu.kernel import clock
from yingshu.kernel.actor import system
from yingshu.meetings import services
from yingshu.meetings.inputs import ContentInput, ItemInput, TopicInput
from yingshu.meetings.models import Meeting
from yingshu.rulebook.services import set_parameters

SUMMARY = "本周回款 86,000 元"


def at(day: int, hour: int = 9, minute: int = 0, month: int = 6, second: int = 0) -> Any:
    """The clock stands at this moment of 2026."""
    return clock.at(datetime(2026, month, day, hour, minute, second))


def parameters(control: str, **values: Any) -> None:
    set_parameters(actor=system(), control=control, values=values, valid_from=date(2026, 1, 1))


def planned(company: Any, until: date = date(2026, 6, 30)) -> list[Meeting]:
    """The weekly meetings planned up to a day, oldest first."""
    services.plan_meetings(actor=system("schedule"), until=until)
    return list(Meeting.objects.filter(kind="weekly").order_by("planned_at"))


def coordination(company: Any, by: str = "director", *, hour: int = 15, day: int = 30, **more: Any) -> int:
    return services.call_meeting(actor=company.actor(by), kind=Meeting.Kind.COORDINATION, begins_at=clock.moment(date(2026, 6,
                                                                                                                      day)).replace(
        hour=hour), **more).id


def minuted(company: Any, meeting_id: int, text: str = "已传达。", *, silent: tuple[str, ...] = (), by: str = "assistant") -> None:
    """Write minutes, with a summary for each topic except the silent ones."""
    topics = [TopicInput(topic_id=t.pk,
                         summary="" if t.topic in silent else SUMMARY) for t in Meeting.objects.get(pk=meeting_id).topics.all()]
    services.record_minutes(actor=company.actor(by), meeting_id=meeting_id, minutes=text, topics=topics)


def held(company: Any, meeting_id: int, **more: Any) -> Any:
    """Minutes, then closed by the director."""
    minuted(company, meeting_id, **more)
    return services.close_meeting(actor=company.actor("director"), meeting_id=meeting_id)


def agreed(company: Any, meeting_id: int, *rows: tuple[str, str, date]) -> list[int]:
    items = [ItemInput(text=text, owner_id=company.person(owner).pk, due_on=due) for text, owner, due in rows]
    return list(services.add_items(actor=company.actor("assistant"), meeting_id=meeting_id, items=items).data["items"])


def contents(*topics: str) -> list[ContentInput]:
    return [ContentInput(topic=t, text=f"{t}：已汇报") for t in topics]
