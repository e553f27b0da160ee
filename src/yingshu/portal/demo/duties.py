"""Duties in the demo company: taken over from the library at the start, then done in time, late, not at all, or excused."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from importlib.resources import files
from random import Random
from typing import Any

from yingshu.customers.models import Customer
from yingshu.documents.services import attach
from yingshu.duties.library import ready_made
from yingshu.duties.models import Assignee, Occurrence
from yingshu.duties.queries.occurrences import deciders
from yingshu.duties.services.changing import adopt, release_change
from yingshu.duties.services.defining import is_available
from yingshu.duties.services.doing import ask_excuse, confirm, decide_excuse
from yingshu.duties.services.running import close_missed, remind, run_duties
from yingshu.insight.services import make_statistics, submit_report
from yingshu.kernel import clock
from yingshu.kernel.actor import system
from yingshu.meetings.models import WorkReport
from yingshu.organisation.models import Person
from yingshu.organisation.principal import actor_for
from yingshu.registers.models import Entry
from yingshu.registers.parts import SAVE
from yingshu.registers.registry import registers
from yingshu.registers.services import add_entry, move_entry

from .founding import Company
from .telling import Telling

Steps = Iterator[datetime]
WORDS: dict[str, Any] = json.loads(files(__package__).joinpath("duties.json").read_text("utf-8"))
PAUSE = 28  # days between two runs of planning, which looks five weeks ahead
RECENT = 8
LIES = 30  # days that the one or other thing lies about
STATISTICS = "_sales_statistics"
FATES = (("in_time", 83), ("late", 9), ("missed", 4), ("excused", 3), ("refused", 1))


def filled(register: str, day: date) -> dict[str, Any]:
    """The words of a record, one of several by the day."""
    return {code: options[day.toordinal() % len(options)] for code, options in WORDS["entries"].get(register, {}).items()}


def first_day(period: str) -> date:
    """The first day of a year, quarter or month as duties write them."""
    if "Q" in period:
        return date(int(period[:4]), int(period[-1]) * 3 - 2, 1)
    return date(int(period[:4]), int(period[5:7]) if len(period) > 4 else 1, 1)


def dated(word: str, day: date) -> str:
    """A value of the story; words of days become days."""
    return {"@today": f"{day}", "@next_half": f"{day + timedelta(days=185)}"}.get(word, word)


def month_before(day: date) -> tuple[date, date]:
    """The first and the last day of the month before that of a day."""
    last = day.replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last


def month_end(day: date) -> date:
    """The last day of the month of a day."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def newest(register: str, **values: Any) -> Any:
    """The newest record of a register."""
    return Entry._plain.filter(register__code=register, **values).order_by("-day", "-id").first()


def lies_with(register: str, actor: Any) -> bool:
    """Somebody's record waits for the next step: they do not write it twice."""
    waiting = WORDS["settle"].get(register)
    return bool(waiting) and Entry._plain.filter(register__code=register, owner_id=actor.id, state=waiting["state"]).exists()


def one_of(rows: Any) -> int | None:
    """One of these, by the day."""
    ids = list(rows.order_by("id").values_list("id", flat=True))
    return ids[clock.today().toordinal() % len(ids)] if ids else None


def sellers() -> Any:
    """The salespeople."""
    return Person.objects.filter(appointments__post__code="salesperson", appointments__until=None)


ABOUT: dict[str, Callable[[Occurrence, Any], Any]] = {
    "@subject": lambda o, actor: o.subject_id, "@me": lambda o, actor: actor.id, "@period": lambda o, actor: o.period,
    "@unit": lambda o, actor: o.subject_id if o.subject_kind == "unit" else actor.unit_id,
    "@today": lambda o, actor: f"{clock.today()}", "@soon": lambda o, actor: f"{clock.today() + timedelta(days=20)}",
    "@later": lambda o, actor: f"{clock.today() + timedelta(days=60)}", "@next_year": lambda o, actor: clock.today().year + 1,
    "@monday": lambda o, actor: f"{o.due_on - timedelta(days=o.due_on.weekday())}",
    "@first": lambda o, actor: f"{o.due_on.replace(day=1)}", "@last": lambda o, actor: f"{month_end(o.due_on)}",
    "@first_before": lambda o, actor: f"{month_before(o.due_on)[0]}", "@last_before": lambda o, actor: f"{month_before(o.due_on)[1]}",
    "@customer": lambda o, actor: one_of(Customer.objects.visible_to(actor)),
    "@people": lambda o, actor: [{"person": pk} for pk in sellers().order_by("id").values_list("id", flat=True)],
    "@point": lambda o, actor: one_of(Entry._plain.filter(register__code="dealer_points")),
    "@report": lambda o, actor: one_of(WorkReport._plain.filter(kind="sales", state="handled")),
    "@target": lambda o, actor: getattr(newest("targets", state="running"), "pk", None),
    "@plan": lambda o, actor: getattr(newest("work_plans", state="running"), "pk", None)}


