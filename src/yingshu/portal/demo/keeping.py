"""What the demo company keeps in order: articles on its site, texts to customers, the ledger against finance, goods in its shops."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from yingshu.kernel.actor import system
from yingshu.marketing import services as marketing
from yingshu.marketing.models import Article, SmsBatch
from yingshu.receivables import services as money
from yingshu.receivables.models import Reconciliation
from yingshu.receivables.queries.reconciling import ledger_on
from yingshu.rulebook.services import set_parameters
from yingshu.stock import services as stock
from yingshu.stock.inputs import CountedInput
from yingshu.stock.models import Stocktake

from .founding import Company
from .rhythm import WORDS, at
from .telling import Telling


@dataclass
class Keeping(Telling):
    """Once a month, whatever is sold."""

    company: Company
    rng: Random
    days: list[date]
    told: Callable[[str], None]

    def all(self) -> list[Iterator[datetime]]:
        """Every custom as a story of its own."""
        return [self.articles(), self.drafts(), self.texts(), self.ledgers(), self.shops()]

    def every_day(self, day_of_month: int) -> list[date]:
        """This day of every month of the story."""
        span = (self.days[-1] - self.days[0]).days
        return [d for n in range(span + 1) if (d := self.days[0] + timedelta(days=n)).day == day_of_month]

    def articles(self) -> Iterator[datetime]:
        """Written by the assistant, reviewed by the director, published the day after; one month brings none."""
        for n, day in enumerate(self.every_day(18)):
            yield at(day, 10, 30)
            if n == 3:
                continue
            title, subject, body = WORDS["articles"][n % len(WORDS["articles"])]
            done = self.tried(marketing.write_article, actor=self.company.actor("huangsiqi"), title=title, body=body,
                              subject=Article.Subject(subject))
            if done is None:
                continue
            self.tried(marketing.submit_article, actor=self.company.actor("huangsiqi"), article_id=done.id)
            yield at(day, 16)
            self.tried(marketing.review_article, actor=self.company.actor("chenzhiyuan"), article_id=done.id, approve=True,
                       opinion=WORDS["review"])
            yield at(day + timedelta(days=1), 9)
            self.tried(marketing.publish_article, actor=self.company.actor("huangsiqi"), article_id=done.id)

    def drafts(self) -> Iterator[datetime]:
        """The one for next month waits for its review."""
        yield at(self.days[-2], 15)
        title, subject, body = WORDS["articles"][-1]
        done = self.tried(marketing.write_article, actor=self.company.actor("huangsiqi"), title=title, body=body,
                          subject=Article.Subject(subject))
        if done is not None:
            self.tried(marketing.submit_article, actor=self.company.actor("huangsiqi"), article_id=done.id)

    def texts(self) -> Iterator[datetime]:
        """Two lists; somebody unsubscribes and is not in the second."""
        for n, day in enumerate(self.every_day(6)[-2:]):
            yield at(day, 9, 15)
            director = self.company.actor("chenzhiyuan")
            done = self.tried(marketing.make_sms_batch, actor=director, text=WORDS["sms"][n])
            if done is None:
                continue
            self.tried(marketing.send_sms_batch, actor=director, sms_batch_id=done.id)
            customers = SmsBatch.objects.get(pk=done.id).rows.order_by("id").values_list("customer_id", flat=True)
            for customer_id, reply in zip(customers, WORDS["replies"], strict=False):
                self.tried(marketing.record_sms_reply, actor=director, sms_batch_id=done.id, customer_id=customer_id, reply=reply)

    def ledgers(self) -> Iterator[datetime]:
        """On the 25th the ledger agrees with finance; once there is a difference, which is explained; the last one is open.

        With customers the company reconciles when somebody asks, not all of them each month as the book suggests.
        """
        days = self.every_day(25)
        yield at(self.days[0], 10)
        self.tried(set_parameters, actor=system("installation"), control="receivables.reconcile", values={
            "frequency": "any_time", "owner": "service_manager"}, valid_from=self.days[0], reason=WORDS["with_finance"])
        for n, day in enumerate(days):
            yield at(day, 9, 5)
            done = self.tried(money.start_reconciliations, actor=system("schedule"))
            if done is None or done.state != "open":
                continue
            gap, finance = (60_000 if n == 2 else 0), self.company.actor("suminyi")
            yield at(day, 14)
            if n == len(days) - 1:
                continue
            ledger = ledger_on(Reconciliation._plain.get(pk=done.id).as_of)
            self.tried(money.enter_other_side, actor=finance, reconciliation_id=done.id, amount=ledger - gap)
            self.tried(money.complete_reconciliation, actor=finance, reconciliation_id=done.id, explanation=WORDS["gap"] if gap else "")

    def shops(self) -> Iterator[datetime]:
        """Two shops get goods in the second month; one is counted in between, the other is being counted now."""
        yield at(self.days[30], 10)
        self.tried(set_parameters, actor=system("installation"), control="stock.stocktake", values={
            "participants": ("service_manager", "warehouse")}, valid_from=self.days[0], reason=WORDS["no_clerk"])
        keeper, goods = self.company.actor("luoyongqiang"), list(self.company.goods.values())[:3]
        shops = [done.id for name in WORDS["shops"] if (done := self.tried(stock.open_place, actor=keeper, name=name))]
        for shop in shops:
            for product_id in goods:
                self.tried(stock.move_to_place, actor=keeper, place_id=shop, product_id=product_id, quantity=Decimal(self.rng.randrange(3,
                    9) * 10))
        yield at(self.days[60], 10)
        self._counted(shops[0], (-2, 0, 1), whole=True)
        yield at(self.days[-1], 9)
        self._counted(shops[1], (-1, 0, 0), whole=False)

    def _counted(self, shop: int, differences: tuple[int, ...], whole: bool) -> None:
        keeper = self.company.actor("luoyongqiang")
        done = self.tried(stock.start_stocktake, actor=keeper, place_id=shop)
        if done is None:
            return
        lines = [CountedInput(product_id=x.product_id, counted=x.book + d, reason=WORDS["loss"] if d < 0 else WORDS["found"] if d else "")
                 for x, d in zip(Stocktake.objects.get(pk=done.id).lines.order_by("product_id"), differences, strict=False)]
        self.tried(stock.count_stock, actor=keeper, stocktake_id=done.id, lines=lines)
        self.tried(stock.sign_stocktake, actor=keeper, stocktake_id=done.id)
        if whole:
            self.tried(stock.sign_stocktake, actor=self.company.actor("linxiaowen"), stocktake_id=done.id)
            self.tried(stock.submit_stocktake, actor=keeper, stocktake_id=done.id)
            self.tried(stock.approve_stocktake, actor=self.company.actor("chenzhiyuan"), stocktake_id=done.id, approve=True,
                       opinion=WORDS["approved"])
