"""Ageing on any day: against a naive recomputation, against a real ledger, and the acceptance lines of REC-03."""

from __future__ import annotations

import os
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

import pytest
from python_calamine import CalamineWorkbook
from tests.support.trade import Trade

from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.services import together
from yingshu.kernel.tests.tabular_kinds import ledgers
from yingshu.receivables import errors, queries
from yingshu.receivables.models import CustomerAccount, Receipt, ReceivableEntry, ReceivableItem
from yingshu.receivables.rules import Basis
from yingshu.receivables.services import (
    BulkCharge,
    BulkReceipt,
    bulk_charges,
    bulk_receipts,
    record_dunning,
    record_receipt,
    undo_batch,
    write_off,
)

from .books import arrived, shipped

LEDGER = "ledger_cn_ar.xlsx"
TODAY = date(2026, 6, 17)
pytestmark = pytest.mark.django_db


@pytest.fixture
def finance(trade: Any) -> Iterator[Any]:
    with clock.at(datetime(2026, 6, 17, 9)):
        yield trade.actor("finance")


def amounts(table: queries.AgeingTable) -> dict[str, tuple[int, ...]]:
    return {row.name: row.amounts for row in table.rows}


# ---- acceptance ------------------------------------------------------------------------------------------------------

@pytest.mark.clause("REC-03")
def test_overdue_45_days(trade: Trade, finance: Any) -> None:
    """10,000 overdue by 45 days stand in 31–60 days, and there is a task to collect them."""
    customer = trade.customer("鹤山金稻")
    shipped(finance, customer, 1_000_000, on=date(2026, 4, 1), due=TODAY - timedelta(days=45))
    table = queries.ageing(finance, TODAY)
    assert amounts(table) == {"鹤山金稻": (0, 0, 1_000_000, 0, 0)}
    assert (table.rows[0].oldest_days, table.rows[0].owner, table.agrees) == (45, "业务员张东", True)
    (task,) = queries.dunning_tasks(trade.actor("salesperson"), TODAY)
    assert (task.customer, task.span, task.fen, task.oldest_days) == ("鹤山金稻", (31, 60), 1_000_000, 45)
    assert not queries.dunning_tasks(trade.actor("salesperson_west"), TODAY)


@pytest.mark.clause("REC-03")
def test_s8_step_3(trade: Trade, finance: Any) -> None:
    """28 万 open: 12 in 1–30, 10 in 31–60, none in 61–90, 6 over 90 days: three groups of tasks."""
    customer = trade.customer()
    for slip, (fen, days) in enumerate(((12_000_000, 10), (10_000_000, 40), (6_000_000, 121)), 1):
        shipped(finance, customer, fen, on=date(2026, 1, 1), due=TODAY - timedelta(days=days), slip=slip)
    table = queries.ageing(finance, TODAY)
    assert (table.totals, table.total_fen) == ((0, 12_000_000, 10_000_000, 0, 6_000_000), 28_000_000)
    assert [(t.span, t.fen) for t in queries.dunning_tasks(finance, TODAY)] == [
        ((91, None), 6_000_000), ((31, 60), 10_000_000), ((1, 30), 12_000_000)]
    record_dunning(actor=finance, customer_id=customer.pk, says="已电话")
    assert not queries.dunning_tasks(finance, TODAY)
    assert len(queries.dunning_tasks(finance, TODAY + timedelta(days=7))) == 3


@pytest.mark.clause("REC-03")
def test_buckets_are_the_companys(trade: Trade, finance: Any) -> None:
    """Bounds and clock are parameters; 账龄 counts from shipment, 逾期 from the due date."""
    shipped(finance, trade.customer(), 100, on=TODAY - timedelta(days=50), due=TODAY - timedelta(days=20))
    assert amounts(queries.ageing(finance, TODAY, basis="shipped")) == {"甘泉农资": (0, 0, 100, 0, 0)}
    trade.parameters("receivables.ageing", aging_buckets_days=[7, 15])
    table = queries.ageing(finance, TODAY)
    assert (amounts(table), table.basis) == ({"甘泉农资": (0, 0, 0, 100)}, Basis.DUE)


