"""Surveys of the demo company: two half-years, visits, the quality department's survey, a standing one after deliveries, colleagues."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from importlib.resources import files
from random import Random
from typing import Any

from yingshu.customers.models import Customer
from yingshu.kernel import clock
from yingshu.kernel.public import visitor
from yingshu.satisfaction import services, tokens
from yingshu.satisfaction.inputs import AnswerInput
from yingshu.satisfaction.models import (
    AnalysisReport,
    Contact,
    Improvement,
    Invitation,
    Item,
    QuestionnaireVersion,
    Response,
    Wave,
    WaveTask,
)
from yingshu.satisfaction.queries.versions import content
from yingshu.satisfaction.queries.writing import report_parts
from yingshu.satisfaction.rules.spans import Span, span_holding
from yingshu.satisfaction.services.reporting import PartCode, PartInput

from .founding import Company
from .telling import Telling

WORDS: dict[str, Any] = json.loads(files(__package__).joinpath("satisfaction.json").read_text("utf-8"))
K = Wave.Kind
Steps = Iterator[datetime]
SELLERS = ("wuzixuan", "fengjunjie", "yewaner", "zhongjiahao")
READY = ("direct", "visitor", "internal", "delivery", "end_user")
# How good each topic (or a question of it) is felt to be, first and second half-year, as chances of the levels from the best to the worst.
FELT = {"quality": ((45, 40, 13, 2, 0), (50, 38, 11, 1, 0)), "delivery": ((20, 35, 33, 10, 2), (35, 40, 21, 4, 0)),
        "price": ((25, 40, 28, 6, 1), (25, 38, 29, 7, 1)), "service": ((35, 40, 20, 5, 0), (42, 40, 15, 3, 0)),
        "s1": ((35, 40, 20, 5, 0), (16, 30, 30, 20, 4))}  # answers to problems became slower: the last survey asks for an improvement
LIKE = (40, 38, 17, 4, 1)
ALIKE = 70  # of a hundred answers of a person go with the mood of that person


@dataclass
class Satisfaction(Telling):
    """Everything about surveys, as stories of their own."""

    company: Company
    rng: Random
    days: list[date]
    told: Callable[[str], None]

    def all(self) -> list[Steps]:
        """The stories."""
        return [self.survey(), self.visits(), self.reports(), self.contacts()]

    @property
    def this(self) -> Span:
        """The half-year of the last day."""
        return span_holding(self.days[-1], "H")

    def survey(self) -> Steps:
        """Questionnaires approved, then the waves of both half-years and their companions."""
        yield at(self.days[0], 9)
        for code in READY:
            done = self.tried(services.use_ready_made, actor=self.actor("linxiaowen"), ready_made=code)
            if done is not None and code != "end_user":  # one draft is left for the builder
                self.tried(services.submit_version, actor=self.actor("linxiaowen"), version_id=done.id)
                self.tried(services.approve_version, actor=self.actor("chenzhiyuan"), version_id=done.id)
        yield at(self.days[1], 10)
        self.started(self.planned("delivery", WORDS["delivery"], K.STANDING, self.days[-1] + timedelta(days=90)))
        yield from self.half(0, self.this.before.name, self.days[2], self.days[14])
        yield from self.half(1, self.this.name, self.days[-45], self.days[-8])
        yield from self.colleagues()

    def half(self, n: int, period: str, first: date, last: date) -> Steps:
        """A formal wave to customers by regions, and the quality department's beside it."""
        yield at(first, 9)
        wave_id = self.planned("direct", WORDS["waves"][n], K.FORMAL, last, period)
        if wave_id is None:
            return
        director = self.actor("chenzhiyuan")
        self.tried(services.strata_from_files, actor=director, wave_id=wave_id)
        self.tried(services.calculate_sample, actor=director, wave_id=wave_id)
        self.started(wave_id)
        self.tried(services.invite, actor=director, wave_id=wave_id)
        quality = self.started(self.planned("direct", WORDS["quality"], K.FORMAL, last, period, source="quality"))
        if quality is not None:
            self.tried(services.make_codes, actor=director, wave_id=quality, count=12)
        gap = max((last - first).days // 3, 1)
        for part, share in ((1, 55), (2, 70), (3, 75)):
            yield at(first + timedelta(days=gap * part), 15)
            self.come_back(wave_id, share, n)
            if quality is not None:
                self.come_back(quality, 80, n)
            if part == 1:
                self.tried(services.remind, actor=self.actor("linxiaowen"), wave_id=wave_id)
        yield at(last, 17)
        self.examined(wave_id, n)
        for task in WaveTask.objects.filter(wave_id=wave_id, role=WaveTask.Role.EXECUTE).order_by("id")[n:]:
            self.tried(services.hand_in_task, actor=self.actor("linxiaowen"), wave_id=wave_id, task_id=task.pk)
        for one in filter(None, (wave_id, quality)):
            self.tried(services.close_wave, actor=director, wave_id=one)

    def visits(self) -> Steps:
        """Salespeople bring the forms of the half-year before, then fill one in at a customer's every two weeks."""
        yield at(self.days[4], 17)
        for n in range(8):
            self.visit(n, 0, at(self.this.before.last - timedelta(days=3 + 7 * n), 15))
        for n, day in enumerate(self.days[6::9]):
            yield at(day, 16, 30)
            self.visit(n, 1 if n > 8 else 0)

    def visit(self, n: int, half: int, when: datetime | None = None) -> None:
        """A form of a visit, by one salesperson after the other."""
        version, seller = approved("direct"), self.actor(SELLERS[n % len(SELLERS)])
        known = [pk for pk in self.company.customers.values() if self.belongs(pk, seller.id)]
        if version and known:
            self.tried(services.record_visit, actor=seller, customer_id=self.rng.choice(known), answers=self.answers(version, half),
                       visited_on=when)

    def reports(self) -> Steps:
        """The report of the half-year before is decided, presented and filed, its improvements work; the one of this half-year waits."""
        yield at(self.days[16], 9)
        first = self.handed_in(0, self.this.before.name, important=True)
        for words in WORDS["improvements"]:
            self.improvement(first, words)
        yield at(self.days[18], 10)
        self.tried(services.agree_report, actor=self.actor("guominghui"), report_id=first, opinion=WORDS["agreed"])
        yield at(self.days[19], 10)
        self.tried(services.agree_report, actor=self.actor("zhoujianhua"), report_id=first)
        self.tried(services.record_briefing, actor=self.actor("guominghui"), report_id=first, on=clock.today(), to=WORDS["leader"],
                   minutes=WORDS["briefing"])
        self.tried(services.file_report, actor=self.actor("chenzhiyuan"), report_id=first)
        yield at(self.days[40], 16)
        for row in Improvement._plain.filter(period=self.this.before.name):
            words = next(w for w in WORDS["improvements"] if w["measure"] == row.measure)
            self.tried(services.finish_improvement, actor=self.actor(words["owner"]), improvement_id=row.pk, evidence=words["evidence"])
        yield at(self.days[-7], 9)
        for row in Improvement._plain.filter(state=Improvement.State.DONE):
            self.tried(services.verify_improvement, actor=self.actor("linxiaowen"), improvement_id=row.pk)
        self.improvement(self.handed_in(1, self.this.name), WORDS["late"])

    def handed_in(self, n: int, period: str, important: bool = False) -> int:
        """A report with everything that must be written; answers its id."""
        writer, texts = self.actor("linxiaowen"), WORDS["report"]
        made = services.make_report(actor=writer, period=period, important=important).id
        report = AnalysisReport.objects.get(pk=made)
        lowest = report.content["extremes"]["groups"]["lowest"] or {"name": "--"}
        words = {code: text[n] if isinstance(text, list) else text for code, text in texts.items()}
        self.tried(services.write_report, actor=writer, report_id=made, parts=[
            PartInput(part=PartCode(part["code"]), text=words[part["code"]].replace("%(lowest)s", lowest["name"]))
            for part in report_parts(report)])
        self.tried(services.submit_report, actor=writer, report_id=made)
        return made

    def improvement(self, report_id: int, words: dict[str, str]) -> None:
        """A measure against the lowest item of a topic in a report."""
        found = AnalysisReport.objects.get(pk=report_id)
        weak = next(item for item in found.content["items"] if item["code"].startswith(words["about"]))
        self.tried(services.register_improvement, actor=self.actor("linxiaowen"), period=found.period, item_id=weak["id"],
                   owner_id=self.company.people[words["owner"]], cause=words["cause"], measure=words["measure"],
                   target=Decimal(words["target"]))

    def contacts(self) -> Steps:
        """What leaves no other trace: promotion on the spot, a forum of users, information about a product."""
        for n, (kind, title, reached) in enumerate(WORDS["contacts"]):
            yield at(self.days[20 + 30 * n], 17)
            self.tried(services.record_contact, actor=self.actor(SELLERS[n]), kind=Contact.Kind(kind), on=clock.today(), title=title,
                       customers=reached)

    def colleagues(self) -> Steps:
        """The workshop and the warehouse rate the centre's service."""
        yield at(self.days[-20], 11)
        wave_id = self.started(self.planned("internal", WORDS["internal"], K.INTERNAL, self.days[-1] + timedelta(days=20)))
        if wave_id is not None:
            people = [self.company.people[login] for login in ("denghaibo", "luoyongqiang", "suminyi")]
            self.tried(services.invite_colleagues, actor=self.actor("chenzhiyuan"), wave_id=wave_id, person_ids=people,
                       rated_unit_id=self.company.units["centre"])
            yield at(self.days[-18], 11)
            self.come_back(wave_id, 67, 1)

    # ---- parts

    def actor(self, login: str) -> Any:
        return self.company.actor(login)

    def belongs(self, customer_id: int, person_id: int) -> bool:
        return bool(Customer._plain.filter(pk=customer_id, owner_id=person_id).exists())

    def planned(self, code: str, title: str, kind: Wave.Kind, last: date, period: str = "", **more: Any) -> int | None:
        """A survey with a complete, approved plan."""
        version = approved(code)
        if version is None:
            return None
        done = self.tried(services.plan_wave, actor=self.actor("linxiaowen"), title=title, version_id=version, kind=kind,
                          period=period or None, subjects=WORDS["subjects"], cities=WORDS["cities"], opens_on=clock.today(),
                          closes_on=last, **more)
        if done is None:
            return None
        self.tried(services.submit_plan, actor=self.actor("linxiaowen"), wave_id=done.id)
        self.tried(services.approve_plan, actor=self.actor("chenzhiyuan"), wave_id=done.id)
        return done.id

    def started(self, wave_id: int | None) -> int | None:
        if wave_id is not None:
            self.tried(services.start_wave, actor=self.actor("chenzhiyuan"), wave_id=wave_id)
        return wave_id

    def come_back(self, wave_id: int, share: int, n: int) -> None:
        """So many per cent of the open questionnaires are answered; three of them by one hand."""
        wave = Wave.objects.get(pk=wave_id)
        for row in Invitation.objects.filter(wave_id=wave_id, answered_at=None).order_by("serial"):
            if self.rng.randrange(100) < share:
                false = n == 1 and wave.kind == K.FORMAL and row.serial in (3, 5, 8)
                with clock.at(clock.local(clock.now()) + timedelta(minutes=self.rng.randrange(240))):
                    self.tried(services.answer, actor=visitor("satisfaction.answer"), token=tokens.token(wave_id, row.serial),
                               answers=self.answers(wave.version_id, n, false), consent="survey-1",
                               started_at=clock.now() - timedelta(seconds=9 if false else self.rng.randrange(60, 400)),
                               device="shared" if false else f"device-{wave_id}-{row.serial}", address=f"10.{wave_id}.{row.serial}.1")

    def examined(self, wave_id: int, n: int) -> None:
        """Signs are looked at; what one hand filled in is proved false and voided."""
        self.tried(services.look_for_signs, actor=self.actor("linxiaowen"), wave_id=wave_id)
        false = [r.pk for r in Response.objects.filter(wave_id=wave_id, voided_at=None) if "device" in r.signs]
        if n == 1 and false:
            self.tried(services.record_falsification, actor=self.actor("chenzhiyuan"), wave_id=wave_id, response_ids=false,
                       proof=WORDS["proof"])

    def answers(self, version_id: int, n: int, false: bool = False) -> list[AnswerInput]:
        """What somebody feels, topic by topic."""
        found, mood = [], self.rng.randrange(100)
        for item in content(version_id).items:
            chances = FELT.get(item.code, FELT.get(item.group.code, (LIKE, LIKE)))[n]
            felt = mood if self.rng.randrange(100) < ALIKE else self.rng.randrange(100)
            found += self.given(item, 5 if false else level(chances, felt), false)
        return found

    def given(self, item: Item, level: int, false: bool) -> list[AnswerInput]:
        """An answer to one question that goes with the level felt."""
        if item.kind == Item.Kind.TEXT:
            said = WORDS["joint"].join(self.rng.sample(WORDS["remarks"], 2)) if self.rng.randrange(4) == 0 else ""
            words = WORDS["same"] if false else said
            return [AnswerInput(item=item.code, text=words)]
        if item.kind == Item.Kind.MATRIX:
            return [AnswerInput(item=item.code, part=part, value=level) for part in range(1, len(item.rows) + 1)]
        scale = {Item.Kind.FIVE: level, Item.Kind.ZERO_TEN: min(level * 2 + self.rng.randrange(-1, 2), 10),
                 Item.Kind.ONE_SEVEN: min(level + 2, 7), Item.Kind.CHOICE: 1}
        return [] if item.kind == Item.Kind.PHOTO else [AnswerInput(item=item.code, value=scale[Item.Kind(item.kind)])]


def level(chances: tuple[int, ...], felt: int) -> int:
    """The level from 5 to 1 that lies at this hundredth of the chances."""
    below = 0
    for n, chance in zip((5, 4, 3, 2, 1), chances, strict=True):
        below += chance
        if felt < below:
            return n
    return 1


def approved(code: str) -> int | None:
    """The approved version of a questionnaire."""
    rows = QuestionnaireVersion.objects.filter(questionnaire__code=code, state=QuestionnaireVersion.State.APPROVED)
    return rows.values_list("pk", flat=True).first()


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment of the story."""
    return clock.moment(day, time(hour, minute))
