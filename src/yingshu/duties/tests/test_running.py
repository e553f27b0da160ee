"""The worker's run: reminders, superiors, standstills, midnight and month end, records, rolling days."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from tests.support.company import Company
from tests.support.trade import Trade

from yingshu.duties.errors import UnknownPart
from yingshu.duties.items import When
from yingshu.duties.models import Assignee, Duty, Occurrence
from yingshu.duties.queries.rehearsing import by_terms
from yingshu.duties.services.doing import confirm
from yingshu.duties.services.running import Ran, run_duties
from yingshu.kernel import clock
from yingshu.kernel.actor import system
from yingshu.kernel.enforcement import Rate
from yingshu.kernel.worklist import WORKLISTS
from yingshu.notifications.models import Message, Outgoing
from yingshu.organisation.models import Appointment
from yingshu.organisation.principal import people_changed

from .conftest import at, item, put, seen


def run() -> Ran:
    return run_duties(system())


def rates(**when: object) -> tuple[Rate, Rate]:
    """Due and kept of the one duty in the first half of the year: then, and by other terms."""
    then, now, _otherwise = by_terms(Duty.objects.get().pk, When.model_validate(when), date(2026, 1, 1), date(2026, 6, 30))
    return then, now


def inbox(company: Company, key: str) -> list[str]:
    from yingshu.notifications.queries import text_of

    return [text_of(m) for m in Message.objects.filter(person_id=company.person(key).pk).order_by("id")]


@pytest.mark.clause("MTG-02", "MTG-18")
def test_told_before_and_after_and_the_superior_when_it_stays_undone(company: Company) -> None:
    with at(1):
        put(item(title="例会", told={"before_hours": [24], "after_hours": [1], "escalate_hours": 24, "posts": ["general_manager"]}))
        run()
    for day, hour in ((7, 8), (7, 9), (8, 8), (8, 10), (8, 10), (9, 9)):
        with at(day, hour):
            run()
    told = inbox(company, "director")[-2:]
    assert told == ["例会 2026-W24 须在 2026-06-08 08:30 前完成。", "例会 2026-W24 已逾期：应在 2026-06-08 08:30 前完成。"]
    assert inbox(company, "vice_president") == ["主任周正 未完成 例会 2026-W24，截止 2026-06-08 08:30。"]
    assert inbox(company, "general_manager") == inbox(company, "vice_president")
    assert Outgoing.objects.filter(recipient="director@company.example").exists()


def test_many_of_one_duty_are_told_in_one_message(trade: Trade) -> None:
    with at(1, month=3):
        for n in range(4):
            trade.customer(f"客户{n}")
        put(item(code="visit", title="回访", when={"after_days": 30, "opens_hours": 24}, who={"per": "record", "records": "customers"},
                 told={"before_hours": [], "after_hours": [0], "escalate_hours": None}))
        run()
    with at(1, month=4, hour=9):
        run()
    assert inbox(trade.company, "salesperson") == ["有 4 项“回访”已逾期，最早的截止 2026-03-31。"]


@pytest.mark.clause("CUS-10", "CUS-08", "ORG-09")
def test_return_visits_count_from_the_last_one(trade: Trade) -> None:
    """距上次回访91天，打开待办，有该客户回访任务；做完从当日起重新计。"""
    with clock.at(datetime(2026, 1, 1, 9)):
        customer = trade.customer()
        put(item(code="visit", title="回访", when={"after_days": 90, "opens_hours": 168}, who={"per": "record", "records": "customers"}))
        run()
    owner = trade.actor("salesperson")
    with clock.at(datetime(2026, 3, 20, 9)):
        run()
        assert WORKLISTS["duties.to_do"].count(owner) == 0
    with clock.at(datetime(2026, 4, 2, 9)):  # the 91st day
        run()
        (todo,) = WORKLISTS["duties.to_do"].items(owner, 9)
        assert (todo.title, f"{clock.local(todo.due):%m-%d}" if todo.due else "") == ("甘泉农资", "04-02")
        confirm(actor=owner, occurrence_id=Occurrence._plain.get().pk, note="使用正常")
        run()
    rows = Occurrence._plain.order_by("due_on").values_list("subject_id", "due_on", "state")
    assert [(pk, f"{due:%m-%d}", state) for pk, due, state in rows] == [(customer.pk, "04-01", "late"), (customer.pk, "07-01", "open")]
    with clock.at(datetime(2026, 4, 3, 9)):
        assert (rates(after_days=90), rates(after_days=91)) == (((1, 0), (1, 0)), ((1, 0), (1, 1)))


@pytest.mark.clause("CUS-14")
def test_once_for_each_record_on_the_day_that_it_names(trade: Trade) -> None:
    """Files of before the duty are none of its business; other terms are replayed from the day that was named."""
    duty = {"code": "first", "title": "登记", "who": {"per": "record", "records": "new_customers"}}
    with at(1):
        trade.customer("旧客户")
    with at(2):
        put(item(when={"by_record": True, "at": "17:00"}, **duty), first=date(2026, 6, 2))
        new = trade.customer("新客户")
        run()
    with at(3):
        confirm(actor=trade.actor("salesperson"), occurrence_id=Occurrence._plain.get().pk, note="补登记")
        run()
    assert [(o.subject_id, o.period, o.state) for o in Occurrence._plain.all()] == [(new.pk, "2026-06-02", "late")]
    with at(4):
        same, longer = (rates(by_record=True, grace_minutes=minutes) for minutes in (0, 600))
    assert (same, longer) == (((1, 0), (1, 0)), ((1, 0), (1, 1)))


def test_a_duty_on_a_day_that_its_records_do_not_name_is_refused(company: Company) -> None:
    with at(1), pytest.raises(UnknownPart) as refused:
        put(item(when={"by_record": True}, who={"per": "record", "records": "customers"}))
    assert refused.value.data["known"].startswith("new_customers")


def test_the_successor_has_it_on_the_list_and_who_left_has_not(company: Company) -> None:
    with at(1, 7):
        put(item())
        run()
        new = company.hire("new_director", "director", name="新主任")
        Appointment.objects.filter(person=company.person("director")).update(until="2026-06-02")
        people_changed()
    with at(3):
        run()
        later = Occurrence._plain.filter(due_on__gte="2026-06-08")
        assert {o.person_name for o in later} == {"新主任"}
        assert set(Assignee.objects.filter(occurrence__in=later).values_list("person_id", flat=True)) == {new.pk}
    assert Occurrence._plain.get(due_on="2026-06-01").person_name == "主任周正"


def test_a_vacant_post_goes_to_the_one_above(company: Company) -> None:
    Appointment.objects.filter(person=company.person("director")).delete()
    people_changed()
    with at(1, 7):
        put(item())
        run()
    assert {o.person_name for o in Occurrence._plain.all()} == {"营销副总秦刚"}


@pytest.mark.parametrize("moment", [datetime(2026, 6, 30, 23, 59, 59), datetime(2026, 7, 1, 0, 0, 0), datetime(2026, 12, 31, 23, 59),
                                    datetime(2027, 1, 1, 0, 0)])
def test_across_midnight_and_the_end_of_a_month(company: Company, moment: datetime) -> None:
    """A run just before and just after the change makes the same occurrences as one run in the middle of the day."""
    with clock.at(datetime(2026, 6, 1, 9)):
        put(item(code="daily", when={"every": "day"}), item(code="monthly", when={"every": "month"}), item())
        run()
    for _again in range(2):
        with clock.at(moment):
            run()
    with clock.at(datetime(2027, 1, 2, 12)):
        run()
    daily = [period for period, _state in seen("daily")]
    assert len(daily) == len(set(daily)) == (datetime(2027, 2, 6) - datetime(2026, 6, 1)).days + 1
    assert [period for period, _state in seen("monthly")] == [f"2026-{n:02d}" for n in range(6, 13)] + ["2027-01"]
    assert {state for period, state in seen("daily") if period < "2027-01-01"} == {"missed"}


def test_running_again_does_nothing(company: Company) -> None:
    with at(1, 7):
        put(item(), item(code="each", who={"posts": ["salesperson"], "per": "person"}, when={"every": "day"}))
        first = run()
        assert first.created == 6 + 2 * 36
        assert run() == Ran()
