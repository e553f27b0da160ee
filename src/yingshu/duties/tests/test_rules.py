"""Days, windows, periods and reminders, without a database."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from pydantic import ValidationError

from yingshu.duties import rules
from yingshu.duties.items import DutyItem, When
from yingshu.kernel.workdays import is_working_day


def weekdays_only(day: date) -> bool:
    return day.weekday() < 5


def found(first: date, last: date, **when: object) -> list[tuple[str, str]]:
    """Period and limit."""
    slots = rules.slots(When.model_validate(when), first, last, weekdays_only)
    return [(s.period, f"{s.due:%m-%d %H:%M}") for s in slots]


@pytest.mark.parametrize(("when", "expected"), [
    ({"every": "week", "weekdays": ["MO"], "at": "08:30"}, [("2026-W23", "06-01 08:30"), ("2026-W24", "06-08 08:30"),
                                                          ("2026-W25", "06-15 08:30"), ("2026-W26", "06-22 08:30"),
                                                          ("2026-W27", "06-29 08:30")]),
    ({"every": "week", "weekdays": ["TU", "SU"]}, [
        ("2026-06-02", "06-03 00:00"), ("2026-06-07", "06-08 00:00"), ("2026-06-09", "06-10 00:00"), ("2026-06-14", "06-15 00:00"),
        ("2026-06-16", "06-17 00:00"), ("2026-06-21", "06-22 00:00"), ("2026-06-23", "06-24 00:00"), ("2026-06-28", "06-29 00:00"),
        ("2026-06-30", "07-01 00:00")]),
    ({"every": "month", "days": [28]}, [("2026-06", "06-29 00:00")]),
    ({"every": "month", "days": [28], "shift": "forward"}, [("2026-06", "06-30 00:00")]),
    ({"every": "month", "days": [28], "shift": "back"}, [("2026-06", "06-27 00:00")]),
    ({"every": "month", "days": [28], "shift": "skip"}, []),
    ({"every": "month", "days": [15, -1]}, [("2026-06-15", "06-16 00:00"), ("2026-06-30", "07-01 00:00")]),
    ({"every": "month", "days": [5], "about": "last"}, [("2026-05", "06-06 00:00")]),
    ({"every": "month", "days": [25], "about": "next"}, [("2026-07", "06-26 00:00")]),
    ({"every": "quarter"}, [("2026Q2", "07-01 00:00")]), ({"every": "half_year"}, [("2026H1", "07-01 00:00")]),
    ({"every": "year", "months": [6], "days": [30], "about": "next"}, [("2027", "07-01 00:00")]),
    ({"rrule": "FREQ=MONTHLY;BYDAY=1MO"}, [("2026-06-01", "06-02 00:00")]),
    ({"rrule": "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"}, [("2026-06-01", "06-02 00:00"), ("2026-06-15", "06-16 00:00"),
                                                    ("2026-06-29", "06-30 00:00")])])
def test_days_of_june(when: dict[str, object], expected: list[tuple[str, str]]) -> None:
    assert found(date(2026, 6, 1), date(2026, 6, 30), **when) == expected


def test_a_day_that_a_month_does_not_have_is_its_last_one() -> None:
    assert [limit for _period, limit in found(date(2026, 1, 1), date(2026, 4, 30), every="month", days=[31])] == [
        "02-01 00:00", "03-01 00:00", "04-01 00:00", "05-01 00:00"]
    assert len(found(date(2026, 1, 1), date(2026, 12, 31), every="month", days=[30])) == 12


def test_windows_touch_and_close_with_the_next() -> None:
    june = rules.slots(When.model_validate({"every": "month", "days": [28]}), date(2026, 6, 1), date(2026, 6, 30), weekdays_only)[0]
    assert (june.opens, june.due, june.late, june.closes) == (datetime(2026, 5, 29), datetime(2026, 6, 29), datetime(2026, 6, 29),
                                                             datetime(2026, 7, 29))


@pytest.mark.clause("MTG-09")
def test_friday_from_two_to_four_and_the_minute_named_is_in_time() -> None:
    when = When.model_validate({"every": "week", "weekdays": ["FR"], "at": "16:00", "opens_hours": 2, "closes_hours": 24})
    friday = rules.slots(when, date(2026, 6, 1), date(2026, 6, 7), weekdays_only)[0]
    assert (friday.opens, friday.late, friday.closes) == (datetime(2026, 6, 5, 14), datetime(2026, 6, 5, 16, 1), datetime(2026, 6, 6, 16))


@pytest.mark.django_db
def test_public_holidays_move_and_swapped_days_are_worked() -> None:
    when = When.model_validate({"every": "month", "days": [1], "shift": "forward"})
    assert [s.due_on for s in rules.slots(when, date(2025, 10, 1), date(2025, 10, 31), is_working_day)] == [date(2025, 10, 9)]


@pytest.mark.clause("ORG-30")
def test_the_day_that_a_record_names() -> None:
    when = When.model_validate({"by_record": True, "at": "17:00", "shift": "forward"})
    saturday = rules.named_slot(when, date(2026, 6, 1), date(2026, 6, 6), weekdays_only)
    assert saturday == ("2026-06-06", date(2026, 6, 6), datetime(2026, 6, 6, 17), datetime(2026, 6, 1), datetime(2026, 6, 8, 17),
                        date(2026, 6, 8), datetime(2026, 6, 8, 17, 1), None)


@pytest.mark.parametrize("wrong", [
    {}, {"every": "day", "by_record": True},
    {"every": "week"}, {"every": "month", "rrule": "FREQ=DAILY"}, {"every": "month", "days": [0]}, {"rrule": "FREQ=HOURLY"},
    {"rrule": "FREQ=DAILY;COUNT=3"}, {"rrule": "FREQ=WEEKLY"}, {"rrule": "FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2"}, {"rrule": "DROP TABLE"},
    {"after_days": 0}, {"every": "day", "at": "25:00"}, {"every": "month", "days": [32]}])
def test_bad_times_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        When.model_validate(wrong)


@pytest.mark.parametrize("who", [{}, {"posts": ["director"], "records": "customers"}, {"per": "record"}])
def test_nobody_and_half_named_records_are_refused(who: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        DutyItem.model_validate({"code": "a", "title": "甲", "when": {"every": "day"}, "who": who})


def test_the_day_of_a_record_needs_records() -> None:
    with pytest.raises(ValidationError):
        DutyItem.model_validate({"code": "a", "title": "甲", "when": {"by_record": True}, "who": {"posts": ["director"]}})


def test_reminders_in_their_order() -> None:
    due, late = datetime(2026, 6, 29), datetime(2026, 6, 29)
    plan = rules.steps((72, 24), (0, 24), 24, due, late)
    assert [(f"{s.at:%m-%d %H}", s.kind) for s in plan] == [("06-26 00", "before"), ("06-28 00", "before"), ("06-29 00", "after"),
                                                            ("06-30 00", "after"), ("06-30 00", "escalate")]
    assert rules.next_step(plan, late) == late + timedelta(hours=24)
    assert rules.next_step(plan, late + timedelta(hours=24)) is None


@pytest.mark.clause("MTG-06")
@pytest.mark.parametrize(("day", "late", "expected"), [(28, False, 0), (29, True, 1), (30, True, 2)])
def test_days_late(day: int, late: bool, expected: int) -> None:
    assert rules.days_late(date(2026, 6, 28), date(2026, 6, day), late) == expected
