"""The rhythm of the demo company: Monday meetings, coordination meetings, reports of the area manager, the month's checks."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib.resources import files
from random import Random
from typing import Any

from yingshu.kernel import clock
from yingshu.kernel.actor import system
from yingshu.meetings import services
from yingshu.meetings.inputs import Channel, ContentInput, ItemInput, TopicInput
from yingshu.meetings.models import ActionItem, Meeting, WorkReport
from yingshu.rulebook.services import set_parameters

from .founding import Company
from .telling import Telling

WORDS: dict[str, Any] = json.loads(files(__package__).joinpath("rhythm.json").read_text("utf-8"))
CENTRE = ("chenzhiyuan", "linxiaowen", "hejiamin", "huangsiqi", "liangguodong")


@dataclass
class Rhythm(Telling):
    """What happens every week and every month, whatever is sold."""

    company: Company
    rng: Random
    days: list[date]
    told: Callable[[str], None]

    def all(self) -> list[Iterator[datetime]]:
        """Every rhythm as a story of its own."""
        return [self.rules(), self.mondays(), self.coordination(), self.quarters(), self.phone(), self.written(), self.monthly(),
                self.answers(),
                self.months()]

    def rules(self) -> Iterator[datetime]:
        """This company has no sales director: the vice president deals with sales reports."""
        yield at(self.days[0], 8)
        self.tried(set_parameters, actor=system("installation"), control="meetings.sales_report", reason=WORDS["no_director"],
                   values={"handlers": ("vice_president",)}, valid_from=self.days[0])

    def every_day(self) -> list[date]:
        """All days from the first to the last, holidays and Sundays too."""
        return [self.days[0] + timedelta(days=n) for n in range((self.days[-1] - self.days[0]).days + 1)]

    def mondays(self) -> Iterator[datetime]:
        """Half past eight; somebody is late now and then; the minutes of the last one are still missing."""
        mondays = [d for d in self.every_day() if d.weekday() == 0]
        for day in mondays:
            yield at(day, 7)
            self.tried(services.plan_meetings, actor=system("schedule"))
            yield at(day, 9, 40)
            meeting = Meeting.objects.filter(kind="weekly", planned_at__gte=at(day, 0), planned_at__lt=at(day, 23)).first()
            if meeting is None:
                continue
            self._came(meeting.pk, CENTRE)
            if day != mondays[-1]:
                self._held(meeting, self.rng.randrange(1, 3))
            self._finish_some()

    def coordination(self) -> Iterator[datetime]:
        """On the 24th; one month it forgot collection and was held again on the 30th."""
        for n, day in enumerate(d for d in self.every_day() if d.day == 24):
            yield at(day, 15)
            silent = ("collection",) if n == 2 else ()
            self._called(Meeting.Kind.COORDINATION, WORDS["coordination"], ("suminyi", "denghaibo", "liangguodong"), silent)
            if silent:
                yield at(day + timedelta(days=6), 16)
                self._called(Meeting.Kind.COORDINATION, WORDS["remedied"], ("suminyi", "denghaibo"))

    def quarters(self) -> Iterator[datetime]:
        """The area managers' meeting in the second week of a quarter's last month."""
        for day in (d for d in self.every_day() if d.month % 3 == 0 and d.day == 12):
            yield at(day, 14)
            self._called(Meeting.Kind.REGIONAL, "", ("tanzhifeng",))

    def phone(self) -> Iterator[datetime]:
        """Fridays between two and four; every sixth time it is half past four."""
        for n, day in enumerate(d for d in self.every_day() if d.weekday() == 4):
            yield at(day, 16, 30) if n % 6 == 5 else at(day, 14, self.rng.randrange(5, 55))
            self._report(WorkReport.Kind.PHONE, "phone")

    def written(self) -> Iterator[datetime]:
        """By the 15th and the end of the month; once a day late."""
        due = [d for d in self.every_day() if d.day in (15, 28)]
        for n, day in enumerate(due):
            yield at(day + timedelta(days=n == 4), 17)
            self._report(WorkReport.Kind.HALF_MONTH, "half_month", channel=Channel.EMAIL)

    def monthly(self) -> Iterator[datetime]:
        """Sales report and report to headquarters at the end of the month."""
        for day in (d for d in self.every_day() if d.day == 27):
            yield at(day, 11)
            self._report(WorkReport.Kind.SALES, "sales")
            self._report(WorkReport.Kind.HEADQUARTERS, "headquarters")

    def answers(self) -> Iterator[datetime]:
        """The vice president answers written reports two days later, the general manager those to headquarters; phone reports wait."""
        for day in self.days[::2]:
            yield at(day, 11, 20)
            for row in WorkReport._plain.filter(state="submitted", reported_at__lt=at(day, 0)).order_by("id"):
                by = {"headquarters": "zhoujianhua"}.get(row.kind, "guominghui")
                self.tried(services.answer_report, actor=self.company.actor(by), work_report_id=row.pk,
                           answer=self.rng.choice(WORDS["answers"]))

    def months(self) -> Iterator[datetime]:
        """The worker looks at each month on its last evening, and again in the first days of the next."""
        for day in (d for d in self.every_day() if (d + timedelta(days=1)).day == 1 or d.day == 3):
            yield at(day, 20)
            month = day if day.day > 3 else day.replace(day=1) - timedelta(days=1)
            if month >= self.days[0]:
                self.tried(services.check_month, actor=system("schedule"), month=f"{month:%Y-%m}")

    def _called(self, kind: Meeting.Kind, title: str, people: tuple[str, ...], silent: tuple[str, ...] = ()) -> None:
        done = self.tried(services.call_meeting, actor=self.company.actor("chenzhiyuan"), kind=kind, begins_at=clock.now(), title=title,
                          place=WORDS["place"])
        if done is not None:
            self._came(done.id, ("chenzhiyuan", *people))
            self._held(Meeting.objects.get(pk=done.id), 1, silent)

    def _came(self, meeting_id: int, people: tuple[str, ...]) -> None:
        """Most are there in time; entered by the assistant."""
        begins = Meeting.objects.get(pk=meeting_id).planned_at
        for login in people:
            late = self.rng.choice((-3, -3, -2, -1, 0, 0, 0, 0, 1, 4)) if login in ("huangsiqi", "liangguodong") else -2
            self.tried(services.check_in, actor=self.company.actor("huangsiqi"), meeting_id=meeting_id,
                       person_id=self.company.people[login],
                       came_at=begins + timedelta(minutes=late))

    def _held(self, meeting: Meeting, items: int, silent: tuple[str, ...] = ()) -> None:
        by, said = self.company.actor("huangsiqi"), WORDS["summaries"]
        topics = [TopicInput(topic_id=t.pk, summary="" if t.topic in silent else self.rng.choice(said.get(t.topic, said["other"])))
                  for t in meeting.topics.all()]
        self.tried(services.record_minutes, actor=by, meeting_id=meeting.pk, minutes=WORDS["minutes"], topics=topics)
        chosen = self.rng.sample(WORDS["items"], items)
        due = clock.local(meeting.planned_at).date() + timedelta(days=self.rng.randrange(4, 12))
        self.tried(services.add_items, actor=by, meeting_id=meeting.pk, items=[
            ItemInput(text=text, owner_id=self.company.people[login], due_on=due) for text, login in chosen])
        self.tried(services.close_meeting, actor=self.company.actor("chenzhiyuan"), meeting_id=meeting.pk)

    def _finish_some(self) -> None:
        for item in ActionItem.objects.filter(state="open", made_at__lt=clock.now() - timedelta(days=3)).order_by("id"):
            if self.rng.randrange(10) < 7:
                self.tried(services.finish_item, actor=self.company.actor("huangsiqi"), item_id=item.pk,
                           result=self.rng.choice(WORDS["results"]))

    def _report(self, kind: WorkReport.Kind, said: str, **more: Any) -> None:
        contents = [ContentInput(topic=topic, text=self.rng.choice(texts)) for topic, texts in WORDS[said].items()]
        self.tried(services.submit_work_report, actor=self.company.actor("tanzhifeng"), kind=kind, contents=contents, **more)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment of a day on the wall clock."""
    return clock.moment(day) + timedelta(hours=hour, minutes=minute)
