"""The clerk's papers (MTG-07, MTG-16), the area manager's statistics (MTG-11), the analysis (OPS-05)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.support.trade import Trade

from yingshu.insight.models import Delivery
from yingshu.insight.queries import analysis_content, day_content, statement_content, statistics_content
from yingshu.insight.rules import Period
from yingshu.insight.services import (
    correct_report,
    make_analysis,
    make_daily_report,
    make_month_statement,
    make_statistics,
    submit_report,
)
from yingshu.kernel import clock
from yingshu.kernel.errors import InvalidInput, NotFound
from yingshu.organisation.models import Unit
from yingshu.rulebook.decisions import Refused
from yingshu.sales.models import SalesEntry

from .books import Books, at, columns, report_of

DAY = date(2026, 6, 1)


def three_shipments(trade: Trade) -> list[str]:
    """Three outbound notes of 52,000 together: 20,000, 20,000, 12,000."""
    from yingshu.orders.models import SalesSlip

    product = trade.product("复合肥", "100", stock=2000)
    customer = trade.customer("甘泉农资", limit=1_000_000, investigated=True)
    slips = [trade.shipped(customer, product, n, method="credit")[1] for n in ("200", "200", "120")]
    return list(SalesSlip._plain.filter(pk__in=slips).order_by("id").values_list("outbound_number", flat=True))


@pytest.mark.clause("MTG-07", "MTG-16")
def test_three_notes_of_a_day(trade: Trade) -> None:
    numbers = three_shipments(trade)
    made = make_daily_report(actor=trade.actor("billing_clerk"), day=DAY)
    content = report_of(made).content
    assert content["totals"] == {"notes": 3, "shipped_fen": 52_000_00, "returned_fen": 0, "gross_fen": 52_000_00}
    assert columns(content["notes"], "number", "customer", "payment_method", "gross_fen") == [
        (numbers[0], "甘泉农资", "credit", 20_000_00), (numbers[1], "甘泉农资", "credit", 20_000_00),
        (numbers[2], "甘泉农资", "credit", 12_000_00)]
    assert content["quantities"] == [{"key": "袋", "measure": "袋", "quantity": "520"}]
    done = submit_report(actor=trade.actor("billing_clerk"), report_id=made.id)
    assert (done.data["days_late"], done.data["deliveries"]) == (0, ["客服经理林晓"])


@pytest.mark.clause("MTG-07")
def test_a_report_that_differs_from_the_notes_is_refused(trade: Trade) -> None:
    product = trade.product("复合肥", "100", stock=2000)
    customer = trade.customer("甘泉农资", limit=1_000_000, investigated=True)
    trade.shipped(customer, product, "200", method="credit")
    clerk = trade.actor("billing_clerk")
    made = make_daily_report(actor=clerk, day=DAY)
    trade.shipped(customer, product, "120", method="credit")
    with pytest.raises(Refused) as refused:
        submit_report(actor=clerk, report_id=made.id)
    assert refused.value.clause == "MTG-07"
    assert {k: refused.value.as_json()["data"][k] for k in ("report", "notes", "gap")} == {
        "report": "20000.00", "notes": "32000.00", "gap": "-12000.00"}
    make_daily_report(actor=clerk, day=DAY)
    with clock.at(clock.moment(date(2026, 6, 3))):
        assert submit_report(actor=clerk, report_id=made.id).data["days_late"] == 2


@pytest.mark.clause("MTG-07")
def test_goods_that_came_back_are_told_apart(trade: Trade) -> None:
    from yingshu.logistics.inputs import ReturnInput
    from yingshu.logistics.services import take_back
    from yingshu.orders.models import SlipLine

    product = trade.product("复合肥", "100", stock=2000)
    customer = trade.customer("甘泉农资", limit=1_000_000, investigated=True)
    _, slip = trade.shipped(customer, product, "200", method="credit")
    line = SlipLine.objects.get(slip_id=slip)
    take_back(actor=trade.actor("logistics_clerk"), slip_id=slip, lines=[ReturnInput(line_id=line.pk, quantity="4")], reason="破损")
    assert day_content(DAY)["totals"] == {"notes": 1, "shipped_fen": 20_000_00, "returned_fen": -400_00, "gross_fen": 19_600_00}
    assert statement_content(DAY)["days"] == [{"key": "2026-06-01", "day": "2026-06-01", "notes": 1, "shipped_fen": 20_000_00,
                                               "returned_fen": -400_00, "gross_fen": 19_600_00}]


@pytest.mark.clause("MTG-16")
def test_every_shipped_line_stands_in_the_ledger(trade: Trade) -> None:
    three_shipments(trade)
    assert list(SalesEntry.objects.order_by("id").values_list("on", "customer__name", "product__name", "quantity", "gross_fen",
                                                              "payment_method")) == [
        (DAY, "甘泉农资", "复合肥", n, n * 100_00, "credit") for n in (200, 200, 120)]


@pytest.mark.clause("MTG-07")
@pytest.mark.parametrize(("day", "late"), [(5, 0), (6, 1)])
def test_the_statement_is_due_on_the_5th(trade: Trade, day: int, late: int) -> None:
    three_shipments(trade)
    with at(day, month=7):
        made = make_month_statement(actor=trade.actor("billing_clerk"), month="2026-06")
        done = submit_report(actor=trade.actor("billing_clerk"), report_id=made.id)
    assert (done.data["days_late"], report_of(done).content["totals"]["gross_fen"]) == (late, 52_000_00)


def test_imported_history_is_not_the_clerks(books: Books) -> None:
    entry = books.sold(on=DAY)
    SalesEntry.objects.bulk_create([SalesEntry(**{f.attname: getattr(entry, f.attname) for f in SalesEntry._meta.concrete_fields
                                                  if f.name not in ("id", "import_batch")}, import_batch=7)])
    assert day_content(DAY)["totals"]["gross_fen"] == 100_00


@pytest.mark.clause("MTG-11")
def test_weeks_against_the_month(books: Books) -> None:
    """Week 23 is 1 to 7 June; week 27 begins on Monday 29 June and counts with its June days only."""
    for on, gross in ((2, 100), (9, 200), (16, 300), (23, 400), (30, 500)):
        books.sold(gross=gross, on=date(2026, 6, on))
    books.sold(gross=9_000, on=date(2026, 7, 2))
    actor, told = books.actor("region_manager"), []
    with at(6, month=7):
        for week in ("2026-W23", "2026-W24", "2026-W25", "2026-W26", "2026-W27"):
            week_report = make_statistics(actor=actor, period=week)
            submit_report(actor=actor, report_id=week_report.id)
        month = make_statistics(actor=actor, period="2026-06")
        told.append(submit_report(actor=actor, report_id=month.id))
    assert report_of(told[0]).content["parts_fen"] == 1_500_00 and told[0].data["days_late"] == 3
    assert [p["gross_fen"] for p in report_of(told[0]).content["parts"]] == [100_00, 200_00, 300_00, 400_00, 500_00]
    assert list(Delivery.objects.filter(report_id=told[0].id).values_list("person_name", flat=True)) == ["营销总监唐宁"]
    books.sold(gross=77, on=date(2026, 6, 17))
    with at(7, month=7):
        corrected = correct_report(actor=actor, report_id=month.id, note="补 17 日")
        done = submit_report(actor=actor, report_id=corrected.id)
    assert done.data["outcome"] == "warn" and "77.00" in done.data["says"]


@pytest.mark.clause("MTG-11")
def test_missing_weeks_are_named(books: Books) -> None:
    books.sold(gross=100, on=date(2026, 6, 2))
    books.sold(gross=250, on=date(2026, 6, 9))
    actor = books.actor("region_manager")
    with at(2, month=7):
        submit_report(actor=actor, report_id=make_statistics(actor=actor, period="2026-W23").id)
        done = submit_report(actor=actor, report_id=make_statistics(actor=actor, period="2026-06").id)
    assert report_of(done).content["missing"] == ["2026-W24", "2026-W25", "2026-W26", "2026-W27"]
    assert done.data["outcome"] == "warn" and all(word in done.data["says"] for word in ("2026-W24", "100.00", "350.00", "250.00"))


@pytest.mark.clause("MTG-11")
def test_statistics_are_of_a_unit_and_below(books: Books) -> None:
    books.june()
    west, top = Unit.objects.get(code="west"), Unit.objects.get(code="company")
    assert statistics_content(Period.MONTH, "2026-06", west)["totals"]["gross_fen"] == 21_000_00
    whole = statistics_content(Period.QUARTER, "2026Q2", top)
    assert (whole["totals"]["gross_fen"], columns(whole["salespeople"], "salesperson", "share")) == (
        123_000_00, [("业务员张东", "82.93"), ("业务员李西", "17.07")])
    assert statistics_content(Period.WEEK, "2026-W23", None)["totals"]["gross_fen"] == 102_000_00
    with at(2, month=7):
        mine = make_statistics(actor=books.actor("region_manager"), period="2026-06")
        assert report_of(mine).content["unit"] == "东区"
        with pytest.raises(NotFound):
            make_statistics(actor=books.actor("region_manager"), period="2026-06", unit_id=west.pk)
        with pytest.raises(InvalidInput):
            make_statistics(actor=books.actor("region_manager"), period="2026Q5")


@pytest.mark.clause("OPS-05")
def test_the_analysis(books: Books) -> None:
    """Sales of 1,000,000 with a cost of 700,000: profit 300,000, rate 30 %; a line without cost is named, not guessed."""
    books.sold("复合肥", 1000, 1_130_000, net=1_000_000, cost=700_000, on=date(2026, 6, 3), customer="大户", level="A")
    books.sold("有机肥", 10, 1_130, net=1_000, on=date(2026, 6, 4), customer="小户", level="B", unit="west", owner="salesperson_west")
    books.sold("复合肥", 5, 5_650, net=5_000, cost=4_000, on=date(2026, 4, 4), customer="大户")
    with at(2, month=7):
        content = analysis_content(date(2026, 6, 1))
    assert content["totals"] == {
        "gross_fen": 1_131_130_00, "net_fen": 1_001_000_00, "customers": 2, "costed_net_fen": 1_000_000_00, "cost_fen": 700_000_00,
        "profit_fen": 300_000_00, "rate": "30.00", "without_cost": 1, "without_cost_fen": 1_000_00}
    assert columns(content["products"], "product", "profit_fen", "rate", "without_cost") == [
        ("复合肥", 300_000_00, "30.00", 0), ("有机肥", None, None, 1)]
    assert columns(content["regions"], "region", "customers", "share") == [("东区", 1, "99.90"), ("西区", 1, "0.10")]
    assert columns(content["levels"], "level", "customers") == [("A", 1), ("B", 1)]
    assert columns(content["customers"], "customer", "gross_fen", "entries") == [("大户", 1_130_000_00, 1), ("小户", 1_130_00, 1)]
    assert columns(content["trend"], "month", "gross_fen", "profit_fen") == [  # the ledger begins in April
        ("2026-04", 5_650_00, 1_000_00), ("2026-05", 0, 0), ("2026-06", 1_131_130_00, 300_000_00)]
    books.sold(gross=1, on=date(2020, 1, 1))
    assert [t["month"] for t in analysis_content(date(2026, 6, 1))["trend"]][::11] == ["2025-07", "2026-06"]


@pytest.mark.clause("OPS-05")
def test_the_analysis_is_handed_in_and_corrected(books: Books) -> None:
    books.trade.parameters("insight.analysis", dimensions=["amount", "profit"])
    books.sold(net=80, cost=50)
    actor = books.actor("director")
    with at(2, month=7):
        done = submit_report(actor=actor, report_id=make_analysis(actor=actor, month="2026-06").id)
        assert (done.data["outcome"], done.data["deliveries"]) == ("allow", ["营销副总秦刚", "营销总监唐宁"])
        corrected = correct_report(actor=actor, report_id=done.id)
    assert report_of(done).content["dimensions"] == report_of(corrected).content["dimensions"] == ["amount", "profit"]
    assert report_of(corrected).content["changes"] == []


def test_a_month_without_sales_is_analysed_too(books: Books) -> None:
    books.sold(on=date(2026, 5, 8))
    with at(2, month=7):
        assert analysis_content(date(2026, 6, 1))["totals"]["gross_fen"] == 0


@pytest.mark.clause("OPS-05")
def test_the_analysis_of_a_quarter_covers_its_three_months(books: Books) -> None:
    books.trade.parameters("insight.analysis", frequency="quarter")
    for month, net, cost in ((3, 500, 100), (4, 100, 60), (5, 200, 150), (6, 300, 240)):
        books.sold(gross=net, net=net, cost=cost, on=date(2026, month, 8))
    actor = books.actor("director")
    with at(2, month=7):
        done = submit_report(actor=actor, report_id=make_analysis(actor=actor, month="2026-06").id)
        books.sold(gross=400, net=400, cost=400, on=date(2026, 5, 9))
        corrected = report_of(correct_report(actor=actor, report_id=done.id)).content
    content = report_of(done).content
    assert (content["first"], content["last"], content["totals"]["net_fen"], content["totals"]["profit_fen"]) == (
        "2026-04-01", "2026-06-30", 600_00, 150_00)
    assert (corrected["first"], corrected["totals"]["net_fen"], corrected["totals"]["profit_fen"]) == ("2026-04-01", 1_000_00, 150_00)


@pytest.mark.parametrize("name", ["day", "statement", "statistics", "analysis"])
def test_cost_of_the_others_follows_the_period(books: Books, query_budget: Any, name: str) -> None:
    make = {"day": lambda: day_content(DAY), "statement": lambda: statement_content(DAY), "analysis": lambda: analysis_content(DAY),
            "statistics": lambda: statistics_content(Period.MONTH, "2026-06", Unit.objects.get(code="company"))}[name]
    for n, lines in enumerate((5, 50)):
        for k in range(lines):
            books.sold(f"肥料{k % 20}", 1, 100, customer=f"客户{n}{k % 10}", on=date(2026, 6, 1 + k % 28))
        with query_budget(f"insight.{name}_content"):
            make()