@dataclass
class Duties(Telling):
    """The recurring work of the company over its days."""

    company: Company
    days: list[date]
    told: Any

    def all(self) -> list[Steps]:
        """The worker's runs, and people doing what is due."""
        return [self.planning(), self.plans(), self.target(), self.closing(), self.doing()]

    def planning(self) -> Steps:
        """The director takes duties over, the vice president releases them; then the worker plans ahead."""
        yield clock.moment(self.days[0], time(8, 10))
        kept = registers()
        codes = [item.code for item in ready_made() if item.code not in WORDS["left_out"] and is_available(item)
                 and item.done.data.get("register", "work_plans") in kept]
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
                done = o.version.terms.done
                if not done.actions or "register" in done.data or o.duty.code.endswith(STATISTICS):
                    self._lived(o, day)
            self._approve_plans(day)
            self._settle(day)

    def plans(self) -> Steps:
        """The plans of the year and the quarter in which the story begins: what follows is a duty."""
        day = self.days[0]
        quarter = day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
        for level, first in (("year", day.replace(month=1, day=1)), ("quarter", quarter)):
            yield clock.moment(day, time(10))
            self._plan(self.company.actor("chenzhiyuan"), {"level": WORDS["levels"][level]}, first)

    def target(self) -> Steps:
        """The target of the year, signed by the general manager."""
        yield clock.moment(self.days[0], time(10, 20))
        first = self.days[0].replace(month=1, day=1)
        made = self.tried(add_entry, actor=self.company.actor("chenzhiyuan"), register_code="targets", values={
            **WORDS["target"], "first_day": f"{first}", "last_day": f"{first.replace(month=12, day=31)}"})
        if made is None:
            return
        for who, move in (("chenzhiyuan", "submit"), ("zhoujianhua", "enable")):
            self.tried(move_entry, actor=self.company.actor(who), register_code="targets", entry_id=made.id, move=move)

    def _plan(self, actor: Any, asked: dict[str, str], first: date) -> None:
        level, given = asked["level"], filled("work_plans", first)
        above = WORDS["levels"]["above"].get(level, "-")
        parent = Entry._plain.filter(register__code="work_plans", values__level=above, day__lte=first).order_by("-day", "-id").first()
        made = self.tried(add_entry, actor=actor, register_code="work_plans", values={
            **given, **asked, "subject": f"{first:%Y-%m} {level}{WORDS['levels']['plan']}", "first_day": first.isoformat(),
            **({"parent": parent.pk} if parent else {})})
        if made is not None:
            self.tried(move_entry, actor=actor, register_code="work_plans", entry_id=made.id, move="submit")

    def _approve_plans(self, day: date) -> None:
        """The general manager agrees to plans some days later."""
        for entry in Entry._plain.filter(register__code="work_plans", state="asked", created_at__lt=clock.moment(day - timedelta(days=2))):
            self.tried(move_entry, actor=self.company.actor("zhoujianhua"), register_code="work_plans", entry_id=entry.pk, move="approve")

    def _settle(self, day: date) -> None:
        """What lies with somebody is settled in some days; the one or other lies."""
        for register, step in WORDS["settle"].items():
            before = clock.moment(day - timedelta(days=step.get("after", 3)))
            for entry in Entry._plain.filter(register__code=register, state=step["state"], changed_at__lt=before).order_by("id"):
                person = {"owner": entry.owner_id, "handler": entry.handler_id}.get(step["who"]) or self.company.people.get(step["who"])
                fresh = entry.changed_at >= before - timedelta(days=LIES)
                lies = fresh and not Random(f"{self.company.seed}:{entry.number}").randrange(10)  # nosec B311 # a story, not a secret
                actor = actor_for(person) if person and not lies else None
                if actor is not None:
                    self.tried(move_entry, actor=actor, register_code=register, entry_id=entry.pk, move=step["move"],
                               values={name: dated(value, day) for name, value in step.get("values", {}).items()},
                               reason=step.get("reason", ""))

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
        if "register" in o.version.terms.done.data:
            self._enter(o, actor)
            return
        if o.version.terms.done.attachment_required:
            name = f"{o.duty.title}_{o.period}.txt"
            self.tried(attach, actor=actor, subject_kind="occurrence", subject_id=o.pk, name=name, content=name.encode())
        self.tried(confirm, actor=actor, occurrence_id=o.pk, note=WORDS["notes"][o.due_on.toordinal() % len(WORDS["notes"])])

    def _enter(self, o: Occurrence, actor: Any) -> None:
        """A duty that a record of a register does: the record with its step, unless another story writes it."""
        data = o.version.terms.done.data
        register, move = str(data["register"]), str(data.get("move", SAVE))
        about = self._about(o, register, actor)
        if register not in WORDS["entries"] or about is None or (o.version.terms.done.states and lies_with(register, actor)):
            return
        asked = {str(key).removeprefix("field_"): str(value) for key, value in data.items() if str(key).startswith("field_")}
        if register == "work_plans":
            self._plan(actor, asked, first_day(o.period))
            return
        values = {**filled(register, o.due_on), **asked, **about}
        made = self.tried(add_entry, actor=actor, register_code=register, values=values)
        move, more = WORDS["steps"].get(register, (move, {}))
        if made is not None and move != SAVE:
            self.tried(move_entry, actor=actor, register_code=register, entry_id=made.id, move=move, values=more)

    def _about(self, o: Occurrence, register: str, actor: Any) -> dict[str, Any] | None:
        """What depends on the occurrence: the customer, the days it is about, a record that there is; None when there is none yet."""
        if o.subject_kind == "customer":
            return {"customer": o.subject_id}
        if register == "customer_statistics":
            return self._days_of(o)
        found = {name: ABOUT[word](o, actor) for name, word in WORDS["about"].get(register, {}).items()}
        return None if any(value in (None, []) for value in found.values()) else found

    def _days_of(self, o: Occurrence) -> dict[str, str]:
        """The week or the month before that customer statistics are about."""
        before = month_before(o.due_on)
        first = o.due_on - timedelta(days=o.due_on.weekday()) if "W" in o.period else before[0]
        return {"since": f"{first}", "until": f"{first + timedelta(days=6) if 'W' in o.period else before[1]}"}

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
