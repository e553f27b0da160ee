"""Workbooks we write: typed cells, safe texts, templates, and files of failed rows that can be imported again."""

import datetime as dt
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from yingshu.kernel.tabular import (
    Kind,
    Mapping,
    OutColumn,
    Words,
    WorkbookError,
    error_workbook,
    guess_workbook,
    open_workbook,
    read_sheet,
    write_list,
    write_template,
)
from yingshu.kernel.tabular.clean import unescape
from yingshu.kernel.tabular.writer import safe_sheet_name, safe_text
from yingshu.kernel.tests.tabular_kinds import KINDS, SALES, read_all, values, xlsx

COLUMNS = [
    OutColumn("code", "编号", Kind.CODE),
    OutColumn("phone", "电话", Kind.PHONE),
    OutColumn("day", "日期", Kind.DATE),
    OutColumn("amount", "金额(元)", Kind.FEN),
    OutColumn("price", "单价", Kind.PRICE),
    OutColumn("quantity", "数量", Kind.QUANTITY),
    OutColumn("note", "备注", Kind.NOTE, width=30),
]
RECORD = {
    "code": "911234567890123456",
    "phone": "+86 13800138000",
    "day": dt.date(2026, 1, 31),
    "amount": -123450,
    "price": Decimal("0.123456"),
    "quantity": Decimal("3.500"),
    "note": "=cmd|'/C calc'!A1",
}


def written(*records: dict[str, Any]) -> Worksheet:
    target = io.BytesIO()
    assert write_list(target, "客户/2026", COLUMNS, records) == len(records)
    return openpyxl.load_workbook(target).active


def test_a_list_has_typed_cells() -> None:
    sheet = written(RECORD)
    assert sheet.title == "客户 2026"
    assert [cell.value for cell in sheet[1]] == ["编号", "电话", "日期", "金额(元)", "单价", "数量", "备注"]
    assert [(cell.data_type, cell.value, cell.number_format) for cell in sheet[2]] == [
        ("s", "911234567890123456", "@"),
        ("s", "'+86 13800138000", "@"),
        ("d", dt.datetime(2026, 1, 31), "yyyy-mm-dd"),
        ("n", -1234.5, "#,##0.00"),
        ("n", 0.123456, "#,##0.00####"),
        ("n", 3.5, "General"),
        ("s", "'=cmd|'/C calc'!A1", "General"),
    ]
    assert (sheet.freeze_panes, sheet.column_dimensions["G"].width >= 30, sheet["A1"].font.b) == ("A2", True, True)


def test_empty_values_leave_empty_cells() -> None:
    sheet = written({"code": "", "amount": None}, {"code": 0, "amount": 0})
    assert [(row[0].value, row[3].value) for row in sheet["A2:D3"]] == [(None, None), ("0", 0)]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t=", "\r@", "'=", "\n+"])
def test_formulas_are_defused_in_every_kind_of_text(start: str) -> None:
    text = f"{start}1+1"
    sheet = written({"code": text, "phone": text, "note": text, "day": text, "amount": text})
    cells = [cell for cell in sheet[2] if cell.value is not None]
    assert [cell.data_type for cell in cells] == ["s"] * 5
    assert all(cell.value.startswith("'") for cell in cells)


def test_titles_are_defused_too() -> None:
    target = io.BytesIO()
    write_list(target, "=x", [OutColumn("a", "=1+1")], [])
    assert openpyxl.load_workbook(target).active["A1"].value == "'=1+1"


PRINTABLE = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")


@given(st.text(PRINTABLE, min_size=1, max_size=20))
def test_any_text_survives_the_round_trip(text: str) -> None:
    target = io.BytesIO()
    write_list(target, "x", [OutColumn("a", "a"), OutColumn("b", "b")], [{"a": text, "b": "end"}])
    with open_workbook(target) as book:
        cell = list(book.sheets[0].rows())[1][0]
    assert unescape(cell) == text


def test_long_texts_and_sheet_names() -> None:
    assert len(safe_text("长" * 40_000)) == 32_767
    assert [safe_sheet_name(name) for name in ("a[b]:c*?/\\", "'x'", "", "长" * 40)] == [
        "a b  c",
        "x",
        "Sheet",
        "长" * 31,
    ]


