"""The public request desk, notices with versions, pages without login (CNF-07)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from tests.support.browsing import page, words

from yingshu.audit.models import AuditEntry
from yingshu.customers import services as s
from yingshu.customers.models import PrivacyRequest
from yingshu.customers.notices import notice_of
from yingshu.kernel import clock, personal
from yingshu.kernel.errors import InvalidInput
from yingshu.kernel.public import tickets

NOW = datetime(2026, 6, 1, 9, 0)
TYPED = {"kind": "delete", "name": "李四", "phone": "138 1111 2222", "consent": "yes"}


@pytest.fixture
def visitor(company: Any) -> Client:
    return Client()


def ticket_in(html: str) -> str:
    found = re.search(r'name="form_ticket" value="([^"]+)"', html)
    assert found
    return found[1]


def drawn(visitor: Client, when: datetime = NOW) -> str:
    with clock.at(when):
        return ticket_in(page(visitor, "/privacy/"))


def send(visitor: Client, ticket: str, when: datetime = NOW + timedelta(seconds=20), **changes: str) -> Any:
    with clock.at(when):
        return visitor.post("/privacy/", {**TYPED, tickets.TICKET: ticket, **changes})


@pytest.mark.clause("CNF-07")
def test_a_visitor_is_forgotten_and_evidence_stays(company: Any, visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = [{"number": "KF1", "phone": "13811112222"}]
    holder = personal.Holder("cases", "案件", {}, lambda who: kept if who.phone == "13811112222" else [], lambda who: 1)
    monkeypatch.setattr(personal, "HOLDERS", {"cases": holder})
    answer = send(visitor, drawn(visitor))
    assert (answer.status_code, answer.headers["Location"]) == (302, "/privacy/thanks/")
    asked = PrivacyRequest.objects.get()
    assert (asked.name, asked.phone, asked.due_on.isoformat(), asked.consent) == ("李四", "13811112222", "2026-06-16", "privacy-1")
    with pytest.raises(InvalidInput):
        s.handle_privacy_request(actor=company.actor("director"), request_id=asked.pk)
    s.handle_privacy_request(actor=company.actor("director"), request_id=asked.pk, identity="回拨核对")
    asked.refresh_from_db()
    assert (asked.name, asked.phone, asked.evidence, asked.identity, asked.handled_by) == (
        "", "", {"found": {"cases": 1}, "erased": {"cases": 1}}, "回拨核对", "主任周正")
    assert "13811112222" not in str(list(AuditEntry.objects.values()))


def test_one_form_is_one_answer(visitor: Client) -> None:
    ticket = drawn(visitor)
    assert [send(visitor, ticket).status_code for _n in range(3)] == [302] * 3
    assert PrivacyRequest.objects.count() == 1


@pytest.mark.parametrize(("changes", "says"), [
    ({tickets.TRAP: "http://spam"}, "应保持空白"), ({"consent": ""}, ""), ({"phone": ""}, "电话"), ({"name": ""}, "请填写")])
def test_what_is_wrong_is_told_and_what_was_typed_is_kept(visitor: Client, changes: dict[str, str], says: str) -> None:
    ticket = drawn(visitor)
    typed = {**TYPED, tickets.TICKET: ticket, **changes}
    if changes == {"consent": ""}:
        del typed["consent"]
    with clock.at(NOW + timedelta(seconds=20)):
        answer = visitor.post("/privacy/", typed)
    html = answer.content.decode()
    assert answer.status_code in (400, 422) and says in html and ('value="李四"' in html or "name" in changes)
    assert not PrivacyRequest.objects.exists()
    with clock.at(NOW + timedelta(seconds=40)):
        assert visitor.post("/privacy/", {**TYPED, tickets.TICKET: ticket_in(html)}).status_code == 302


@pytest.mark.parametrize(("seconds", "status"), [(1, 422), (3, 302), (12 * 3600, 302), (12 * 3600 + 1, 409)])
def test_too_fast_and_too_late_are_sent_again(visitor: Client, seconds: int, status: int) -> None:
    ticket = drawn(visitor)
    answer = send(visitor, ticket, NOW + timedelta(seconds=seconds))
    assert answer.status_code == status
    if status != 302:
        assert send(visitor, ticket_in(answer.content.decode()), NOW + timedelta(seconds=seconds + 10)).status_code == 302
    assert PrivacyRequest.objects.count() == 1


def test_a_made_up_ticket_is_not_taken(visitor: Client) -> None:
    other = str(tickets.Ticket("satisfaction.answer", "k", int(NOW.timestamp())))
    assert [send(visitor, ticket).status_code for ticket in ("", "x", other)] == [409] * 3


def test_the_company_writes_its_own_notice_and_versions_are_kept(company: Any, visitor: Client) -> None:
    assert notice_of("privacy").version == "privacy-1"
    old = drawn(visitor)
    done = s.publish_notice(actor=company.actor("director"), purpose="privacy", text="我们只为核对身份使用您的姓名和电话，办完即删除。")
    assert (done.number, notice_of("privacy").version) == ("privacy-2", "privacy-2")
    assert "办完即删除" in words(page(visitor, "/privacy/"))
    send(visitor, old)
    send(visitor, drawn(visitor))
    assert list(PrivacyRequest.objects.order_by("id").values_list("consent", flat=True)) == ["privacy-1", "privacy-2"]


def test_the_page_is_light_and_closed(visitor: Client) -> None:
    answer = visitor.get("/privacy/")
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert (answer.headers["X-Robots-Tag"], answer.headers["Referrer-Policy"]) == ("noindex", "no-referrer")
    parts = [answer.content, *(b"".join(visitor.get(path).streaming_content) for path in  # type: ignore[attr-defined]
                               re.findall(r'(?:href|src)="(/static/[^"]+)"', answer.content.decode()))]
    assert sum(len(part) for part in parts) < 150_000 and len(parts) == 4
    assert not answer.cookies


def test_one_address_may_not_ask_too_often(visitor: Client) -> None:
    with clock.at(NOW):
        statuses = [visitor.get("/privacy/").status_code for _n in range(21)]
    assert statuses == [200] * 20 + [429]
    with clock.at(NOW + timedelta(minutes=1)):
        assert visitor.get("/privacy/").status_code == 200


def test_too_large_requests_are_not_read(visitor: Client) -> None:
    assert visitor.post("/privacy/", b"x", content_type="text/plain", CONTENT_LENGTH=str(25 * 1024 * 1024)).status_code == 413
