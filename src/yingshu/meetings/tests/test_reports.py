"""Reports that people give: complete, in time, answered (MTG-08, 09, 10, 13, 15, 18)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from yingshu.kernel import clock
from yingshu.kernel.actor import system
from yingshu.meetings import services
from yingshu.meetings.errors import AlreadyReported, NotYours, UnknownPeriod
from yingshu.meetings.inputs import Channel
from yingshu.meetings.models import WorkReport
from yingshu.meetings.queries import due_reports, to_handle
from yingshu.meetings.rules.reports import Every, Span, span_named, span_of
from yingshu.meetings.tasks import remind_handlers, run_checks
from yingshu.notifications.models import Message
from yingshu.rulebook.decisions import Refused
from yingshu.sales.models import SalesEntry

from .support import at, contents

K = WorkReport.Kind
PHONE = ("this_week", "area_and_city", "new_dealers", "old_dealers")
HALF = ("problems_past", "problems_present", "problems_to_solve")


def give(company: Any, kind: WorkReport.Kind, *topics: str, by: str = "region_manager", **more: Any) -> Any:
    return services.submit_work_report(actor=company.actor(by), kind=kind, contents=contents(*topics), **more)


@pytest.mark.clause("MTG-09")
@pytest.mark.parametrize(("day", "hour", "minute", "timing", "period"), [
    (5, 15, 20, "on_time", "2026-W23"), (12, 16, 30, "late", "2026-W24"), (5, 14, 0, "on_time", "2026-W23"),
    (5, 16, 0, "on_time", "2026-W23"), (5, 16, 1, "late", "2026-W23"), (5, 13, 59, "early", "2026-W23")])
def test_the_friday_window(june: Any, day: int, hour: int, minute: int, timing: str, period: str) -> None:
    with at(day, hour, minute):
        done = give(june, K.PHONE, *PHONE)
    row = WorkReport._plain.get(pk=done.id)
    assert (row.timing, row.period, row.channel, row.late_days) == (timing, period, "phone", 0)


@pytest.mark.clause("MTG-09")
def test_a_phone_report_without_a_content_is_not_kept(june: Any) -> None:
    with at(5, 15), pytest.raises(Refused) as refused:
        give(june, K.PHONE, *PHONE[:3])
    assert (refused.value.clause, refused.value.text()) == ("MTG-09", "未汇报：老经销商服务。请逐项填写后再保存。")
    assert WorkReport._plain.count() == 0


@pytest.mark.clause("MTG-10")
@pytest.mark.parametrize(("day", "late", "period"), [(15, 0, "2026-06-H1"), (16, 1, "2026-06-H1"), (18, 3, "2026-06-H1"),
                                                     (30, 0, "2026-06-H2")])
def test_the_written_report_of_a_half_month(june: Any, day: int, late: int, period: str) -> None:
    with at(day):
        done = give(june, K.HALF_MONTH, *HALF, channel=Channel.EMAIL)
    assert (done.data["days_late"], done.data["period"], done.data["timing"]) == (late, period, "late" if late else "on_time")


@pytest.mark.clause("MTG-10")
def test_on_the_sixteenth_it_is_owed_and_overdue(june: Any) -> None:
    with at(16):
        owed = {(o.kind, o.span.name): o.late for o in due_reports(june.actor("region_manager"))}
    assert owed[K.HALF_MONTH, "2026-06-H1"] is True
    assert owed[K.HALF_MONTH, "2026-06-H2"] is False


@pytest.mark.clause("MTG-10")
def test_three_days_without_an_answer_remind_the_vice_president(june: Any) -> None:
    with at(15):
        done = give(june, K.HALF_MONTH, *HALF, channel=Channel.FAX)
    told = Message.objects.filter(person_id=june.person("vice_president").pk, urgent=True)
    for day, expected in ((17, 0), (18, 1), (18, 1), (19, 2)):
        with at(day, 10):
            remind_handlers(actor=system())
        assert told.count() == expected
    with at(19, 11):
        assert [r.pk for r in to_handle(june.actor("vice_president"))] == [done.id]
        answered = services.answer_report(actor=june.actor("vice_president"), work_report_id=done.id, answer="同意上报")
        assert (answered.state, list(to_handle(june.actor("vice_president")))) == ("handled", [])
        remind_handlers(actor=system())
    assert told.count() == 2


def test_only_those_named_answer(june: Any) -> None:
    with at(15):
        done = give(june, K.HALF_MONTH, *HALF, channel=Channel.FAX)
        with pytest.raises(NotYours):
            services.answer_report(actor=june.actor("director"), work_report_id=done.id, answer="?")
    assert WorkReport._plain.get(pk=done.id).state == "submitted"


def test_once_a_period_by_the_right_post_by_the_right_way(june: Any) -> None:
    with at(15):
        with pytest.raises(Refused) as refused:
            give(june, K.HALF_MONTH, *HALF)
        assert refused.value.clause == "MTG-10"
        give(june, K.HALF_MONTH, *HALF, channel=Channel.EMAIL)
        with pytest.raises(AlreadyReported):
            give(june, K.HALF_MONTH, *HALF, channel=Channel.EMAIL)
        with pytest.raises(Refused):
            give(june, K.HALF_MONTH, *HALF, channel=Channel.EMAIL, by="salesperson")
        with pytest.raises(UnknownPeriod):
            give(june, K.HALF_MONTH, *HALF, channel=Channel.EMAIL, period="2026-06")


@pytest.mark.clause("MTG-18")
def test_headquarters_answer_and_the_matter_moves_on(june: Any) -> None:
    with at(30):
        done = give(june, K.HEADQUARTERS, "business_situation", "matters")
        assert done.number.startswith("HB20260630-")
        answered = services.answer_report(actor=june.actor("general_manager"), work_report_id=done.id, answer="同意增加促销预算")
    row = WorkReport._plain.get(pk=done.id)
    assert (answered.state, row.handled_by, row.answer) == ("handled", "总经理老顾", "同意增加促销预算")
    assert Message.objects.filter(person_id=june.person("region_manager").pk, clause="MTG-18").exists()


@pytest.mark.clause("MTG-15")
def test_a_sales_report_is_answered_by_the_sales_director(june: Any) -> None:
    with at(3, month=7):
        done = give(june, K.SALES, "sales_figures", "market_feedback", "next_steps")
        assert (done.data["period"], done.data["timing"]) == ("2026-06", "on_time")
        assert services.answer_report(actor=june.actor("sales_director"), work_report_id=done.id, answer="采纳").state == "handled"


@pytest.mark.clause("MTG-08")
def test_the_quality_report_lists_the_problems_of_the_day(trade: Any) -> None:
    from yingshu.logistics.models import DispatchException
    from yingshu.logistics.services import open_exception

    _order, slip = trade.shipped(trade.customer(), trade.product(), method="cod")
    clerk = trade.actor("logistics_clerk")
    for kind, says in (("damage", "破包 4 袋"), ("wrong_goods", "错发 2 袋"), ("delay", "晚到")):
        open_exception(actor=clerk, slip_id=slip, kind=DispatchException.Kind(kind), says=says)
    done = services.draft_quality_report(actor=trade.actor("billing_clerk"))
    row = WorkReport._plain.get(pk=done.id)
    assert [c["text"].partition(" ")[2] for c in row.contents] == ["破损 甘泉农资 破包 4 袋", "错发 甘泉农资 错发 2 袋"]
    assert done.data["contents"] == 2
    again = services.submit_draft(actor=trade.actor("billing_clerk"), work_report_id=done.id, contents=contents("quality_problems"))
    assert (again.state, again.data["timing"]) == ("submitted", "on_time")
    with pytest.raises(AlreadyReported):
        services.draft_quality_report(actor=trade.actor("billing_clerk"))


def sold(company: Any, on: date, yuan: int) -> None:
    from tests.support.trade import Trade

    buyer = Trade(company).customer(name=f"客户{on}{yuan}")
    SalesEntry.objects.create(on=on, month=on.year * 100 + on.month, customer=buyer, quantity=Decimal(1), gross_fen=yuan * 100,
                              net_fen=yuan * 100, tax_fen=0, payment_method="credit", source_kind="import_line", at=clock.now())


@pytest.mark.clause("MTG-13")
@pytest.mark.parametrize(("now", "drafted"), [(6500, True), (7000, True), (7001, False)])
def test_a_week_35_percent_below_the_average_drafts_a_report(june: Any, now: int, drafted: bool) -> None:
    for week in range(4):
        sold(june, date(2026, 5, 4) + timedelta(days=7 * week), (9000, 11000, 8000, 12000)[week])
    sold(june, date(2026, 6, 3), now)
    with at(8, 7):
        run_checks()
        run_checks()
    rows = list(WorkReport._plain.filter(kind=K.ANOMALY))
    assert len(rows) == int(drafted)
    if drafted:
        assert (rows[0].state, rows[0].period, rows[0].owner.username) == ("draft", "2026-W23", "assistant")
        assert rows[0].due_at == clock.moment(date(2026, 6, 9)).replace(hour=7)
        assert f"{now:,}.00" in rows[0].contents[0]["text"]
        with at(8, 10), pytest.raises(Refused):
            services.submit_draft(actor=june.actor("assistant"), work_report_id=rows[0].pk, contents=contents("anomaly"))
        with at(9, 8):
            done = services.submit_draft(actor=june.actor("assistant"), work_report_id=rows[0].pk, contents=contents("anomaly", "proposal"))
        assert (done.data["timing"], done.data["days_late"]) == ("late", 0)


def test_without_weeks_to_compare_there_is_no_anomaly(june: Any) -> None:
    with at(8):
        assert services.scan_sales(actor=system()).state == "allow"


@pytest.mark.parametrize(("every", "day", "name"), [
    (Every.DAY, date(2026, 6, 5), "2026-06-05"), (Every.WEEK, date(2027, 1, 2), "2026-W53"), (Every.HALF_MONTH, date(2026, 2, 28),
                                                                                              "2026-02-H2"),
    (Every.MONTH, date(2026, 12, 31), "2026-12")])
def test_periods_have_one_name(every: Every, day: date, name: str) -> None:
    span = span_of(every, day)
    assert (span.name, span_named(every, name), span.first <= day <= span.last) == (name, span, True)
    for other in ("", "2026", "2026-W", "2026-13", "x" * 300, "2026-06-H3"):
        assert span_named(every, other) is None


def test_a_span_is_whole() -> None:
    assert span_of(Every.HALF_MONTH, date(2028, 2, 20)) == Span("2028-02-H2", date(2028, 2, 16), date(2028, 2, 29))
