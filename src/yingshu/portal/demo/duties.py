"""Duties in the demo company: taken over from the library at the start, then done in time, late, not at all, or excused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from importlib.resources import files
from random import Random
from typing import Any

from yingshu.documents.services import attach
from yingshu.duties.library import delivered
from yingshu.duties.models import Assignee, Occurrence
from yingshu.duties.queries.occurrences import deciders
from yingshu.duties.services.changing import adopt, release_change
from yingshu.duties.services.doing import ask_excuse, confirm, decide_excuse
from yingshu.duties.services.running import close_missed, remind, run_duties
from yingshu.insight.services import make_statistics, submit_report
from yingshu.kernel import clock
from yingshu.kernel.actor import system
from yingshu.organisation.principal import actor_for

from .founding import Company
from .telling import Telling

Steps = Iterator[datetime]
WORDS: dict[str, Any] = json.loads(files(__package__).joinpath("duties.json").read_text("utf-8"))
PAUSE = 28  # days between two runs of planning, which looks five weeks ahead
RECENT = 8
STATISTICS = "_sales_statistics"
FATES = (("in_time", 83), ("late", 9), ("missed", 4), ("excused", 3), ("refused", 1))


@dataclass
class Duties(Telling):
    """The recurring work of the company over its days."""

    company: Company
    days: list[date]
    told: Any

    def all(self) -> list[Steps]:
        """The worker's runs, and people doing what is due."""
        return [self.planning(), self.closing(), self.doing()]

    def planning(self) -> Steps:
        """The director takes duties over, the vice president releases them; then the worker plans ahead."""
        yield clock.moment(self.days[0], time(8, 10))
        codes = [item.code for item in delivered() if item.code not in WORDS["left_out"]]
        prepared = adopt(actor=self.company.actor("chenzhiyuan"), codes=codes)
        for version_id in prepared.data["prepared"]:
            release_change(actor=self.company.actor("guominghui"), version_id=version_id)
        day = self.days[0]
        while day < self.days[-1]:
            day = min(day + timedelta(days=PAUSE), self.days[-1])
            yield clock.moment(day, time(7))
            run_duties(system("schedule"))

    def closing(self) -> Steps:
        """What nobody did is missed in the end; reminders of the last days stand in the inboxes."""
        for day in [*self.days[:-RECENT:5], *self.days[-RECENT:]]:
            yield clock.moment(day, time(9, 5))
            close_missed()
            if day >= self.days[-RECENT]:
                remind(system("schedule"))

    def doing(self) -> Steps:
        """At the end of each working day people confirm what is due before the next one, as it is their way."""
        for day, tomorrow in zip(self.days, [*self.days[1:], self.days[-1] + timedelta(days=1)], strict=True):
            yield clock.moment(day, time(17, 35))
            waiting = Occurrence._plain.filter(state=Occurrence.State.OPEN, opens_at__lte=clock.now(), due_on__lt=tomorrow)
            for o in waiting.select_related("duty", "version").order_by("due_at", "id"):
                if not o.version.terms.done.actions or o.duty.code.endswith(STATISTICS):
                    self._lived(o, day)

    def _lived(self, o: Occurrence, day: date) -> None:
        fate = self._fate(o)
        over = (day - o.due_on).days
        if fate == "in_time" or (fate == "late" and over >= 1 + o.due_on.toordinal() % 3):
            self._confirm(o)
        elif fate in ("excused", "refused") and over >= 1:
            self._excuse(o, grant=fate == "excused")

    def _fate(self, o: Occurrence) -> str:
        """How this one goes; a visit that is overdue is made in the end."""
        rng = Random(f"{self.company.seed}:{o.duty.code}:{o.subject_name}:{o.period}")  # nosec B311 # a story, not a secret
        fate = rng.choices([name for name, _weight in FATES], [weight for _name, weight in FATES])[0]
        return "late" if o.closes_at is None and fate != "in_time" else fate

    def _confirm(self, o: Occurrence) -> None:
        person = Assignee.objects.filter(occurrence=o).order_by("id").first()
        actor = actor_for(person.person_id) if person else None
        if actor is None:
            return
        if o.duty.code.endswith(STATISTICS):
            made = self.tried(make_statistics, actor=actor, period=o.period)
            if made:
                self.tried(submit_report, actor=actor, report_id=made.id)
            return
        if o.version.terms.done.attachment_required:
            name = f"{o.duty.title}_{o.period}.txt"
            self.tried(attach, actor=actor, subject_kind="occurrence", subject_id=o.pk, name=name, content=name.encode())
        self.tried(confirm, actor=actor, occurrence_id=o.pk, note=WORDS["notes"][o.due_on.toordinal() % len(WORDS["notes"])])

    def _excuse(self, o: Occurrence, *, grant: bool) -> None:
        if o.excuse:
            return
        person, superior = Assignee.objects.filter(occurrence=o).order_by("id").first(), next(iter(deciders(o)), None)
        actor, head = actor_for(person.person_id) if person else None, actor_for(superior.pk) if superior else None
        if actor is None or head is None:
            return
        self.tried(ask_excuse, actor=actor, occurrence_id=o.pk, reason=WORDS["excuses"][o.due_on.toordinal() % len(WORDS["excuses"])])
        if clock.today() < self.days[-3]:
            self.tried(decide_excuse, actor=head, occurrence_id=o.pk, grant=grant, opinion=WORDS["granted" if grant else "refused"])
