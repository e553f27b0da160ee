"""A rule that raises blocks the step; decisions are counted by month, whatever the history."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import connection
from django.db.models import Q
from django.test import Client
from django.test.utils import CaptureQueriesContext

from yingshu.kernel import clock, rollups, write
from yingshu.kernel.controls import CONTROLS
from yingshu.organisation.controls import HEADCOUNT
from yingshu.organisation.models import Appointment
from yingshu.rulebook.decisions import RuleFailed
from yingshu.rulebook.models import DecisionMonth, DecisionRecord
from yingshu.rulebook.tallies import DECISIONS

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def broken(params, facts):
    raise ZeroDivisionError("a bug in the rule")


def test_a_rule_that_raises_blocks_the_step_and_leaves_everything_as_it_was(company, monkeypatch):
    monkeypatch.setitem(HEADCOUNT.__dict__, "rule", broken)
    before = Appointment.objects.count()
    step = {"person_id": company.person("finance").pk, "post_id": company.posts["assistant"].pk, "unit_id": company.unit("company").pk}
    with pytest.raises(RuleFailed) as failure:
        company.act("organisation.appoint", "director", **step)
    assert failure.value.clause == "ORG-04" and "编制" in failure.value.text() and failure.value.data["number"] in failure.value.text()
    assert (Appointment.objects.count(), DecisionRecord.objects.count()) == (before, 0)
    client = Client()
    client.force_login(company.person("director"), BACKEND)
    answer = client.post("/act/organisation.appoint/", step)
    assert answer.status_code == 500 and "ZeroDivision" not in answer.content.decode() and "编制" in answer.content.decode()
    assert Appointment.objects.count() == before


def decision(at, control="orders.slip_gate", outcome="allow", **more):
    return {"at": at, "control": control, "clause": "ORD-06", "subject_kind": "order", "subject_id": 1, "subject_number": "DD1",
            "unit_id": None, "actor_id": 7, "actor_name": "x", "version": 0, "params": {}, "facts": {}, "outcome": outcome,
            "verdict": {}, **more}


def read(by=("month", "outcome"), where=None):
    rows = rollups.read(DECISIONS, where or Q(), by)
    return sorted(tuple(row[n] for n in (*by, "count", "fen")) for row in rows)


@pytest.fixture
def decided(db):
    may, june = datetime(2026, 5, 31, 23, 59, tzinfo=clock.ZONE), datetime(2026, 6, 1, 0, 0, tzinfo=clock.ZONE)
    write.add(DecisionRecord, [decision(may, amount_fen=100), decision(june, amount_fen=50), decision(june, outcome="refuse", unit_id=3),
                               decision(june, permit="TJ1")])


def test_rolled_and_not_yet_rolled_decisions_are_counted_together(decided):
    expected = [(202605, "allow", 1, 100), (202606, "allow", 2, 50), (202606, "refuse", 1, 0)]
    assert read() == expected
    assert rollups.advance(DECISIONS) == DecisionRecord.objects.order_by("-id")[0].pk
    assert (read(), DecisionMonth.objects.count(), rollups.differences(DECISIONS)) == (expected, 4, [])
    write.add_one(DecisionRecord, **decision(datetime(2026, 6, 30, 12, 0, tzinfo=clock.ZONE), amount_fen=1))
    assert read(where=Q(month=202606)) == [(202606, "allow", 3, 51), (202606, "refuse", 1, 0)]
    assert read(("permitted", "unit"), Q(month=202606)) == [(False, 0, 2, 51), (False, 3, 1, 0), (True, 0, 1, 0)]
    rollups.advance(DECISIONS)
    assert (rollups.advance(DECISIONS), rollups.differences(DECISIONS)) == (0, [])


def test_the_figures_are_one_statement(decided):
    rollups.advance(DECISIONS)
    with CaptureQueriesContext(connection) as queries:
        read()
    assert len(queries) == 1


@pytest.mark.no_invariants
def test_a_wrong_count_is_noticed_and_mended(decided):
    rollups.advance(DECISIONS)
    DecisionMonth.objects.filter(outcome="refuse").update(count=9)
    assert len(rollups.differences(DECISIONS)) == 2
    rollups.rebuild(DECISIONS)
    assert rollups.differences(DECISIONS) == []


def test_every_control_says_where_it_acts():
    from yingshu.rulebook.standing import places

    assert {code: list(control.acts) for code, control in CONTROLS.items() if len(places(control)) != len(control.acts)} == {}
