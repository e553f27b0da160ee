"""Whatever is done in whatever order: sums stay right, and every day's ageing is what a recomputation from the entries says."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.trade import Trade

from yingshu.kernel import clock
from yingshu.kernel.errors import BusinessError
from yingshu.kernel.invariants import violations
from yingshu.receivables import queries
from yingshu.receivables.inputs import AllocationInput
from yingshu.receivables.models import Receipt, ReceivableEntry, ReceivableItem
from yingshu.receivables.rules import bucket_of
from yingshu.receivables.services import allocate, allocate_oldest, hand_over_cod, record_receipt, refund, reverse_receipt, write_off

from .books import arrived, returned, shipped

START = date(2026, 1, 1)
STEP = st.tuples(st.sampled_from(["ship", "ship_cod", "arrive", "return", "receive", "receive_back", "by_hand", "oldest", "hand_over",
                                  "reverse", "refund", "write_off"]),
                 st.integers(0, 3), st.integers(1, 90), st.integers(0, 9))


class Story:
    """Steps on the product; refusals must change nothing."""

    def __init__(self, trade: Trade) -> None:
        self.actor = trade.actor("finance")
        self.customers = [trade.customer(name) for name in ("甲", "乙")]
        self.today, self.slips = START, 0

    def run(self, step: str, which: int, fen: int, days: int) -> None:
        self.today += timedelta(days=days)
        with clock.at(datetime.combine(self.today, time(10))):
            try:
                with transaction.atomic():
                    getattr(self, step)(which, fen)
            except (BusinessError, IndexError):
                pass

    def ship(self, which: int, fen: int, method: str = "credit") -> None:
        self.slips += 1
        shipped(self.actor, self.customers[which % 2], fen, on=self.today, due=self.today + timedelta(days=fen % 40), method=method,
                slip=self.slips, order_id=self.slips)

    def ship_cod(self, which: int, fen: int) -> None:
        self.ship(which, fen, "cod")

    def arrive(self, which: int, fen: int) -> None:
        arrived(self.actor, on=self.today, due=self.today + timedelta(days=3), slip=which + 1)

    def returned(self, which: int, fen: int) -> None:
        returned(self.actor, fen, on=self.today, slip=which + 1)

    def receive(self, which: int, fen: int) -> None:
        record_receipt(actor=self.actor, customer_id=self.customers[which % 2].pk, amount=fen, oldest_first=which > 1)

    def receive_back(self, which: int, fen: int) -> None:
        record_receipt(actor=self.actor, customer_id=self.customers[which % 2].pk, amount=fen,
                       received_on=self.today - timedelta(days=fen % 20), oldest_first=which > 1)

    def _receipt(self, which: int) -> Receipt:
        return Receipt._plain.order_by("-id")[which]

    def by_hand(self, which: int, fen: int) -> None:
        item = ReceivableItem._plain.filter(open_fen__gt=0).order_by("id")[which]
        receipt = Receipt._plain.filter(unallocated_fen__gt=0, customer=item.customer_id).order_by("id")[0]
        part = min(fen, item.open_fen, receipt.unallocated_fen)
        allocate(actor=self.actor, receipt_id=receipt.pk, lines=[AllocationInput(item_id=item.pk, amount=f"{part / 100:.2f}")])

    def oldest(self, which: int, fen: int) -> None:
        allocate_oldest(actor=self.actor, customer_id=self.customers[which % 2].pk)

    def hand_over(self, which: int, fen: int) -> None:
        hand_over_cod(actor=self.actor, item_id=ReceivableItem._plain.filter(kind="cod").order_by("id")[which].pk, amount=fen)

    def reverse(self, which: int, fen: int) -> None:
        reverse_receipt(actor=self.actor, receipt_id=self._receipt(which).pk, reason="x")

    def refund(self, which: int, fen: int) -> None:
        refund(actor=self.actor, receipt_id=self._receipt(which).pk, amount=fen, reason="x")

    def write_off(self, which: int, fen: int) -> None:
        write_off(actor=self.actor, item_id=ReceivableItem._plain.filter(open_fen__gt=0).order_by("id")[which].pk, amount=fen, reason="x")

    # ---- what must be true -------------------------------------------------------------------------------------------

    def check(self) -> None:
        assert violations() == []
        day = START - timedelta(days=25)
        while day <= self.today + timedelta(days=10):
            self.check_day(day)
            day += timedelta(days=5)

    def check_day(self, day: date) -> None:
        """One day's table, statement and free money against all entries and receipts up to it."""
        table, expected, by_customer = queries.ageing(self.actor, day), naive(day), open_of_customers(day)
        assert {(r.kind, r.id): r.amounts for r in table.rows if r.items} == expected, day
        assert table.agrees is True and all(fen >= 0 for row in expected.values() for fen in row)
        free = free_money(day)
        assert {r.id: r.credit_fen for r in table.rows if r.credit_fen} == {pk: fen for pk, fen in free.items() if fen}
        assert all(fen >= 0 for fen in free.values())
        for customer in self.customers:
            said = queries.statement(customer, min(START, day), day)
            assert said.closing_fen == by_customer[customer.pk] - free.get(customer.pk, 0), day
            assert said.opening_fen + said.charged_fen - said.paid_fen == said.closing_fen


