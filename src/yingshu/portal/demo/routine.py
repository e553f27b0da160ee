"""What happens in the demo company beside the orders: production, customers paying, dunning, special prices, reports, files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from yingshu.customers.services import acknowledge_files, create_customer, deliver_files
from yingshu.insight.models import Report
from yingshu.insight.services import acknowledge_report, correct_report, make_analysis, make_monthly_report, submit_report
from yingshu.kernel import clock
from yingshu.kernel.actor import system
from yingshu.orders.tasks import run_checks
from yingshu.pricing.inputs import QuoteInput
from yingshu.pricing.services import ask_special_price, decide_special_price, quote
from yingshu.receivables.models import ReceivableItem
from yingshu.receivables.services import record_dunning, record_receipt
from yingshu.rulebook.services import prepare_parameters, release_parameters
from yingshu.stock.models import StockBalance
from yingshu.stock.services import receive_stock, scan_safety_stock

from . import story
from .founding import Company, release
from .story import WORDS, Buyer
from .telling import Telling
from .working import later

Steps = Iterator[datetime]
HABIT_DAYS = {"good": (-4, 3), "slow": (14, 55), "bad": (70, 200), "late": (0, 20)}


@dataclass
class Routine(Telling):
    """The repeated work of the company over its days."""

    company: Company
    rng: Random
    days: list[date]
    told: Callable[[str], None]

    def at(self, day: date, hour: int, minute: int = 0) -> datetime:
        return later(clock.moment(day, time(hour, minute)), 0)

    def all(self) -> list[Steps]:
        """Every routine as a story of its own."""
        return [self.production(), self.checks(), self.payments(), self.dunning(), self.prices(), self.reports(), self.analyses(),
                self.files(), self.newcomers(), self.second_rules()]

    def production(self) -> Steps:
        """Every morning the workshop fills up what is promised away; two products stay scarce at the end."""
        scarce = {self.company.goods[code] for code in ("JJ-02", "ZW-05")}
        safety = {self.company.goods[g.code]: (g.safety, g.stock) for g in story.GOODS}
        for day in self.days:
            yield self.at(day, 8, 32)
            for row in StockBalance.objects.order_by("product_id"):
                least, full = safety[row.product_id]
                if row.product_id in scarce and day >= self.days[-12]:
                    continue
                if row.on_hand - row.committed < least:
                    self.tried(receive_stock, actor=self.company.actor("denghaibo"), product_id=row.product_id, document=f"SC{day:%m%d}",
                               quantity=Decimal(full))

    def checks(self) -> Steps:
        """What the worker does by itself: late answers, silent orders, safety stock."""
        for day in [*self.days[:-30:5], *self.days[-30:]]:
            yield self.at(day, 17, 5)
            run_checks()
            self.tried(scan_safety_stock, actor=system("schedule"))

    def payments(self) -> Steps:
        """Customers on credit pay by habit: around the due date, weeks late, or not for months."""
        habit = {self.company.customers[b.name]: b for b in story.BUYERS}
        for day in self.days:
            yield self.at(day, 10, 15)
            open_items = ReceivableItem._plain.filter(kind=ReceivableItem.Kind.SALE, open_fen__gt=0, due_on__lte=day + timedelta(days=5),
                                                      payment_method="credit").order_by("id")
            for item in open_items:
                if self._pays(item, habit[item.customer_id], day):
                    self._paid(item, habit[item.customer_id])

    def _pays(self, item: ReceivableItem, buyer: Buyer, day: date) -> bool:
        first, last = HABIT_DAYS[buyer.habit]
        chosen = Random(f"{self.company.seed}:{item.number}").randint(first, last)  # nosec B311 # a story, not a secret
        return bool(item.due_on and day >= item.due_on + timedelta(days=chosen))

    def _paid(self, item: ReceivableItem, buyer: Buyer) -> None:
        part = item.open_fen if buyer.habit == "good" or self.rng.randrange(10) < 7 else max(item.open_fen // 200 * 100, 100)
        self.tried(record_receipt, actor=self.company.actor("suminyi"), customer_id=item.customer_id, amount=part, payer=buyer.name,
                   oldest_first=True, account=WORDS["bank"])

    def dunning(self) -> Steps:
        """On Tuesdays the salespeople remind their customers; some promise a day."""
        sellers = {self.company.customers[b.name]: story.SELLER[b.region] for b in story.BUYERS}
        for day in [d for d in self.days if d.weekday() == 1]:
            yield self.at(day, 15, 20)
            late = ReceivableItem._plain.filter(kind=ReceivableItem.Kind.SALE, open_fen__gt=0, due_on__lt=day)
            for customer_id in sorted(set(late.values_list("customer_id", flat=True))):
                if self.rng.randrange(10) < 6:
                    self._reminded(customer_id, sellers[customer_id], day)

    def _reminded(self, customer_id: int, login: str, day: date) -> None:
        promised = day + timedelta(days=self.rng.randrange(5, 15)) if self.rng.randrange(2) < 1 else None
        self.tried(record_dunning, actor=self.company.actor(login), customer_id=customer_id, promised_on=promised,
                   says=self.rng.choice(story.CHOICES["promise"]) if promised else WORDS["dunned"])

    def prices(self) -> Steps:
        """Quotations every few days; a special price asked for now and then, most of them granted, the last ones still open."""
        for n, day in enumerate(self.days[6::7]):
            yield self.at(day, 9, 40)
            buyer, good = self.rng.choice(story.BUYERS), self.rng.choice(story.GOODS)
            seller = self.company.actor(story.SELLER[buyer.region])
            self.tried(quote, actor=seller, customer_id=self.company.customers[buyer.name], lines=[
                QuoteInput(product_id=self.company.goods[good.code], quantity=Decimal(100))])
            cut = Decimal(good.price) * Decimal("0.94")
            asked = self.tried(ask_special_price, actor=seller, customer_id=self.company.customers[buyer.name], quantity=Decimal(300),
                               product_id=self.company.goods[good.code], price=cut.quantize(Decimal("0.01")),
                               reason=self.rng.choice(story.CHOICES["special"]))
            if asked and day < self.days[-9]:
                yield later(clock.now(), self.rng.randrange(30, 500))
                self.tried(decide_special_price, actor=self.company.actor("chenzhiyuan"), special_price_id=asked.id, grant=n % 4 != 3,
                           opinion=WORDS["special_yes"] if n % 4 != 3 else WORDS["special_no"])

    def reports(self) -> Steps:
        """The monthly sales report by the 28th; one month it came two days late, one month it had to be corrected."""
        months = sorted({(d.year, d.month) for d in self.days})
        for n, (year, month) in enumerate(months):
            last_day = 30 if n == 1 else 27
            due = [d for d in self.days if (d.year, d.month) == (year, month) and d.day <= last_day]
            if not due or due[-1].day < 20:
                continue
            yield self.at(due[-1], 16, 10)
            done = self.tried(make_monthly_report, actor=self.company.actor("linxiaowen"), month=f"{year}-{month:02d}",
                              note=WORDS["monthly"])
            if done and self.tried(submit_report, actor=self.company.actor("linxiaowen"), report_id=done.id):
                yield later(clock.now(), 35)
                self.agreed_to("report", done.id, self.company.actor("chenzhiyuan"))
                yield from self._read(done.id, corrected=n == 2)

    def analyses(self) -> Steps:
        """The director's analysis of each month in the first week of the next one; the last one is still to be written."""
        firsts = [b for a, b in zip(self.days, self.days[1:], strict=False) if a.month != b.month]
        for day in firsts[:-1]:
            yield self.at(day, 14, 30)
            month = day.replace(day=1) - timedelta(days=1)
            done = self.tried(make_analysis, actor=self.company.actor("chenzhiyuan"), month=f"{month:%Y-%m}", note=WORDS["analysis"])
            if done:
                self.tried(submit_report, actor=self.company.actor("chenzhiyuan"), report_id=done.id)

    def _read(self, report_id: int, corrected: bool) -> Steps:
        yield later(clock.now(), 60)
        if corrected:
            again = self.tried(correct_report, actor=self.company.actor("linxiaowen"), report_id=report_id, note=WORDS["corrected"])
            if again:
                yield later(clock.now(), 25)
                self.tried(submit_report, actor=self.company.actor("linxiaowen"), report_id=again.id)
                self.agreed_to("report", again.id, self.company.actor("chenzhiyuan"))
        newest = Report.objects.filter(kind=Report.Kind.MONTHLY_SALES, state=Report.State.SUBMITTED).order_by("-id").first()
        if newest is not None:
            self.tried(acknowledge_report, actor=self.company.actor("guominghui"), report_id=newest.pk)

    def files(self) -> Steps:
        """Customer files to the leaders on the last working day of a month; the director reads them at once, others later."""
        lasts = [d for d, after in zip(self.days, self.days[1:], strict=False) if d.month != after.month]
        for day in lasts:
            yield self.at(day, 17, 0)
            done = self.tried(deliver_files, actor=self.company.actor("linxiaowen"), note=WORDS["files"])
            if done:
                self.tried(acknowledge_files, actor=self.company.actor("chenzhiyuan"), report_id=done.id)

    def newcomers(self) -> Steps:
        """Files begun in the last days that are not whole yet: one late, one in time."""
        for back, name, region, data in story.NEWCOMERS:
            yield self.at(self.days[-back], 11, 20)
            self.tried(create_customer, actor=self.company.actor(story.SELLER[region]), name=name, **data)

    def second_rules(self) -> Steps:
        """After the first months: the second price list, and review only of prices beyond authority."""
        middle = self.days[len(self.days) // 2]
        yield self.at(middle, 8, 35)
        head = self.company.actor("chenzhiyuan")
        change = self.tried(prepare_parameters, actor=head, control="orders.review", variant=WORDS["by_price"], valid_from=middle,
                            reason=WORDS["trial_over"])
        if change:
            self.tried(release_parameters, actor=self.company.actor("guominghui"), change_id=change.id)
        release(self.company, self.company.actor("guominghui"), WORDS["second_list"], middle + timedelta(days=3), story.RAISED)
