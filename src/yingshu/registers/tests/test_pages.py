"""A register behaves like every other screen."""

from __future__ import annotations

import hashlib
import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from tests.support.browsing import BACKEND, page, words

from yingshu.kernel import clock
from yingshu.organisation.models import ApiToken
from yingshu.registers.models import Entry

from .conftest import Desk


@pytest.fixture
def browser(checks: Desk) -> Any:
    """The browser of a person of the company."""
    def made(who: str) -> Client:
        client = Client()
        client.force_login(checks.company.person(who), backend=BACKEND)
        return client
    return made


def filled(**more: str) -> dict[str, str]:
    """A form as the browser sends it."""
    return {"subject": "仪容检查", "kind": "仪容", "on": "2026-06-17", "checked": "5", "passed": "4", "remedy": "更换", "cost": "1,200.50",
            "lines-0-item": "工牌", "lines-0-points": "1", **more}


def test_overview_list_record_statistics_and_print(checks: Desk, browser: Any) -> None:
    done = checks.add("assistant", "checks", subject="仪容检查", kind="仪容", checked=5, passed=4, remedy="更换", cost="1200.50",
                      secret="仅供主任", lines=[{"item": "工牌", "points": "1"}])
    director = browser("director")
    assert "检查台账" in words(page(director, "/r/"))
    listed = words(page(director, "/r/checks/"))
    assert "仪容检查" in listed and "80%" in listed and "1,200.50" in listed and "仅供主任" not in listed
    record = words(page(director, f"/r/checks/{done.id}/"))
    assert "仅供主任" in record and "工牌" in record and "系统建议" in record
    assert "仅供主任" not in words(page(browser("assistant"), f"/r/checks/{done.id}/"))
    assert "1,200.50" in words(page(director, "/r/checks/statistics/"))
    answer = director.get(f"/r/checks/{done.id}/print/")
    assert (answer.status_code, answer.content[:4]) == (200, b"%PDF")


def test_forms_add_change_move_and_void(checks: Desk, browser: Any) -> None:
    assistant = browser("assistant")
    assert "检查事项" in words(page(assistant, "/r/checks/new/"))
    sent = {**filled(), "idempotency_key": "k1"}
    first, second = assistant.post("/r/checks/new/", sent), assistant.post("/r/checks/new/", sent)
    assert (first.status_code, first["Location"]) == (302, second["Location"])
    assert Entry._plain.count() == 1
    entry = Entry._plain.get()
    assert (entry.values["cost"], entry.values["rate"], entry.values["lines"]) == (120050, "0.8", [{"item": "工牌", "points": "1"}])
    here = f"/r/checks/{entry.pk}/"
    assert "更换" in page(assistant, f"{here}change/")
    assert assistant.post(f"{here}change/", {**filled(kind=""), "edition": "1"}).status_code == 302
    assert Entry._plain.get().values["kind"] is None
    assert assistant.post(f"{here}change/", {**filled(), "edition": "1"}).status_code == 409
    assert assistant.post(f"{here}move/submit/", {}).status_code == 302
    assert browser("director").post(f"{here}move/back/", {}).status_code == 400
    assert browser("director").post(f"{here}move/back/", {"reason": "补充照片"}).status_code == 302
    assert assistant.post(f"{here}void/", {"reason": "重复"}).status_code == 302
    assert Entry._plain.get().state == "void"


def test_filters_views_export_and_lookup(checks: Desk, browser: Any) -> None:
    checks.add("assistant", "checks", subject="甲", kind="仪容", cost="10", on="2026-06-01")
    checks.add("assistant", "checks", subject="乙", kind="卫生", cost="20", on="2026-06-20")
    director = browser("director")
    for query, seen, unseen in (("kind=仪容", "甲", "乙"), ("cost_min=15", "乙", "甲"), ("on_from=2026-06-10", "乙", "甲"),
                                ("q=甲", "甲", "乙")):
        html = words(page(director, f"/r/checks/?{query}"))
        assert seen in html and f" {unseen} " not in html, query
    assert "30.00" in words(page(director, "/r/checks/"))
    export = director.post("/r/checks/export/", {"columns": ["number", "subject", "cost"]})
    assert export.status_code == 200 and b"".join(export.streaming_content)[:2] == b"PK"
    assert browser("assistant").post("/r/checks/export/", {}).status_code == 403
    assert director.get("/lookup/r/checks/?q=甲").json()["results"][0]["text"].startswith("甲")