def test_more_rows_than_a_sheet_holds(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("yingshu.kernel.tabular.writer._LAST_ROW", 3)
    with pytest.raises(WorkbookError, match="An Excel sheet holds at most 2 rows"):
        write_list(tmp_path / "a.xlsx", "x", COLUMNS, ({"code": str(number)} for number in range(5)))


TEMPLATE = [
    OutColumn("date", "订单日期", Kind.DATE, required=True, sample=dt.date(2026, 1, 31), help="下单的日子"),
    OutColumn("order", "订单号", Kind.CODE, required=True, sample="XS-1"),
    OutColumn("product", "产品编号", Kind.CODE, required=True, sample="P1", choices=[f"P{n}" for n in range(200)]),
    OutColumn("amount", "金额(元)", Kind.FEN, required=True, sample=123450),
    OutColumn("person", "业务员", choices=["张三", "李四"]),
]
CHINESE = {"Instructions": "填写说明", "Column": "列", "Yes": "是", "No": "否", "Example: ": "示例："}


def template() -> io.BytesIO:
    target = io.BytesIO()
    words = Words().translated(lambda text: CHINESE.get(text, text))
    write_template(target, "销售台账", TEMPLATE, ["请勿改动列名"], words)
    return target


def test_template() -> None:
    book = openpyxl.load_workbook(template())
    sheet, guide, lists = book.worksheets
    assert book.sheetnames == ["销售台账", "填写说明", "_lists"]
    assert [cell.value for cell in sheet[1]] == ["订单日期*", "订单号*", "产品编号*", "金额(元)*", "业务员"]
    assert [cell.value for cell in sheet[2]] == ["示例：2026-01-31", "XS-1", "P1", 1234.5, None]
    assert [[cell.value for cell in row] for row in guide["A1:D4"]] == [
        ["请勿改动列名", None, None, None],
        [None] * 4,
        ["列", "Required", "What to write", "Allowed values"],
        ["订单日期", "是", "下单的日子", None],
    ]
    assert guide["D8"].value == "张三、李四"
    assert lists.sheet_state == "hidden"
    assert [cell.value for cell in lists["B"][:3]] == ["张三", "李四", None]
    rules = [(str(rule.sqref), rule.type, rule.formula1) for rule in sheet.data_validations.dataValidation]
    assert rules == [("C2:C10001", "list", "_lists!$A$1:$A$200"), ("E2:E10001", "list", "_lists!$B$1:$B$2")]


def test_a_filled_template_is_read_without_its_sample() -> None:
    book = openpyxl.load_workbook(template())
    book["销售台账"].append(["2026-02-01", "XS-2", "P2", 9.5])
    target = io.BytesIO()
    book.save(target)
    read, _ = read_all(target)
    assert values(read, "date", "order", "product", "amount") == [(dt.date(2026, 2, 1), "XS-2", "P2", 950)]


BROKEN = [
    ["销售台账", "", "", "", "", "单位：万元"],
    ["日期", "单号", "客户", "货品代码", "数量", "金额"],
    [dt.date(2026, 1, 31), "X1", "=佛山五金", "002", 3, 1.5],
    ["", "", "", "P2", "三", "0.5"],
    ["2026-02-30", 911234567, "", "P3", 1, 2],
]


def as_text(place: str) -> Any:
    """Make a cell a text although it begins like a formula."""

    def shape(sheet: Worksheet) -> None:
        sheet[place].data_type = "s"

    return shape


def test_failed_rows_can_be_mended_and_imported_again() -> None:
    """Rows with the head of their document, the unit of money and the reason; mended, the same mapping fits."""
    with open_workbook(xlsx(BROKEN, as_text("C3"))) as book:
        mapping = guess_workbook(book, KINDS)
        reader = read_sheet(book.sheets[0], mapping.sheets[0], KINDS)
        failed = [(row.raw, [str(issue) for issue in row.errors]) for row in reader if row.errors]
        target = io.BytesIO()
        assert error_workbook(target, reader.titles(), failed, words=Words(reason="错误原因")) == 2
    book = openpyxl.load_workbook(target)
    sheet = book.active
    assert [[cell.value for cell in row] for row in sheet.rows] == [
        ["日期", "单号", "客户", "货品代码", "数量", "金额(万元)", "错误原因"],
        [dt.datetime(2026, 1, 31), "X1", "'=佛山五金", "P2", "三", "0.5", "“三” is not a number"],
        ["2026-02-30", 911234567, None, "P3", 1, 2, "There is no such day: 2026-02-30"],
    ]
    sheet["E2"], sheet["A3"] = 2, "2026-02-28"
    mended = io.BytesIO()
    book.save(mended)
    with open_workbook(mended) as again:
        sheet_map = Mapping.from_json(mapping.as_template().to_json()).for_sheet("Sheet1")
        assert sheet_map is not None
        rows = list(read_sheet(again.sheets[0], sheet_map, [SALES]))
    assert [row.errors for row in rows] == [[], []]
    assert values(rows, "date", "order", "customer", "product", "quantity", "amount") == [
        (dt.date(2026, 1, 31), "X1", "=佛山五金", "P2", 2, 500_000),
        (dt.date(2026, 2, 28), "911234567", None, "P3", 1, 2_000_000),
    ]
