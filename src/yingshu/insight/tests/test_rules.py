"""Deadlines, verdicts and figures, without a database."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal as D
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yingshu.insight import periods
from yingshu.insight.controls import DAILY, MONTHLY, STATISTICS
from yingshu.insight.rules import (
    DailyParams,
    Handling,
    MonthlyParams,
    PartsFacts,
    Profit,
    ReconciledFacts,
    StatisticsParams,
    SubmitFacts,
    compare,
    days_late,
    due_date,
    handling,
    profit,
    statement_due,
)
from yingshu.insight.versions import differences, public, seal_of
from yingshu.kernel.controls import Outcome
from yingshu.kernel.errors import InvalidInput

JUNE = date(2026, 6, 1)


def monday_after(day: date) -> date:
    """Working days without holidays."""
    return day + timedelta(days=(0, 0, 0, 0, 0, 2, 1)[day.weekday()])


def facts(at: datetime, **more: Any) -> SubmitFacts:
    return SubmitFacts(**({"due_on": date(2026, 6, 28), "at": at, "author": "客户服务经理", "holds_post": True} | more))


@pytest.mark.clause("MTG-06")
@pytest.mark.parametrize(
    ("values", "month", "due"),
    [
        ({}, JUNE, date(2026, 6, 28)),  # a Sunday, not shifted
        ({"holiday_shift": "next_working_day"}, JUNE, date(2026, 6, 29)),
        ({"holiday_shift": "next_working_day"}, date(2026, 7, 1), date(2026, 7, 28)),
        ({"deadline_day": 31}, date(2026, 2, 1), date(2026, 2, 28)),
        ({"report_day": 30, "deadline_day": 28}, JUNE, date(2026, 6, 30)),
    ],
)
def test_due_date(values: dict[str, Any], month: date, due: date) -> None:
    assert due_date(MonthlyParams(**values), month, monday_after) == due


@pytest.mark.clause("MTG-06")
@pytest.mark.parametrize(
    ("late_after", "at", "days"),
    [
        ("24:00", datetime(2026, 6, 28, 23, 59, 59), 0),
        ("24:00", datetime(2026, 6, 29), 1),
        ("24:00", datetime(2026, 6, 29, 23, 59), 1),
        ("24:00", datetime(2026, 6, 30), 2),
        ("24:00", datetime(2026, 6, 1), 0),
        ("18:00", datetime(2026, 6, 28, 17, 59), 0),
        ("18:00", datetime(2026, 6, 28, 18, 1), 1),
        ("18:00", datetime(2026, 6, 29, 18, 1), 2),
    ],
)
def test_days_late(late_after: str, at: datetime, days: int) -> None:
    assert days_late(date(2026, 6, 28), late_after, at) == days


@pytest.mark.clause("MTG-06")
def test_who_and_when() -> None:
    on_time, late = datetime(2026, 6, 28, 20), datetime(2026, 6, 29, 8)
    rule, params = MONTHLY.rule, MonthlyParams()
    assert (rule(params, facts(on_time)).outcome, str(rule(params, facts(on_time)).figures["days_late"])) == (Outcome.ALLOW, "0")
    verdict = rule(params, facts(late))
    assert (verdict.outcome, verdict.figures["days_late"], verdict.failing_clause) == (Outcome.WARN, 1, "MTG-06")
    assert rule(params, facts(late, correction=True)).outcome == Outcome.ALLOW
    assert rule(params, facts(on_time, holds_post=False)).outcome == Outcome.REFUSE
    assert rule(params, facts(late, holds_post=False)).says.msgid.startswith("This report is handed in by")
    assert rule(params, facts(on_time, vacant=("营销副总",))).outcome == Outcome.WARN


@pytest.mark.clause("MTG-06")
def test_variants_of_the_clause() -> None:
    params = {name: MonthlyParams(**values) for name, values in MONTHLY.variants.items()}
    assert params["28日前报副总与总经理"] == MonthlyParams()
    leaders = params["28日当日报公司领导"]
    assert (leaders.report_day, leaders.recipients) == (28, ("general_manager", "vice_president", "sales_director"))
    assert MONTHLY.rule(leaders, facts(datetime(2026, 6, 27, 9))).outcome == Outcome.REFUSE  # on the 28th, not before
    assert MONTHLY.rule(leaders, facts(datetime(2026, 6, 28, 9))).outcome == Outcome.ALLOW
    clerk = params["开单员日报及月报"]
    assert (clerk.author, clerk.reports) == ("billing_clerk", ("daily_sales", "sales_month"))


@pytest.mark.clause("MTG-07")
def test_a_clerks_report_equals_the_outbound_notes() -> None:
    def verdict(report: int, at: datetime = datetime(2026, 6, 10, 18), late_after: str = "24:00", of_month: bool = False) -> Any:
        facts = ReconciledFacts(due_on=date(2026, 6, 10), at=at, author="开单员", holds_post=True, notes=3, report_fen=report,
                                notes_fen=52_000_00, of_month=of_month)
        return DAILY.rule(DailyParams(daily_late_after=late_after), facts)
    assert verdict(52_000_00).outcome == Outcome.ALLOW
    refused = verdict(51_000_00)
    assert (refused.outcome, refused.figures["report"], refused.figures["notes"], refused.figures["gap"]) == (
        Outcome.REFUSE, "51000.00", "52000.00", "-1000.00")
    assert [(s.fen, s.result) for s in refused.sums] == [(51_000_00, False), (52_000_00, False), (-1_000_00, True)]
    assert verdict(52_000_00, datetime(2026, 6, 11, 9)).outcome == Outcome.WARN
    assert [verdict(52_000_00, of_month=month, late_after="17:30").figures["days_late"]
            for month in (False, True)] == [1, 0]
    assert statement_due(DailyParams(), date(2026, 12, 1)) == date(2027, 1, 5)


@pytest.mark.clause("MTG-11")
def test_weeks_that_do_not_add_up_are_told() -> None:
    def verdict(parts: int | None, missing: tuple[str, ...] = ()) -> Any:
        return STATISTICS.rule(StatisticsParams(), PartsFacts(due_on=None, at=datetime(2026, 7, 1), author="大区经理", holds_post=True,
                                                              report_fen=100_00, parts_fen=parts, missing=missing))
    assert verdict(None).outcome == verdict(100_00).outcome == Outcome.ALLOW
    told = verdict(90_00, ("2026-W23",))
    assert (told.outcome, told.figures["gap"], told.says.args["gap_fen"], told.says.args["missing"]) == (
        Outcome.WARN, "10.00", 10_00, ["2026-W23"])


@pytest.mark.clause("OPS-05")
def test_profit() -> None:
    assert profit(1_000_000_00, 700_000_00) == Profit(300_000_00, D("0.3000"))
    assert profit(0, 0) == Profit(0, None)
    assert profit(100, 150) == Profit(-50, D("-0.5000"))


@pytest.mark.parametrize(
    ("now", "then", "difference", "percent"),
    [(1550, 1500, D(50), D("3.33")), (0, 4, D(-4), D("-100.00")), (5, 0, D(5), None), (5, None, None, None), (10, -4, D(14), D("350.00"))],
)
def test_compare(now: int, then: int | None, difference: D | None, percent: D | None) -> None:
    assert compare(now, then)[1:] == (difference, percent)


@pytest.mark.clause("ORD-10")
def test_handling_times() -> None:
    assert handling([60, 120, 3600]) == Handling(120, 1260)
    assert handling([60, 61]) == Handling(61, 61)
    assert handling([]) == Handling(None, None)


@given(st.dates(date(2001, 1, 1), date(2098, 12, 31)))
def test_periods_hold_their_days(day: date) -> None:
    for name in (periods.month_name(day), periods.week_name(day), periods.quarter_name(day)):
        days = periods.parse(name)
        assert days.first <= day <= days.last
    assert periods.months_back(periods.month_of(day).first, 13)[0] == periods.month_of(day).first.replace(year=day.year - 1)


@pytest.mark.parametrize("text", ["2026-13", "2026-6", "26-06", "2026Q5", "2026-W54", "2025-W53", "9999-01", "", "2026-06-01"])
def test_what_is_no_period(text: str) -> None:
    with pytest.raises(InvalidInput):
        periods.parse(text)


def test_content_for_machines() -> None:
    content = {"totals": {"gross_fen": {"now": 1050, "last_month": {"value": 950, "difference": 100, "percent": "10.53"}}, "customers": 2},
               "rows": [{"key": "1", "gross_fen": -5, "quantity": "3"}], "parts_fen": None}
    assert public(content) == {
        "totals": {"gross": {"now": "10.50", "last_month": {"value": "9.50", "difference": "1.00", "percent": "10.53"}}, "customers": 2},
        "rows": [{"key": "1", "gross": "-0.05", "quantity": "3"}], "parts": None}


def test_every_difference_between_versions() -> None:
    def content(gross: int, quantity: str, more: list[dict[str, Any]]) -> dict[str, Any]:
        return {"month": "2026-06", "through": f"{gross}", "totals": {"gross_fen": {"now": gross, "last_month": {
            "value": 7, "difference": gross - 7, "percent": None}}},
            "products": [{"key": "1", "product": "复合肥", "quantity": {"now": quantity, "last_month": {"value": None}}}, *more]}
    before, after = content(100, "5", []), content(130, "5.5", [{"key": "2", "product": "有机肥", "quantity": {"now": "1"}}])
    assert [tuple(c.values()) for c in differences(before, after)] == [
        ("", "", "gross_fen", "", 100, 130, 30), ("products", "复合肥", "quantity", "", "5", "5.5", "0.5"),
        ("products", "有机肥", "quantity", "", None, "1", "1")]
    assert differences(after, before)[-1]["new"] is None and differences(before, before) == []


def test_the_seal_sees_every_change() -> None:
    moment = datetime(2026, 6, 28, 20).astimezone()
    seals = {seal_of("A", 1, {"x": 1}, moment), seal_of("B", 1, {"x": 1}, moment), seal_of("A", 2, {"x": 1}, moment),
             seal_of("A", 1, {"x": 2}, moment), seal_of("A", 1, {"x": 1}, moment + timedelta(seconds=1))}
    assert len(seals) == 5 and seal_of("A", 1, {"b": 1, "a": 2}, moment) == seal_of("A", 1, {"a": 2, "b": 1}, moment)
