"""The month's check: was collection discussed? (REC-07, MTG-03)"""

from __future__ import annotations

from typing import Any

import pytest

from yingshu.kernel.actor import system
from yingshu.meetings import services
from yingshu.meetings.errors import WrongMonth
from yingshu.meetings.models import ComplianceCheck
from yingshu.meetings.tasks import run_checks
from yingshu.rulebook.models import DecisionRecord

from .support import at, coordination, held, parameters

CODE = "meetings.collection"


def checked(month: str = "2026-06") -> tuple[bool, list[bool]]:
    done = services.check_month(actor=system(), month=month)
    found = ComplianceCheck.objects.get(month=month, code=CODE)
    assert done.data["checks"][CODE] == found.passed
    return found.passed, [c["ok"] for c in found.verdict["conditions"]]


@pytest.mark.clause("MTG-03")
def test_a_month_without_a_coordination_meeting_does_not_pass(june: Any) -> None:
    with at(30, 18):
        assert checked() == (False, [False, False, True])
    found = ComplianceCheck.objects.get(code=CODE)
    assert (found.clause, found.says["args"]) == ("MTG-03", {"n": 0, "month": "2026-06"})


@pytest.mark.clause("REC-07")
def test_without_the_topic_of_collection_it_does_not_pass(june: Any) -> None:
    with at(30, 15):
        held(june, coordination(june), silent=("collection",))
        assert checked() == (False, [True, False, True])
        assert ComplianceCheck.objects.get(code=CODE).clause == "REC-07"
        held(june, coordination(june, hour=16))
        assert checked() == (True, [True, True, True])


def test_the_worker_looks_at_the_end_and_the_beginning_of_a_month(june: Any) -> None:
    for day, month, expected in ((29, 6, 0), (30, 6, 1), (3, 7, 1), (9, 7, 1)):
        with at(day, month=month):
            run_checks()
        assert ComplianceCheck.objects.filter(month="2026-06", code=CODE).count() == expected
    assert DecisionRecord.objects.filter(control=CODE).count() == 1  # the same finding is kept once


def test_a_company_may_ask_for_less(june: Any) -> None:
    parameters(CODE, coordination_monthly=False, monthly_mandatory=False)
    with at(30):
        assert checked() == (True, [True])


def test_a_month_to_come_cannot_be_looked_at(june: Any) -> None:
    with pytest.raises(WrongMonth):
        services.check_month(actor=system(), month="2026-07")
