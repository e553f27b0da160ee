"""From workbook to records and back."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Sum
from tests.support.company import Company

from yingshu.customers.models import Customer
from yingshu.kernel.actor import system
from yingshu.kernel.errors import NotAllowed
from yingshu.onboarding import services
from yingshu.onboarding.errors import FileGone, FileUnusable, NotChecked, NothingRecognised, NotImported, RowsWrong, UnknownField
from yingshu.onboarding.models import ImportBatch, ImportedKey, MappingTemplate
from yingshu.onboarding.rules import Receivables
from yingshu.onboarding.services.failed import failed_rows
from yingshu.onboarding.tests.books import RECEIPTS, RECEIVABLE, SALES, bring_in, check, sheet_of, workbook
from yingshu.organisation.models import Person, Unit
from yingshu.products.models import Product
from yingshu.receivables.errors import BatchInUse
from yingshu.receivables.models import CustomerAccount, Receipt, ReceivableItem
from yingshu.receivables.queries import ageing
from yingshu.receivables.services.receipts import record_receipt
from yingshu.sales.models import SalesEntry

pytestmark = pytest.mark.django_db


def sold() -> list[tuple[Any, ...]]:
    """The sales ledger as it stands."""
    return list(SalesEntry.objects.order_by("id").values_list("on", "order_number", "customer__name", "product__name", "quantity",
                                                              "gross_fen",
                                                              "freight_fen"))


def test_check_says_everything_and_writes_nothing() -> None:
    done = check({"台账": SALES})
    sheet = sheet_of(done, "sales")
    assert {name: sheet[name] for name in ("header_row", "rows", "ok", "wrong", "amount", "freight", "orders", "subtotals", "totals",
                                           "compared",
                                           "differences", "lines_with_discount", "months")} == {
        "header_row": 2, "rows": 4, "ok": 4, "wrong": 0, "amount": "1317.50", "freight": "28.00", "orders": 3, "subtotals": 2, "totals": 1,
        "compared": 3, "differences": [], "lines_with_discount": 2, "months": {"2026-01": "1241.00", "2026-02": "76.50"}}
    assert (done.data["made"]["customers"], done.data["made"]["products"], done.data["made"]["people"],
            done.data["made"]["regions"]) == (2, 2, 2, 2)
    assert (SalesEntry.objects.count(), Customer._plain.count(), Product.objects.count(), Person.objects.count(),
            Unit.objects.count()) == (0,) * 5
    assert ImportBatch.objects.get().state == ImportBatch.State.CHECKED


def test_import_writes_the_lines_as_they_stand() -> None:
    bring_in({"台账": SALES})
    assert sold() == [
        (date(2026, 1, 5), "S1", "甘泉农资", "复合肥", Decimal(10), 85000, 2000),
        (date(2026, 1, 5), "S1", "甘泉农资", "有机肥", Decimal(5), 22100, 0),
        (date(2026, 1, 20), "S2", "佛山五金", "复合肥", Decimal(2), 17000, 0),
        (date(2026, 2, 3), "S3", "甘泉农资", "复合肥", Decimal(1), 7650, 800)]
    entry = SalesEntry.objects.get(order_number="S3")
    assert (entry.month, entry.net_fen, entry.tax_fen, entry.discount, entry.cost_fen, entry.source_kind) == (
        202602, 6770, 880, Decimal("0.1"), None, "import")
    assert Unit.objects.get(pk=entry.unit_id).name == "东区"
    person = Person.objects.get(pk=entry.owner_id)
    assert (person.name, person.has_usable_password()) == ("张三", False)


def test_customers_without_a_file_get_a_note_and_their_salesperson() -> None:
    bring_in({"台账": SALES})
    customer = Customer._plain.get(name="甘泉农资")
    assert "台账.xlsx" in customer.preferences
    assert (customer.owner.name, customer.unit.name) == ("张三", "东区")


def test_a_second_run_adds_nothing() -> None:
    bring_in({"台账": SALES})
    again = bring_in({"台账": SALES})
    assert (sheet_of(again, "sales")["known"], again.data["new"], SalesEntry.objects.count(), Customer._plain.count()) == (4, 0, 4, 2)


def test_only_new_rows_of_a_grown_ledger_are_added() -> None:
    bring_in({"台账": SALES[:5]})
    assert SalesEntry.objects.count() == 3
    bring_in({"台账": SALES})
    assert [order for _on, order, *_rest in sold()] == ["S1", "S1", "S2", "S3"]


def test_equal_lines_are_all_kept() -> None:
    twice = [SALES[1], SALES[2], SALES[2]]
    assert sheet_of(bring_in({"台账": twice}), "sales")["ok"] == 2
    assert (bring_in({"台账": twice}).data["new"], SalesEntry.objects.count()) == (0, 2)


def test_a_changed_amount_is_noticed() -> None:
    bring_in({"台账": SALES})
    changed = [*SALES[:4], [*SALES[4][:9], 171, ""]]
    assert check({"台账": changed}).data["wrong"] == 1


def test_wrong_rows_keep_everything_out() -> None:
    wrong = [*SALES[:3], ["2026-13-02", "S9", "甲", "", "", "肥", 1, 1, "", 1, ""], ["2026-01-02", "S8", "", "", "", "肥", 1, 1, "", 1, ""]]
    checked = check({"台账": wrong})
    assert checked.data["wrong"] == 2
    with pytest.raises(RowsWrong) as refused:
        services.import_ledger(actor=system(), batch_id=checked.id)
    assert (refused.value.data["count"], refused.value.data["row"], SalesEntry.objects.count(), Customer._plain.count()) == (2, 4, 0, 0)


def test_wrong_rows_may_be_left_out_and_come_as_a_file() -> None:
    wrong = [*SALES[:3], ["2026-13-02", "S9", "甲", "", "", "肥", 1, 1, "", 1, ""]]
    done = bring_in({"台账": wrong}, skip_errors=True)
    assert (done.data["wrong"], [order for _on, order, *_rest in sold()]) == (1, ["S1"])
    failed = failed_rows(ImportBatch.objects.get(pk=done.id), "台账")
    assert (failed.titles[:3], [(row[1], len(reasons)) for row, reasons in failed.rows]) == (["日期", "单号", "客户"], [("S9", 1)])


def test_a_mended_cell_is_checked_again() -> None:
    wrong = [*SALES[:2], ["2026-13-02", "S9", "甲", "", "", "肥", 1, 1, "", 1, ""]]
    checked = check({"台账": wrong})
    mended = services.check_ledger(actor=system(), batch_id=checked.id, corrections=json.dumps({"台账": {"3": {"A": "2026-12-02"}}}))
    assert (checked.data["wrong"], mended.data["wrong"], mended.id) == (1, 0, checked.id)
    services.import_ledger(actor=system(), batch_id=checked.id)
    assert [on for on, *_rest in sold()] == [date(2026, 12, 2)]


def test_a_total_that_differs_is_told() -> None:
    rows = [*SALES[:8], ["", "合计", "", "", "", "", "", "", "", 1300, ""]]
    assert sheet_of(check({"台账": rows}), "sales")["differences"] == [
        {"row": 9, "label": "合计", "field": "amount", "stated": "1300.00", "computed": "1317.50"}]


def test_an_order_of_two_customers_is_wrong() -> None:
    rows = [SALES[1], SALES[2], [date(2026, 1, 6), "S1", "另一家", "", "", "复合肥", 1, 85, "", 85, ""]]
    assert check({"台账": rows}).data["wrong"] == 1


# ---- receivables and receipts

AR = {"应收台账": RECEIVABLE, "回款台账": RECEIPTS}


def owed(day: date) -> int:
    return ageing(system(), day).total_fen


@pytest.mark.clause("REC-03")
def test_ageing_of_an_imported_ledger_at_any_day() -> None:
    bring_in(AR)
    assert {day: owed(day) for day in (date(2026, 1, 9), date(2026, 1, 10), date(2026, 1, 31), date(2026, 2, 4), date(2026, 2, 5),
                                       date(2026, 2, 19), date(2026, 2, 20), date(2026, 3, 1))} == {
        date(2026, 1, 9): 0, date(2026, 1, 10): 10000, date(2026, 1, 31): 35050, date(2026, 2, 4): 43050, date(2026, 2, 5): 33050,
        date(2026, 2, 19): 33050, date(2026, 2, 20): 8000, date(2026, 3, 1): 5000}


def test_over_payment_stays_the_customers_credit() -> None:
    bring_in(AR)
    receipt = Receipt._plain.get(amount_fen=30000)
    account = CustomerAccount.objects.get(customer__number="K1")
    assert (receipt.unallocated_fen, account.advance_fen, account.receivable_fen) == (4950, 4950, 0)
    assert ReceivableItem._plain.get(number="F2").disputed


def test_due_day_by_the_customers_days_when_the_ledger_has_none() -> None:
    customers = [["客户编号", "客户名称", "账期天数"], ["K1", "甲公司", 45]]
    bring_in({"客户档案": customers, "应收台账": [[row[n] for n in (0, 1, 2, 4)] for row in RECEIVABLE[:2]]})
    assert ReceivableItem._plain.get().due_on == date(2026, 2, 24)


def test_sales_with_receipts_make_one_receivable_for_each_order() -> None:
    receipts = [["回款日期", "订单号", "客户", "回款金额"], [date(2026, 1, 25), "S1", "甘泉农资", 1091],
                [date(2026, 2, 1), "S2", "佛山五金", 100]]
    done = bring_in({"销售台账": SALES, "回款台账": receipts})
    assert done.data["posts_receivables"]
    assert list(ReceivableItem._plain.order_by("number").values_list("number", "shipped_on", "amount_fen", "open_fen", "settled_on")) == [
        ("S1", date(2026, 1, 5), 109100, 0, date(2026, 1, 25)), ("S2", date(2026, 1, 20), 17000, 7000, None),
        ("S3", date(2026, 2, 3), 8450, 8450, None)]


def test_sales_alone_make_no_receivables_unless_asked() -> None:
    bring_in({"台账": SALES})
    assert ReceivableItem._plain.count() == 0
    bring_in({"台账": [SALES[1], [date(2026, 3, 1), "S7", "甲", "", "", "肥", 1, 9, "", 9, ""]]}, receivables=Receivables.YES)
    assert [item.number for item in ReceivableItem._plain.all()] == ["S7"]


def test_a_receipt_finds_an_invoice_of_an_earlier_import() -> None:
    bring_in({"应收台账": RECEIVABLE})
    bring_in({"回款台账": RECEIPTS})
    assert list(ReceivableItem._plain.order_by("number").values_list("open_fen", flat=True)) == [0, 0, 5000]


# ---- undo

def test_undo_leaves_nothing_on_any_day_and_the_file_can_come_again() -> None:
    done = bring_in({"台账": SALES, **AR})
    services.undo_import(actor=system(), batch_id=done.id)
    assert SalesEntry.objects.aggregate(x=Sum("gross_fen"))["x"] == 0
    assert [owed(day) for day in (date(2026, 1, 15), date(2026, 2, 10), date(2026, 6, 1))] == [0, 0, 0]
    assert {customer.state for customer in Customer._plain.all()} == {Customer.State.STOPPED}
    assert (ImportedKey.objects.count(), Product.objects.filter(discontinued=False).count()) == (0, 0)
    bring_in({"台账": SALES, **AR})
    assert (SalesEntry.objects.aggregate(x=Sum("gross_fen"))["x"], owed(date(2026, 6, 1))) == (131750, 5000)
    assert {customer.state for customer in Customer._plain.all()} == {Customer.State.ACTIVE}
    assert Product.objects.filter(discontinued=True).count() == 0


def test_undo_deletes_what_nothing_names() -> None:
    done = bring_in({"客户档案": [["客户编号", "客户名称"], ["K1", "甲公司"]], "产品": [["产品编号", "产品名称"], ["P1", "肥"]]})
    assert (Customer._plain.count(), Product.objects.count()) == (1, 1)
    services.undo_import(actor=system(), batch_id=done.id)
    assert (Customer._plain.count(), Product.objects.count()) == (0, 0)


def test_a_used_import_cannot_be_undone(company: Company) -> None:
    done = bring_in(AR)
    customer = Customer._plain.get(number="K2")
    record_receipt(actor=company.actor("finance"), amount=5000, customer_id=customer.pk, oldest_first=True)
    with pytest.raises(BatchInUse):
        services.undo_import(actor=system(), batch_id=done.id)
    assert ImportBatch.objects.get(pk=done.id).state == ImportBatch.State.DONE


def test_an_import_is_undone_once() -> None:
    done = bring_in({"台账": SALES})
    services.undo_import(actor=system(), batch_id=done.id)
    with pytest.raises(NotImported):
        services.undo_import(actor=system(), batch_id=done.id)


def test_an_import_is_confirmed_once() -> None:
    done = bring_in({"台账": SALES})
    with pytest.raises(NotChecked):
        services.import_ledger(actor=system(), batch_id=done.id)


# ---- mapping

STRANGE = {"Tabelle1": [["Datum", "Beleg", "Kunde", "Ware", "Menge", "Betrag"], [date(2026, 1, 5), "B1", "Müller", "Dünger", 3, 30.5],
                        [date(2026, 1, 6), "B2", "Meier", "Dünger", 1, 10]]}
MAPPING = {"sheets": [{"sheet": "Tabelle1", "kind": "sales", "columns": {
    "Datum": "date", "Beleg": "order", "Kunde": "customer", "Ware": "product", "Menge": "quantity", "F": "amount"}}]}


def test_a_workbook_with_other_titles_comes_in_by_mapping_alone() -> None:
    with pytest.raises(NothingRecognised):
        check(STRANGE)
    bring_in(STRANGE, mapping=json.dumps(MAPPING))
    assert [(order, customer, fen) for _on, order, customer, _product, _quantity, fen, _freight in sold()] == [
        ("B1", "Müller", 3050), ("B2", "Meier", 1000)]


def test_a_saved_mapping_serves_the_next_file() -> None:
    checked = check(STRANGE, mapping=json.dumps(MAPPING))
    services.save_mapping(actor=system(), name="德国", batch_id=checked.id)
    other = {"Tabelle1": [["Beleg", "Datum", "Kunde", "Ware", "Menge", "Betrag"], ["B9", date(2026, 2, 6), "Meier", "Dünger", 1, 11]]}
    assert sheet_of(bring_in(other, template="德国"), "sales")["amount"] == "11.00"
    services.save_mapping(actor=system(), name="德国", mapping=json.dumps(MAPPING))
    assert MappingTemplate.objects.count() == 1


def test_own_titles_are_learnt() -> None:
    for field, title in (("date", "Datum"), ("order", "Beleg"), ("customer", "Kunde"), ("product", "Ware"), ("amount", "Betrag")):
        services.add_synonym(actor=system(), field=f"sales.{field}", title=title)
    assert sheet_of(check(STRANGE), "sales")["amount"] == "40.50"
    with pytest.raises(UnknownField):
        services.add_synonym(actor=system(), field="sales.nothing", title="x")


def test_a_mapping_that_does_not_fit_is_refused_in_words() -> None:
    wrong = {"sheets": [{"sheet": "Tabelle1", "kind": "sales", "columns": {"Datum": "date", "Preis": "amount"}}]}
    with pytest.raises(FileUnusable) as refused:
        check(STRANGE, mapping=json.dumps(wrong))
    assert "Preis" in refused.value.text()
    with pytest.raises(FileUnusable):
        check(STRANGE, mapping="{")


# ---- who is who

def test_codes_with_and_without_zeroes_are_one_product() -> None:
    catalogue = [["产品编号", "产品名称", "是否停售"], ["002", "复合肥", "是"]]
    sales = [["日期", "单号", "客户", "产品编号", "金额"], [date(2026, 1, 5), "S1", "甲", 2, 10]]
    bring_in({"产品": catalogue, "销售台账": sales})
    assert [(p.number, p.name, p.discontinued) for p in Product.objects.all()] == [("002", "复合肥", True)]


def test_names_match_after_trimming_and_width() -> None:
    bring_in({"客户档案": [["客户名称", "电话"], ["佛山（禅城）五金 ", "13800138000"]],
              "销售台账": [SALES[1], [date(2026, 1, 5), "S1", "　佛山(禅城)五金", "", "", "肥", 1, 5, "", 5, ""]]})
    assert [(c.name, c.phone, c.preferences) for c in Customer._plain.all()] == [("佛山（禅城）五金", "13800138000", "")]


def test_a_customer_of_the_system_is_found_by_its_code(company: Company) -> None:
    from yingshu.customers.services import create_customer

    made = create_customer(actor=company.actor("service_manager"), name="老客户", number="K1", unit_id=company.unit("east").pk)
    bring_in(AR)
    assert ReceivableItem._plain.filter(customer_id=made.id).count() == 2


def test_people_of_a_sheet_bring_their_region() -> None:
    people = [["工号", "姓名", "大区", "入职日期"], [7, "张三", "东区", date(2020, 5, 1)]]
    sales = [["日期", "单号", "客户", "业务员", "产品", "金额"], [date(2026, 1, 5), "S1", "甲", "张三", "肥", 10]]
    bring_in({"业务员": people, "销售台账": sales})
    person = Person.objects.get(name="张三")
    assert (person.staff_no, person.joined_on, SalesEntry.objects.get().owner_id) == ("7", date(2020, 5, 1), person.pk)
    assert Unit.objects.get(pk=SalesEntry.objects.get().unit_id).name == "东区"


def test_one_code_twice_in_a_file_is_wrong() -> None:
    done = check({"客户档案": [["客户编号", "客户名称"], ["K1", "甲"], ["K1", "乙"], ["K2", "甲"]]})
    assert done.data["wrong"] == 2


# ---- who may, and what cannot be

def test_rights(company: Company) -> None:
    with pytest.raises(NotAllowed):
        check({"台账": SALES}, company.actor("salesperson"))
    assert check({"台账": SALES}, company.actor("assistant")).state == "checked"


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "0" * 64])
def test_only_kept_files_are_read(digest: str) -> None:
    with pytest.raises(FileGone):
        services.check_ledger(actor=system(), digest=digest, file_name="x.xlsx")


def test_reviews_are_recognised_and_said_not_to_be_imported() -> None:
    reviews = [["评价日期", "订单号", "评分"], [date(2026, 1, 5), "S1", 5]]
    done = check({"台账": SALES, "客户评价": reviews})
    assert sheet_of(done, "reviews")["rows"] == 1
    assert any("客户评价" in notice for notice in done.data["notices"])


def test_a_file_that_is_no_workbook() -> None:
    book = workbook({"台账": SALES})
    book.truncate(100)
    with pytest.raises(FileUnusable):
        check(book)
