"""The life of one order: a generator that says when its next step is due and, resumed at that moment, takes it by the services.

Whatever lies behind the last moment of the demo is simply never resumed, so the newest orders stand in every state by themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.services import Done
from yingshu.logistics.inputs import CountInput, ReturnInput
from yingshu.logistics.models import DispatchException, Shipment
from yingshu.logistics.services import (
    arrive,
    book_vehicle,
    close_exception,
    count,
    depart,
    open_exception,
    report_dispatch,
    settle_freight,
    take_back,
)
from yingshu.orders.inputs import LineInput, ReadyInput, SlipLineInput
from yingshu.orders.models import CustomerNotice, OrderLine, SalesOrder, SalesSlip, SlipLine
from yingshu.orders.models.order import CameBy, PaymentMethod
from yingshu.orders.services import (
    acknowledge_finance,
    acknowledge_logistics,
    acknowledge_workshop,
    approve_order,
    cancel_order,
    close_order,
    issue_slip,
    notify_customer,
    record_progress,
    record_receipt_note,
    register_order,
    reject_order,
    release_credit,
    report_readiness,
    report_receipt,
    send_instructions,
)
from yingshu.receivables.models import Receipt, ReceivableItem
from yingshu.receivables.services import hand_over_cod, record_receipt

from . import story
from .founding import Company
from .story import WORDS, Buyer, Good
from .telling import Telling
from .working import days_later, later

Steps = Iterator[datetime]
State = SalesOrder.State


@dataclass
class Fate:
    """What will go wrong with an order, thrown beforehand. ``None`` of it happens to most."""

    draft: bool = False
    cancelled: bool = False
    rejected: bool = False
    short_fen: int = 0
    silent_finance: bool = False
    late_finance: bool = False
    partial: bool = False
    miscount: bool = False
    delayed: bool = False
    damaged: bool = False
    refused: bool = False
    cod_kept: bool = False
    discount: str = ""
    end_after: str = ""

    @classmethod
    def thrown(cls, rng: Random, buyer: Buyer) -> Fate:
        """By chance, with the habits of the customer."""
        def happens(permille: int) -> bool:
            return rng.randrange(1000) < permille

        return cls(draft=happens(15), cancelled=happens(25), rejected=happens(20), short_fen=20000 if happens(40) else 0,
                   late_finance=happens(70), partial=happens(90), miscount=happens(40), delayed=happens(80), damaged=happens(30),
                   refused=happens(12), cod_kept=buyer.habit == "late" and happens(250),
                   discount=rng.choices(["", "0.02", "0.05", "0.09", "0.13"], [80, 9, 6, 3, 2])[0])


@dataclass
class Order(Telling):
    """One order on its way. ``lines`` are codes and quantities."""

    company: Company
    buyer: Buyer
    lines: list[tuple[Good, int]]
    rng: Random
    fate: Fate
    told: Callable[[str], None]
    id: int = 0
    method: str = ""
    wanted: date | None = None
    slips: list[int] = field(default_factory=list)

    # ---- who acts

    def who(self, login: str) -> Actor:
        return self.company.actor(login)

    @property
    def service(self) -> Actor:
        """The service manager who looks after the region."""
        return self.who(story.SERVICE[self.buyer.region])

    def minutes(self, least: int, most: int) -> int:
        return self.rng.randrange(least, most)

    # ---- the story

    def steps(self, start: datetime) -> Steps:
        """From the first call of the customer to the closed order."""
        yield start
        if not self.registered():
            return
        yield from self.review(start)
        order = self.row()
        if order.state != State.APPROVED or self.fate.end_after == "approve":
            return
        at = later(clock.now(), self.minutes(8, 90))
        yield at
        if self.fate.cancelled:
            self.tried(cancel_order, actor=self.service, order_id=self.id, reason=self.rng.choice(story.CHOICES["cancel"]))
            return
        if self.tried(send_instructions, actor=self.service, order_id=self.id):
            yield from self.departments(at)
            if not self.fate.silent_finance:
                yield from self.slip_and_truck()

    def registered(self) -> bool:
        """Registration by the service manager, sometimes by the salesperson."""
        own = self.rng.randrange(100) < 22
        actor = self.who(story.SELLER[self.buyer.region]) if own else self.service
        cut = Decimal(self.fate.discount) if self.fate.discount else None
        lines = [LineInput(product_id=self.company.goods[g.code], quantity=Decimal(n), discount=cut if i == 0 else None)
                 for i, (g, n) in enumerate(self.lines)]
        self.method = self.buyer.method if self.rng.randrange(100) < 93 or self.fate.end_after else "prepaid"
        thrown = days_later(clock.now(), self.minutes(5, 10)).date()
        done = self.tried(register_order, actor=actor, customer_id=self.company.customers[self.buyer.name], lines=lines,
                          payment_method=PaymentMethod(self.method), required_on=self.wanted or thrown, submit=not self.fate.draft,
                          source=CameBy(self.rng.choice(["phone", "phone", "message", "visit"])))
        self.id = done.id if done else 0
        return bool(done)

    def review(self, start: datetime) -> Steps:
        """The level the order waits for decides, within a working day."""
        order = self.row()
        if order.state != State.REVIEWING or self.fate.end_after == "review":
            return
        yield later(start, self.minutes(15, 420))
        reviewer = self.who({"director": "guominghui", "general_manager": "zhoujianhua"}.get(order.route_level, "chenzhiyuan"))
        if self.fate.rejected:
            self.tried(reject_order, actor=reviewer, order_id=self.id, reason=self.rng.choice(story.CHOICES["reject"]))
        else:
            self.tried(approve_order, actor=reviewer, order_id=self.id, opinion=WORDS["agreed"])

    def departments(self, at: datetime) -> Steps:
        """The three lanes side by side, in the order of their moments."""
        plan = sorted([*self.workshop(at), *self.finance(at), *self.logistics(at)], key=lambda step: step[0])
        for moment, step in plan:
            yield moment
            step()

    def workshop(self, at: datetime) -> list[tuple[datetime, Callable[[], Any]]]:
        actor, order_id = "denghaibo", self.id
        first = later(at, self.minutes(60, 900))
        plan: list[tuple[datetime, Callable[[], Any]]] = [
            (later(at, self.minutes(5, 45)), lambda: self.tried(acknowledge_workshop, actor=self.who(actor), order_id=order_id))]
        if self.fate.partial:
            plan.append((first, self.partly_ready))
            first = later(first, self.minutes(200, 900))
        if self.fate.end_after == "part":
            return plan
        return [*plan, (first, lambda: self.tried(report_readiness, actor=self.who(actor), order_id=order_id))]

    def partly_ready(self) -> None:
        """Half of each line; the rest is promised, the ready part may go out at once."""
        lines = list(OrderLine.objects.filter(order_id=self.id).order_by("position"))
        half = [(x, Decimal(int(x.quantity / 2))) for x in lines if x.quantity >= 2]
        self.tried(report_readiness, actor=self.who("denghaibo"), order_id=self.id, promised_at=days_later(clock.now(), 2),
                   lines=[ReadyInput(line_id=x.pk, ready=n) for x, n in half], note=WORDS["half"])
        if self.method in ("credit", "cod"):
            ready = [SlipLineInput(line_id=x.pk, quantity=n) for x, n in half]
            done = self.tried(issue_slip, actor=self.service, order_id=self.id, lines=ready)
            self.slips += [done.id] if done else []

    def finance(self, at: datetime) -> list[tuple[datetime, Callable[[], Any]]]:
        if self.fate.silent_finance:
            return []
        wait = self.minutes(150, 400) if self.fate.late_finance else self.minutes(15, 112)
        return [(later(at, self.minutes(4, 14)), lambda: self.tried(acknowledge_finance, actor=self.who("suminyi"), order_id=self.id)),
                (later(at, wait), self.money_checked)]

    def money_checked(self) -> None:
        """What came in by the payment method: all, the deposit, 200 yuan too little, or nothing to check."""
        gross = self.row().gross_fen
        amount = {"prepaid": gross - self.fate.short_fen, "deposit": gross * 3 // 10}.get(self.method)
        self.tried(report_receipt, actor=self.who("suminyi"), order_id=self.id, amount=amount, payer=self.buyer.name,
                   account=WORDS["bank"])
        if self.method == "bill":
            self.bill_in(gross)

    def bill_in(self, gross: int) -> None:
        self.tried(record_receipt, actor=self.who("suminyi"), order_id=self.id, amount=gross, method=Receipt.Method.BILL,
                   bill_number=f"1{self.rng.randrange(10**28, 10**29)}", drawer=self.buyer.name,
                   matures_on=clock.today() + timedelta(days=self.buyer.days), payer=self.buyer.name)

    def logistics(self, at: datetime) -> list[tuple[datetime, Callable[[], Any]]]:
        clerk = "liangguodong"
        return [(later(at, self.minutes(4, 25)), lambda: self.tried(acknowledge_logistics, actor=self.who(clerk), order_id=self.id)),
                (later(at, self.minutes(28, 170)), self.book)]

    def book(self) -> None:
        """A vehicle, confirmed with carrier, plate, driver, pick-up time and freight."""
        plate, driver = self.rng.choice(story.DRIVERS)
        bags = sum(n for _good, n in self.lines)
        self.tried(book_vehicle, actor=self.who("liangguodong"), order_id=self.id, carrier_id=self.rng.choice(self.company.carriers),
                   plate=plate, driver=driver, driver_phone=f"1380000{self.rng.randrange(1000, 9999)}",
                   pickup_at=later(clock.now(), self.minutes(120, 600)), freight=(180 + bags * self.rng.randrange(2, 5)) * 100,
                   expected_on=days_later(clock.now(), self.minutes(2, 4)).date())

    def slip_and_truck(self) -> Steps:
        """The gate, the count, the road, the money; a refused gate is tried again when the reason is gone."""
        if self.fate.end_after == "part":
            for slip_id in self.slips:
                yield from self.road(slip_id)
            return
        for _attempt in range(4):
            yield later(clock.now(), self.minutes(10, 70))
            done = self.tried(issue_slip, actor=self.service, order_id=self.id)
            if done:
                self.slips.append(done.id)
                break
            if self.row().slipped_fen >= self.row().gross_fen or self.fate.end_after == "gate":
                break
            yield from self.unblocked()
        for n, slip_id in enumerate(self.slips):
            if n:  # a second vehicle for the rest
                self.book()
            yield from self.road(slip_id)
        if self.slips:
            yield from self.end()

    def unblocked(self) -> Steps:
        """The gate refused: money that was short comes, or the credit is released, or goods are produced meanwhile."""
        yield days_later(clock.now(), 1, self.minutes(20, 300))
        order = self.row()
        if self.method == "prepaid" and self.fate.short_fen:
            self.tried(record_receipt, actor=self.who("suminyi"), order_id=self.id, amount=self.fate.short_fen, payer=self.buyer.name)
            self.fate.short_fen = 0
        elif self.method == "deposit":
            self.tried(record_receipt, actor=self.who("suminyi"), order_id=self.id, amount=order.gross_fen - order.gross_fen * 3 // 10,
                       payer=self.buyer.name)
        elif self.method in ("credit", "bill") and self.rng.randrange(10) < 6:
            self.tried(release_credit, actor=self.who("suminyi"), order_id=self.id, reason=WORDS["released"])

    def road(self, slip_id: int) -> Steps:
        """Count, departure, notice, arrival."""
        yield later(clock.now(), self.minutes(25, 240))
        keeper = self.who("luoyongqiang")
        if self.fate.miscount:
            yield from self.miscounted(slip_id)
        if not self.tried(count, actor=keeper, slip_id=slip_id) or not self.tried(depart, actor=keeper, slip_id=slip_id):
            return
        shipment = Shipment._plain.get(slip_id=slip_id)
        waybill = f"YD{self.rng.randrange(10**7, 10**8)}"
        self.tried(report_dispatch, actor=self.who("liangguodong"), shipment_id=shipment.pk, waybill=waybill)
        yield later(clock.now(), self.minutes(8, 1500 if self.fate.delayed else 300))
        self.tried(notify_customer, actor=self.service, slip_id=slip_id, says=WORDS["told"],
                   channel=CustomerNotice.Channel(self.rng.choice(["phone", "message"])))
        yield days_later(clock.now(), self.minutes(4, 7) if self.fate.delayed else self.minutes(1, 3), self.minutes(0, 400))
        if self.tried(arrive, actor=self.who("liangguodong"), shipment_id=shipment.pk, signed_by=self.buyer.contact,
                      damaged=self.fate.damaged):
            yield from self.received(slip_id, shipment.pk)

    def miscounted(self, slip_id: int) -> Steps:
        """A bag too few at the vehicle: the exception is opened by the count, settled, and counted again."""
        lines = list(SlipLine.objects.filter(slip_id=slip_id).order_by("position"))
        counted = [CountInput(line_id=x.pk, counted=x.quantity - (1 if n == 0 else 0)) for n, x in enumerate(lines)]
        self.tried(count, actor=self.who("luoyongqiang"), slip_id=slip_id, lines=counted)
        self.tried(depart, actor=self.who("luoyongqiang"), slip_id=slip_id)
        yield later(clock.now(), self.minutes(30, 200))
        self.settled(slip_id, WORDS["recounted"])

    def settled(self, slip_id: int, result: str) -> None:
        for x in DispatchException._plain.filter(slip_id=slip_id, state=DispatchException.State.OPEN):
            self.tried(close_exception, actor=self.service, exception_id=x.pk, result=result)

    def received(self, slip_id: int, shipment_id: int) -> Steps:
        """After arrival: what was wrong with the goods, the collected money, the freight."""
        if self.fate.refused:
            self.trouble(slip_id, DispatchException.Kind.REFUSAL, WORDS["refused"], None)
            yield days_later(clock.now(), 2, self.minutes(10, 200))
            self.back(slip_id, None, WORDS["refused"])
        elif self.fate.damaged:
            self.trouble(slip_id, DispatchException.Kind.DAMAGE, WORDS["damaged"], Decimal(self.minutes(1, 6)))
            yield days_later(clock.now(), self.minutes(2, 12), self.minutes(10, 300))
            self.back(slip_id, Decimal(1), WORDS["damaged"])
        elif self.fate.delayed:
            self.trouble(slip_id, DispatchException.Kind.DELAY, WORDS["late"], None)
            yield days_later(clock.now(), self.minutes(3, 15), self.minutes(10, 200))
            self.settled(slip_id, WORDS["late_settled"])
        if SalesSlip._plain.get(pk=slip_id).collect_fen:
            yield from self.handed_over()
        yield days_later(clock.now(), self.minutes(3, 9), self.minutes(10, 300))
        freight = Shipment._plain.get(pk=shipment_id).freight_fen
        asked = self.tried(settle_freight, actor=self.who("liangguodong"), shipment_id=shipment_id, amount=freight)
        yield from self.confirmed(asked, "logistics.settle_freight", "chenzhiyuan", "suminyi")

    def confirmed(self, asked: Done | None, kind: str, *logins: str) -> Steps:
        """Where the book's flow asks them, these people agree one after the other."""
        for login in logins if asked and asked.kind == "request" else ():
            yield later(clock.now(), self.minutes(15, 200))
            self.agreed_to(kind, asked.id if asked else 0, self.who(login))

    def trouble(self, slip_id: int, kind: DispatchException.Kind, says: str, quantity: Decimal | None) -> None:
        self.tried(open_exception, actor=self.service, slip_id=slip_id, kind=kind, says=says, quantity=quantity,
                   handler_id=self.company.people[story.SERVICE[self.buyer.region]])

    def back(self, slip_id: int, most: Decimal | None, reason: str) -> None:
        """Goods come back into the books; then the exception can be closed."""
        lines = [ReturnInput(line_id=x.pk, quantity=min(x.quantity, most) if most else x.quantity, restock=most is None)
                 for x in SlipLine.objects.filter(slip_id=slip_id).order_by("position")]
        self.tried(take_back, actor=self.service, slip_id=slip_id, lines=lines[:1] if most else lines, reason=reason)
        self.settled(slip_id, WORDS["returned"])

    def handed_over(self) -> Steps:
        """The carrier brings what it collected, now and then a hundred too little at first, or only after weeks."""
        yield days_later(clock.now(), self.minutes(1, 4), self.minutes(10, 300))
        if self.fate.cod_kept:
            yield days_later(clock.now(), self.minutes(14, 22), self.minutes(10, 300))
        item = ReceivableItem._plain.filter(order_id=self.id, kind=ReceivableItem.Kind.COD, open_fen__gt=0).order_by("id").first()
        if item is None:
            return
        short = 10000 if self.rng.randrange(20) < 1 and item.open_fen > 10000 else 0
        yield from self.brought(item.pk, item.open_fen - short)
        if short:
            yield days_later(clock.now(), self.minutes(9, 15), self.minutes(10, 300))
            yield from self.brought(item.pk, short)

    def brought(self, item_id: int, fen: int) -> Steps:
        """Logistics hands the money over, finance counts and confirms it."""
        asked = self.tried(hand_over_cod, actor=self.who("liangguodong"), item_id=item_id, amount=fen, received_on=clock.today())
        yield from self.confirmed(asked, "receivables.hand_over_cod", "suminyi")

    def end(self) -> Steps:
        """Receipt note, the customer's opinion, closing; refused closings are part of the story."""
        yield days_later(clock.now(), self.minutes(1, 9), self.minutes(10, 300))
        if self.rng.randrange(10) < 3:
            self.tried(record_progress, actor=self.service, order_id=self.id, says=self.rng.choice(story.CHOICES["progress"]))
        self.tried(record_receipt_note, actor=self.service, order_id=self.id,
                   receipt_note=WORDS["receipt_note"].format(self.rng.randrange(1000, 9999)),
                   customer_opinion=self.rng.choice(story.CHOICES["opinion"]))
        for _look in range(12):
            if not self.owed() or self.rng.randrange(100) < 3:
                self.tried(close_order, actor=self.service, order_id=self.id)
            if self.row().state == State.CLOSED:
                return
            yield days_later(clock.now(), 10, self.minutes(10, 300))

    def owed(self) -> bool:
        """Is anything of the order still open? One looks before one closes."""
        return ReceivableItem._plain.filter(order_id=self.id, open_fen__gt=0).exists()

    def row(self) -> SalesOrder:
        found: SalesOrder = SalesOrder._plain.get(pk=self.id)
        return found
