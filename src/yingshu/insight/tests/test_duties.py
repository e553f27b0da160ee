"""What stands on whose list, and who is reminded when (MTG-06, MTG-07, MTG-11)."""

from __future__ import annotations

from datetime import date

import pytest

from yingshu.duties.library import library
from yingshu.duties.models import Occurrence
from yingshu.duties.services.defining import put_in_force
from yingshu.duties.tasks import run_checks
from yingshu.insight import worklists
from yingshu.insight.models import Report
from yingshu.insight.services import acknowledge_report, make_daily_report, make_monthly_report, submit_report
from yingshu.kernel import clock, enforcement, write
from yingshu.kernel.actor import system
from yingshu.kernel.enforcement import SOURCES, Asked
from yingshu.kernel.services import together
from yingshu.kernel.worklist import WORKLISTS, Todo
from yingshu.notifications.models import Message
from yingshu.rulebook.sections import Origin

from .books import Books, at

assert worklists


@pytest.fixture(autouse=True)
def in_force(books: Books) -> None:
    """The duties of reports, in force since the first of the year."""
    with at(1, month=1), together(system(), "rulebook.publish"):
        reports = [item for item in library() if item.when.rhythm.startswith("insight.")]
        put_in_force(system(), Origin("trial", 1, date(2026, 1, 1)), reports)


def todo(books: Books, key: str, code: str = "duties.to_do") -> list[Todo]:
    """What stands on somebody's list once the worker has looked."""
    run_checks()
    actor = books.actor(key)
    found = list(WORKLISTS[code].items(actor, 50))
    assert WORKLISTS[code].count(actor) == len(found)
    return found


def limits(found: list[Todo]) -> list[tuple[str, str]]:
    return [(t.number, f"{clock.local(t.due):%m-%d}") for t in found if t.due]


def monthly(books: Books, key: str = "service_manager") -> list[tuple[str, str]]:
    return limits([t for t in todo(books, key) if t.clause == "MTG-06"])


@pytest.mark.clause("MTG-06", "ORG-11")
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
        submit_report(actor=books.actor("service_manager"), report_id=made.id)
        assert monthly(books) == []
    done = Occurrence._plain.get(duty__code="monthly_sales_report", period="2026-06")
    assert (done.state, done.done_number, f"{done.due_on}") == ("late", made.number, "2026-06-28")


@pytest.mark.clause("MTG-06")
@pytest.mark.parametrize(("day", "state"), [(28, "done"), (29, "late")])
def test_the_28th_is_in_time_the_29th_is_not(books: Books, day: int, state: str) -> None:
    """S14 step 3: the 28th of June 2026 is a Sunday and does not move; report and duty say the same."""
    books.june()
    with at(28):
        run_checks()
    with at(day, 20):
        made = make_monthly_report(actor=books.actor("service_manager"), month="2026-06")
        done = submit_report(actor=books.actor("service_manager"), report_id=made.id)
    occurrence = Occurrence._plain.get(duty__code="monthly_sales_report", period="2026-06")
    assert (occurrence.state, done.data["days_late"]) == (state, day - 28)


def test_the_matrix_counts_a_report_once_though_it_is_decided_and_planned(books: Books) -> None:
    """The decision of the report and the occurrence of its duty are two records of one case."""
    books.june()
    with at(28):
        run_checks()
    with at(29, 20):
        made = make_monthly_report(actor=books.actor("service_manager"), month="2026-06")
        submit_report(actor=books.actor("service_manager"), report_id=made.id)
        counted = enforcement.counts(Asked(date(2026, 6, 1), date(2026, 6, 30), frozenset({"MTG-06"})))["MTG-06", date(2026, 6, 1)]
        alone = list(SOURCES["decisions"].counts(Asked(date(2026, 6, 1), date(2026, 6, 30), frozenset({"MTG-06"}))))
    assert (counted.due, counted.kept) == (1, 0)
    assert [(one.due, one.kept) for one in alone] == [(1, 0)]


@pytest.mark.clause("MTG-06")
def test_other_papers_by_the_variant(books: Books) -> None:
    books.trade.parameters("insight.monthly_report", variant="开单员日报及月报")
    books.sold()
    with at(28):
        assert monthly(books) == []


@pytest.mark.clause("MTG-07", "ORG-26")
def test_the_clerks_papers(books: Books) -> None:
    books.sold(on=date(2026, 5, 30))
    books.sold(on=date(2026, 6, 9))
    with at(10):
        found = limits(todo(books, "billing_clerk"))
        assert found == [("2026-05", "06-06"), ("2026-06-09", "06-10")]
    rows = Occurrence._plain.filter(duty__code="daily_sales_report").order_by("due_on").values_list("period", "state")
    assert list(rows) == [("2026-05-30", "missed"), ("2026-06-09", "open")]  # the worker had not looked for months


@pytest.mark.clause("MTG-07")
def test_a_day_reported_before_the_worker_looked(books: Books) -> None:
    books.sold(on=date(2026, 6, 9))
    with at(9, 18):
        made = make_daily_report(actor=books.actor("billing_clerk"), day=date(2026, 6, 9))
        content = Report.objects.get(pk=made.id).content
        write.change(Report, where={"id": made.id}, set={"content": {**content, "totals": {**content["totals"], "shipped_fen": 0}}})
        submit_report(actor=books.actor("billing_clerk"), report_id=made.id)
        assert todo(books, "billing_clerk") == []
    assert list(Occurrence._plain.filter(duty__code="daily_sales_report").values_list("period", "state")) == [("2026-06-09", "done")]


@pytest.mark.clause("MTG-11", "OPS-05", "ORG-21")
def test_the_area_managers_papers_and_the_directors(books: Books) -> None:
    books.sold(on=date(2026, 5, 30))
    with at(10):
        assert limits(todo(books, "region_manager")) == [
            ("2026Q1", "04-04"), ("2026-W22", "06-04"), ("2026-05", "06-04"), ("2026-W23", "06-11")]
        assert limits(todo(books, "director")) == [("2026-05", "07-01")]
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
def test_reminders_once_and_overdue_ones_urgent(books: Books) -> None:
    books.sold()
    person, superior = (books.trade.company.person(key).pk for key in ("service_manager", "director"))

    def told(who: int) -> list[tuple[str, bool]]:
        rows = Message.objects.filter(person_id=who, args__title="报送月销量报表").order_by("id")
        return [(str(row.args["due"]), row.urgent) for row in rows]
    for day, hour, expected in ((24, 9, 0), (26, 9, 1), (26, 9, 1), (28, 9, 2), (29, 9, 3), (30, 0, 4), (30, 9, 4)):
        with at(day, hour):
            run_checks()
        assert len(told(person)) == expected
    assert told(person) == [("2026-06-28", False), ("2026-06-28", False), ("2026-06-28", True), ("2026-06-28", True)]
    assert told(superior) == [("2026-06-28", True)]
