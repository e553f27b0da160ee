"""Signs of falsified answers, voiding, measures (SAT-29)."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest

from yingshu.kernel import rollups
from yingshu.kernel.errors import NotAllowed, NotFound
from yingshu.rulebook.decisions import Refused
from yingshu.satisfaction import services
from yingshu.satisfaction.errors import AlreadyVoided
from yingshu.satisfaction.inputs import StratumInput
from yingshu.satisfaction.models import Answer, Falsification, Response, ScoreEntry
from yingshu.satisfaction.queries.returned import recovery_by_unit, recovery_verdict
from yingshu.satisfaction.rollups import SCORES
from yingshu.satisfaction.rules.honesty import SignParams, own_signs

from .surveying import at, codes, full, running, visitor_answers, wave

P = SignParams()
CLEAN = {"seconds": 120, "items": 11, "straight": False, "at": time(10), "staff_network": False, "entered": False}


@pytest.mark.clause("SAT-29")
@pytest.mark.parametrize(("what", "signs"), [
    ({}, []), ({"seconds": 21}, ["fast"]), ({"seconds": 22}, []), ({"straight": True}, ["straight"]), ({"at": time(3)}, ["hours"]),
    ({"at": time(23)}, ["hours"]), ({"at": time(6)}, []), ({"staff_network": True}, ["staff"]),
    ({"seconds": 0, "at": time(2), "staff_network": True, "entered": True}, [])])
def test_signs_of_one_answer(what: dict[str, Any], signs: list[str]) -> None:
    assert own_signs(P, **{**CLEAN, **what}) == signs


@pytest.mark.clause("SAT-29")
def test_answers_in_bulk_are_found_and_reviewed(trade: Any) -> None:
    wave_id = running(trade.company)
    version = wave(wave_id).version_id
    for n, token in enumerate(codes(trade.company, wave_id, 6)):
        visitor_answers(token, full(version, 4, q1=3 + n % 3, open="很好很好" if n < 3 else f"意见 {n}"), device="A" if n < 3 else f"D{n}",
                        address="10.0.0.9" if n < 5 else "10.0.0.8")
    assert services.look_for_signs(actor=trade.actor("service_manager"), wave_id=wave_id).data == {"marked": 11}
    assert services.look_for_signs(actor=trade.actor("service_manager"), wave_id=wave_id).data == {"marked": 0}
    signs = [set(s) - {"fast", "straight"} for s in Response.objects.order_by("id").values_list("signs", flat=True)]
    assert signs == [{"device", "address", "words"}] * 3 + [{"address"}] * 2 + [set()]
    first = Response.objects.order_by("id")[0]
    services.keep_response(actor=trade.actor("service_manager"), response_id=first.pk)
    first.refresh_from_db()
    assert (first.reviewed_by, first.voided_at) == ("客服经理林晓", None)


@pytest.mark.clause("SAT-29")
def test_a_voided_answer_is_counted_out_and_both_figures_stay(trade: Any) -> None:
    wave_id = running(trade.company)
    for token in codes(trade.company, wave_id, 2):
        visitor_answers(token, full(wave(wave_id).version_id))
    bad = Response.objects.order_by("id")[0]
    with pytest.raises(NotAllowed):
        services.void_response(actor=trade.actor("service_manager"), response_id=bad.pk, reason="?")
    services.void_response(actor=trade.actor("director"), response_id=bad.pk, reason="本人否认填写")
    with pytest.raises(AlreadyVoided):
        services.void_response(actor=trade.actor("director"), response_id=bad.pk, reason="?")
    bad.refresh_from_db()
    assert (bad.voided_by, bad.void_reason) == ("主任周正", "本人否认填写")
    assert Answer.objects.filter(response=bad, void=True).count() == Answer.objects.filter(response=bad, void=False).count() == 10
    rollups.advance(SCORES)
    assert recovery_by_unit(wave(wave_id)) == {0: (2, 2, 1)}
    assert ScoreEntry.objects.filter(response=bad, void=True, group_key=0).count() == 1


@pytest.mark.clause("SAT-29")
def test_s11_steps_3_and_4_thirty_false_answers(trade: Any) -> None:
    """West: 140 handed out, 120 came back (85.71 %), 30 of them false with 100 points: 90 stay (64.29 %), no conclusion."""
    west = trade.company.unit("west")
    wave_id = running(trade.company, strata=[StratumInput(title="西部", unit_id=west.pk)])
    version = wave(wave_id).version_id
    stratum = wave(wave_id).strata.get()
    tokens = codes(trade.company, wave_id, 140, stratum_id=stratum.pk)
    for n, token in enumerate(tokens[:120]):
        visitor_answers(token, full(version, 5 if n < 30 else 4))
    before = recovery_by_unit(wave(wave_id))[west.pk]
    verdict = recovery_verdict(wave(wave_id), before).verdict
    assert (before, verdict.allowed, "85.71%" in str(verdict.says)) == ((140, 120, 0), True, True)
    false = list(Response.objects.filter(score=10000).values_list("pk", flat=True))
    done = services.record_falsification(actor=trade.actor("director"), wave_id=wave_id, proof="电话核对 30 家，均未收到问卷",
                                         response_ids=false, responsible_id=trade.company.person("salesperson_west").pk, measure="demotion")
    assert done.data == {"answers": 30}
    after = recovery_by_unit(wave(wave_id))[west.pk]
    verdict = recovery_verdict(wave(wave_id), after).verdict
    assert (after, after.valid, verdict.allowed, "64.29%" in str(verdict.says)) == ((140, 120, 30), 90, False, True)
    case = Falsification.objects.get()
    assert (case.measure, case.answers, case.unit, case.responsible.name) == ("demotion", 30, west, "业务员李西")
    assert set(Response.objects.filter(falsification=case).values_list("void_reason", flat=True)) == {"电话核对 30 家，均未收到问卷"}


@pytest.mark.clause("SAT-29")
def test_measures_are_those_of_the_book_and_fines_need_the_master_switch(trade: Any) -> None:
    wave_id = running(trade.company)
    (token,) = codes(trade.company, wave_id, 1)
    visitor_answers(token, full(wave(wave_id).version_id))
    pk, who = Response.objects.get().pk, trade.company.person("salesperson").pk
    arguments = {"wave_id": wave_id, "response_ids": [pk], "responsible_id": who}
    with pytest.raises(Refused) as refused:
        services.record_falsification(actor=trade.actor("director"), proof="代填", measure="fine", **arguments)
    assert (refused.value.clause, Response.objects.filter(voided_at=None).count()) == ("SAT-29", 1)
    trade.parameters("rulebook.switches", fines=True)
    services.record_falsification(actor=trade.actor("director"), proof="代填", measure="fine", **arguments)
    assert Falsification.objects.get().measure == "fine"
    with pytest.raises(Refused):
        services.record_falsification(actor=trade.actor("director"), proof="没有答卷", measure="dismissal", wave_id=wave_id)
    with pytest.raises(NotFound):
        services.record_falsification(actor=trade.actor("director"), proof="x", wave_id=wave_id, response_ids=[pk])


def test_night_answers_carry_the_sign(trade: Any) -> None:
    wave_id = running(trade.company)
    with at(6, 3, 2):
        visitor_answers(codes(trade.company, wave_id, 1)[0], full(wave(wave_id).version_id, 4, q1=5))
    assert "hours" in Response.objects.get().signs
