"""Ledgers as they should not be: what is refused says what, why and what to do; what can be read is read."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest

from yingshu.kernel import clock
from yingshu.kernel.actor import system
from yingshu.kernel.invariants import violations
from yingshu.onboarding import files, services
from yingshu.onboarding.errors import FileUnusable, NothingRecognised
from yingshu.onboarding.models import ImportBatch
from yingshu.onboarding.rules import Receivables
from yingshu.onboarding.tests.books import bring_in, check, sheet_of, workbook
from yingshu.receivables.models import ReceivableItem
from yingshu.sales.models import SalesEntry

pytestmark = pytest.mark.django_db
HEAD = ["日期", "单号", "客户", "业务员", "品名", "数量", "单价(元)", "金额(元)"]
LINE = [date(2026, 1, 5), "S1", "甘泉农资", "张三", "复合肥", 10, 85, 850]


def reasons(done: Any) -> dict[int, list[str]]:
    """Row → the messages about it."""
    figures = ImportBatch.objects.get(pk=done.id).figures
    return {issue["row"]: [p["message"] % p["args"] for p in issue["problems"]] for sheet in figures["sheets"] for issue in sheet["issues"]}


@pytest.mark.parametrize(("content", "name", "says"), [
    (b"", "空.xlsx", "The file is empty"), (b"\x89PNG\r\n\x1a\n" + b"x" * 200, "图.xlsx", "not an Excel workbook"),
    (b"PK\x03\x04garbage", "坏.xlsx", "damaged"), (b"hello", "说明.txt", "not an Excel workbook")])
def test_what_is_no_workbook_is_refused_with_the_way_out(content: bytes, name: str, says: str) -> None:
    from django.utils import translation

    kept = files.keep(io.BytesIO(content), name)
    with pytest.raises(FileUnusable) as refused, translation.override("en"):
        services.check_ledger(actor=system(), digest=kept.digest, file_name=kept.file_name)
    with translation.override("en"):
        assert says in refused.value.text()
    assert not ImportBatch.objects.exists()


def test_a_workbook_without_a_ledger_is_refused() -> None:
    with pytest.raises(NothingRecognised):
        check({"通讯录": [["部门", "房间"], ["财务", "201"]]})
    with pytest.raises(FileUnusable, match="没有内容"):
        check({"Sheet1": []})


def test_other_titles_full_width_digits_merged_heads_and_three_sheets_are_read() -> None:
    other = [["出库时间", "凭证", "购货单位", "跟单员", "货物", "件数", "含税价", "价税合计"], LINE]
    wide = [HEAD, ["２０２６－０１－０５", "Ｓ２", "甘泉农资", "张三", "复合肥", "１０", "８５．００", "￥８５０．００"]]
    done = bring_in({"说明": [["本表由何静维护"], ["请勿改动"]], "出货": other, "二月": wide})
    assert [s["kind"] for s in done.data["sheets"]] == ["sales", "sales"] and done.data["wrong"] == 0
    assert list(SalesEntry.objects.order_by("id").values_list("on", "order_number", "quantity", "gross_fen")) == [
        (date(2026, 1, 5), number, 10, 85000) for number in ("S1", "S2")]


def test_a_formula_that_was_never_calculated_is_named_as_the_cause() -> None:
    done = check({"销售台账": [HEAD, [*LINE[:7], "=F2*G2"]]})
    assert reasons(done) == {2: ["This column must be filled. A formula that was never calculated counts as empty: save the file in Excel "
                                 "or WPS, then upload it again"]}


def test_returns_are_taken_off_the_orders_of_their_customer() -> None:
    """850.00 and a return of 170.00 make 680.00 owed; what nothing can bear is told. The books stay right."""
    sales = [HEAD, LINE, [date(2026, 1, 9), "S9", "甘泉农资", "张三", "复合肥", -2, 85, -170],
             [date(2026, 1, 9), "S10", "佛山五金", "张三", "复合肥", "－１", 85, "(85.00)"]]
    done = bring_in({"销售台账": sales}, receivables=Receivables.YES)
    assert (done.data["made"]["returns"], done.data["made"]["returns_left"]) == ("255.00", "85.00")
    assert [(i.number, i.open_fen) for i in ReceivableItem._plain.all()] == [("S1", 68000)]
    assert (sheet_of(done, "sales")["amount"], list(violations())) == ("595.00", [])


def test_negative_receipts_and_invoices_are_refused_with_the_way_out() -> None:
    invoice = [date(2026, 1, 9), "F1", "甘泉农资", date(2026, 2, 9), -100]
    done = check({"应收台账": [["开票日期", "发票号", "客户", "到期日", "开票金额"], invoice],
                  "回款台账": [["回款日期", "客户", "回款金额"], [date(2026, 1, 9), "甘泉农资", -100]]})
    said = [issue["problems"][0]["message"] for sheet in ImportBatch.objects.get(pk=done.id).figures["sheets"] for issue in sheet["issues"]]
    assert done.data["wrong"] == 2 and all("or leave the row out" in text for text in said)


def test_a_day_to_come_is_doubted_and_a_name_stands_once() -> None:
    later = clock.today() + timedelta(days=400)
    assert reasons(check({"销售台账": [HEAD, [later, *LINE[1:]]]})) == {2: ["This day has not come yet; check the year"]}
    twice = check(workbook({"客户档案": [["客户名称", "电话"], ["甘泉农资", "1"], ["甘泉农资 ", "2"], ["", "3"]]}))
    assert reasons(twice) == {3: ["Row 2 has this name already"], 4: ["A customer needs a code or a name"]}
