"""The library's duties are seen as done by the records of meetings, reports, articles, reconciliations and stocktakes."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from yingshu.duties.library import delivered
from yingshu.duties.models import Occurrence
from yingshu.duties.services.defining import put_in_force
from yingshu.duties.services.running import run_duties
from yingshu.kernel import clock
from yingshu.kernel.actor import system
from yingshu.kernel.services import together
from yingshu.kernel.worklist import WORKLISTS
from yingshu.marketing import services as marketing
from yingshu.meetings import services as meetings
from yingshu.meetings.inputs import ContentInput, TopicInput
from yingshu.meetings.models import Meeting, WorkReport
from yingshu.meetings.tasks import run_checks
from yingshu.notifications.models import Message
from yingshu.receivables import services as money
from yingshu.rulebook.sections import Origin
from yingshu.sales.models import SalesEntry
from yingshu.stock import services as stock
from yingshu.stock.inputs import CountedInput
from yingshu.stock.models import Stocktake

MINE = ("weekly_meeting", "regional_meeting", "coordination_meeting", "friday_phone_report", "half_month_report",
        "headquarters_report", "anomaly_report", "monthly_article", "finance_reconciliation", "year_end_stocktake")


def at(day: int, hour: int = 9, month: int = 6) -> Any:
    return clock.at(datetime(2026, month, day, hour))


@pytest.fixture
def june(trade: Any) -> Any:
    """The duties of the library in force from 1 June 2026 on."""
    items = [item for item in delivered() if item.code in MINE]
    assert {item.code for item in items} == set(MINE)
    with at(1, 6):
        with together(system(), "rulebook.publish"):
            put_in_force(system(), Origin("trial", 1, date(2026, 6, 1), None), items)
        run_duties(system())
    return trade


def states(code: str) -> dict[str, str]:
    return dict(Occurrence._plain.filter(duty__code=code).order_by("due_at").values_list("period", "state"))


def told(who: int, clause: str) -> bool:
    return Message.objects.filter(person_id=who, clause=clause).exists()


def held(trade: Any, kind: Meeting.Kind) -> None:
    director = trade.actor("director")
    pk = meetings.call_meeting(actor=director, kind=kind, begins_at=clock.now()).id
    topics = [TopicInput(topic_id=t.pk, summary="已讨论") for t in Meeting.objects.get(pk=pk).topics.all()]
    meetings.record_minutes(actor=director, meeting_id=pk, minutes="纪要", topics=topics)
    meetings.close_meeting(actor=director, meeting_id=pk)


@pytest.mark.clause("MTG-02", "MTG-03", "MTG-18")
def test_at_the_end_who_has_not_done_it_is_told(june: Any) -> None:
    director, manager = (june.company.person(key).pk for key in ("director", "region_manager"))
    with at(30, 10):
        run_duties(system())
    assert (told(director, "MTG-02"), told(director, "MTG-03"), told(manager, "MTG-18")) == (True, True, True)


@pytest.mark.clause("MTG-01", "MTG-02", "MTG-03", "REC-07")
def test_closed_meetings_do_their_duties(june: Any) -> None:
    for kind in (Meeting.Kind.WEEKLY, Meeting.Kind.REGIONAL, Meeting.Kind.COORDINATION):
        with clock.at(datetime(2026, 6, 8, 8, 30)):
            held(june, kind)
    assert (states("weekly_meeting")["2026-W24"], states("regional_meeting")["2026Q2"],
            states("coordination_meeting")["2026-06"]) == ("done", "done", "done")


@pytest.mark.clause("MTG-09", "MTG-10", "MTG-18")
def test_reports_do_their_duties_in_time_or_late(june: Any) -> None:
    def give(kind: str, *topics: str, **more: Any) -> None:
        meetings.submit_work_report(actor=june.actor("region_manager"), kind=WorkReport.Kind(kind),
                                    contents=[ContentInput(topic=t, text="x") for t in topics], **more)
    phone = ("this_week", "area_and_city", "new_dealers", "old_dealers")
    with at(5, 15):
        give("phone", *phone)
    with at(12, 17):
        give("phone", *phone)
    with at(15, 18):
        give("half_month", "problems_past", "problems_present", "problems_to_solve", channel="email")
    with at(30, 18):
        give("headquarters", "business_situation", "matters")
    assert (states("friday_phone_report")["2026-W23"], states("friday_phone_report")["2026-W24"]) == ("done", "late")
    assert next(iter(states("half_month_report").values())) == "done"
    assert states("headquarters_report")["2026-06"] == "done"


@pytest.mark.clause("BRD-08", "REC-04")
def test_article_and_reconciliation(june: Any) -> None:
    director = june.actor("director")
    with at(25):
        pk = marketing.write_article(actor=director, title="早稻追肥三问", body="何时追？").id
        marketing.submit_article(actor=director, article_id=pk)
        marketing.review_article(actor=director, article_id=pk, approve=True)
        marketing.publish_article(actor=june.actor("assistant"), article_id=pk)
        pk = money.start_reconciliations(actor=system()).id
        money.enter_other_side(actor=june.actor("finance"), reconciliation_id=pk, amount=0)
        money.complete_reconciliation(actor=june.actor("finance"), reconciliation_id=pk)
    assert (states("monthly_article")["2026-06"], states("finance_reconciliation")["2026-06"]) == ("done", "done")


@pytest.mark.clause("LOG-09")
def test_every_shop_is_counted(june: Any) -> None:
    product, keeper = june.product(stock=100), june.actor("warehouse")
    shop = stock.open_place(actor=keeper, name="甲店").id
    stock.move_to_place(actor=keeper, place_id=shop, product_id=product.pk, quantity=Decimal(10))
    with at(28, 9, month=12):
        run_duties(system())
        stock.start_stocktakes(actor=system())
        sheet = Stocktake.objects.get(place_id=shop).pk
        stock.count_stock(actor=keeper, stocktake_id=sheet, lines=[CountedInput(product_id=product.pk, counted=Decimal(10))])
        for key in ("billing_clerk", "warehouse"):
            stock.sign_stocktake(actor=june.actor(key), stocktake_id=sheet)
        stock.submit_stocktake(actor=keeper, stocktake_id=sheet)
    counted = Occurrence._plain.filter(duty__code="year_end_stocktake", subject_id=shop)
    assert list(counted.values_list("period", "state")) == [("2026", "done")]


def sold(trade: Any, on: date, yuan: int) -> None:
    SalesEntry.objects.create(on=on, month=on.year * 100 + on.month, customer=trade.customer(name=f"客户{on}"), quantity=Decimal(1),
                              gross_fen=yuan * 100, net_fen=yuan * 100, tax_fen=0, payment_method="credit", source_kind="import_line",
                              at=clock.now())


@pytest.mark.clause("MTG-13")
@pytest.mark.parametrize(("given_at", "state"), [(datetime(2026, 6, 8, 20), "done"), (datetime(2026, 6, 9, 8), "late"), (None, "overdue")])
def test_an_anomaly_is_a_duty_of_twenty_four_hours(june: Any, given_at: datetime | None, state: str) -> None:
    """周销量较均值下降 35% → the scan drafts the report, and from then on it is rated like every other duty."""
    for week in range(4):
        sold(june, date(2026, 5, 4 + 7 * week), 10000)
    sold(june, date(2026, 6, 3), 6500)
    with at(8, 7):
        run_checks()
        run_duties(system())
        run_duties(system())
        draft, author = WorkReport._plain.get(kind="anomaly"), june.actor("assistant")
        (waiting,) = [t for t in WORKLISTS["duties.to_do"].items(author, 50) if t.clause == "MTG-13"]
        assert (waiting.number, waiting.url, waiting.due) == (draft.number, f"/work_reports/{draft.pk}/", draft.due_at)
    with clock.at(given_at or datetime(2026, 6, 9, 9)):
        if given_at:
            meetings.submit_draft(actor=author, work_report_id=draft.pk, contents=[
                ContentInput(topic="anomaly", text="降 35%"), ContentInput(topic="proposal", text="走访大客户")])
        run_duties(system())
        (found,) = Occurrence._plain.filter(duty__code="anomaly_report")
        now = "overdue" if found.state == "open" and found.late_at <= clock.now() else found.state
        assert (found.period, found.person_id, now) == ("2026-W23", author.id, state)
        assert told(june.company.person("director").pk, "MTG-13") is (state == "overdue")
