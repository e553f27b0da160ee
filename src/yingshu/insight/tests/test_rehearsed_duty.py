"""Other times of a duty rehearsed on what was recorded of it: the rates, and the occurrences that would have counted otherwise."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from tests.support.company import Company

from yingshu.documents.models import Attachment
from yingshu.duties.models import Occurrence
from yingshu.duties.services.changing import prepare_change
from yingshu.duties.services.defining import stored
from yingshu.duties.services.doing import confirm
from yingshu.duties.tasks import run_checks
from yingshu.duties.tests.conftest import at, item, plan, put
from yingshu.insight.compliance.checking import findings
from yingshu.insight.compliance.comparing import lines_of
from yingshu.insight.compliance.duty_rates import lines
from yingshu.insight.errors import NothingToRehearse
from yingshu.insight.models import Rehearsal
from yingshu.insight.services import attach_rehearsal, rehearse_duty
from yingshu.kernel.errors import NotAllowed, NotFound

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def june(company: Company) -> Company:
    """Four Mondays of June, due 08:30: held at 08:15, 08:25, 08:50 (late), and one missed."""
    with at(1, 6):
        put(item(), first=date(2026, 6, 1))
        plan()
    for day, hour, minute in ((1, 8, 15), (8, 8, 25), (15, 8, 50)):
        with at(day, hour, minute):
            done = Occurrence._plain.get(duty__code="meeting", due_on=date(2026, 6, day))
            confirm(actor=company.actor("director"), occurrence_id=done.pk, note="已开")
    with at(29, 12):
        run_checks()
    return company


def prepared(company: Company, **when: Any) -> int:
    raw = stored(item(when={"every": "week", "weekdays": ["MO"], "at": "08:30", **when}))
    return int(prepare_change(actor=company.actor("director"), item=raw, reason="试行").id)


def rehearsed(company: Company, version_id: int, first: date = date(2026, 6, 1)) -> Rehearsal:
    done = rehearse_duty(actor=company.actor("director"), version_id=version_id, first_day=first, last_day=date(2026, 6, 28))
    return Rehearsal.objects.get(pk=done.id)


@pytest.mark.clause("ORG-31", "MTG-01")
@pytest.mark.parametrize(("when", "now", "otherwise"), [
    ({"at": "09:00"}, "75.0", [("2026-W25", "迟做", "准时")]),
    ({"grace_minutes": 20}, "75.0", [("2026-W25", "迟做", "准时")]),
    ({"at": "08:20"}, "25.0", [("2026-W24", "按时", "不准时")]),
    ({"weekdays": ["TU"]}, "75.0", [("2026-W25", "迟做", "准时")])])
def test_what_the_rate_would_have_been(june: Company, when: dict[str, Any], now: str, otherwise: list[tuple[str, str, str]]) -> None:
    with at(29, 12):
        before = list(Occurrence._plain.order_by("pk").values_list("state", "late_at"))
        row = rehearsed(june, prepared(june, **when))
        assert (row.state, row.draft, row.decisions, row.changed) == ("done", "周例会 V2", 4, len(otherwise))
        assert row.result["rates"] == [{"title": "周例会", "due": 4, "then": "50.0", "now": now}]
        assert [(line.period, line.now) for line in lines(row)] == [(period, said) for period, _then, said in otherwise]
        assert list(Occurrence._plain.order_by("pk").values_list("state", "late_at")) == before
        (line,) = lines_of(row)
        assert line.old.endswith("08:30") and line.old != line.new


def test_by_day_instead_of_by_week_each_day_is_looked_at(june: Company) -> None:
    with at(29, 12):
        raw = stored(item(when={"every": "day", "at": "12:00"}))
        version = prepare_change(actor=june.actor("director"), item=raw, reason="试行").id
        (rate,) = rehearsed(june, version).result["rates"]
    assert (rate["then"], rate["now"]) == ("50.0", "10.7"), "3 of 28 days"


def test_before_the_duty_existed_nobody_was_asked(june: Company) -> None:
    with at(29, 12):
        row = rehearsed(june, prepared(june, at="09:00"), first=date(2026, 1, 1))
        assert row.result["rates"] == [{"title": "周例会", "due": 4, "then": "50.0", "now": "75.0"}]
        assert [f.says for f in findings(row)] == ["可由总经理老顾、营销副总秦刚、营销总监唐宁发布。"]


def test_what_changes_nothing_or_is_not_there(june: Company) -> None:
    director = june.actor("director")
    with at(29, 12):
        same = prepare_change(actor=director, item=stored(item(title="例会")), reason="改名").id
        with pytest.raises(NothingToRehearse):
            rehearse_duty(actor=director, version_id=same)
        with pytest.raises(NotFound):
            rehearse_duty(actor=director, version_id=0)
        with pytest.raises(NotAllowed):
            rehearse_duty(actor=june.actor("finance"), version_id=same)


def test_the_pages_and_the_file_kept_with_the_draft(june: Company) -> None:
    client = Client()
    client.force_login(june.person("director"), BACKEND)
    with at(29, 12):
        version = prepared(june, at="09:00")
        assert "insight.rehearse_duty" in client.get(f"/duty_versions/{version}/").content.decode()
        row = rehearsed(june, version)
        page = client.get(f"/rehearsals/{row.pk}/").content.decode()
        assert "周例会" in page and "09:00" in page and "75.0" in page and f"/duty_versions/{version}/" in page
        attach_rehearsal(actor=june.actor("director"), rehearsal_id=row.pk)
    kept = Attachment.objects.get()
    assert (kept.subject_kind, kept.subject_id) == ("duty_version", version)
