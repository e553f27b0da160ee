"""The four sample ledgers: exactly the figures of ``expected_import.json``. Skipped where the samples are not there."""

from __future__ import annotations

import csv
import json
import os
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Count, Sum

from yingshu.customers.models import Customer
from yingshu.kernel.actor import system
from yingshu.kernel.money import to_fen
from yingshu.kernel.services import Done
from yingshu.kernel.tests.tabular_kinds import ledgers
from yingshu.onboarding import files, services
from yingshu.onboarding.tests.books import sheet_of
from yingshu.organisation.models import Person
from yingshu.products.models import Product
from yingshu.receivables.models import Receipt, ReceivableItem
from yingshu.receivables.queries import ageing
from yingshu.sales.models import SalesEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder() -> Path:
    return ledgers(os.environ)


@pytest.fixture
def expected(folder: Path) -> dict[str, Any]:
    return dict(json.loads((folder / "expected_import.json").read_text("utf-8"), parse_float=str))


def bring_in(path: Path) -> Done:
    with path.open("rb") as source:
        kept = files.keep(source, path.name)
    checked = services.check_ledger(actor=system(), digest=kept.digest, file_name=kept.file_name)
    assert checked.data["wrong"] == 0
    return services.import_ledger(actor=system(), batch_id=checked.id)


def fen(text: str) -> int:
    return to_fen(text)


def months() -> dict[str, int]:
    rows = SalesEntry.objects.order_by("month").values("month").annotate(x=Sum("gross_fen"))
    return {f"{row['month'] // 100}-{row['month'] % 100:02d}": row["x"] for row in rows}


def sums() -> tuple[int, int, int, int]:
    found = SalesEntry.objects.aggregate(n=Count("id"), orders=Count("order_number", distinct=True), gross=Sum("gross_fen"),
                                         freight=Sum("freight_fen"))
    return found["n"], found["orders"], found["gross"], found["freight"]


def test_tidy_sales(folder: Path, expected: dict[str, Any]) -> None:
    told = expected["ledger_cn_northwind.xlsx"]
    done = bring_in(folder / "ledger_cn_northwind.xlsx")
    ledger = told["销售台账"]
    assert sums() == (ledger["lines"], ledger["orders"], fen(ledger["amount"]), fen(ledger["freight"]))
    assert (Customer._plain.count(), Product.objects.count(), Person.objects.count()) == (told["客户档案"], told["产品"], told["业务员"])
    sheet = sheet_of(done, "sales")
    assert (sheet["orders_without_ship_date"], sheet["lines_with_discount"]) == (ledger["orders_without_ship_date"],
                                                                                 ledger["lines_with_discount"])


def test_messy_sales(folder: Path, expected: dict[str, Any]) -> None:
    told = expected["ledger_cn_northwind_messy.xlsx"]
    done = bring_in(folder / "ledger_cn_northwind_messy.xlsx")
    ledger, sheet = told["销售台账"], sheet_of(done, "sales")
    assert sums()[:3] == (ledger["lines"], ledger["orders"], fen(ledger["amount"]))
    assert months() == {month: fen(amount) for month, amount in ledger["by_month"].items()}
    assert (Customer._plain.count(), Product.objects.count()) == (told["客户档案"], told["产品目录"])
    assert {name: sheet[name] for name in ("header_row", "rows", "subtotals", "blank", "totals", "differences")} == {
        "header_row": ledger["header_row"], "rows": ledger["lines"], "subtotals": ledger["month_subtotal_rows"],
        "blank": ledger["blank_rows"],
        "totals": ledger["grand_total_rows"], "differences": []}
    assert {month: to_fen(amount) for month, amount in sheet["months"].items()} == months()


def test_the_messy_ledger_is_the_tidy_one(folder: Path) -> None:
    bring_in(folder / "ledger_cn_northwind.xlsx")
    assert bring_in(folder / "ledger_cn_northwind_messy.xlsx").data["made"]["customers"] == 0
    assert (sums()[0], Product.objects.count()) == (2155, 77)


@pytest.mark.clause("REC-03")
def test_ageing_on_any_day(folder: Path, expected: dict[str, Any]) -> None:
    told = expected["ledger_cn_ar.xlsx"]
    bring_in(folder / "ledger_cn_ar.xlsx")
    assert ReceivableItem._plain.aggregate(n=Count("id"), fen=Sum("amount_fen")) == {
        "n": told["应收台账"]["rows"], "fen": fen(told["应收台账"]["amount"])}
    assert Receipt._plain.aggregate(n=Count("id"), fen=Sum("amount_fen")) == {"n": told["回款台账"]["rows"],
                                                                              "fen": fen(told["回款台账"]["amount"])}
    assert Customer._plain.count() == told["客户档案"]
    source = folder.parent / "ar_invoices" / "invoices.csv"
    for day in (date(2012, 1, 3), date(2012, 5, 31), date(2012, 12, 31), date(2013, 3, 17), date(2013, 9, 30), date(2014, 6, 1)):
        table = ageing(system(), day, "customer", "due")
        assert {row.name: row.amounts for row in table.rows if row.total_fen} == open_on(source, day), day


def open_on(source: Path, day: date) -> dict[str, tuple[int, ...]]:
    """InvoiceDate ≤ day < SettledDate, by customer and bucket, from the source itself."""
    owed: dict[str, list[int]] = defaultdict(lambda: [0] * 5)
    with source.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if date.fromisoformat(row["InvoiceDate"]) <= day < date.fromisoformat(row["SettledDate"]):
                late = (day - date.fromisoformat(row["DueDate"])).days
                owed[row["customerID"]][0 if late <= 0 else min((late - 1) // 30, 3) + 1] += to_fen(row["InvoiceAmount"])
    return {name: tuple(amounts) for name, amounts in owed.items()}


def test_marketplace(folder: Path, expected: dict[str, Any]) -> None:
    told = expected["ledger_cn_olist.xlsx"]
    done = bring_in(folder / "ledger_cn_olist.xlsx")
    lines, _orders, goods, freight = sums()
    assert (lines, goods, freight) == (told["销售台账"]["lines"], fen(told["销售台账"]["goods"]), fen(told["销售台账"]["freight"]))
    assert (Customer._plain.count(), Product.objects.count(), sheet_of(done, "reviews")["rows"]) == (told["客户档案"], told["产品"],
                                                                                                     told["客户评价"])
    assert Receipt._plain.aggregate(n=Count("id"), fen=Sum("amount_fen")) == {"n": told["回款台账"]["rows"],
                                                                              "fen": fen(told["回款台账"]["amount"])}
    assert ReceivableItem._plain.aggregate(x=Sum("amount_fen"))["x"] == goods + freight
