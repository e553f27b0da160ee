"""制度沙盘: recorded decisions judged once more by changed rules."""

from __future__ import annotations

import json
from datetime import date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from yingshu.documents.models import Attachment
from yingshu.insight.compliance import replay as engine
from yingshu.insight.compliance.checking import findings
from yingshu.insight.compliance.comparing import otherwise, parts_of, squares
from yingshu.insight.errors import NothingToRehearse
from yingshu.insight.models import Rehearsal, RehearsedDecision
from yingshu.insight.services import attach_rehearsal, rehearse, rehearse_values, rehearsing
from yingshu.kernel import clock, jobs
from yingshu.kernel.errors import InvalidInput
from yingshu.kernel.screen_models import Job
from yingshu.orders.controls import SLIP
from yingshu.orders.models import SalesSlip
from yingshu.rulebook.decisions import Refused, params_of
from yingshu.rulebook.models import DecisionRecord
from yingshu.rulebook.services import prepare_parameters

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def short(trade):
    """An order of 850 yuan for which 820 came in: its slip was refused; another one on credit was issued."""
    trade.shipped(trade.customer(limit=100000, investigated=True), trade.product(), method="credit")
    order_id = trade.order(trade.customer("欠款农资"), trade.product("尿素"), "10", method="prepaid").id
    trade.instruct(order_id)
    trade.ready(order_id)
    trade.paid(order_id, 82000)
    with pytest.raises(Refused):
        trade.slip(order_id)
    return trade


def prepared(trade, control="orders.slip_gate", **values):
    return prepare_parameters(actor=trade.actor("director"), control=control, values=values or {"tolerance_fen": 5000}, reason="试行")


@pytest.mark.clause("ORG-31")
def test_a_refused_slip_would_have_passed_by_the_draft(short):
    before = (DecisionRecord.objects.count(), SalesSlip._plain.count())
    change = prepared(short)
    done = rehearse(actor=short.actor("director"), change_id=change.id)
    row = Rehearsal.objects.get(pk=done.id)
    assert (row.state, row.decisions, row.changed, row.draft) == ("done", 2, 1, change.number)
    (part,) = parts_of(row)
    assert (part.code, part.changed, part.amount_fen, part.says) == ("orders.slip_gate", 1, 85000, "1 次：拒绝 → 放行")
    assert [[c.n for c in cells] for _name, cells in squares(row)] == [[1, 0, 0], [0, 0, 0], [1, 0, 0]]
    (one,) = otherwise(row)
    assert (one.sequel.name, one.then, one.now, one.record.subject_number) == ("欠款农资", "拒绝", "放行", "DD20260601-0002")
    assert [(f.tone, f.says) for f in findings(row)] == [
        ("done", "销售单闸口：各值都在取值范围内。"), ("done", "可由总经理老顾、营销副总秦刚、营销总监唐宁发布。"),
        ("warn", "当时被拒绝的 1 次判定会通过，请先看这些。")]
    assert (DecisionRecord.objects.count(), SalesSlip._plain.count(), params_of(SLIP).tolerance_fen) == (*before, 0)


def test_the_parameters_of_then_stay_except_what_the_draft_changes(short):
    from yingshu.kernel.actor import system
    from yingshu.rulebook.services import set_parameters

    with clock.at(datetime(2026, 6, 2, 9, 0)):
        set_parameters(actor=system(), control="orders.slip_gate", values={"require_paid": False})
        done = rehearse_values(actor=short.actor("director"), control="orders.slip_gate", values={"tolerance_fen": 2000})
    assert done.data == {"decisions": 2, "changed": 0}


def test_other_levels_and_rates(short):
    done = rehearse_values(actor=short.actor("director"), control="orders.review", values={"mode": "manager"})
    row = Rehearsal.objects.get(pk=done.id)
    assert [(p.says, [r[1:] for r in p.routes]) for p in parts_of(row)] == [("2 次：放行 → 待审批", [(0, 2)])]
    with clock.at(datetime(2026, 6, 2, 9, 0)):
        done = rehearse_values(actor=short.actor("director"), control="orders.instruct",
                               values={"finance_hours": 48, "logistics_hours": 48})
    assert Rehearsal.objects.get(pk=done.id).result["rates"] == [
        {"title": "按时答复与告知", "due": 4, "then": "50.0", "now": "100.0"}]


def test_facts_of_an_older_form_are_counted_not_guessed(short, monkeypatch):
    def old(control, first, last):
        yield [(1, json.dumps({"method": "credit"}), "allow", None, 0, None, 0)]

    monkeypatch.setattr(engine, "chunks", old)
    row = Rehearsal.objects.get(pk=rehearse_values(actor=short.actor("director"), control="orders.slip_gate",
                                                   values={"tolerance_fen": 1}).id)
    assert [(p.decisions, p.unreadable, p.changed) for p in parts_of(row)] == [(1, 1, 0)]


def test_what_todays_program_decides_otherwise_by_itself_is_not_the_drafts_doing(short, monkeypatch):
    rows = list(engine.chunks("orders.slip_gate", date(2026, 6, 1), date(2026, 6, 1)))
    flipped = [[(pk, facts, "refuse" if outcome == "allow" else "allow", *rest) for pk, facts, outcome, *rest in chunk] for chunk in rows]
    monkeypatch.setattr(engine, "chunks", lambda *asked: iter(flipped))
    row = Rehearsal.objects.get(pk=rehearse_values(actor=short.actor("director"), control="orders.slip_gate",
                                                   values={"tolerance_fen": 1}).id)
    assert [(p.drifted, p.changed) for p in parts_of(row)] == [(2, 0)]


