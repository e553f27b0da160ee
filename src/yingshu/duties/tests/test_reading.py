"""Calendar, rates, compliance, feed, command and REST: what one sees, and what it costs with years of occurrences."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.support.budgets import statements
from tests.support.company import Company
from tests.support.integrations import KEY, everything

from yingshu.duties import ics
from yingshu.duties.models import Assignee, Duty, DutyVersion, Occurrence
from yingshu.duties.queries.calendar import entries
from yingshu.duties.queries.rates import rates, total
from yingshu.duties.services.feeds import make_feed, revoke_feed
from yingshu.duties.words import counted
from yingshu.kernel import clock, write
from yingshu.kernel.enforcement import SOURCES, Asked, Way
from yingshu.kernel.screens import SCREENS, rest
from yingshu.kernel.screens.listing import Listing
from yingshu.kernel.worklist import WORKLISTS
from yingshu.rulebook.catalogue import clause

from .conftest import at, item, plan, put

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def june(company: Company) -> Company:
    """Five Mondays: in time, late, missed, excused, and one still to come."""
    with at(31, month=5):
        put(item(clauses=["MTG-01", "REC-07"]))
        plan()
    rows = list(Occurrence._plain.order_by("due_at"))
    for row, (state, done) in zip(rows, [("done", 1), ("late", 9), ("missed", None), ("excused", None), ("open", None)], strict=True):
        write.change(Occurrence, where={"id": row.pk}, set={"state": state, "done_at": done and clock.moment(date(2026, 6, done))})
    return company


def test_rates_by_every_key(june: Company) -> None:
    director = june.actor("director")
    with at(25):
        for by, name in (("duty", "周例会"), ("person", "主任周正"), ("unit", "公司"), ("month", "2026-06")):
            (row,) = rates(director, date(2026, 6, 1), date(2026, 6, 30), by)
            assert (row.name, row.due, row.done, row.late, row.missed, row.excused, row.overdue, row.percent) == (
                name, 3, 1, 1, 1, 1, 0, "33.3%")
    with at(30):
        assert total(director, date(2026, 6, 1), date(2026, 6, 30)).overdue == 1
        assert rates(june.actor("salesperson"), date(2026, 6, 1), date(2026, 6, 30)) == []


@pytest.mark.clause("MTG-01")
def test_a_rate_says_why_and_leads_to_its_occurrences(june: Company) -> None:
    client = Client()
    client.force_login(june.person("director"), backend=BACKEND)
    duty = Occurrence._plain.first().duty_id
    with at(25):
        page = client.get("/duties/rates/?from=2026-06-01&to=2026-06-30").content.decode()
        records = f"/occurrences/?view=all&due_on_from=2026-06-01&due_on_to=2026-06-30&duty={duty}"
        assert page.count(records.replace("&", "&amp;")) == 2 and clause("MTG-01").requirement in page and f"/duties/{duty}/" in page
        assert re.search(r"<td>周期</td><td class=\"strong\">[^<]+</td><td>2026-0", page)
        listed = client.get(records).content.decode()
    assert listed.count("周例会") >= 4


def test_calendar_by_day(june: Company) -> None:
    with at(28, 21):
        found = entries(june.actor("director"), date(2026, 6, 1), date(2026, 6, 30), own=True)
    assert [(day.day, e.time, e.state) for day, own in sorted(found.items()) for e in own] == [
        (1, "08:30", "done"), (8, "08:30", "late"), (15, "08:30", "missed"), (22, "08:30", "excused"), (29, "08:30", "ready")]


@pytest.mark.clause("MTG-03", "REC-07")
def test_the_matrix_is_told(june: Company) -> None:
    source, asked = SOURCES["duties"], Asked(date(2026, 6, 1), date(2026, 6, 30))
    with at(30):
        assert source.ways() == {"MTG-01": Way.DUTY, "REC-07": Way.DUTY}
        assert [(c.clause, c.month, c.evidence, c.due, c.kept) for c in source.counts(asked)] == [
            ("MTG-01", date(2026, 6, 1), 5, 4, 1), ("REC-07", date(2026, 6, 1), 5, 4, 1)]
        assert len(list(source.records("REC-07", asked, 10))) == 5
        assert [c.clause for c in source.counts(Asked(date(2026, 6, 1), date(2026, 6, 30), frozenset({"REC-07"})))] == ["REC-07"]
        assert list(source.counts(Asked(date(2026, 6, 1), date(2026, 6, 30), units=frozenset({june.unit("west").pk})))) == []


def history(company: Company, years: int) -> None:
    """Twenty duties a day for so many years."""
    now = clock.now()
    first = date(2026, 6, 30) - timedelta(days=365 * years)
    for n in range(20):
        duty = write.add_one(Duty, code=f"d{n}", title=f"义务{n}", clause="MTG-01", clauses=["MTG-01"], planned_until=date(2026, 7, 30))
        version = write.add_one(DutyVersion, duty_id=duty, number=1, valid_from=first, item=None, prepared_at=now, prepared_id=0,
                                prepared_by="t", released_at=now)
        days = [first + timedelta(days=d) for d in range(365 * years + 1)]
        rows = [{"duty_id": duty, "version_id": version, "period": f"{day}", "subject_kind": "company", "state": "done", "due_on": day,
                 "person_id": company.person("director").pk, "unit_id": company.unit("company").pk, "month": day.year * 100 + day.month,
                 **dict.fromkeys(("planned_at", "opens_at", "due_at", "late_at", "done_at"), clock.moment(day))} for day in days]
        for start in range(0, len(rows), 400):
            write.add(Occurrence, rows[start:start + 400])
    director = company.person("director")
    made = list(Occurrence._plain.values_list("id", flat=True))
    for start in range(0, len(made), 3000):
        write.add(Assignee, [{"occurrence_id": pk, "person_id": director.pk, "name": director.name} for pk in made[start:start + 3000]])


@pytest.mark.parametrize("read", ["calendar", "calendar_mine", "calendar_region", "rates", "rates_person", "rates_region", "matrix"])
def test_cost_follows_the_days_shown_not_the_years(company: Company, read: str) -> None:
    """Same statements, and each finds its rows by an index over the days: five years cost what a month costs."""
    director, first, last = company.actor("director"), date(2026, 6, 1), date(2026, 6, 30)
    manager = company.actor("region_manager")
    looks: dict[str, Any] = {
        "calendar": lambda: entries(director, first, last, own=False), "rates": lambda: rates(director, first, last),
        "calendar_mine": lambda: [entries(director, first, last, own=True)], "rates_person": lambda: rates(director, first, last, "person"),
        "calendar_region": lambda: [entries(manager, first, last, own=False)], "rates_region": lambda: [rates(manager, first, last)],
        "matrix": lambda: list(SOURCES["duties"].counts(Asked(first, last)))}
    with at(30):
        history(company, 1)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        looks[read]()
        with CaptureQueriesContext(connection) as captured:
            found = looks[read]()
    seen = statements(captured)
    assert found and len(seen) <= 3
    ranged = next(s for s in seen if "due_on" in s)
    with connection.cursor() as cursor:
        if postgresql := connection.vendor == "postgresql":  # so small a table it would rather read whole; asked is whether an index serves
            cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(("EXPLAIN " if postgresql else "EXPLAIN QUERY PLAN ") + ranged)
        told = " ".join(str(row) for row in cursor.fetchall())
    assert re.search("occurrence_(due|of_duty|of_person|of_unit)", told), told
    assert not re.search("(SCAN|Seq Scan on) duties_occurrence", told), told


# ---- calendar feed ----------------------------------------------------------------------------------------------------

def test_a_calendar_program_reads_ones_own_duties(june: Company) -> None:
    with at(24):
        address = make_feed(actor=june.actor("director")).data["address"]
        path = address.partition("//")[2].partition("/")[2]
        answer = Client(HTTP_HOST="localhost").get(f"/{path}")
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
        text = answer.content.decode().replace("\r\n ", "")
        assert text.count("BEGIN:VEVENT") == 5 and "SUMMARY:周例会 2026-W27" in text and "DTEND:20260629T003000Z" in text
        put(item(code="rhythmic", title="例会", when={"rhythm": "meetings.weekly"}))
        plan("rhythmic")
        again = Client(HTTP_HOST="localhost").get(f"/{path}").content.decode().replace("\r\n ", "")
        assert again.count("DTEND:20260629T003000Z") == 2 and "VALUE=DATE" not in again  # the room works out half past eight
        assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
        assert make_feed(actor=june.actor("salesperson")).data["address"] != address
        assert Client(HTTP_HOST="localhost").get(f"/{path[:-8]}xxxx.ics").status_code == 404
        revoke_feed(actor=june.actor("director"))
        assert Client(HTTP_HOST="localhost").get(f"/{path}").status_code == 404


def test_texts_of_the_feed_are_escaped_and_folded() -> None:
    event = ics.Event("u", datetime(2026, 6, 29, tzinfo=clock.ZONE), False, "甲,乙;丙\\丁\n戊" * 12, "", "http://x/", False)
    text = ics.calendar("名", [event], datetime(2026, 6, 1, tzinfo=clock.ZONE))
    assert all(len(line) <= 75 for line in text.split(b"\r\n"))
    whole = text.decode().replace("\r\n ", "")
    assert "SUMMARY:" + "甲\\,乙\\;丙\\\\丁\\n戊" * 12 in whole
    assert "DTSTART;VALUE=DATE:20260628" in whole and "DTEND;VALUE=DATE:20260629" in whole


# ---- pages, REST ---------------------------------------------------------------------------------------------

@pytest.mark.parametrize("address", [
    "/duties/calendar/", "/duties/calendar/?view=week&day=2026-06-15&whose=all", "/duties/calendar/?view=list", "/duties/rates/?by=person",
    "/duties/calendar/?view=x&day=9999-99-99&duty=99999999999999999999", "/duties/rates/?by=x&from=1&to=2", "/duties/", "/occurrences/",
    "/occurrences/?view=all&state=overdue", "/duty_versions/"])
def test_pages_open_whatever_the_address_says(june: Company, address: str) -> None:
    client = Client(HTTP_HOST="localhost")
    client.force_login(june.person("director"), backend=BACKEND)
    with at(30):
        assert client.get(address).status_code == 200


def test_pages_of_records(june: Company) -> None:
    client = Client(HTTP_HOST="localhost")
    client.force_login(june.person("director"), backend=BACKEND)
    with at(30):
        duty = client.get(f"/duties/{Duty.objects.get().pk}/").content.decode()
        assert "每周 星期一" in duty and "33.3%" not in duty and "25.0%" in duty
        for row in Occurrence._plain.all():
            assert "周例会" in client.get(f"/occurrences/{row.pk}/").content.decode()
        assert "制度规定" in client.get(f"/duty_versions/{DutyVersion.objects.get().pk}/").content.decode()


def test_rates_over_rest(june: Company) -> None:
    everything(june)
    with at(30):
        answer = Client(HTTP_HOST="localhost").get("/api/v1/duties/rates?from=2026-06-01&to=2026-06-30&by=duty",
                                                  HTTP_AUTHORIZATION=f"Bearer {KEY}")
    assert answer.status_code == 200
    assert answer.json()["total"] == {"key": None, "name": "", "clause": "", "rate": "0.2500", "due": 4, "on_time": 1, "late": 1,
                                      "missed": 1, "overdue": 1, "excused": 1}


def listed(june: Company, query: str) -> list[str]:
    """The periods as the page of records lists them, and as it does for machines."""
    actor = june.actor("director")
    shown = [row.period for row in Listing(SCREENS["occurrences"], actor, QueryDict(query)).page.rows]
    told = [row["period"] for row in rest.listing(SCREENS["occurrences"], actor, QueryDict(query))["results"]]
    assert shown == told or "view" not in query
    return shown


def test_what_is_to_do_stands_in_the_order_of_its_time_and_a_chosen_order_wins(june: Company) -> None:
    Occurrence._plain.update(state="open", done_at=None)
    weeks = [f"2026-W{week}" for week in range(23, 28)]
    with at(30):
        assert [listed(june, query) for query in ("view=to_do", "view=overdue", "view=all", "view=to_do&sort=-due_at")] == [
            weeks, weeks, weeks[::-1], weeks[::-1]]
        page = words_of(june, "/occurrences/?view=to_do"), words_of(june, "/occurrences/?view=all")
    assert ["截止早的在前" in page[0], "截止晚的在前" in page[1]] == [True, True]


def words_of(june: Company, address: str) -> str:
    client = Client(HTTP_HOST="localhost")
    client.force_login(june.person("director"), backend=BACKEND)
    return client.get(address).content.decode()


def test_a_duty_without_help_says_on_the_list_how_it_is_done(company: Company) -> None:
    with at(1, 7):
        put(item())
        plan()
        (todo,) = WORKLISTS["duties.to_do"].items(company.actor("director"), 9)
    assert todo.title == counted(Duty.objects.get().versions.get().terms) != "待办"
