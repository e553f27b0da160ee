"""Approvals in the demo company: flows put in force in the last week; documents waiting, agreed, sent back, refused, delegated."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from importlib.resources import files
from typing import Any

from yingshu.approvals.models import Approval
from yingshu.approvals.services import agree, comment, refuse, save_flow, save_separation, save_table, send_back
from yingshu.customers.services import set_credit_terms
from yingshu.kernel import clock
from yingshu.orders.inputs import LineInput
from yingshu.orders.models.order import PaymentMethod
from yingshu.orders.services import register_order
from yingshu.organisation.services import delegate
from yingshu.pricing.inputs import StrategyInput
from yingshu.pricing.services import ask_special_price, draft_strategy, record_opinion, set_strategy_lines, submit_strategy
from yingshu.receivables.models import ReceivableItem
from yingshu.receivables.services import write_off

from . import story
from .founding import Company
from .telling import Telling
from .working import later

Steps = Iterator[datetime]


@dataclass
class Approving(Telling):
    """The stories of the last working days."""

    company: Company
    days: list[date]
    told: Callable[[str], None]

    def __post_init__(self) -> None:
        data = json.loads(files(__package__).joinpath("approvals.json").read_text("utf-8"))
        self.tables, self.flows, self.separations = data["tables"], data["flows"], data["separations"]
        self.words: dict[str, Any] = data["words"]
        self.small_freight: dict[str, Any] = data["freight"]

    def all(self) -> list[Steps]:
        """Every story by itself."""
        return [self.freight(), self.rules(), self.agreed(), self.waiting(), self.sent_back(), self.credit(), self.refused(),
                self.strategy(), self.delegated(), self.large_orders()]

    def at(self, back: int, hour: int, minute: int = 0) -> datetime:
        """A moment of the working day so many before the last."""
        return later(clock.moment(self.days[-1 - back], time(hour, minute)), 0)

    def by(self, login: str) -> dict[str, Any]:
        return {"actor": self.company.actor(login)}

    def freight(self) -> Steps:
        """The company narrows the book's flow on its first day: small freights are settled without asking."""
        yield clock.moment(self.days[0], time(8, 31))
        self.tried(save_flow, **self.by("moweiwen"), content=self.small_freight)

    def rules(self) -> Steps:
        """The administrator puts tables, flows and incompatible duties in force."""
        yield self.at(6, 8, 31)
        for content in self.tables:
            self.tried(save_table, **self.by("moweiwen"), content=content)
        for content in self.flows:
            self.tried(save_flow, **self.by("moweiwen"), content=content)
        for content in self.separations:
            self.tried(save_separation, **self.by("moweiwen"), content=content)

    def special(self, seller: str, buyer: str, good: str, share: str, bags: int = 200) -> int | None:
        """A special price that much below the list; answers its approval."""
        price = next(Decimal(g.price) for g in story.GOODS if g.code == good) * (1 - Decimal(share))
        asked = self.tried(ask_special_price, **self.by(seller), customer_id=self.company.customers[buyer], quantity=Decimal(bags),
                           product_id=self.company.goods[good], price=price.quantize(Decimal("0.01")), reason=self.words["reason"])
        return self.approval("special_price", asked.id) if asked else None

    def approval(self, kind: str, pk: int) -> int | None:
        """The running approval of a document."""
        return Approval.objects.filter(kind=kind, subject_id=pk).order_by("-id").values_list("id", flat=True).first()

    def agreed(self) -> Steps:
        yield self.at(4, 9, 20)
        found = self.special("wuzixuan", story.BUYERS[0].name, story.GOODS[0].code, "0.06")
        yield later(clock.now(), 95)
        self.tried(agree, **self.by("chenzhiyuan"), approval_id=found, opinion=self.words["agree"])

    def waiting(self) -> Steps:
        yield self.at(1, 15, 10)
        self.special("yewaner", story.BUYERS[3].name, story.GOODS[1].code, "0.12", 100)
        yield self.at(0, 10, 5)
        self.special("zhongjiahao", next(b.name for b in story.BUYERS if b.region == "east"), story.GOODS[2].code, "0.05", 50)

    def sent_back(self) -> Steps:
        yield self.at(3, 10, 40)
        found = self.special("fengjunjie", next(b.name for b in story.BUYERS if b.region == "north"), story.GOODS[1].code, "0.04")
        yield later(clock.now(), 130)
        self.tried(send_back, **self.by("chenzhiyuan"), approval_id=found, reason=self.words["back"])

    def credit(self) -> Steps:
        """A higher limit: the centre agreed, the general manager is next."""
        yield self.at(2, 11, 0)
        buyer = story.BUYERS[4]
        asked = self.tried(set_credit_terms, **self.by("suminyi"), customer_id=self.company.customers[buyer.name],
                           credit_limit_fen=15_000_000, reason=self.words["credit"])
        yield later(clock.now(), 160)
        if asked:
            self.tried(agree, **self.by("chenzhiyuan"), approval_id=self.approval("customers.set_credit_terms", asked.id),
                       opinion=self.words["credit_yes"])

    def refused(self) -> Steps:
        yield self.at(3, 14, 0)
        item = ReceivableItem._plain.filter(open_fen__gt=0, due_on__lt=clock.today()).order_by("open_fen", "id").first()
        asked = item and self.tried(write_off, **self.by("suminyi"), item_id=item.pk, reason=self.words["write_off"])
        yield later(clock.now(), 75)
        if asked:
            self.tried(refuse, **self.by("chenzhiyuan"), approval_id=self.approval("receivables.write_off", asked.id),
                       reason=self.words["write_off_no"])

    def strategy(self) -> Steps:
        """The price strategy of the next half-year: heard by all departments, reviewed, waits for the general manager."""
        yield self.at(3, 9, 0)
        clerk = self.by("huangsiqi")
        made = self.tried(draft_strategy, **clerk, title=self.words["strategy"], basis=self.words["basis"],
                          valid_from=self.days[-1] + timedelta(days=14))
        if made is None:
            return
        self.tried(set_strategy_lines, **clerk, strategy_id=made.id, lines=[self.line(g.code, Decimal(g.price)) for g in story.GOODS[:6]])
        for department in self.words["departments"]:
            self.tried(record_opinion, **clerk, strategy_id=made.id, department=department, attended=True)
        self.tried(submit_strategy, **clerk, strategy_id=made.id)
        yield later(clock.now(), 240)
        self.tried(record_opinion, **clerk, strategy_id=made.id, department=self.words["quality"], attended=False,
                   says=self.words["written"])
        self.tried(submit_strategy, **clerk, strategy_id=made.id)
        yield self.at(1, 9, 30)
        found = self.approval("price_strategy", made.id)
        self.tried(comment, **self.by("guominghui"), approval_id=found, says=self.words["comment"])
        self.tried(agree, **self.by("guominghui"), approval_id=found, opinion=self.words["strategy_yes"])

    def line(self, code: str, price: Decimal) -> StrategyInput:
        """Three prices: a tenth lower to win, a twentieth lower to keep."""
        return StrategyInput(product_id=self.company.goods[code], normal=price, capture=(price * 9 / 10).quantize(Decimal("0.01")),
                             keep=(price * 19 / 20).quantize(Decimal("0.01")), condition=self.words["condition"], discount=Decimal("0.03"))

    def large_orders(self) -> Steps:
        """Two orders above the amount of the flow: one agreed by the centre and waiting for the vice president, one just handed in."""
        large = ((1, story.BUYERS[1], story.GOODS[3], 2000, True), (0, story.BUYERS[2], story.GOODS[1], 3500, False))
        for back, buyer, good, bags, agreed in large:
            yield self.at(back, 10, 25)
            asked = self.tried(register_order, **self.by(story.SERVICE[buyer.region]), customer_id=self.company.customers[buyer.name],
                               lines=[LineInput(product_id=self.company.goods[good.code], quantity=Decimal(bags))],
                               payment_method=PaymentMethod.PREPAID, required_on=self.days[-1] + timedelta(days=9), submit=True)
            yield later(clock.now(), 85)
            if asked and agreed:
                self.tried(agree, **self.by("chenzhiyuan"), approval_id=self.approval("order", asked.id), opinion=self.words["large_yes"])

    def delegated(self) -> Steps:
        """The director delegates approvals up to an amount for some days; the general manager agrees."""
        yield self.at(2, 16, 0)
        asked = self.tried(delegate, **self.by("chenzhiyuan"), right="approvals.agree", receiver_id=self.company.people["linxiaowen"],
                           first_day=self.days[-1], last_day=self.days[-1] + timedelta(days=6), limit_fen=5_000_000,
                           note=self.words["delegation"])
        yield self.at(1, 8, 50)
        if asked:
            self.tried(agree, **self.by("zhoujianhua"), approval_id=self.approval("organisation.delegate", asked.id),
                       opinion=self.words["delegation_yes"])
