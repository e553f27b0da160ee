"""What stands on whose list, and who is reminded when (MTG-06, MTG-07, MTG-11)."""

from __future__ import annotations

from datetime import date

import pytest

from yingshu.insight import worklists
from yingshu.insight.queries import owed_by
from yingshu.insight.services import acknowledge_report, make_monthly_report, submit_report
from yingshu.insight.tasks import run_checks
from yingshu.kernel.worklist import WORKLISTS, Todo
from yingshu.notifications.models import Message

from .books import Books, at

assert worklists


def todo(books: Books, key: str, code: str = "insight.to_hand_in") -> list[Todo]:
    actor = books.actor(key)
    found = list(WORKLISTS[code].items(actor, 50))
    assert WORKLISTS[code].count(actor) == len(found)
    return found


def monthly(books: Books, key: str = "service_manager") -> list[tuple[str, str]]:
    return [(t.number, f"{t.due:%m-%d}") for t in todo(books, key) if t.clause == "MTG-06"]


@pytest.mark.clause("MTG-06")
def test_on_the_list_from_the_25th_until_submitted(books: Books) -> None:
    books.sold()
    with at(24):
        assert monthly(books) == []
    with at(25):
        assert monthly(books) == [("2026-06", "06-29")]  # late from the first moment of the 29th
        assert todo(books, "service_manager")[0].url == "/act/insight.make_monthly_report/?month=2026-06"
        assert todo(books, "assistant") == todo(books, "salesperson") == []
        made = make_monthly_report(actor=books.actor("service_manager"), month="2026-06")
        assert monthly(books) == [(made.number, "06-29")]
    with at(2, month=7):
        assert monthly(books) == [(made.number, "06-29")]  # still there, overdue
        assert owed_by(books.actor("service_manager"))[0].late
        submit_report(actor=books.actor("service_manager"), report_id=made.id)
        assert monthly(books) == []


@pytest.mark.clause("MTG-06")
def test_other_papers_by_the_variant(books: Books) -> None:
    books.trade.parameters("insight.monthly_report", variant="开单员日报及月报")
    books.sold()
    with at(28):
        assert monthly(books) == []


@pytest.mark.clause("MTG-07")
def test_the_clerks_papers(books: Books) -> None:
    books.sold(on=date(2026, 5, 30))
    books.sold(on=date(2026, 6, 9))
    with at(10):
        assert [(t.number, f"{t.due:%m-%d}") for t in todo(books, "billing_clerk")] == [("2026-05", "06-06"), ("2026-06-09", "06-10")]


@pytest.mark.clause("MTG-11", "OPS-05")
def test_the_area_managers_papers_and_the_directors(books: Books) -> None:
    books.sold(on=date(2026, 5, 30))
    with at(10):
        assert [(t.number, f"{t.due:%m-%d}") for t in todo(books, "region_manager")] == [
            ("2026Q1", "04-04"), ("2026-05", "06-04"), ("2026-W23", "06-11")]
        assert [(t.number, t.due) for t in todo(books, "director")] == [("2026-05", None)]
    books.trade.parameters("insight.analysis", frequency="quarter")
    with at(10):
        assert todo(books, "director") == []


@pytest.mark.clause("MTG-06")
def test_reports_to_read(books: Books) -> None:
    books.sold()
    with at(28):
        made = make_monthly_report(actor=books.actor("service_manager"), month="2026-06")
        submit_report(actor=books.actor("service_manager"), report_id=made.id)
        assert [t.number for t in todo(books, "general_manager", "insight.to_read")] == [made.number]
        acknowledge_report(actor=books.actor("general_manager"), report_id=made.id)
        assert todo(books, "general_manager", "insight.to_read") == todo(books, "finance", "insight.to_read") == []


@pytest.mark.clause("MTG-06")
def test_reminders_once_a_day_and_overdue_ones_urgent(books: Books) -> None:
    books.sold()
    person = books.trade.company.person("service_manager").pk

    def told() -> list[tuple[str, bool]]:
        return list(Message.objects.filter(person_id=person).order_by("id").values_list("args__day", "urgent"))
    for day, expected in ((24, 0), (25, 1), (25, 1), (28, 2), (29, 3)):
        with at(day):
            run_checks()
        assert len(told()) == expected
    assert told() == [("2026-06-28", False), ("2026-06-28", False), ("2026-06-28", True)]