def test_chunks_read_every_decision_once_whatever_their_size(short, monkeypatch):
    ids = set(DecisionRecord.objects.filter(control="orders.slip_gate").values_list("pk", flat=True))
    for size in (1, 2, 3, 100):
        monkeypatch.setattr(engine, "CHUNK", size)
        found = [row[0] for chunk in engine.chunks("orders.slip_gate", date(2026, 1, 1), date(2026, 12, 31)) for row in chunk]
        assert (len(found), set(found)) == (len(ids), ids)


def test_only_the_units_of_the_draft(short):
    west = short.company.unit("west").pk
    change = prepare_parameters(actor=short.actor("director"), control="orders.slip_gate", values={"tolerance_fen": 5000}, reason="试行",
                                unit_id=west)
    assert rehearse(actor=short.actor("director"), change_id=change.id).data == {"decisions": 2, "changed": 0}
    change = prepare_parameters(actor=short.actor("director"), control="orders.slip_gate", values={"tolerance_fen": 5000}, reason="试行",
                                unit_id=short.company.unit("company").pk)
    assert rehearse(actor=short.actor("director"), change_id=change.id).data == {"decisions": 2, "changed": 1}


def test_the_comparison_is_kept_with_the_draft(short):
    change = prepared(short)
    done = rehearse(actor=short.actor("director"), change_id=change.id)
    attach_rehearsal(actor=short.actor("director"), rehearsal_id=done.id)
    kept = Attachment.objects.get()
    assert (kept.subject_kind, kept.subject_id, kept.name.endswith(".xlsx")) == ("parameter_change", change.id, True)


def test_large_ones_are_done_in_the_background_and_again_from_the_start_after_a_crash(short, monkeypatch):
    monkeypatch.setattr(rehearsing, "AT_ONCE", 1)
    done = rehearse(actor=short.actor("director"), change_id=prepared(short).id)
    assert done.state == "waiting"
    rehearsing.perform(done.id)
    jobs.run(Job.objects.get().pk)
    assert (Rehearsal.objects.get().state, RehearsedDecision.objects.count(), Job.objects.get().state) == ("done", 1, "done")


def test_what_cannot_be_rehearsed(short):
    director = short.actor("director")
    with pytest.raises(NothingToRehearse):
        rehearse_values(actor=director, control="orders.slip_gate")
    with pytest.raises(InvalidInput):
        rehearse_values(actor=director, control="orders.slip_gate", values={"tolerance_fen": -1})
    with pytest.raises(InvalidInput):
        rehearse_values(actor=director, control="orders.slip_gate", values={"tolerance_fen": 1}, first_day=date(2026, 6, 2),
                        last_day=date(2026, 6, 1))


def test_the_pages(short):
    client = Client()
    client.force_login(short.company.person("director"), BACKEND)
    change = prepared(short)
    assert "insight.rehearse" in client.get(f"/parameter_changes/{change.id}/").content.decode()
    client.post("/act/insight.rehearse/", {"change_id": change.id})
    row = Rehearsal.objects.get()
    page = client.get(f"/rehearsals/{row.pk}/").content.decode()
    assert "欠款农资" in page and "现行 × 草案" in page and "草案体检" in page and "850.00" in page
    found = client.get(f"/rehearsals/{row.pk}/changed/?old=refuse&new=pass").content.decode()
    assert "DD20260601-0002" in found
    assert "DD20260601-0002" not in client.get(f"/rehearsals/{row.pk}/changed/?old=pass&new=refuse&page=x").content.decode()
    assert client.get("/rehearsals/99/changed/").status_code == 404
    assert client.get("/act/insight.rehearse_values/")["Location"] == "/rulebook/parameters/", "controls are chosen by their names"
    assert client.get("/act/insight.rehearse_values/?control=orders.slip_gate")["Location"] == "/rulebook/parameters/orders.slip_gate/"
    answer = client.post("/rulebook/rehearse/orders.slip_gate/", {"tolerance": "50", "require_ready": "true", "require_paid": "true",
                                                                  "cod_exempts_paid": "true", "bill_counts_as_paid": "true"})
    assert answer.status_code == 302
    assert Rehearsal.objects.order_by("-id")[0].changed == 1
    before = {"tolerance": "50", "first_day": "2026-05-01", "last_day": "2026-05-31"}
    assert client.post("/rulebook/rehearse/orders.slip_gate/", before).status_code == 302
    row = Rehearsal.objects.order_by("-id")[0]
    assert (row.first, row.last, row.decisions) == (date(2026, 5, 1), date(2026, 5, 31), 0)
    assert client.post("/rulebook/rehearse/orders.slip_gate/", {**before, "last_day": "0001-01-01"}).status_code == 400


def test_a_page_of_changed_decisions_costs_the_same_for_one_and_for_many(short):
    row = Rehearsal.objects.get(pk=rehearse(actor=short.actor("director"), change_id=prepared(short).id).id)
    with CaptureQueriesContext(connection) as queries:
        otherwise(row)
    assert len(queries) <= 4