def test_cod_stands_under_the_carrier(trade: Trade, finance: Any) -> None:
    """Under way it is not due; after arrival the carrier owes it; the whole stays the ledger."""
    customer = trade.customer()
    shipped(finance, customer, 900, on=date(2026, 6, 1), method="cod", slip=1)
    shipped(finance, customer, 100, on=date(2026, 6, 1), due=date(2026, 6, 10), slip=2)
    arrived(finance, on=date(2026, 6, 5), due=date(2026, 6, 8), slip=1)
    before, after = queries.ageing(finance, date(2026, 6, 4)), queries.ageing(finance, TODAY)
    assert [(r.kind, r.name, r.amounts) for r in before.rows] == [("customer", "甘泉农资", (1000, 0, 0, 0, 0))]
    assert [(r.kind, r.name, r.amounts) for r in after.rows] == [
        ("customer", "甘泉农资", (0, 100, 0, 0, 0)), ("carrier", "顺驰物流", (0, 900, 0, 0, 0))]
    assert (before.agrees, after.agrees, after.ledger_fen) == (True, True, 1000)
    assert [i.number for i in queries.overdue_items(finance, TODAY)] == ["XS0002"]
    held = queries.ageing_items(finance, TODAY, kind="carrier", key=7)
    assert [(i.kind, i.customer, i.open_fen, i.days, i.bucket) for i in held] == [("cod", "甘泉农资", 900, 9, 1)]
    regions = queries.ageing(finance, TODAY, "region")
    assert [(r.kind, r.name, r.total_fen) for r in regions.rows] == [("region", "东区", 100), ("carrier", "顺驰物流", 900)]
    assert queries.overdue_fen(finance, TODAY) == 100


def test_free_money_is_beside_not_taken_off(trade: Trade, finance: Any) -> None:
    customer, other = trade.customer(), trade.customer("只付未购", unit="west", owner="salesperson_west")
    shipped(finance, customer, 100, on=date(2026, 6, 1))
    for each, fen in ((customer, 30), (other, 70)):
        record_receipt(actor=finance, customer_id=each.pk, amount=fen, received_on=date(2026, 6, 10))
    table = queries.ageing(finance, TODAY)
    assert [(r.name, r.total_fen, r.credit_fen) for r in table.rows] == [("甘泉农资", 100, 30), ("只付未购", 0, 70)]
    assert (table.total_fen, table.credit_fen, table.agrees) == (100, 100, True)
    assert queries.ageing(finance, date(2026, 6, 9)).credit_fen == 0
    assert queries.ageing(finance, TODAY, customer=customer.pk).credit_fen == 30
    assert [r.name for r in queries.ageing(finance, TODAY, "salesperson").rows] == ["业务员张东", "业务员李西"]


def test_a_broken_ledger_is_said(trade: Trade, finance: Any) -> None:
    shipped(finance, trade.customer(), 100, on=date(2026, 6, 1))
    write.add_up(CustomerAccount, {"customer_id": CustomerAccount.objects.get().pk}, {"receivable_fen": 1})
    table = queries.ageing(finance, TODAY)
    assert (table.agrees, table.ledger_fen, table.total_fen) == (False, 101, 100)
    write.add_up(CustomerAccount, {"customer_id": CustomerAccount.objects.get().pk}, {"receivable_fen": -1})


def test_two_statements(trade: Trade, finance: Any, query_budget: Any) -> None:
    shipped(finance, trade.customer(), 100, on=date(2026, 6, 1))
    queries.ageing(finance, TODAY)
    with query_budget("receivables.ageing"):
        queries.ageing(finance, TODAY)


# ---- a real ledger ---------------------------------------------------------------------------------------------------

class Invoice(NamedTuple):
    """One row of the ledger with the day its payment came."""

    customer: str
    on: date
    due: date
    fen: int
    paid_on: date


def read_ledger() -> list[Invoice]:
    """The workbook's two ledgers, joined."""
    book = CalamineWorkbook.from_path(ledgers(os.environ) / LEDGER)
    paid = {row[2]: row[0] for row in book.get_sheet_by_name("回款台账").to_python()[1:]}
    return [Invoice(row[2], row[0], row[3], int(Decimal(str(row[4])) * 100), paid[row[1]])
            for row in book.get_sheet_by_name("应收台账").to_python()[1:]]


