"""Occurrences are made ahead, once; moved and withdrawn with their version; caught up after a standstill."""

from __future__ import annotations

from datetime import date

import pytest
from tests.support.company import Company

from yingshu.duties.models import Assignee, Occurrence
from yingshu.duties.services.planning import Planned
from yingshu.kernel import clock

from .conftest import at, item, plan, put, seen

JUNE = ["2026-W23", "2026-W24", "2026-W25", "2026-W26", "2026-W27"]


@pytest.mark.clause("MTG-01")
def test_five_mondays_of_june(centre: Company) -> None:
    with at(31, month=5):
        put(item())
        assert plan() == Planned(5, 0, 0)
        assert plan() == Planned(0, 0, 0)
    rows = Occurrence._plain.order_by("due_at")
    assert [f"{clock.local(o.due_at):%m-%d %H:%M}" for o in rows] == ["06-01 08:30", "06-08 08:30", "06-15 08:30", "06-22 08:30",
                                                                     "06-29 08:30"]
    assert [o.period for o in rows] == JUNE
    assert {(o.person_name, o.unit_id) for o in rows} == {("主任周正", centre.unit("company").pk)}
    assert Assignee.objects.count() == 5


@pytest.mark.clause("MTG-01")
def test_a_standstill_is_caught_up_and_nothing_twice(centre: Company) -> None:
    with at(1, 7):
        put(item())
        plan()
        assert len(seen()) == 6  # the 1st of June to the 6th of July
    with at(1, month=9):
        assert plan().created == 13  # thirteen more Mondays from the 13th of July to the 5th of October
        assert [period for period, _state in seen()] == [f"2026-W{week}" for week in range(23, 42)]
        assert plan() == Planned(0, 0, 0)


def test_a_changed_duty_moves_what_has_not_come_due(centre: Company) -> None:
    with at(1, 7):
        put(item())
        plan()
    with at(3):
        later = item(when={"every": "week", "weekdays": ["TU"], "at": "10:00"})
        put(later, version=2, first=date(2026, 6, 15))
        found = plan()
        assert found == Planned(0, 4, 0)
    due = [f"{clock.local(o.due_at):%m-%d %H:%M}" for o in Occurrence._plain.order_by("due_at")]
    assert due == ["06-01 08:30", "06-08 08:30", "06-16 10:00", "06-23 10:00", "06-30 10:00", "07-07 10:00"]


def test_what_the_rulebook_drops_ends_the_day_before(centre: Company) -> None:
    with at(1, 7):
        put(item())
        put(item(), version=2)  # the same again changes nothing
        plan()
        put(version=3, first=date(2026, 6, 15))
        assert plan() == Planned(0, 0, 4)
        assert seen() == [("2026-W23", "open"), ("2026-W24", "open")]
