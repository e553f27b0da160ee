"""A small declaration of sheets for the tests of `kernel.tabular`, and helpers that build workbooks in memory."""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from yingshu.kernel.tabular import Field, Kind, Row, RowReader, SheetKind, guess_workbook, open_workbook, read_sheet

SALES = SheetKind(
    "sales",
    "销售台账",
    [
        Field("date", "订单日期", Kind.DATE, True, ["日期", "下单日期"], carry_down=True),
        Field("order", "订单号", Kind.CODE, True, ["单号"], document_key=True),
        Field("customer", "客户名称", synonyms=["客户"], carry_down=True),
        Field("customer_code", "客户编号", Kind.CODE, carry_down=True),
        Field("person", "业务员", carry_down=True),
        Field("product", "产品编号", Kind.CODE, True, ["货品代码"]),
        Field("product_name", "产品名称", synonyms=["货品名称"]),
        Field("quantity", "数量", Kind.QUANTITY),
        Field("price", "单价", Kind.PRICE),
        Field("discount", "折扣率", Kind.DISCOUNT, synonyms=["折扣"]),
        Field("amount", "金额", Kind.FEN, True),
        Field("due", "要求交货日期", Kind.DATE, synonyms=["要求到货"], carry_down=True),
        Field("shipped", "发货日期", Kind.DATE, synonyms=["实际发货"], carry_down=True),
        Field("freight", "整单运费", Kind.FEN, synonyms=["运费"]),
    ],
    ["销售明细"],
)
CUSTOMERS = SheetKind(
    "customers",
    "客户档案",
    [
        Field("code", "客户编号", Kind.CODE),
        Field("name", "客户名称"),
        Field("contact", "联系人"),
        Field("phone", "电话", Kind.PHONE),
        Field("country", "国家"),
        Field("city", "城市"),
        Field("state", "州"),
        Field("billing", "对账方式"),
    ],
)
PRODUCTS = SheetKind(
    "products",
    "产品",
    [
        Field("code", "产品编号", Kind.CODE, True, ["货品代码"]),
        Field("name", "产品名称", synonyms=["货品名称"]),
        Field("category", "品类"),
        Field("price", "标准单价", Kind.PRICE),
        Field("stopped", "是否停售", Kind.BOOL, synonyms=["备注"]),
    ],
    ["产品目录"],
)
PEOPLE = SheetKind("people", "业务员", [Field("code", "工号", Kind.CODE, True), Field("name", "姓名", required=True)])
INVOICES = SheetKind(
    "invoices",
    "应收台账",
    [
        Field("date", "开票日期", Kind.DATE, True),
        Field("invoice", "发票号", Kind.CODE, True),
        Field("customer_code", "客户编号", Kind.CODE, True),
        Field("due", "到期日", Kind.DATE),
        Field("amount", "开票金额", Kind.FEN, True),
        Field("disputed", "是否争议", Kind.BOOL),
    ],
)
PAYMENTS = SheetKind(
    "payments",
    "回款台账",
    [
        Field("date", "回款日期", Kind.DATE, True),
        Field("customer_code", "客户编号", Kind.CODE, True),
        Field("amount", "回款金额", Kind.FEN, True),
        Field("invoice", "核销发票号", Kind.CODE),
    ],
)
REVIEWS = SheetKind(
    "reviews", "客户评价", [Field("date", "评价日期", Kind.DATE, True), Field("score", "评分", Kind.INTEGER, True)]
)
KINDS = [SALES, CUSTOMERS, PRODUCTS, PEOPLE, INVOICES, PAYMENTS, REVIEWS]


def xlsx(
    rows: Sequence[Sequence[Any]], shape: Callable[[Any], None] = lambda sheet: None, name: str = "Sheet1"
) -> io.BytesIO:
    """A workbook with one sheet; `shape` may merge cells and the like."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = name
    for row in rows:
        sheet.append(list(row))
    shape(sheet)
    target = io.BytesIO()
    book.save(target)
    return target


SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
SHEET += "<sheetData>{}</sheetData></worksheet>"


def with_sheet(sheet: str) -> bytes:
    """A workbook whose sheet is written by hand."""
    target = io.BytesIO()
    with zipfile.ZipFile(xlsx([["客户"]])) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for part in source.infolist():
            text = sheet.encode() if part.filename == "xl/worksheets/sheet1.xml" else source.read(part)
            file.writestr(part.filename, text)
    return target.getvalue()


def read_all(source: Any, kinds: Sequence[SheetKind] = KINDS, name: str = "") -> tuple[list[Row], RowReader]:
    """Rows of the first sheet that is understood, mapped by guess."""
    with open_workbook(source, name) as book:
        sheet = guess_workbook(book, kinds).sheets[0]
        reader = read_sheet(book.sheet(sheet.sheet), sheet, kinds)
        return list(reader), reader


def values(rows: Sequence[Row], *codes: str) -> list[tuple[Any, ...]]:
    """Chosen values of rows."""
    return [tuple(row.values.get(code) for code in codes) for row in rows]


def ledgers(env: Mapping[str, str]) -> Path:
    """The folder with the sample ledgers, or skip."""
    shared = Path(env.get("YINGSHU_SHARED_DATA") or Path(__file__).resolve().parents[4].parent / "shared" / "data")
    folder = shared / "ledgers_xlsx"
    if not folder.is_dir():
        pytest.skip(f"sample ledgers are not there: {folder} (set YINGSHU_SHARED_DATA)")
    return folder
