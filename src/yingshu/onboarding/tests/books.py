"""Workbooks for the tests, made in memory, and short ways to check and import them."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import openpyxl

from yingshu.kernel.actor import Actor, system
from yingshu.kernel.services import Done
from yingshu.onboarding import files, services

Sheets = Mapping[str, Sequence[Sequence[Any]]]

SALES = [
    ["2026年销售台账", "", "", "", "", "", "", "", "", "", ""],
    ["日期", "单号", "客户", "业务员", "大区", "品名", "数量", "单价(元)", "折扣", "金额(元)", "运费"],
    [date(2026, 1, 5), "S1", "甘泉农资 ", "张三", "东区", "复合肥", 10, 85, "无", 850, 20],
    ["", "", "", "", "", "有机肥", 5, "52.00", "85折", "￥221.00", ""],
    ["2026.1.20", "S2", "　佛山五金", "李四", "西区", "复合肥", 2, 85, "", "170.00", ""],
    ["", "1月小计", "", "", "", "", "", "", "", 1241, ""],
    ["2026年2月3日", "S3", "甘泉农资", "张三", "东区", "复合肥", 1, 85, 0.1, 76.5, 8],
    ["", "2月小计", "", "", "", "", "", "", "", 76.5, ""],
    ["", "合计", "", "", "", "", "", "", "", "1,317.50", ""],
    ["制表：何静", "", "", "", "", "", "", "", "", "", ""],
]
RECEIVABLE = [
    ["开票日期", "发票号", "客户编号", "到期日", "开票金额", "是否争议"],
    [date(2026, 1, 10), "F1", "K1", date(2026, 2, 9), 100, "否"],
    [date(2026, 1, 20), "F2", "K1", date(2026, 2, 19), 250.5, "是"],
    [date(2026, 2, 1), "F3", "K2", date(2026, 3, 3), 80, "否"],
]
RECEIPTS = [
    ["回款日期", "客户编号", "核销发票号", "回款金额"],
    [date(2026, 2, 5), "K1", "F1", 100],
    [date(2026, 2, 20), "K1", "F2", 300],
    [date(2026, 3, 1), "K2", "F3", 30],
]


def workbook(sheets: Sheets) -> io.BytesIO:
    """A workbook with these sheets."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([None if cell == "" else cell for cell in row])
    target = io.BytesIO()
    book.save(target)
    target.seek(0)
    return target


def check(sheets: Sheets | io.BytesIO, actor: Actor | None = None, **how: Any) -> Done:
    """Upload and check."""
    source = sheets if isinstance(sheets, io.BytesIO) else workbook(sheets)
    kept = files.keep(source, "台账.xlsx")
    return services.check_ledger(actor=actor or system(), digest=kept.digest, file_name=kept.file_name, **how)


def bring_in(sheets: Sheets | io.BytesIO, actor: Actor | None = None, skip_errors: bool = False, **how: Any) -> Done:
    """Upload, check and import."""
    checked = check(sheets, actor, **how)
    return services.import_ledger(actor=actor or system(), batch_id=checked.id, skip_errors=skip_errors)


def sheet_of(done: Done, kind: str) -> dict[str, Any]:
    """The figures of the sheet of a kind."""
    return next(dict(sheet) for sheet in done.data["sheets"] if sheet["kind"] == kind)
