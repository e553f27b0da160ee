"""How the demo company is organised beside its posts: a committee that inspects (ORG-19), a handover (ORG-28), job items (ORG-06)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from importlib.resources import files
from typing import Any

from yingshu.customers.services import add_handover_item, sign_handover, start_handover
from yingshu.kernel import clock
from yingshu.kernel.actor import system
from yingshu.organisation.models import Post
from yingshu.organisation.services import appoint, conclude_inspection, create_post, mend_inspection, open_inspection
from yingshu.organisation.services.structure import DataScope
from yingshu.registers.services import add_entry, move_entry

from .founding import Company
from .telling import Telling

Steps = Iterator[datetime]
STORY: dict[str, Any] = json.loads(files(__package__).joinpath("organising.json").read_text("utf-8"))
COMMITTEE = ("guominghui", "suminyi", "denghaibo")
RIGHTS = ("organisation.open_inspection", "organisation.conclude_inspection", "inspections.view")


@dataclass
class Organising(Telling):
    """Who inspects whom, who hands over to whom, what is written down of posts."""

    company: Company
    days: list[date]
    told: Callable[[str], None]

    def all(self) -> list[Steps]:
        """Each as a story of its own."""
        return [self.committee(), self.handover(), self.posts()]

    def committee(self) -> Steps:
        """Three members; an inspection that ended well after something was put right, and one whose findings are still open."""
        yield clock.moment(self.days[2], time(9))
        post = create_post(actor=system("installation"), name=STORY["member"], code="discipline", reach=DataScope.ALL, rights=list(RIGHTS))
        for login in COMMITTEE:
            appoint(actor=system("installation"), person_id=self.company.people[login], post_id=post.id,
                    unit_id=self.company.units["company"], since=self.days[2])
        for told, place in zip(STORY["inspections"], (len(self.days) // 3, len(self.days) - 9), strict=True):
            yield clock.moment(self.days[place], time(10, 20))
            made = self.tried(open_inspection, actor=self.company.actor(told["by"]), unit_id=self.company.units[told["unit"]],
                              subject=told["subject"])
            if made is not None:
                yield from self.inspected(made.id, told, place)

    def inspected(self, pk: int, told: dict[str, Any], place: int) -> Steps:
        """Not as it should be; put right, where the story says so; concluded."""
        by = told["by"]
        yield clock.moment(self.days[place + 2], time(15, 30))
        self.tried(conclude_inspection, actor=self.company.actor(by), inspection_id=pk, conforms=False, finding=told["finding"],
                   due_on=clock.today() + timedelta(days=10))
        if told.get("mended"):
            yield clock.moment(self.days[place + 6], time(11))
            self.tried(mend_inspection, actor=self.company.actor(told["mended_by"]), inspection_id=pk, mended=told["mended"])
            yield clock.moment(self.days[place + 8], time(16))
            self.tried(conclude_inspection, actor=self.company.actor(by), inspection_id=pk, conforms=True, finding=told["ended"])

    def handover(self) -> Steps:
        """A salesperson goes to another region in some days: the list is made and signed by one of two, so it cannot be finished yet."""
        giver, taker = (self.company.people[STORY["handover"][who]] for who in ("giver", "taker"))
        yield clock.moment(self.days[-4], time(9, 40))
        made = self.tried(start_handover, actor=self.company.actor("chenzhiyuan"), giver_id=giver, taker_id=taker)
        if made is not None:
            self.tried(add_handover_item, actor=self.company.actor("chenzhiyuan"), handover_id=made.id, title=STORY["handover"]["open"])
            yield clock.moment(self.days[-2], time(16, 10))
            self.tried(sign_handover, actor=self.company.actor(STORY["handover"]["giver"]), handover_id=made.id)

    def posts(self) -> Steps:
        """Items of job descriptions: approved by the general manager, the last one waits."""
        ids = dict(Post.objects.values_list("code", "id"))
        for n, item in enumerate(STORY["job_items"]):
            yield clock.moment(self.days[5 + 3 * n], time(10))
            made = self.tried(add_entry, actor=self.company.actor("chenzhiyuan"), register_code="job_items", values={
                "statement": item["statement"], "post": ids[item["post"]], "procedure": item["procedure"],
                "unit": self.company.units["centre"]})
            if made is None:
                continue
            self.tried(move_entry, actor=self.company.actor("chenzhiyuan"), register_code="job_items", entry_id=made.id, move="submit")
            if n + 1 < len(STORY["job_items"]):
                self.tried(move_entry, actor=self.company.actor("zhoujianhua"), register_code="job_items", entry_id=made.id, move="approve")