def load(trade: Trade, actor: Actor, batch: int = 1) -> dict[str, Any]:
    """Import the workbook through the bulk functions."""
    book = CalamineWorkbook.from_path(ledgers(os.environ) / LEDGER)
    charges, receipts = (book.get_sheet_by_name(n).to_python()[1:] for n in ("应收台账", "回款台账"))
    customers = {name: trade.customer(name) for name in sorted({row[2] for row in charges})}
    with together(actor, "receivables.record_receipt"):
        bulk_charges((BulkCharge(customers[r[2]].pk, r[1], r[0], r[3], int(Decimal(str(r[4])) * 100), disputed=r[5] == "是")
                      for r in charges), batch_id=batch, actor=actor)
        bulk_receipts((BulkReceipt(customers[r[1]].pk, r[0], int(Decimal(str(r[3])) * 100), r[2]) for r in receipts),
                      batch_id=batch, actor=actor)
    return customers


def naive(invoices: list[Invoice], day: date) -> dict[str, list[int]]:
    """Open at D: InvoiceDate ≤ D < SettledDate, by days past due."""
    table: dict[str, list[int]] = defaultdict(lambda: [0] * 5)
    for i in invoices:
        if i.on <= day < i.paid_on:
            late = (day - i.due).days
            table[i.customer][0 if late <= 0 else 1 + bisect_left((30, 60, 90), late)] += i.fen
    return table


@pytest.mark.clause("REC-03")
def test_a_real_ledger_on_many_days(trade: Trade, finance: Any) -> None:
    """1,235 invoices of 50 customers, right to the cent on every day asked, and again after the import is taken back."""
    invoices = read_ledger()
    load(trade, finance)
    assert (ReceivableItem._plain.count(), sum(i.fen for i in invoices)) == (1235, 7_550_123)
    assert sum(r.amount_fen for r in Receipt._plain.all()) == 7_550_123
    days = [date(2011, 12, 31) + timedelta(days=n) for n in range(0, 800, 41)]
    for day in days:
        table = queries.ageing(finance, day)
        expected = naive(invoices, day)
        assert amounts(table) == {name: tuple(row) for name, row in expected.items()}, day
        assert (table.agrees, table.credit_fen) == (True, 0)
        assert sum(i.open_fen for i in queries.ageing_items(finance, day, limit=2000)) == table.total_fen
    with together(finance, "receivables.record_receipt"):
        undo_batch(1, actor=finance)
    assert [queries.ageing(finance, day).rows for day in days] == [()] * len(days)
    assert ReceivableItem._plain.exclude(open_fen=0).count() == 0


def test_an_import_in_use_stays(trade: Trade, finance: Any) -> None:
    customer = trade.customer()
    with together(finance, "receivables.record_receipt"):
        bulk_charges([BulkCharge(customer.pk, "A1", TODAY, TODAY, 100)], batch_id=4, actor=finance)
    write_off(actor=finance, item_id=ReceivableItem._plain.get().pk, amount=1, reason="x")
    with pytest.raises(errors.BatchInUse), together(finance, "receivables.record_receipt"):
        undo_batch(4, actor=finance)
    assert ReceivableEntry.objects.count() == 2


def test_bulk_receipts(trade: Trade, finance: Any) -> None:
    """Named items first, then, if asked, the oldest; too much stays the customer's credit; another customer's number is left alone."""
    one, two = trade.customer("甲"), trade.customer("乙")
    with together(finance, "receivables.record_receipt"):
        bulk_charges([BulkCharge(one.pk, f"A{n}", TODAY, TODAY + timedelta(days=n), 100) for n in range(3)], batch_id=4, actor=finance)
        count = bulk_receipts([BulkReceipt(one.pk, TODAY, 150, "A2"), BulkReceipt(one.pk, TODAY, 120, "A2", oldest_first=True),
                               BulkReceipt(two.pk, TODAY, 30, "A1", oldest_first=True)], batch_id=4, actor=finance)
    assert count == 3
    assert list(ReceivableItem._plain.order_by("number").values_list("open_fen", flat=True)) == [0, 80, 0]
    assert list(Receipt._plain.order_by("id").values_list("unallocated_fen", flat=True)) == [50, 0, 30]
