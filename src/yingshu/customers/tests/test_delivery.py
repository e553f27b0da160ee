"""The uniform format: delivery to the leaders, import (CUS-03)."""

from __future__ import annotations

import pytest
from openpyxl import Workbook

from yingshu.customers import services as s
from yingshu.customers.errors import NoRecipients, UnknownColumns
from yingshu.customers.imports import read_file
from yingshu.customers.inputs import CustomerRow, ImportMode
from yingshu.customers.models import Customer, FileReport, FileReportReceipt
from yingshu.customers.queries import file_reports
from yingshu.customers.worklists import _unread
from yingshu.kernel.errors import InvalidInput, NotFound
from yingshu.notifications.models import Message

HEADS = ["客户编号", "客户名称", "企业性质", "法人", "规模", "所在地", "联系人", "联系电话", "订货量", "业务员", "区域"]
ROWS = [["A01", "甘泉农资", "个体", "张三", "小型", "肇庆", "张三", "13800005678", "200 袋", "业务员张东", "东区"],
        ["A02", "西山农资", "有限公司", "李四", "中型", "佛山", "李四", 13900000000, "80 袋", "业务员李西", "西区"]]


def sheet(tmp_path, heads=HEADS, rows=ROWS):
    book = Workbook()
    for row in [heads, *rows]:
        book.active.append(row)
    book.active.title = "客户"
    book.save(tmp_path / "客户.xlsx")
    return tmp_path / "客户.xlsx"


def bring(company, path, who="director", **more):
    return s.import_customers(actor=company.actor(who), rows=read_file(path), file=path.name, **more)


@pytest.mark.clause("CUS-03")
def test_delivered_files_reach_three_leaders_each_with_a_record(company, tmp_path):
    bring(company, sheet(tmp_path))
    done = s.deliver_files(actor=company.actor("service_manager"))
    assert list(FileReportReceipt.objects.order_by("id").values_list("report_id", "post", "person_name")) == [
        (done.id, "营销中心主任", "主任周正"), (done.id, "营销副总", "营销副总秦刚"), (done.id, "总经理", "总经理老顾")]
    report = FileReport.objects.get()
    assert (report.customers, report.changed) == (1, 1)
    content = report.content
    assert [(c["name"], c["phone"], c["owner"], c["region"]) for c in content["customers"]] == [
        ("甘泉农资", "138****5678", "业务员张东", "东区")]
    assert ([p["name"] for p in content["salespeople"]], [p["name"] for p in content["managers"]]) == (["业务员张东"], ["大区经理郭强"])
    assert set(Message.objects.values_list("person_id", flat=True)) == {
        company.person(k).pk for k in ("director", "vice_president", "general_manager")}


@pytest.mark.clause("CUS-03")
def test_only_what_changed_since_the_last_delivery_counts_as_changed(company, tmp_path):
    bring(company, sheet(tmp_path))
    manager = company.actor("director")
    assert s.deliver_files(actor=manager).kind == "file_report"
    s.change_customer(actor=manager, customer_id=Customer._plain.get(number="A02").pk, scale="大型")
    s.deliver_files(actor=manager)
    assert list(FileReport.objects.order_by("id").values_list("customers", "changed")) == [(2, 2), (2, 1)]


@pytest.mark.clause("CUS-03")
def test_a_leader_confirms_receipt_and_others_cannot(company, tmp_path):
    report = s.deliver_files(actor=company.actor("service_manager")).id
    gm, finance = company.actor("general_manager"), company.actor("finance")
    assert (_unread(gm).count(), _unread(finance).count()) == (1, 0)
    s.acknowledge_files(actor=gm, report_id=report)
    assert _unread(gm).count() == 0
    with pytest.raises(NotFound):
        s.acknowledge_files(actor=finance, report_id=report)
    assert (file_reports(gm).count(), file_reports(finance).count()) == (1, 0)


@pytest.mark.clause("CUS-03")
def test_a_vacant_leaders_post_is_told(company):
    company.act("organisation.end_appointment", "admin", appointment_id=company.person("vice_president").appointments.get().pk)
    with pytest.raises(NoRecipients) as refusal:
        s.deliver_files(actor=company.actor("service_manager"))
    assert refusal.value.data == {"posts": "营销副总"} and not FileReport.objects.exists()


@pytest.mark.clause("CUS-03")
def test_columns_outside_the_uniform_format_are_refused(company, tmp_path):
    path = sheet(tmp_path, [*HEADS, "星座"], [[*row, "白羊"] for row in ROWS])
    with pytest.raises(UnknownColumns) as refusal:
        read_file(path)
    assert refusal.value.data == {"columns": "星座"} and not Customer._plain.exists()


def test_a_second_run_changes_nothing_and_a_changed_cell_one_customer(company, tmp_path):
    path = sheet(tmp_path)
    first = bring(company, path).data
    assert first == {"added": 2, "changed": 0, "unchanged": 0, "failed": 0, "errors": {}, "import": first["import"]}
    assert bring(company, path).data["unchanged"] == 2
    west = Customer._plain.get(number="A02")
    assert (west.phone, west.owner, west.unit) == ("13900000000", company.person("salesperson_west"), company.unit("west"))
    again = [ROWS[0], [*ROWS[1][:4], "大型", *ROWS[1][5:9], "业务员张东", "东区"]]
    assert bring(company, sheet(tmp_path, HEADS, again)).data["changed"] == 1
    west.refresh_from_db()
    assert (west.scale, west.owner, west.unit) == ("大型", company.person("salesperson"), company.unit("east"))


def test_all_rows_or_none_unless_errors_may_be_left_out(company):
    rows = [CustomerRow(row=2, name="甲"), CustomerRow(row=3, name="乙", owner="没有此人")]
    with pytest.raises(InvalidInput) as refusal:
        s.import_customers(actor=company.actor("director"), rows=rows)
    assert set(refusal.value.errors) == {"3"} and not Customer._plain.exists()
    done = s.import_customers(actor=company.actor("director"), rows=rows, skip_errors=True)
    assert (done.data["added"], set(done.data["errors"])) == (1, {"3"})
    with pytest.raises(InvalidInput):
        s.import_customers(actor=company.actor("director"), rows=rows[:1], mode=ImportMode.ADD)
    with pytest.raises(InvalidInput):
        s.import_customers(actor=company.actor("director"), rows=[CustomerRow(row=2, name="丙")], mode=ImportMode.UPDATE)


def test_a_row_of_another_region_cannot_be_changed_by_import(company, tmp_path):
    bring(company, sheet(tmp_path))
    rows = [CustomerRow(row=2, name="西山农资", scale="微型")]
    with pytest.raises(InvalidInput):
        s.import_customers(actor=company.actor("service_manager"), rows=rows)
    assert Customer._plain.get(number="A02").scale == "中型"
