"""The order desk's rules on their own."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yingshu.kernel.controls import Outcome
from yingshu.orders import rules as r


def slip(method: str = "prepaid", ready: str = "10", wanted: str = "10", order: int = 960000, received: int = 960000,
         rate: str = "0.3") -> r.SlipFacts:
    return r.SlipFacts(method=method, ready=D(ready), wanted=D(wanted), order_fen=order, slip_fen=order, received_fen=received,
                       deposit_rate=D(rate))


P = r.SlipParams()


@pytest.mark.clause("ORD-06")
@pytest.mark.parametrize(("params", "facts", "outcome", "clause"), [
    (P, slip(), Outcome.ALLOW, ""),
    (P, slip(received=0), Outcome.REFUSE, "REC-08"),
    (P, slip(received=959999), Outcome.REFUSE, "REC-08"),
    (P, slip(ready="9"), Outcome.REFUSE, "ORD-04"),
    (P, slip("cod", received=0), Outcome.ALLOW, ""),
    (P, slip("credit", received=0), Outcome.ALLOW, ""),
    (P, slip("bill", received=0), Outcome.REFUSE, "REC-08"),
    (P, slip("bill"), Outcome.ALLOW, ""),
    (r.SlipParams(bill_counts_as_paid=False), slip("bill", received=0), Outcome.REFUSE, "REC-08"),
    (P, slip("deposit", received=288000), Outcome.REFUSE, "REC-08"),
    (P, slip("", received=960000), Outcome.REFUSE, "ORD-01"),
    (r.SlipParams(deposit_balance="after_arrival"), slip("deposit", received=288000), Outcome.ALLOW, ""),
    (r.SlipParams(deposit_balance="after_arrival"), slip("deposit", received=287999), Outcome.REFUSE, "REC-08"),
    (r.SlipParams(cod_exempts_paid=False), slip("cod", received=0), Outcome.REFUSE, "REC-08"),
    (r.SlipParams(require_paid=False), slip(received=0), Outcome.ALLOW, ""),
    (r.SlipParams(require_ready=False), slip(ready="0"), Outcome.ALLOW, ""),
    (r.SlipParams(tolerance_fen=20000), slip(received=940000), Outcome.ALLOW, ""),
    (r.SlipParams(tolerance_fen=19999), slip(received=940000), Outcome.REFUSE, "REC-08"),
])
def test_slip_gate(params: r.SlipParams, facts: r.SlipFacts, outcome: Outcome, clause: str) -> None:
    verdict = r.slip_gate(params, facts)
    assert (verdict.outcome, verdict.failing_clause) == (outcome, clause)


@pytest.mark.clause("ORD-06")
def test_what_the_slip_gate_says() -> None:
    """The sum written out, the figures, and who can do something about it."""
    def told(**facts: object) -> tuple[object, ...]:
        v = r.slip_gate(P, slip(**facts))  # type: ignore[arg-type]
        return [(s.fen, s.result) for s in v.sums], v.figures, v.exits

    assert told(received=940000) == ([(960000, False), (940000, False), (20000, True), (0, False)],
                                     {"due": "9600.00", "received": "9400.00", "gap": "200.00"},
                                     ("receivables.record_receipt", "orders.change_payment_method"))
    assert told(received=970000, ready="9") == ([(960000, False), (970000, False), (0, True), (0, False)],
                                                {"due": "9600.00", "received": "9700.00", "gap": "0.00"}, ("orders.chase",))
    assert told(method="credit", received=0) == ([], {"due": "0.00", "received": "0.00", "gap": "0.00"}, ())


@pytest.mark.clause("ORD-06")
@pytest.mark.parametrize(("params", "words"), [
    ({"require_paid": False, "collect_on_delivery": True}, "The company ships first; the carrier collects the money on delivery."),
    ({"require_paid": False, "collect_after": True}, "The company ships first and collects the money afterwards."),
    ({"require_paid": False}, "%(method)s: no money is asked for before the slip.")])
def test_why_no_money_is_asked_for(params: dict, words: str) -> None:
    assert r.slip_gate(r.SlipParams(**params), slip(received=0)).conditions[1].says.msgid == words


@pytest.mark.clause("LOG-05")
@pytest.mark.parametrize(("slip_fen", "before", "received", "collect"), [
    (500, 0, 0, 500), (500, 0, 200, 300), (500, 0, 900, 0), (500, 300, 200, 500), (500, 300, 400, 400), (500, 300, 800, 0)])
def test_what_the_carrier_collects(slip_fen: int, before: int, received: int, collect: int) -> None:
    assert r.to_collect(slip_fen, before, received) == collect


@pytest.mark.parametrize(("sent", "allowed", "clock"), [
    (0, 100, ("0.00", False)), (70, 100, ("0.70", False)), (100, 100, ("1.00", False)), (101, 100, ("1.01", True)), (5, 0, ("0", True))])
def test_a_clock_is_late_only_after_its_time(sent: int, allowed: int, clock: tuple[str, bool]) -> None:
    assert r.clock_of(sent, allowed) == r.Lateness(D(clock[0]), clock[1])


@pytest.mark.clause("ORD-06")
@given(st.integers(0, 10**9), st.integers(0, 10**9), st.integers(0, 10**6))
def test_more_money_never_closes_the_gate(order: int, received: int, more: int) -> None:
    before = r.slip_gate(P, slip(order=order, received=received)).allowed
    after = r.slip_gate(P, slip(order=order, received=received + more)).allowed
    assert after >= before
    assert after == (received + more >= order)


@pytest.mark.clause("ORD-02")
@pytest.mark.parametrize(("mode", "in_policy", "route"), [
    ("manager", True, "manager"), ("service", True, "service"), ("at_once", True, ""), ("by_price", True, ""), ("billing", True, ""),
    ("at_once", False, "director"), ("by_price", False, "director"), ("manager", False, "director")])
def test_review_modes(mode: str, in_policy: bool, route: str) -> None:
    verdict = r.review_route(r.ReviewParams(mode=mode), r.ReviewFacts(in_policy=in_policy, route_level="" if in_policy else "director"))
    assert verdict.route_to == route


@pytest.mark.clause("ORD-13")
def test_delivery_rates() -> None:
    orders = [r.DeliveredOrder(i < 9, True, i < 8) for i in range(10)]
    assert r.delivery_rates(orders) == {"on_time": D("0.9000"), "in_quality": D("1.0000"), "in_full": D("0.8000")}


@pytest.mark.clause("ORD-20")
@pytest.mark.parametrize(("facts", "clause"), [
    ({}, ""), ({"customer_opinion": False}, "ORD-20"), ({"receipt_note": False}, "ORD-20"), ({"owed_fen": 1}, "ORD-20"),
    ({"owed_fen": 500000, "owed_by_carrier_fen": 500000}, "ORD-08"), ({"arrived": False}, "ORD-20"), ({"open_exceptions": 1}, "ORD-19")])
def test_may_close(facts: dict, clause: str) -> None:
    full = {"arrived": True, "receipt_note": True, "customer_opinion": True, "owed_fen": 0, **facts}
    verdict = r.may_close(r.CloseParams(), r.CloseFacts(**full))
    assert verdict.failing_clause == clause
    assert verdict.allowed == (not clause)


@pytest.mark.clause("ORD-20")
def test_what_closing_says_and_who_can_help() -> None:
    def told(**facts: object) -> tuple[list[str], tuple[str, ...]]:
        v = r.may_close(r.CloseParams(), r.CloseFacts(**facts))  # type: ignore[arg-type]
        return [c.says.msgid for c in v.conditions], v.exits

    assert told(arrived=True, receipt_note=True, customer_opinion=True, owed_fen=0) == (
        ["Everything arrived.", "Returned.", "Collected.", "Nothing is held by the carrier.", "Paid in full.",
         "%(count)s open exceptions."], ())
    assert told(arrived=False, receipt_note=False, customer_opinion=False, owed_fen=7, owed_by_carrier_fen=5, open_exceptions=1) == (
        ["Not everything that was ordered has arrived.", "The receipt note is missing.", "The customer's opinion is missing.",
         "The carrier still holds %(open_fen)s yuan; it must be handed over first.", "%(open_fen)s yuan are still owed.",
         "%(count)s open exceptions."], ("orders.record_receipt_note", "receivables.hand_over_cod", "logistics.close_exception"))
    assert told(arrived=True, receipt_note=True, customer_opinion=False, owed_fen=0)[1] == ("orders.record_receipt_note",)


@given(st.integers(1, 10**9), st.lists(st.integers(1, 10**6), min_size=1, max_size=8), st.sampled_from(["0", "0.09", "0.13"]))
def test_parts_of_a_line_add_up(gross: int, parts: list[int], rate: str) -> None:
    ordered, before, total = D(sum(parts)), D(0), 0
    for part in parts:
        amounts = r.part_amounts(gross, ordered, before, D(part), D(rate))
        assert amounts.net + amounts.tax == amounts.gross
        before, total = before + part, total + amounts.gross
    assert total == gross


def test_line_amounts_after_every_discount() -> None:
    assert r.line_amounts(D("100"), D("3"), D("0.1"), D("0.05"), D("0.13")) == r.LineAmounts(D("85.500000"), 25650, 22699, 2951)


@pytest.mark.parametrize(("amounts", "ready", "code"), [
    ((0, 0, 0), False, "preparing"), ((0, 0, 0), True, "issuable"), ((10, 0, 0), True, "to_ship"), ((10, 5, 0), True, "part_shipped"),
    ((10, 10, 5), True, "shipped"), ((10, 10, 10), True, "arrived")])
def test_stage_is_computed(amounts: tuple[int, int, int], ready: bool, code: str) -> None:
    assert r.stage_of("executing", 10, *amounts, ready).code == code
    assert r.stage_of("cancelled", 10, *amounts, ready).code == "cancelled"


def test_an_order_for_nothing_has_not_arrived() -> None:
    assert r.stage_of("executing", 0, 0, 0, 0, True).code == "issuable"
    assert [r.stage_of("executing", 1, 1, shipped, arrived, True).code for shipped, arrived in ((1, 0), (1, 1))] == ["shipped", "arrived"]
