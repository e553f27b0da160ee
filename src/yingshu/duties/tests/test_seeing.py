"""A duty is seen as done by the business action itself, in the same transaction."""

from __future__ import annotations

from typing import Any

import pytest
from tests.support.company import Company

from yingshu.duties.models import Occurrence
from yingshu.duties.services.seeing import see
from yingshu.kernel.services import Done, Work

from .conftest import at, item, plan, put, seen


def answered(company: Company, who: str, kind: str = "meeting", state: str = "closed", action: str = "organisation.appoint",
             **data: Any) -> None:
    """As if a business action had just answered this."""
    see(Work(company.actor(who), action), Done(kind, 7, "HY-7", state, data=data))


def report(**when: Any) -> Any:
    return item(code="report", title="月销量报表", when={"every": "month", "days": [28], **when}, who={"posts": ["service_manager"]},
                done={"actions": ["organisation.appoint"], "kind": "report", "states": ["submitted"], "data": {"report": "monthly"},
                      "period": "period"})


@pytest.mark.clause("MTG-06")
def test_the_28th_is_on_time_and_the_29th_late(centre: Company) -> None:
    with at(1):
        put(report())
        plan("report")
    with at(28, 23, 59):
        answered(centre, "service_manager", "report", "draft", report="monthly", period="2026-06")
        answered(centre, "service_manager", "report", "submitted", report="daily", period="2026-06")
        assert seen("report") == [("2026-06", "open")]
        answered(centre, "service_manager", "report", "submitted", report="monthly", period="2026-06")
        assert seen("report") == [("2026-06", "done")]
    done = Occurrence._plain.get(period="2026-06")
    assert (done.done_by, done.done_kind, done.done_id, done.done_number) == ("客服经理林晓", "report", 7, "HY-7")
    with at(29, month=7):
        plan("report")
        answered(centre, "service_manager", "report", "submitted", report="monthly", period="2026-07")
    assert seen("report") == [("2026-06", "done"), ("2026-07", "late"), ("2026-08", "open")]


def test_the_first_that_can_be_done_is_meant_and_a_closed_one_leaks_nothing(centre: Company) -> None:
    meeting = item(when={"every": "week", "weekdays": ["MO"], "at": "08:30", "opens_hours": 12}, done={"actions": ["organisation.appoint"]})
    with at(1, 7):
        put(meeting)
        plan()
        answered(centre, "director")
    with at(3):
        answered(centre, "director")  # an extra meeting on Wednesday is not next Monday's
    with at(8, 8, 31):
        answered(centre, "director")
    assert seen()[:3] == [("2026-W23", "done"), ("2026-W24", "late"), ("2026-W25", "open")]


def test_done_while_the_worker_stood_still(centre: Company) -> None:
    with at(1):
        put(report())
    with at(28, month=8):
        answered(centre, "service_manager", "report", "submitted", report="monthly", period="2026-08")
    assert ("2026-08", "done") in seen("report")


def test_each_person_for_themselves(centre: Company) -> None:
    with at(1, 7):
        put(item(who={"posts": ["salesperson"], "per": "person"}, when={"every": "day"}, done={"actions": ["organisation.appoint"]}))
        plan()
    with at(1, 10):
        answered(centre, "salesperson_west")
        answered(centre, "director")
    first = Occurrence._plain.filter(period="2026-06-01").order_by("subject_id").values_list("subject_name", "state")
    assert list(first) == [("业务员张东", "open"), ("业务员李西", "done")]


@pytest.mark.clause("MTG-01")
def test_this_mondays_meeting_is_not_last_mondays(centre: Company) -> None:
    """Held on the day and written down days later: it counts for its own Monday, and a missed one stays missed."""
    meeting = item(when={"every": "week", "weekdays": ["MO"], "at": "08:30", "opens_hours": 12},
                   done={"actions": ["organisation.appoint"], "moment": "held_on"})
    with at(1, 7):
        put(meeting)
        plan()
    with at(17):
        answered(centre, "director", held_on="2026-06-15")
    assert seen()[:4] == [("2026-W23", "open"), ("2026-W24", "open"), ("2026-W25", "done"), ("2026-W26", "open")]
