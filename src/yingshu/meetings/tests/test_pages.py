"""The pages of the room: at the meeting, giving reports, the minutes on paper, lists and records."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from yingshu.meetings.models import ActionItem, Meeting, WorkReport
from yingshu.meetings.services import draft_quality_report

from .support import at, held, planned


def signed_in(company: Any, key: str) -> Client:
    client = Client()
    client.force_login(company.person(key), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.mark.clause("MTG-01", "MTG-05")
def test_a_meeting_is_held_on_a_phone(june: Any) -> None:
    meeting = planned(june)[0]
    url, client = f"/meetings/{meeting.pk}/desk/", signed_in(june, "assistant")
    with at(1, 8, 31):
        assert client.post(url, {"do": "check_in"}).status_code == 302
        assert client.post(url, {"do": "check_in", "person_id": june.person("director").pk}).status_code == 302
        assert client.post(url, {"do": "item", "text": "催收", "owner_id": "", "due_on": "2026-06-05"}).status_code == 422
        assert client.post(url, {"do": "item", "text": "催收", "owner_id": june.person("director").pk,
                                 "due_on": "2026-06-05"}).status_code == 302
        assert client.post(url, {"do": "close"}).status_code == 422
        topics = {f"topic-{t.pk}": "已讨论" for t in meeting.topics.all()}
        assert client.post(url, {"do": "record", "minutes": "纪要", **topics}).status_code == 302
        page = client.get(url).content.decode()
        assert ("迟到 1 分钟" in page, "纪要" in page, "催收" in page) == (True, True, True)
        answer = client.post(url, {"do": "close"})
    assert (answer.status_code, answer.url, Meeting.objects.get(pk=meeting.pk).state) == (302, f"/meetings/{meeting.pk}/", "closed")
    assert list(ActionItem.objects.values_list("text", "owner__username")) == [("催收", "director")]
    assert client.post(url, {"do": "nonsense"}).status_code == 404


def test_whoever_is_not_invited_does_not_find_it(june: Any) -> None:
    meeting = planned(june)[0]
    client = signed_in(june, "salesperson")
    assert [client.get(f"/meetings/{meeting.pk}/{part}").status_code for part in ("", "desk/", "minutes.pdf")] == [404, 404, 404]


def test_lists_records_and_the_minutes_on_paper(june: Any) -> None:
    meeting, client = planned(june)[0], signed_in(june, "director")
    for url in ("/meetings/", f"/meetings/{meeting.pk}/", "/action_items/", "/work_reports/", "/month_checks/"):
        assert client.get(url).status_code == 200, url
    with at(1, 9):
        held(june, meeting.pk)
    paper = client.get(f"/meetings/{meeting.pk}/minutes.pdf")
    assert (paper.status_code, paper.content[:5]) == (200, b"%PDF-")


@pytest.mark.clause("MTG-09")
def test_a_report_is_given_on_a_phone(june: Any) -> None:
    client = signed_in(june, "region_manager")
    with at(5, 15):
        assert "周五电话汇报" in client.get("/work-reports/new/").content.decode()
        url = "/work-reports/new/phone/"
        refused = client.post(url, {"c-0": "拜访 6 家", "c-1": "湛江", "c-2": "签约 1 家", "c-3": ""})
        assert (refused.status_code, "老经销商服务" in refused.content.decode(), WorkReport._plain.count()) == (422, True, 0)
        assert client.post(url, {"c-0": "拜访 6 家", "c-1": "湛江", "c-2": "签约 1 家", "c-3": "回访 3 家"}).status_code == 302
    assert WorkReport._plain.get().timing == "on_time"
    assert client.get("/work-reports/new/anomaly/").status_code == 404


@pytest.mark.clause("MTG-08")
def test_a_draft_is_completed(june: Any) -> None:
    clerk = signed_in(june, "billing_clerk")
    draft = draft_quality_report(actor=june.actor("billing_clerk")).id
    assert clerk.get(f"/work-reports/{draft}/complete/").status_code == 200
    assert clerk.post(f"/work-reports/{draft}/complete/", {"c-0": "当日无质量问题"}).status_code == 302
    assert WorkReport._plain.get(pk=draft).state == "submitted"
