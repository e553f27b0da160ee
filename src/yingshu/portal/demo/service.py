"""What the demo company's customers say: complaints that are settled, waiting or late, after-sales, one event in the media, answers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from importlib.resources import files
from random import Random
from typing import Any

from yingshu.customers.models import PrivacyRequest
from yingshu.customers.services import ask_about_data, handle_privacy_request
from yingshu.kernel.actor import system
from yingshu.kernel.public import visitor
from yingshu.logistics.inputs import ReturnInput
from yingshu.orders.models import SalesSlip
from yingshu.service import services as s
from yingshu.service.inputs import GoodsInput
from yingshu.service.models import AfterSales, Case, Incident

from .founding import Company
from .rhythm import at
from .telling import Telling

WORDS: dict[str, Any] = json.loads(files(__package__).joinpath("service.json").read_text("utf-8"))
DESK, CLERK, HEAD, LEADER = "linxiaowen", "huangsiqi", "chenzhiyuan", "guominghui"  # the clerk sees all regions
A = Case.Area


@dataclass
class Service(Telling):
    """Customers write and call; most of it is settled in a few days."""

    company: Company
    rng: Random
    days: list[date]
    told: Callable[[str], None]

    def all(self) -> list[Iterator[datetime]]:
        """Each matter as a story of its own."""
        count = len(WORDS["complaints"])
        ago = [self.days[-1 - n * (len(self.days) - 4) // count - 1] for n in range(count)][::-1]
        matters = [self.complaint(day, row, n) for n, (day, row) in enumerate(zip(ago, WORDS["complaints"], strict=True))]
        return [*matters, *(self.inquiry(n) for n in range(len(WORDS["inquiries"]))),
                *(self.suggestion(n) for n in range(len(WORDS["suggestions"]))), self.new(), self.waiting(), self.after_sales(),
                self.returned(), self.incident(), self.knowledge(), self.learned(), self.blamed(), self.asked()]

    def customer(self) -> int:
        """Any customer."""
        return self.rng.choice(sorted(self.company.customers.values()))

    def complaint(self, day: date, row: list[Any], n: int) -> Iterator[datetime]:
        """Recorded, accepted, looked into, solved and closed; followed up, sometimes filed."""
        area, severity, says, cause, solution, cost = row
        quality, who = area == A.QUALITY, LEADER if area == A.QUALITY else DESK
        yield at(day, 9, 5 + n)
        bought = day - timedelta(days=12)
        goods = [GoodsInput(ticket=f"XS{bought:%Y%m%d}-0003", bought_on=bought, **WORDS["goods"])]
        made = self.tried(s.register_case, actor=self.company.actor(CLERK), kind=Case.Kind.COMPLAINT, content=says, area=A(area),
                          channel=self.rng.choice(list(Case.Channel)), severity=Case.Severity(severity), customer_id=self.customer(),
                          owner_id=self.company.people[who], batch=f"B{day:%m}{n % 3}", goods=goods if quality else None)
        if made is None:
            return
        yield at(day, 10, self.rng.randrange(0, 50))
        actor = self.company.actor(who)
        self.tried(s.accept, actor=actor, case_id=made.id)
        just = n % 5 != 1
        self.tried(s.verify_case, actor=actor, case_id=made.id, justified=just, conclusion=WORDS["verified" if just else "unfounded"])
        yield at(day + timedelta(days=1), 15)
        self._solved(made.id, who, solution, cause, cost)
        yield at(day + timedelta(days=2 + n % 4), 11)
        self.tried(s.close_case, actor=actor, case_id=made.id)
        yield at(day + timedelta(days=16 + n % 4), 16)
        self.tried(s.follow_up, actor=actor, case_id=made.id, text=WORDS["follow"], rating=self.rng.choice((3, 4, 5, 5)))
        if n % 2:
            self.tried(s.file_case, actor=actor, case_id=made.id)

    def _solved(self, case_id: int, who: str, solution: str, cause: str, cost: int) -> None:
        actor = self.company.actor(who)
        self.tried(s.propose, actor=actor, case_id=case_id, text=solution)
        self.tried(s.agree, actor=actor, case_id=case_id, said_by=WORDS["said_by"])
        self.tried(s.tell_customer, actor=actor, case_id=case_id, text=solution, final=True)
        marked = self.tried(s.record_cause, actor=actor, case_id=case_id, cause=Case.Cause(cause), cost_fen=cost)
        if marked and marked.data["repeated"]:
            self._improved(case_id)
        case = Case._plain.get(pk=case_id)
        if case.area in (A.QUALITY, A.SERVICE):
            self.tried(s.fill_form, actor=actor, case_id=case_id, conclusion=case.conclusion)
            for opinion in case.opinions.filter(given_at=None):
                self.tried(s.give_opinion, actor=self.company.actor("denghaibo"), case_id=case_id, department=opinion.department,
                           text=WORDS["opinion"])

    def _improved(self, case_id: int) -> None:
        problem, root, corrective, _evidence, _effect = WORDS["improvements"][2]
        self.tried(s.plan_improvement, actor=self.company.actor(HEAD), case_id=case_id, problem=problem, root_cause=root,
                   corrective=corrective, owner_id=self.company.people["liangguodong"], due_on=self.days[-1] - timedelta(days=3))

    def inquiry(self, n: int) -> Iterator[datetime]:
        """Answered on the phone."""
        question, answer = WORDS["inquiries"][n]
        yield at(self.days[-6 * n - 3], 14, 10)
        self.tried(s.register_case, actor=self.company.actor(CLERK), kind=Case.Kind.INQUIRY, channel=Case.Channel.PHONE, content=question,
                   customer_id=self.customer(), answer=answer)

    def suggestion(self, n: int) -> Iterator[datetime]:
        """The head says adopted or not; one still waits."""
        says, adopted, answer = WORDS["suggestions"][n]
        yield at(self.days[-12 * n - 4], 10, 20)
        made = self.tried(s.register_case, actor=self.company.actor("wuzixuan"), kind=Case.Kind.SUGGESTION, channel=Case.Channel.SALES,
                          content=says)
        yield at(self.days[-12 * n - 4], 11, 5)
        if made is None:
            return
        self.tried(s.accept, actor=self.company.actor(DESK), case_id=made.id)
        if n:
            yield at(self.days[-12 * n - 3], 9, 30)
            self.tried(s.decide_suggestion, actor=self.company.actor(HEAD), case_id=made.id, adopted=adopted, text=answer)
            self.tried(s.close_case, actor=self.company.actor(HEAD), case_id=made.id)

    def new(self) -> Iterator[datetime]:
        """This morning somebody scanned the code on a bag; nobody has accepted it yet."""
        yield at(self.days[-1], 13, 20)
        self.tried(s.send_case, actor=visitor("service.send_case"), kind=Case.Kind.COMPLAINT, channel=Case.Channel.QR,
                   contact=WORDS["scanned"], phone="13600001234", content=WORDS["complaints"][3][2], batch="B061", consent="case-1")

    def waiting(self) -> Iterator[datetime]:
        """One waits for a picture, one has passed its limit."""
        for n, days in ((1, 12), (0, 3)):
            yield at(self.days[-days], 9, 40)
            made = self.tried(s.register_case, actor=self.company.actor(CLERK), kind=Case.Kind.COMPLAINT, channel=Case.Channel.PHONE,
                              content=WORDS["complaints"][n + 1][2], customer_id=self.customer(), area=A.DELIVERY,
                              owner_id=self.company.people[DESK])
            if made:
                self.tried(s.accept, actor=self.company.actor(DESK), case_id=made.id)
                if not n:
                    self.tried(s.wait_for_customer, actor=self.company.actor(DESK), case_id=made.id, text=WORDS["waiting"])
        yield at(self.days[-1], 8, 50)
        self.tried(s.run_checks, actor=system("schedule"))

    def after_sales(self) -> Iterator[datetime]:
        """The area manager goes there; the sales manager is the vice president; the workshop judges; one more is open."""
        says, advice, opinion, verdict, result = WORDS["after"]
        for n, days in enumerate((20, 2)):
            yield at(self.days[-days], 11)
            made = self.tried(s.register_after_sales, actor=self.company.actor(CLERK), kind=AfterSales.Kind.REPAIR, says=says,
                              customer_id=self.company.customers[WORDS["repaired"]])
            if made is None:
                continue
            self.tried(s.respond, actor=self.company.actor(CLERK), after_sales_id=made.id, text=result)
            self.tried(s.advise, actor=self.company.actor("tanzhifeng"), after_sales_id=made.id, on_site=not n, advice=advice)
            if n:
                continue
            yield at(self.days[-days + 1], 10)
            self.tried(s.submit_after_sales, actor=self.company.actor(CLERK), after_sales_id=made.id)
            self.tried(s.sign_after_sales, actor=self.company.actor(LEADER), after_sales_id=made.id, opinion=opinion)
            self.tried(s.decide_after_sales, actor=self.company.actor("denghaibo"), after_sales_id=made.id, verdict=verdict)
            self.tried(s.tell_area_manager, actor=self.company.actor(CLERK), after_sales_id=made.id, text=result)
            self.tried(s.finish_after_sales, actor=self.company.actor(CLERK), after_sales_id=made.id, confirmed_by=WORDS["said_by"])

    def returned(self) -> Iterator[datetime]:
        """Two bags of an arrived slip come back: stock up, receivable down."""
        yield at(self.days[-9], 15, 30)
        slip = SalesSlip._plain.filter(state=SalesSlip.State.ARRIVED).order_by("-arrived_at", "id").first()
        line = slip.lines.order_by("position").first() if slip else None
        if slip is None or line is None:
            return
        made = self.tried(s.register_after_sales, actor=self.company.actor(CLERK), kind=AfterSales.Kind.RETURN, slip_id=slip.pk,
                          customer_id=slip.customer_id, says=WORDS["returned"])
        if made:
            self.tried(s.respond, actor=self.company.actor(CLERK), after_sales_id=made.id, text=WORDS["returned"])
            self.tried(s.take_goods_back, actor=self.company.actor(CLERK), after_sales_id=made.id, reason=WORDS["returned"],
                       lines=[ReturnInput(line_id=line.pk, quantity=min(line.quantity, Decimal(2)))])

    def incident(self) -> Iterator[datetime]:
        """A report on television some weeks ago; the measures are verified, the customers concerned are to be asked soon."""
        title, says, investigation, reviewers, review, measures, verification = WORDS["incident"]
        day, actor = self.days[-18], HEAD
        yield at(day, 16)
        made = self.tried(s.report_incident, actor=self.company.actor(actor), trigger=Incident.Trigger.MEDIA, title=title, says=says,
                          exposed=False, customer_ids=[self.customer()])
        if made is None:
            return
        yield at(day + timedelta(days=3), 10)
        act = {"actor": self.company.actor(actor), "incident_id": made.id}
        self.tried(s.investigate_incident, **act, text=investigation)
        self.tried(s.review_incident, **act, reviewers=reviewers, text=review)
        self.tried(s.order_measures, **act, measures=measures, unit_id=self.company.units["workshop"], due_on=day + timedelta(days=14))
        yield at(day + timedelta(days=12), 10)
        self.tried(s.verify_incident, **act, text=verification)

    def knowledge(self) -> Iterator[datetime]:
        """Three questions with answers; two are public."""
        yield at(self.days[5], 10)
        for n, (question, answer, keywords) in enumerate(WORDS["knowledge"]):
            made = self.tried(s.write_knowledge, actor=self.company.actor(DESK), question=question, answer=answer, keywords=keywords)
            if made and n < 2:
                self.tried(s.review_knowledge, actor=self.company.actor(HEAD), knowledge_id=made.id)
                self.tried(s.show_knowledge, actor=self.company.actor(HEAD), knowledge_id=made.id)

    def learned(self) -> Iterator[datetime]:
        """Three improvements: one that works, one whose effect is still to be seen, one that is late."""
        for n, (problem, root, corrective, evidence, effect) in enumerate(WORDS["improvements"]):
            yield at(self.days[-60 + 20 * n], 15, 20)
            due = self.days[(-40, -8, -4)[n]]
            made = self.tried(s.plan_improvement, actor=self.company.actor(HEAD), problem=problem, root_cause=root, corrective=corrective,
                              owner_id=self.company.people["liangguodong"], due_on=due)
            if made is None or not evidence:
                continue
            yield at(due, 16)
            self.tried(s.finish_improvement, actor=self.company.actor("liangguodong"), improvement_id=made.id, evidence=evidence)
            if effect:
                yield at(due + timedelta(days=30), 10)
                self.tried(s.check_effect, actor=self.company.actor(HEAD), improvement_id=made.id, works=True, effect=effect)

    def blamed(self) -> Iterator[datetime]:
        """Who kept a customer waiting is criticised in public; fines are switched off."""
        yield at(self.days[-2], 16, 30)
        case = Case._plain.filter(area=A.SERVICE, justified=True).order_by("-id").first()
        if case is not None:
            self.tried(s.penalise, actor=self.company.actor(HEAD), case_id=case.pk, person_id=self.company.people["wuzixuan"],
                       reason=WORDS["blame"])

    def asked(self) -> Iterator[datetime]:
        """A visitor was forgotten on request; another asks what is kept."""
        clerk, kind, (name, phone) = self.company.actor(DESK), PrivacyRequest.Kind, WORDS["forgotten"]
        yield at(self.days[-30], 9, 50)
        question, answer = WORDS["inquiries"][0]
        made = self.tried(s.send_case, actor=visitor("service.send_case"), kind=Case.Kind.INQUIRY, channel=Case.Channel.WEB, contact=name,
                          phone=phone, content=question, consent="case-1")
        yield at(self.days[-30], 10, 40)
        if made:
            self.tried(s.accept, actor=clerk, case_id=made.id)
            self.tried(s.close_case, actor=clerk, case_id=made.id, outcome=answer)
        for days, what, who, number in ((15, kind.DELETE, name, phone), (2, kind.QUERY, WORDS["scanned"], "13600001234")):
            yield at(self.days[-days], 10, 45)
            made = self.tried(ask_about_data, actor=visitor("customers.ask_about_data"), kind=what, name=who, phone=number)
            if made and what == kind.DELETE:
                yield at(self.days[-days + 2], 9, 15)
                self.tried(handle_privacy_request, actor=clerk, request_id=made.id, identity=WORDS["recognised"])
