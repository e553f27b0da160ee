"""Pages, print, export and API of reports."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from yingshu.audit.models import AuditEntry
from yingshu.insight.links import report_url
from yingshu.insight.services import acknowledge_report, correct_report, make_analysis, make_monthly_report, make_statistics, submit_report
from yingshu.kernel.actor import system
from yingshu.rulebook.catalogue import clause
from yingshu.rulebook.services import set_parameters

from .books import JUNE, Books, at, report_of

PAGES = ("sales", "performance", "deliveries", "cooperation")


def visit(books: Books, key: str, url: str) -> tuple[int, str]:
    client = Client()
    client.force_login(books.trade.company.person(key), backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.get(url)
    return answer.status_code, answer.content.decode()


def call(books: Books, key: str, path: str) -> tuple[int, dict[str, Any]]:
    from hashlib import sha256

    from yingshu.kernel import clock
    from yingshu.organisation.models import ApiToken
    from yingshu.organisation.principal import people_changed

    token = f"token-of-{key}"
    ApiToken.objects.get_or_create(person=books.trade.company.person(key), name="test", defaults={
        "digest": sha256(token.encode()).hexdigest(), "created_at": clock.now()})
    people_changed()
    answer = Client().get(f"/api/v1/reports/{path}", headers={"Authorization": f"Bearer {token}"})
    return answer.status_code, answer.json()


def submitted(books: Books) -> Any:
    with at(28, 20):
        actor = books.actor("service_manager")
        made = make_monthly_report(actor=actor, month="2026-06", note="雨季提前")
        return submit_report(actor=actor, report_id=made.id)


def words(pdf: bytes) -> str:
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)


@pytest.mark.clause("MTG-06")
def test_the_draft_says_what_stands_against_it(books: Books) -> None:
    books.june()
    with at(29):
        made = make_monthly_report(actor=books.actor("assistant"), month="2026-06")
    with at(29, 10):
        books.sold(gross=1, on=date(2026, 6, 29))
        status, page = visit(books, "assistant", report_url(made.id))
        may = [("insight.submit_report" in visit(books, key, report_url(made.id))[1]) for key in ("assistant", "service_manager")]
    assert status == 200
    for said in ("月销量报表 2026-06", "草稿", "1,550", "123,000.00", "客户服务经理", "逾期 1 天", "insight.make_monthly_report"):
        assert said in page, said
    assert may == [False, True]
    assert "又增加了 1 行" in page


@pytest.mark.clause("MTG-06")
def test_the_submitted_report_says_who_has_it(books: Books) -> None:
    books.june()
    done = submitted(books)
    with at(28, 21):
        acknowledge_report(actor=books.actor("vice_president"), report_id=done.id)
        for key, act in (("general_manager", "insight.acknowledge_report"), ("service_manager", "insight.correct_report")):
            status, page = visit(books, key, report_url(done.id))
            assert (status, act in page, "insight.submit_report" in page) == (200, True, False)
    for said in ("按时", "营销副总秦刚", "已读 06-28 21:00", "未读", "雨季提前", "V1", "2026-06-01 ~ 2026-06-30"):
        assert said in page, said
    assert visit(books, "salesperson", report_url(done.id))[0] == 404


@pytest.mark.clause("MTG-06")
def test_a_correction_is_a_page_of_differences(books: Books) -> None:
    books.june()
    done = submitted(books)
    with at(30):
        books.sold("复合肥", 40, 3_400, on=date(2026, 6, 30))
        made = correct_report(actor=books.actor("service_manager"), report_id=done.id, note="补 30 日")
        status, page = visit(books, "service_manager", report_url(made.id))
    assert status == 200
    for said in ("与上一版本的差异", "1,240", "+3,400.00", "V2", "V1"):
        assert said in page, said


@pytest.mark.parametrize("kind", ["analysis", "statistics"])
def test_other_reports_have_a_page_and_a_print(books: Books, kind: str) -> None:
    books.june()
    books.sold(cost=40, net=90)
    with at(2, month=7):
        director = books.actor("director")
        made = (make_analysis(actor=director, month="2026-06") if kind == "analysis" else make_statistics(actor=director, period="2026-06"))
        status, page = visit(books, "director", report_url(made.id))
        printed = Client()
        printed.force_login(books.trade.company.person("director"), backend="allauth.account.auth_backends.AuthenticationBackend")
        answer = printed.get(f"/reports/{made.id}/print/")
    assert (status, answer.status_code, answer["Content-Type"]) == (200, 200, "application/pdf")
    assert report_of(made).number in page and report_of(made).number in words(answer.content)


@pytest.mark.clause("MTG-06")
def test_the_report_on_paper(books: Books) -> None:
    from yingshu.insight.printed import pdf_of

    books.june()
    report = report_of(submitted(books))
    with at(28, 21):
        text = words(pdf_of(report, books.actor("general_manager")))
    for said in ("月销量报表2026-06", report.number, "1,550", "123,000.00", "复合肥", "1,200", "有机肥", "350", "雨季提前", "营销副总秦刚",
                 "第1/1页", "总经理老顾2026-06-2821:00", "依据MTG-06"):
        assert said in text, said
    with at(29):
        draft = make_monthly_report(actor=books.actor("service_manager"), month="2026-05")
        assert "草稿" in words(pdf_of(report_of(draft), books.actor("general_manager")))


@pytest.mark.clause("OPS-05")
def test_the_sales_analysis(books: Books) -> None:
    books.sold("复合肥", 10, 1_130, net=1_000, cost=700)
    books.sold("有机肥", 5, 565, net=500, measure="桶")
    with at(20):
        status, page = visit(books, "general_manager", "/analysis/sales/?by=product")
    assert status == 200
    for said in ("1,695.00", "1,500.00", "300.00", "1 行没有成本", "10 袋", "5 桶", "66.67%", "data-chart"):
        assert said in page, said
    assert "有机肥" in page and "data-v=\"565.00\"" in page
    with at(20):
        mine = visit(books, "salesperson_west", "/analysis/sales/")[1]
    assert "1,695.00" not in mine and "期间没有销售" in mine


@pytest.mark.clause("OPS-05", "MTG-16")
def test_the_sales_analysis_says_why(books: Books) -> None:
    set_parameters(actor=system("总经理老顾"), control="insight.analysis", values={"frequency": "quarter"}, valid_from=JUNE)
    books.sold("复合肥", 10, 1_130, net=1_000, cost=700)
    books.sold("有机肥", 5, 565, net=500, measure="桶")
    with at(20):
        page = " ".join(visit(books, "general_manager", "/analysis/sales/?by=product")[1].split())
    assert all(clause(code).requirement in page for code in ("OPS-05", "MTG-16")) and page.count('class="why-one"') == 4
    sums = [re.findall(r"<span[^>]*>([^<]*)</span>", part) for part in re.findall(r'<div class="calc">(.*?)</div>', page)]
    assert [[text for text in part if text] for part in sums] == [
        ["台账行数", "2", "含税销售额", "1,695.00 元"], ["含税金额（元）", "1,695.00", "不含税销售额", "1,500.00 元"],
        ["台账行数", "2", "销售数量", "10 袋 5 桶"], ["有成本的行不含税金额（元）", "1,000.00", "成本（元）", "700.00", "毛利",
                                                       "300.00 元"]]
    assert "2026-06-10 <span class=\"xs ink-3\">总经理老顾</span>" in page and "本公司设定" in page
    assert page.count("/sales_ledger/?on_from=2026-06-01&amp;on_to=2026-06-30") > 4


@pytest.mark.clause("MTG-06")
def test_the_report_says_why_with_the_values_it_was_handed_in_by(books: Books) -> None:
    set_parameters(actor=system("总经理老顾"), control="insight.monthly_report", values={"deadline_day": 27}, valid_from=date(2026, 6, 1))
    books.june()
    books.sold("复合肥", 7, 700, on=date(2026, 5, 31))
    done = submitted(books)
    set_parameters(actor=system("总经理老顾"), control="insight.monthly_report", values={"deadline_day": 20}, valid_from=date(2026, 7, 1))
    with at(3, month=7):
        page = " ".join(visit(books, "general_manager", report_url(done.id))[1].split())
    assert clause("MTG-06").requirement in page and "月销量报表" in page
    held = re.search(r'<td class="strong">27</td><td>(.*?)</td><td> ?<span class="src own">', page)
    assert held and held[1] == '2026-06-01 <span class="xs ink-3">总经理老顾</span>'
    assert '<td class="strong">20</td>' not in page, "what held when it was handed in"
    first = re.search(r'<div class="calc">(.*?)</div>', page)[1]
    assert [text for text in re.findall(r"<span[^>]*>([^<]*)</span>", first) if text] == [
        "上月", "700.00", "去年同月", "--", "销售额", "123,000.00 元"]
    assert page.count("/sales_ledger/?on_from=2026-06-01&amp;on_to=2026-06-30") >= 5


@pytest.mark.clause("OPS-05")
def test_figures_lead_to_their_lines_with_the_same_total(books: Books) -> None:
    from yingshu.insight.periods import Days
    from yingshu.insight.screens.selling import page_of
    from yingshu.kernel import money

    books.june()
    books.sold("复合肥", 10, 900, on=date(2026, 6, 5), customer="金穗农资", method="cod")
    books.sold("复合肥", 7, 700, on=date(2026, 5, 31))
    actor, days = books.actor("general_manager"), Days(date(2026, 6, 1), date(2026, 6, 30))
    with at(20):
        for keys in (["product"], ["customer", "payment_method"], ["salesperson"], ["region"], ["month"], ["day", "product"]):
            for row in page_of(actor, days, keys)["rows"]:
                status, page = visit(books, "general_manager", row["url"])
                total = page[page.index("<tfoot"):page.index("</tfoot>")]
                assert (status, money.show(row["sums"].gross_fen) in total) == (200, True), (keys, row["names"], row["url"])


def test_the_export_is_the_table_and_is_logged(books: Books) -> None:
    books.sold("复合肥", 10, 1_130, net=1_000, cost=700)
    books.sold("有机肥", 5, 565, net=500)
    client = Client()
    client.force_login(books.trade.company.person("service_manager"), backend="allauth.account.auth_backends.AuthenticationBackend")
    with at(20):
        answer = client.get("/analysis/sales/export/?by=product&then=customer")
        assert visit(books, "salesperson", "/analysis/sales/export/")[0] == 403
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert "|".join(rows[0]) == "产品|产品编码|客户|客户编码|台账行数|数量|含税金额（元）|不含税金额（元）|成本（元）|利润（元）"
    assert [(r[0], r[2], r[4:]) for r in rows[1:]] == [("复合肥", "甘泉农资", [1, 10, 1130, 1000, 700, 300]),
                                                       ("有机肥", "甘泉农资", [1, 5, 565, 500, 0, 0])]
    logged = AuditEntry.objects.get(action="insight.export_sales", refused=False)
    assert (logged.after["rows"], logged.after["by"], logged.actor_name) == (2, ["product", "customer"], "客服经理林晓")


@pytest.mark.parametrize("page", PAGES)
def test_pages_without_records_and_without_right(books: Books, page: str) -> None:
    url = f"/analysis/{page}/"
    assert visit(books, "general_manager", url)[0] == 200
    assert visit(books, "workshop", url)[0] == 403
    assert Client().get(url).status_code == 302


@pytest.mark.parametrize("query", ["from=x", "from=2026-06-31", "from=2026-07-01&to=2026-06-01", "from=0001-01-01", "to=9999-12-31"])
@pytest.mark.parametrize("page", PAGES)
def test_days_that_are_none(books: Books, page: str, query: str) -> None:
    assert visit(books, "general_manager", f"/analysis/{page}/?{query}")[0] == 400


@pytest.mark.parametrize("query", ["by=x", "by=product&then=product", "by=%00"])
def test_keys_that_are_none(books: Books, query: str) -> None:
    assert visit(books, "general_manager", f"/analysis/sales/?{query}")[0] == 400


@pytest.mark.clause("MTG-06")
def test_monthly_sales_over_the_api(books: Books) -> None:
    books.june()
    with at(28):
        status, answer = call(books, "general_manager", "monthly-sales?month=2026-06")
        assert (status, answer["quantity"], answer["totals"]["gross"]["now"]) == (200, "1550", "123000.00")
        assert [(p["product"], p["quantity"]["now"]) for p in answer["products"]] == [("复合肥", "1200"), ("有机肥", "350")]
        assert call(books, "general_manager", "monthly-sales?month=june")[0] == 400
        assert call(books, "general_manager", "monthly-sales")[0] == 400
        assert call(books, "workshop", "monthly-sales?month=2026-06")[0] == 403
        assert call(books, "general_manager", "sales?by=region")[1]["total"]["gross"] == "123000.00"
        assert call(books, "general_manager", "cooperation")[1]["departments"][0] == {
            "lane": "workshop", "sent": 0, "late": 0, "refused": 0, "chased": 0, "postponed": 0}
        assert call(books, "general_manager", "performance")[1]["people"] == []
        assert call(books, "general_manager", "deliveries")[1] == {
            "from": "2026-06-01", "to": "2026-06-30", "orders": 0, "on_time": None, "in_quality": None, "in_full": None}
    assert Client().get("/api/v1/reports/monthly-sales?month=2026-06").status_code == 401


def test_query_budgets_of_pages(books: Books, query_budget: Any) -> None:
    from django.urls import reverse

    books.june()
    done = submitted(books)
    client = Client()
    client.force_login(books.trade.company.person("general_manager"), backend="allauth.account.auth_backends.AuthenticationBackend")
    for name, url in (("report_page", report_url(done.id)), ("report_list", reverse("screen:reports")), ("sales_page", "/analysis/sales/"),
                      ("performance_page", "/analysis/performance/"), ("cooperation_page", "/analysis/cooperation/")):
        client.get(url)
        with at(28, 21), query_budget(f"insight.{name}"):
            assert client.get(url).status_code == 200