def test_import_adds_each_row_or_nothing(checks: Desk, browser: Any) -> None:
    import xlsxwriter

    def book(*rows: list[Any]) -> io.BytesIO:
        target = io.BytesIO()
        with xlsxwriter.Workbook(target) as made:
            sheet = made.add_worksheet()
            for n, row in enumerate((["检查事项", "类别", "检查项数", "合格项数", "整改费用", "被检查人"], *rows)):
                sheet.write_row(n, 0, row)
        target.seek(0)
        target.name = "检查.xlsx"
        return target
    assistant = browser("assistant")
    assert assistant.get("/import/r/checks/template/").status_code == 200
    wrong = assistant.post("/import/r/checks/", {"file": book(["甲", "仪容", 5, 5, 12.5, "业务员张东"], ["乙", "仪容", 1, 2, "", ""])})
    assert "合格项数不能多于检查项数" in words(wrong.content.decode())
    checked = assistant.post("/import/r/checks/", {"file": book(["甲", "仪容", 5, 5, 12.5, "业务员张东"])})
    token = checked.context["token"]
    assert assistant.post("/import/r/checks/confirm/", {"token": token, "key": "i1"}).status_code == 302
    made = [(e.values["subject"], e.values["cost"], e.values["person"]["label"]) for e in Entry._plain.all()]
    assert made == [("甲", 1250, "业务员张东")]


def test_worklists_and_reminders(checks: Desk, browser: Any) -> None:
    from yingshu.kernel.worklist import WORKLISTS
    from yingshu.notifications.models import Message
    from yingshu.registers.tasks import run_checks

    day = clock.today()
    done = checks.add("assistant", "checks", subject="甲", on=str(day - timedelta(days=4)))
    checks.move("assistant", "checks", done.id, "submit")
    director = checks.company.actor("director")
    assert [t.number for t in WORKLISTS["registers.steps"].items(director, 10)] == [done.number]
    due = list(WORKLISTS["registers.due"].items(director, 10))
    assert [(t.number, t.due.date()) for t in due] == [(done.number, day - timedelta(days=1))]
    run_checks()
    run_checks()
    people = {checks.company.person(k).pk for k in ("assistant", "director")}
    assert set(Message.objects.values_list("person_id", flat=True)) == people and Message.objects.count() == 2
    checks.move("director", "checks", done.id, "close")
    assert (list(WORKLISTS["registers.due"].items(director, 10)), list(WORKLISTS["registers.steps"].items(director, 10))) == ([], [])


def test_rest_lists_reads_and_adds(checks: Desk) -> None:
    token = "registers-token"
    ApiToken.objects.create(person=checks.company.person("assistant"), name="test", digest=hashlib.sha256(token.encode()).hexdigest(),
                            created_at=clock.now())
    client = Client(HTTP_AUTHORIZATION=f"Bearer {token}")
    added = client.post("/api/v1/registers/checks/entries", {"values": {"subject": "甲", "cost": "12.50"}},
                        content_type="application/json").json()
    assert (added["kind"], added["state"]) == ("r/checks", "draft")
    listed = client.get("/api/v1/r/checks?cost_min=10").json()
    assert [(r["subject"], r["cost"]) for r in listed["results"]] == [("甲", "12.50")]
    one = client.get(f"/api/v1/r/checks/{added['id']}").json()
    assert (one["values"]["subject"], one["values"]["cost"], "secret" in one["values"]) == ("甲", "12.50", False)
    assert client.get("/api/v1/r/checks?colour=red").status_code == 400
    assert client.get("/api/v1/r/nothing").status_code == 404
    assert "cost" in client.get("/api/v1/r/checks/schema").json()["values"]["properties"]