setattr(Story, "return", Story.returned)


def as_of(day: date) -> dict[int, int]:
    found: dict[int, int] = defaultdict(int)
    for entry in ReceivableEntry.objects.filter(on__lte=day):
        found[entry.item_id] += entry.amount_fen
    return {pk: fen for pk, fen in found.items() if fen}


def naive(day: date) -> dict[tuple[str, int], tuple[int, ...]]:
    table: dict[tuple[str, int], list[int]] = defaultdict(lambda: [0] * 5)
    for pk, fen in as_of(day).items():
        item = ReceivableItem._plain.get(pk=pk)
        key = ("carrier", item.carrier_id) if item.kind == "cod" else ("customer", item.customer_id)
        table[key][0 if item.at_door else bucket_of((day - item.due_on).days, (30, 60, 90))] += fen
    return {key: tuple(row) for key, row in table.items()}


def open_of_customers(day: date) -> dict[int, int]:
    found: dict[int, int] = defaultdict(int)
    for pk, fen in as_of(day).items():
        item = ReceivableItem._plain.get(pk=pk)
        found[item.customer_id] += fen if item.kind == "sale" else 0
    return found


def free_money(day: date) -> dict[int, int]:
    found: dict[int, int] = defaultdict(int)
    for receipt in Receipt._plain.filter(on__lte=day):
        found[receipt.customer_id] += receipt.amount_fen
    for entry in ReceivableEntry.objects.filter(on__lte=day, receipt__isnull=False):
        found[entry.customer_id] += entry.amount_fen
    return found


@pytest.mark.django_db
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=st.lists(STEP, min_size=4, max_size=24))
def test_figures_stay_right(trade: Trade, steps: list[tuple[str, int, int, int]]) -> None:
    with transaction.atomic():
        story = Story(trade)
        for step in steps:
            story.run(*step)
        story.check()
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_the_long_way_round(trade: Trade) -> None:
    """A sequence that reaches every step, so that the property test cannot be empty without notice."""
    story = Story(trade)
    for step in [("ship_cod", 0, 90, 0), ("ship", 0, 80, 1), ("arrive", 0, 1, 2), ("return", 0, 10, 0), ("hand_over", 0, 70, 1),
                 ("receive", 0, 50, 1), ("write_off", 0, 10, 1), ("by_hand", 1, 30, 1), ("oldest", 0, 1, 2),
                 ("receive_back", 2, 45, 1), ("return", 1, 40, 3), ("refund", 0, 5, 1), ("reverse", 1, 1, 5), ("receive_back", 2, 9, 2)]:
        story.run(*step)
    story.check()
    kinds = set(ReceivableEntry.objects.values_list("kind", flat=True))
    assert kinds == {"charge", "payment", "return", "transfer", "write_off", "reversal"}
    assert Receipt._plain.filter(gives_back__isnull=False).count() == 2
