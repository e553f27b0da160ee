"""The rules of owed money: due dates, buckets, credit, hand-overs, promises."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from yingshu.kernel import workdays
from yingshu.kernel.controls import Outcome
from yingshu.receivables import rules as r
from yingshu.receivables.models import CustomerAccount

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
BOUNDS = st.lists(st.integers(1, 3650), min_size=1, max_size=8, unique=True).map(sorted)


@pytest.mark.parametrize(("method", "days", "closes", "due"), [
    ("prepaid", 30, None, date(2026, 6, 18)), ("cod", 30, None, date(2026, 6, 18)), ("deposit", 30, 25, date(2026, 6, 18)),
    ("bill", 30, None, date(2026, 6, 18)), ("credit", 30, None, date(2026, 7, 18)), ("credit", 30, 25, date(2026, 7, 25)),
    ("credit", 30, 18, date(2026, 7, 18)), ("credit", 30, 17, date(2026, 8, 16)), ("credit", 0, 31, date(2026, 6, 30))])
def test_due_date(method: str, days: int, closes: int | None, due: date) -> None:
    assert r.due_date(method, date(2026, 6, 18), days, closes, False, workdays.next_working_day) == due


@pytest.mark.django_db
def test_due_date_moves_to_a_working_day() -> None:
    """2026-10-01 begins the holidays; the first day worked after them is the 8th. 2026-12-31 + statement day in the next year."""
    assert r.due_date("credit", date(2026, 9, 1), 30, None, True, workdays.next_working_day) == date(2026, 10, 8)
    assert r.due_date("credit", date(2026, 9, 1), 30, None, False, workdays.next_working_day) == date(2026, 10, 1)
    assert r.due_date("credit", date(2026, 12, 31), 0, 30, False, workdays.next_working_day) == date(2027, 1, 30)


@given(DAYS, st.integers(0, 120), st.integers(1, 31))
def test_statement_day_never_shortens_credit(day: date, credit: int, closes: int) -> None:
    due = r.due_date("credit", day, credit, closes, False, lambda d: d)
    assert 0 <= (due - day).days - credit <= 31


@pytest.mark.clause("REC-03")
@pytest.mark.parametrize(("days", "bucket"), [
    (-5, 0), (0, 0), (1, 1), (30, 1), (31, 2), (45, 2), (60, 2), (61, 3), (90, 3), (91, 4), (999, 4)])
def test_bucket(days: int, bucket: int) -> None:
    assert r.bucket_of(days, (30, 60, 90)) == bucket


@given(BOUNDS, st.integers(-1000, 5000))
def test_buckets_are_the_spans(bounds: list[int], days: int) -> None:
    """Every age lies in exactly one span, the one its bucket names."""
    holding = [n for n, s in enumerate(r.spans(bounds)) if (s.first is None or days >= s.first) and (s.last is None or days <= s.last)]
    assert holding == [r.bucket_of(days, bounds)]


@pytest.mark.parametrize("bounds", [(30, 30), (60, 30), (0, 30), (), tuple(range(1, 10)), (30, 9999)])
def test_bad_bounds_are_refused(bounds: tuple[int, ...]) -> None:
    with pytest.raises(ValidationError):
        r.AgeingParams(aging_buckets_days=bounds)


def test_bucket_says_what_to_do() -> None:
    late = r.ageing_bucket(r.AgeingParams(), r.AgeingFacts(days=45, open_fen=1_000_000))
    assert (late.outcome, late.figures, late.exits) == (Outcome.WARN, {"bucket": 2, "open": "10000.00"}, ("receivables.record_dunning",))
    assert r.ageing_bucket(r.AgeingParams(), r.AgeingFacts(days=0, open_fen=1)).outcome == Outcome.ALLOW


@pytest.mark.clause("REC-06")
def test_collected_money_is_late_on_the_fourth_day() -> None:
    arrived = date(2026, 6, 3)
    assert [r.cod_late(arrived, arrived + timedelta(days=n), 3) for n in range(6)] == [False, False, False, False, True, True]


@pytest.mark.clause("REC-06")
def test_hand_over_keeps_the_difference() -> None:
    verdict = r.hand_over(r.CodParams(), r.CodFacts(due_fen=1_260_000, returned_fen=1_200_000, days=2))
    assert (verdict.outcome, verdict.figures) == (Outcome.WARN, {"due": "12600.00", "returned": "12000.00", "gap": "600.00", "late": False})
    assert [c.ok for c in verdict.conditions] == [False, True]
    assert [(s.fen, s.result) for s in verdict.sums] == [(1_260_000, False), (1_200_000, False), (60_000, True)]
    assert r.hand_over(r.CodParams(), r.CodFacts(due_fen=5, returned_fen=5, days=4)).outcome == Outcome.WARN
    assert r.hand_over(r.CodParams(), r.CodFacts(due_fen=5, returned_fen=5, days=3)).outcome == Outcome.ALLOW


def credit(**facts: object) -> r.CreditFacts:
    return r.CreditFacts.model_validate({"moment": "order", "method": "credit", "limit_fen": 5_000_000, "used_fen": 3_800_000,
                                         "this_fen": 1_530_000, **facts})


@pytest.mark.clause("REC-06")
@pytest.mark.parametrize(("returned", "days", "outcome", "says", "held"), [
    (500_000, 3, "allow", "Handed over: %(returned_fen)s yuan.", [True, True]),
    (500_001, 3, "allow", "Handed over: %(returned_fen)s yuan.", [True, True]),
    (499_999, 3, "warn", "%(gap_fen)s yuan are missing and stay open.", [False, True]),
    (500_000, 4, "warn", "Day %(days)s after arrival, %(allowed)s are allowed.", [True, False])])
def test_a_hand_over_says_what_is_missing_or_late(returned: int, days: int, outcome: str, says: str, held: list[bool]) -> None:
    v = r.hand_over(r.CodParams(), r.CodFacts(due_fen=500_000, returned_fen=returned, days=days))
    assert (v.outcome, v.says.msgid, [c.ok for c in v.conditions]) == (outcome, says, held)
    assert v.conditions[0].says.msgid == ("Nothing is missing." if returned >= 500_000 else "%(gap_fen)s yuan are missing and stay open.")


@pytest.mark.parametrize(("this", "released", "outcome", "ok", "over"), [
    (40_000, "", "allow", True, 0), (40_001, "", "refuse", False, 1), (40_001, "陈总", "allow", True, 1), (39_999, "", "allow", True, 0)])
def test_credit_at_the_limit_to_the_fen(this: int, released: str, outcome: str, ok: bool, over: int) -> None:
    v = r.credit_limit(r.CreditParams(), r.CreditFacts(moment="dispatch", method="credit", limit_fen=100_000, used_fen=60_000,
                                                       this_fen=this, released_by=released))
    assert (v.outcome, v.conditions[0].ok, v.by_permit) == (outcome, ok, released)
    assert [(x.fen, x.sign, x.result) for x in v.sums] == [
        (100_000, "", False), (60_000, "−", False), (40_000, "=", False), (this, "−", False), (over, "", True)]


@pytest.mark.clause("REC-04")
@pytest.mark.parametrize(("other", "explained", "outcome", "says", "sums", "figure"), [
    (None, False, "refuse", "What the other side says is not entered yet. Enter it, then complete.", [(900, False)], ""),
    (900, False, "allow", "Both sides say the same.", [(900, False), (900, False), (0, True)], "0.00"),
    (899, True, "allow", "The difference of %(gap_fen)s yuan is explained.", [(900, False), (899, False), (1, True)], "0.01"),
    (0, False, "refuse", "Ledger %(ledger_fen)s yuan, the other side %(other_fen)s: a difference of %(gap_fen)s that nobody explained. "
     "Correct the ledger, or explain the difference.", [(900, False), (0, False), (900, True)], "9.00")])
def test_a_reconciliation_ends_with_both_sides_known(other: int | None, explained: bool, outcome: str, says: str,
                                                      sums: list[tuple[int, bool]], figure: str) -> None:
    v = r.may_complete(r.ReconcileParams(), r.ReconcileFacts(number="DZ1", ledger_fen=900, other_fen=other, explained=explained))
    assert (v.outcome, v.says.msgid, [(x.fen, x.result) for x in v.sums]) == (outcome, says, sums)
    assert v.figures == {"difference": figure, "explained": explained}


def test_credit_is_warned_at_the_order_and_refused_at_dispatch() -> None:
    params = r.CreditParams()
    order, dispatch = r.credit_limit(params, credit()), r.credit_limit(params, credit(moment="dispatch"))
    assert (order.outcome, dispatch.outcome) == (Outcome.WARN, Outcome.REFUSE)
    assert order.figures == {"limit": "50000.00", "available": "12000.00", "this": "15300.00", "over": "3300.00"}
    assert "12,000.00" in str(order.says) and "15,300.00" in str(order.says) and "3,300.00" in str(order.says)
    assert r.credit_limit(params, credit(moment="dispatch", released_by="老顾")).outcome == Outcome.ALLOW
    assert r.credit_limit(r.CreditParams(refuse_at_dispatch=False), credit(moment="dispatch")).outcome == Outcome.WARN


def test_credit_within_the_limit() -> None:
    assert r.credit_limit(r.CreditParams(), credit(moment="dispatch", this_fen=1_200_000)).outcome == Outcome.ALLOW
    over = r.credit_limit(r.CreditParams(), credit(moment="dispatch", this_fen=1_200_001))
    assert (over.outcome, over.figures["over"]) == (Outcome.REFUSE, "0.01")


@pytest.mark.parametrize("method", ["prepaid", "cod"])
def test_some_methods_need_no_credit(method: str) -> None:
    assert r.credit_limit(r.CreditParams(), credit(moment="dispatch", method=method)).outcome == Outcome.ALLOW


@pytest.mark.parametrize(("balances", "used"), [
    ({"committed_fen": 100, "receivable_fen": 50, "bills_fen": 25}, 175), ({"committed_fen": 100, "advance_fen": 30}, 70),
    ({"committed_fen": 100, "advance_fen": 30, "reserved_fen": 30}, 100), ({"receivable_fen": 10, "advance_fen": 30}, 0)])
def test_credit_used(balances: dict[str, int], used: int) -> None:
    """Advance payments make room, but not those for prepaid orders; never below zero."""
    assert r.credit_used(CustomerAccount(**balances)) == used


@pytest.mark.clause("REC-09")
def test_collection_rate() -> None:
    assert r.collection_rate(80_000_000, 68_000_000) == Decimal("0.85")
    assert r.collection_rate(0, 5) is None


@pytest.mark.clause("REC-08")
def test_receipt_shows_the_difference() -> None:
    short = r.receipt_closes(r.ReceiptParams(), r.ReceiptFacts(due_fen=500_000, received_fen=480_000))
    assert (short.outcome, short.figures["gap"]) == (Outcome.WARN, "200.00")
    facts = r.ReceiptFacts(due_fen=500_000, received_fen=480_000)
    assert r.receipt_closes(r.ReceiptParams(tolerance_fen=20_000), facts).outcome == Outcome.ALLOW
    assert r.receipt_closes(r.ReceiptParams(), r.ReceiptFacts(due_fen=500_000, received_fen=500_000)).outcome == Outcome.ALLOW


@pytest.mark.clause("REC-05")
def test_promise() -> None:
    promise = r.Promise(date(2026, 6, 10), 100_000, 99_999)
    assert not r.promise_broken(promise, date(2026, 6, 10))
    assert r.promise_broken(promise, date(2026, 6, 11))
    assert not r.promise_broken(promise._replace(received_fen=100_000), date(2026, 6, 11))


@pytest.mark.clause("ORD-21")
@pytest.mark.parametrize(("money", "state"), [
    ((0, 0, 0, 0, 0), "nothing"), ((100, 100, 0, 100, 100), "cod_in_transit"), ((200, 100, 100, 0, 100), "cod_with_carrier"),
    ((100, 0, 0, 0, 0), "settled"), ((100, 100, 0, 0, 0), "unpaid"), ((100, 1, 0, 0, 1), "overdue")])
def test_state_of_an_order(money: tuple[int, ...], state: str) -> None:
    assert r.order_state(r.OrderMoney(*money)) == state
