"""The four sample ledgers give the figures that come with them, guessed without any help."""

import json
import os
from collections import defaultdict
from typing import Any

import pytest

from yingshu.kernel.tabular import Row, RowKind, RowReader, guess_workbook, match_key, open_workbook, read_sheet
from yingshu.kernel.tests.tabular_kinds import KINDS, ledgers

Sheets = dict[str, tuple[list[Row], RowReader]]


def read(name: str) -> tuple[Sheets, dict[str, Any]]:
    """All sheets of a ledger, and what is expected of them."""
    folder = ledgers(os.environ)
    expected = json.loads((folder / "expected_import.json").read_text(encoding="utf-8"))[name]
    sheets: Sheets = {}
    with open_workbook(folder / name) as book:
        mapping = guess_workbook(book, KINDS)
        assert mapping.notices == ()
        for sheet in mapping.sheets:
            reader = read_sheet(book.sheet(sheet.sheet), sheet, KINDS)
            sheets[sheet.sheet] = (list(reader), reader)
    assert {name: reader.errors for name, (_, reader) in sheets.items() if reader.errors} == {}
    return sheets, expected


def yuan(fen: int) -> float:
    return fen / 100


def sales_figures(rows: list[Row]) -> dict[str, Any]:
    shipped = {row.values["order"]: row.values["shipped"] for row in rows}
    return {
        "lines": len(rows),
        "orders": len({row.values["order"] for row in rows}),
        "amount": yuan(sum(row.values["amount"] for row in rows)),
        "freight": yuan(sum(row.values["freight"] or 0 for row in rows)),
        "orders_without_ship_date": sum(1 for day in shipped.values() if day is None),
        "lines_with_discount": sum(1 for row in rows if row.values["discount"]),
    }


def counts(sheets: Sheets) -> dict[str, int]:
    return {name: len(rows) for name, (rows, _) in sheets.items()}


def test_tidy_ledger() -> None:
    sheets, expected = read("ledger_cn_northwind.xlsx")
    assert sales_figures(sheets["销售台账"][0]) == expected["销售台账"]
    assert counts(sheets) == {"客户档案": 91, "产品": 77, "业务员": 9, "销售台账": 2155}


def test_messy_ledger() -> None:
    sheets, expected = read("ledger_cn_northwind_messy.xlsx")
    rows, reader = sheets["销售台账"]
    months: dict[str, int] = defaultdict(int)
    for row in rows:
        months[f"{row.values['date']:%Y-%m}"] += row.values["amount"]
    assert {
        "header_row": reader.layout.header_row,
        "sheet_rows": reader.layout.body_first + sum(reader.counts.values()),
        "lines": len(rows),
        "orders": len({row.values["order"] for row in rows}),
        "amount": yuan(sum(months.values())),
        "month_subtotal_rows": reader.counts[RowKind.SUBTOTAL],
        "blank_rows": reader.counts[RowKind.BLANK],
        "grand_total_rows": reader.counts[RowKind.TOTAL],
        "by_month": {month: yuan(fen) for month, fen in months.items()},
    } == expected["销售台账"]
    assert counts(sheets) == {"销售台账": 2155, "客户档案": 91, "产品目录": 77}
    assert (reader.totals.checked, reader.totals.differences) == (24, [])


def test_messy_ledger_says_the_same_as_the_tidy_one() -> None:
    """Line by line: days, customers, discounts, amounts, dates of shipment; nothing but the form differs."""
    tidy, messy = read("ledger_cn_northwind.xlsx")[0]["销售台账"][0], read("ledger_cn_northwind_messy.xlsx")[0]
    codes = ["date", "order", "person", "product", "quantity", "price", "discount", "amount", "due", "shipped"]
    codes.append("freight")

    def lines(rows: list[Row]) -> list[Any]:
        return [([row.values[code] for code in codes], match_key(row.values["customer"])) for row in rows]

    assert lines(messy["销售台账"][0]) == lines(tidy)


def product(row: Row) -> tuple[Any, ...]:
    return int(row.values["code"]), row.values["name"], row.values["price"], row.values["stopped"] or False


def test_messy_master_data() -> None:
    tidy, messy = read("ledger_cn_northwind.xlsx")[0], read("ledger_cn_northwind_messy.xlsx")[0]
    names = [{match_key(row.values["name"]) for row in sheets["客户档案"][0]} for sheets in (tidy, messy)]
    assert names[0] == names[1]
    assert list(map(product, tidy["产品"][0])) == list(map(product, messy["产品目录"][0]))


def test_receivables_ledger() -> None:
    sheets, expected = read("ledger_cn_ar.xlsx")
    assert counts(sheets) == {"客户档案": 50, "应收台账": 1235, "回款台账": 1235}
    for name in ("应收台账", "回款台账"):
        rows = sheets[name][0]
        assert {"rows": len(rows), "amount": yuan(sum(row.values["amount"] for row in rows))} == expected[name]
    assert {row.values["disputed"] for row in sheets["应收台账"][0]} == {True, False}


def test_market_ledger() -> None:
    sheets, expected = read("ledger_cn_olist.xlsx")
    sales, paid = sheets["销售台账"][0], sheets["回款台账"][0]
    assert {
        "客户档案": len(sheets["客户档案"][0]),
        "产品": len(sheets["产品"][0]),
        "销售台账": {
            "lines": len(sales),
            "goods": yuan(sum(row.values["amount"] for row in sales)),
            "freight": yuan(sum(row.values["freight"] for row in sales)),
        },
        "回款台账": {"rows": len(paid), "amount": yuan(sum(row.values["amount"] for row in paid))},
        "客户评价": len(sheets["客户评价"][0]),
    } == expected


@pytest.mark.parametrize("name", ["没有的文件夹"])
def test_absent_ledgers_are_skipped_with_a_reason(name: str) -> None:
    with pytest.raises(pytest.skip.Exception, match=f"sample ledgers are not there: /{name}/ledgers_xlsx"):
        ledgers({"YINGSHU_SHARED_DATA": f"/{name}"})
