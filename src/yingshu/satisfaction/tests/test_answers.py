"""Answers come in: one for each questionnaire, whole or resumed, from links, phone, paper and visits (SAT-13, 23, 29, 31)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from yingshu.kernel import rollups
from yingshu.kernel.errors import InvalidInput, NotFound
from yingshu.kernel.public import visitor as somebody
from yingshu.satisfaction import services, tokens
from yingshu.satisfaction.errors import WaveNotRunning
from yingshu.satisfaction.inputs import AnswerInput
from yingshu.satisfaction.models import Answer, Invitation, Item, Partial, Remark, Response, ScoreEntry, ScoreTally, Tally, Wave
from yingshu.satisfaction.queries.content import content_of
from yingshu.satisfaction.queries.returned import recovery, recovery_by_unit, recovery_verdict
from yingshu.satisfaction.queries.versions import content
from yingshu.satisfaction.rollups import SCORES, TALLY
from yingshu.satisfaction.rules.spans import span_of
from yingshu.satisfaction.services.answering import asked

from .surveying import approved, at, codes, full, running, visitor_answers, wave

A = AnswerInput


def test_an_answer_is_counted_once_however_often_it_is_sent(trade: Any) -> None:
    wave_id = running(trade.company)
    (token,) = codes(trade.company, wave_id, 1)
    answers = full(wave(wave_id).version_id, 4, o1=8, nps=9, open="送货晚了一天")
    first = visitor_answers(token, answers, device="phone-1", address="10.0.0.7", consent="2026-06")
    again = visitor_answers(token, full(wave(wave_id).version_id, 1))
    assert (first.data["again"], again.data["again"], again.id) == (False, True, first.id)
    found = Response.objects.get()
    assert (found.score, found.channel, found.consent, found.straight) == (9000, "qr", "2026-06", True)
    assert "phone" not in found.device_hash and "10.0.0.7" not in found.address_hash
    assert Remark.objects.get().text == "送货晚了一天"
    assert (Answer.objects.count(), ScoreEntry.objects.filter(group_key=0).count()) == (10, 1)
    assert set(Answer.objects.values_list("overall", flat=True)) == {8}
    assert Invitation.objects.get().answered_at is not None


def test_counts_are_those_of_the_answers_before_and_after_the_worker(trade: Any) -> None:
    wave_id = running(trade.company)
    for token, value in zip(codes(trade.company, wave_id, 3), (5, 4, 4), strict=True):
        visitor_answers(token, full(wave(wave_id).version_id, value))
    before = recovery(wave(wave_id))
    assert before == (3, 3, 0)
    for rollup in (TALLY, SCORES):
        rollups.advance(rollup)
    q1 = content(wave(wave_id).version_id).by_code["q1"]
    assert list(Tally.objects.filter(item_id=q1.pk).order_by("value").values_list("value", "count_all", "count_void")) == [
        (4, 2, 0), (5, 1, 0)]
    assert list(ScoreTally.objects.filter(group_key=0).order_by("score").values_list("score", "count_all")) == [(9000, 2), (10000, 1)]
    assert recovery(wave(wave_id)) == before


@pytest.mark.parametrize(("wrong", "field"), [
    ([A(item="q1", value=6)], "a-q1"), ([A(item="q1", value=0)], "a-q1"), ([A(item="nothing", value=1)], "a-nothing"),
    ([A(item="q1", value=3, part=1)], "a-q1"), ([A(item="nps", value=11)], "a-nps")])
def test_what_is_no_answer_is_told_and_nothing_is_kept(trade: Any, wrong: list[AnswerInput], field: str) -> None:
    wave_id = running(trade.company)
    (token,) = codes(trade.company, wave_id, 1)
    with pytest.raises(InvalidInput) as told:
        visitor_answers(token, [*full(wave(wave_id).version_id), *wrong])
    assert list(told.value.errors) == [field]
    assert (Response.objects.count(), asked(token).answered) == (0, False)


def test_required_questions_are_asked_for_and_hidden_ones_are_not(trade: Any) -> None:
    wave_id = running(trade.company, approved(trade.company, "dealer"))
    first, second = codes(trade.company, wave_id, 2)
    version = wave(wave_id).version_id
    with pytest.raises(InvalidInput) as told:
        visitor_answers(first, full(version, plan=3))
    assert list(told.value.errors) == ["a-why"]
    visitor_answers(first, full(version, plan=3, why="资金紧张"))
    visitor_answers(second, full(version, plan=1, why="没有问到的不保存"))
    assert list(Remark.objects.values_list("text", flat=True)) == ["资金紧张"]
    with pytest.raises(InvalidInput) as told:
        visitor_answers(codes(trade.company, wave_id, 1)[0], [])
    assert set(told.value.errors) == {f"a-{i.code}" for i in content(version).items if i.required and not i.shown_if}


def test_an_interrupted_questionnaire_goes_on_where_it_was(trade: Any) -> None:
    wave_id = running(trade.company)
    (token,) = codes(trade.company, wave_id, 1)
    visitor = somebody("satisfaction.keep_answers")
    with at(6, 2, 10):
        services.keep_answers(actor=visitor, token=token, answers={"a-q1": "4"}, step=1, consent="2026-06")
    with at(6, 3, 9):
        services.keep_answers(actor=visitor, token=token, answers={"a-q2": "5"}, step=2)
        found = asked(token).partial
        assert found is not None and (found.answers, found.step, found.consent) == ({"a-q1": "4", "a-q2": "5"}, 2, "2026-06")
        visitor_answers(token, full(wave(wave_id).version_id))
    response = Response.objects.get()
    assert (response.started_at.day, response.submitted_at.day, Partial.objects.count()) == (2, 3, 0)


def test_a_closed_wave_takes_no_answers(trade: Any) -> None:
    wave_id = running(trade.company)
    token, late = codes(trade.company, wave_id, 2)
    with at(7, 1), pytest.raises(WaveNotRunning):
        visitor_answers(late, full(wave(wave_id).version_id))
    with at(6, 30, 23):
        visitor_answers(token, full(wave(wave_id).version_id))
    services.close_wave(actor=trade.actor("director"), wave_id=wave_id)
    with pytest.raises(WaveNotRunning):
        visitor_answers(late, full(wave(wave_id).version_id))
    with pytest.raises(NotFound):
        visitor_answers("a" * 16, [])


def test_links_are_not_kept_and_are_worked_out_again(trade: Any) -> None:
    wave_id = running(trade.company)
    links = codes(trade.company, wave_id, 20)
    assert len(set(links)) == 20
    assert not set(links) & set(Invitation.objects.values_list("token_hash", flat=True))
    assert [asked(t).invitation.serial for t in links] == list(range(1, 21))


def test_phone_and_paper_stay_marked(trade: Any) -> None:
    mine = trade.customer()
    foreign = trade.customer("西区农资", unit="west", owner="salesperson_west")
    wave_id = running(trade.company)
    services.invite(actor=trade.actor("director"), wave_id=wave_id)
    invited = {i.customer_id: i for i in Invitation.objects.all()}
    services.enter_answers(actor=trade.actor("salesperson"), invitation_id=invited[mine.pk].pk,
                           answers=full(wave(wave_id).version_id, 4), channel="paper")
    found = Response.objects.get()
    assert (found.channel, found.entered_by, found.signs) == ("paper", "业务员张东", ["straight"])
    with pytest.raises(NotFound):
        services.enter_answers(actor=trade.actor("salesperson"), invitation_id=invited[foreign.pk].pk, answers=[])


@pytest.mark.clause("SAT-23")
def test_visits_are_recorded_at_any_time_of_the_half_year(trade: Any) -> None:
    """S3, step 1: a visit on 5 February is allowed and counts for the first half-year."""
    trade.parameters("satisfaction.cycle", "半年窗口")
    customer, version = trade.customer(), approved(trade.company)
    with at(2, 5):
        done = services.record_visit(actor=trade.actor("salesperson"), customer_id=customer.pk, answers=full(version, 4, o1=9))
    assert done.data["period"] == "2026H1"
    with at(8, 20):
        assert services.record_visit(actor=trade.actor("salesperson"), customer_id=customer.pk,
                                     answers=full(version, 5)).data["period"] == "2026H2"
        services.record_visit(actor=trade.actor("salesperson"), customer_id=customer.pk, answers=full(version, 5))
    waves = list(Wave.objects.order_by("id").values_list("period", "kind", "source", "sent"))
    assert waves == [("2026H1", "visit", "visit", 1), ("2026H2", "visit", "visit", 2)]
    assert set(Response.objects.values_list("channel", flat=True)) == {"visit"}


@pytest.mark.clause("SAT-23", "SAT-12")
def test_visits_have_a_form_of_their_own_and_count_as_a_way_of_measuring(trade: Any) -> None:
    customer, form = trade.customer(), approved(trade.company, "visit")
    approved(trade.company, "direct")
    with at(2, 5):
        services.record_visit(actor=trade.actor("salesperson"), customer_id=customer.pk, answers=full(form, 4, o1=9))
        ways = {one["code"]: one for one in content_of(span_of("2026H1"))["ways"]}
    visits = Wave.objects.get()
    assert (visits.version_id, visits.measures) == (form, "visits")
    assert (ways["visits"]["surveys"], ways["visits"]["sent"], ways["visits"]["n"], ways["telephone"]) == (
        1, 1, 1, {"code": "telephone", "way": "电话问询"})


def test_a_visit_needs_a_form_and_a_customer_in_reach(trade: Any) -> None:
    customer = trade.customer("西区农资", unit="west", owner="salesperson_west")
    with pytest.raises(NotFound):
        services.record_visit(actor=trade.actor("salesperson"), customer_id=customer.pk, answers=[])
    with pytest.raises(InvalidInput) as told:
        services.record_visit(actor=trade.actor("salesperson_west"), customer_id=customer.pk, answers=[])
    assert told.value.clause == "SAT-26"


def returned(trade: Any, sent: int, answered: int) -> Wave:
    wave_id = running(trade.company)
    for token in codes(trade.company, wave_id, sent)[:answered]:
        visitor_answers(token, full(wave(wave_id).version_id))
    return wave(wave_id)


@pytest.mark.clause("SAT-13")
def test_79_of_100_are_not_enough_and_80_are(trade: Any) -> None:
    found = returned(trade, 100, 79)
    verdict = recovery_verdict(found).verdict
    assert (verdict.allowed, "79.00%" in str(verdict.says)) == (False, True)
    visitor_answers(codes_left(found), full(found.version_id))
    assert recovery_verdict(found).verdict.allowed


def codes_left(found: Wave) -> str:
    first = Invitation.objects.filter(wave_id=found.pk, answered_at=None).order_by("serial")[0]
    return tokens.token(found.pk, first.serial)


@pytest.mark.clause("SAT-13")
def test_s3_step_2_95_of_120_and_96_of_120(trade: Any) -> None:
    found = returned(trade, 120, 95)
    verdict = recovery_verdict(found).verdict
    assert (verdict.allowed, "79.17%" in str(verdict.says)) == (False, True)
    visitor_answers(codes_left(found), full(found.version_id))
    verdict = recovery_verdict(found).verdict
    assert (verdict.allowed, "80.00%" in str(verdict.says)) == (True, True)


@pytest.mark.clause("SAT-31")
def test_colleagues_rate_a_department(trade: Any) -> None:
    """The workshop rates customer service with 85 points in the mean."""
    version = approved(trade.company, "internal")
    wave_id = running(trade.company, version, kind=Wave.Kind.INTERNAL)
    service = trade.company.unit("east")
    people = [trade.company.person(k).pk for k in ("workshop", "warehouse")]
    services.invite_colleagues(actor=trade.actor("director"), wave_id=wave_id, person_ids=people, rated_unit_id=service.pk)
    for invitation, (one, others) in zip(Invitation.objects.order_by("id"), ((4, 3), (4, 3)), strict=True):
        visitor_answers(tokens.token(wave_id, invitation.serial), full(version, others, i1=one, i2=one, effort=6))
    assert list(Response.objects.values_list("score", flat=True)) == [8500, 8500]
    assert recovery_by_unit(wave(wave_id)) == {service.pk: (2, 2, 0)}


def test_scores_weigh_topics_as_the_questionnaire_says(trade: Any) -> None:
    wave_id = running(trade.company)
    (token,) = codes(trade.company, wave_id, 1)
    visitor_answers(token, full(wave(wave_id).version_id, 5, d1=3, d2=3))
    assert Response.objects.get().score == int((Decimal(100) * Decimal("0.75") + 80 * Decimal("0.25")) * 100)
    assert Item.objects.filter(version_id=wave(wave_id).version_id, role="overall").get().weight == 0
