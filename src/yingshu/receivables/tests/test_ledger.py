"""The receivable ledger: charges, returns, money collected by carriers, receipts, refunds, bills, write-offs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from yingshu.kernel import clock
from yingshu.kernel.errors import InvalidInput, NotAllowed, NotFound
from yingshu.receivables import errors, hooks, queries
from yingshu.receivables.inputs import AllocationInput, HandOverInput
from yingshu.receivables.models import AcceptanceBill, Receipt, ReceivableEntry, ReceivableItem
from yingshu.receivables.rules import credit_used
from yingshu.receivables.services import (
    allocate,
    allocate_oldest,
    dishonour_bill,
    hand_over_batch,
    hand_over_cod,
    honour_bill,
    mark_disputed,
    record_receipt,
    refund,
    reverse_receipt,
    write_off,
)
from yingshu.receivables.services.accounts import commit
from yingshu.receivables.services.receipts import received_for_order

from .books import arrived, item, leave, returned, shipped, state_of

JUNE = date(2026, 6, 1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def finance(trade: Any) -> Any:
    return trade.actor("finance")


@pytest.fixture
def customer(trade: Any) -> Any:
    return trade.customer()


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch, customer: Any) -> dict[int, hooks.OrderFacts]:
    """Orders that the hooks know: 1 prepaid, 2 on credit; each asks for 5,000 before its slip."""
    orders = {1: hooks.OrderFacts(customer.pk, "DD0001", False), 2: hooks.OrderFacts(customer.pk, "DD0002", True)}
    monkeypatch.setattr(hooks, "order_of", orders.get)
    monkeypatch.setattr(hooks, "order_due", lambda pk: 500_000 if pk in orders else None)
    return orders


def balances(customer: Any) -> dict[str, int]:
    account = queries.account_of(customer.pk)
    names = ("committed_fen", "receivable_fen", "cod_fen", "advance_fen", "reserved_fen", "bills_fen")
    return {n.removesuffix("_fen"): getattr(account, n) for n in names if getattr(account, n)}


@pytest.mark.clause("REC-01")
def test_a_payment_leaves_the_rest(finance: Any, customer: Any) -> None:
    """20,000 owed, 12,000 paid: 8,000 remain, by customer, order and slip."""
    owed = shipped(finance, customer, 2_000_000, on=JUNE, order_id=5)
    done = record_receipt(actor=finance, customer_id=customer.pk, amount=1_200_000, payer="张三", oldest_first=True)
    assert done.data["unallocated"] == "0.00"
    assert item(owed.pk).open_fen == 800_000
    assert queries.owed_for_order(5) == (800_000, 0)
    assert balances(customer) == {"receivable": 800_000}
    assert received_for_order(5) == 1_200_000
    entries = ReceivableEntry.objects.filter(item=owed).order_by("id")
    assert [(e.kind, e.amount_fen, e.source_number) for e in entries] == [
        ("charge", 2_000_000, "XS0001"), ("payment", -1_200_000, done.number)]


@pytest.mark.clause("ORD-21")
def test_cod_is_under_way_after_shipment(finance: Any, customer: Any) -> None:
    owed = shipped(finance, customer, 1_000_000, on=JUNE, method="cod")
    assert (owed.open_fen, owed.settled_on) == (1_000_000, None)
    assert state_of(owed.order_id) == "cod_in_transit"
    arrived(finance, on=date(2026, 6, 3), due=date(2026, 6, 6))
    assert state_of(owed.order_id) == "cod_with_carrier"


@pytest.mark.clause("ORD-21")
def test_money_received_before_settles_at_once(finance: Any, customer: Any, desk: Any) -> None:
    """款到即清: the advance payment of the order closes the item on the day of shipment; what is too much stays."""
    with clock.at(datetime(2026, 5, 30, 9)):
        paid = record_receipt(actor=finance, order_id=1, amount=600_000)
    assert (paid.data["gap"], paid.data["over"], paid.data["condition_met"]) == ("0.00", "1000.00", True)
    assert balances(customer) == {"advance": 600_000, "reserved": 600_000}
    assert credit_used(queries.account_of(customer.pk)) == 0
    owed = shipped(finance, customer, 500_000, on=JUNE, method="prepaid", order_id=1)
    assert (owed.open_fen, owed.settled_on) == (0, JUNE)
    assert state_of(1) == "settled"
    assert balances(customer) == {"advance": 100_000, "reserved": 100_000}
    assert received_for_order(1) == 600_000


def test_credit_orders_do_not_take_advance_payments(finance: Any, customer: Any, desk: Any) -> None:
    record_receipt(actor=finance, order_id=2, amount=500_000)
    assert shipped(finance, customer, 500_000, on=JUNE, order_id=2).open_fen == 500_000
    record_receipt(actor=finance, order_id=2, amount=1)
    assert received_for_order(2) == 500_001


def test_committed_becomes_receivable(finance: Any, customer: Any) -> None:
    commit(customer.pk, 900_000)
    shipped(finance, customer, 400_000, on=JUNE, release=400_000)
    assert balances(customer) == {"committed": 500_000, "receivable": 400_000}
    commit(customer.pk, -500_000)
    assert balances(customer) == {"receivable": 400_000}


@pytest.mark.clause("REC-08")
def test_a_short_receipt_shows_the_difference(finance: Any, customer: Any, desk: Any) -> None:
    """5,000 due, 4,800 received: 200 are missing and the condition of the order is not met; 200 more fulfil it."""
    done = record_receipt(actor=finance, order_id=1, amount=480_000, received_on=date(2026, 5, 20), payer="甘泉农资")
    assert {k: done.data[k] for k in ("due", "received", "gap", "condition_met")} == {
        "due": "5000.00", "received": "4800.00", "gap": "200.00", "condition_met": False}
    kept = Receipt._plain.get(pk=done.id)
    assert (kept.amount_fen, kept.on, kept.payer, kept.confirmed_by, kept.order_number) == (
        480_000, date(2026, 5, 20), "甘泉农资", finance.name, "DD0001")
    assert record_receipt(actor=finance, order_id=1, amount=20_000).data["condition_met"] is True


def test_money_cannot_come_tomorrow(finance: Any, customer: Any) -> None:
    with clock.at(datetime(2026, 6, 1, 9)), pytest.raises(InvalidInput):
        record_receipt(actor=finance, customer_id=customer.pk, amount=1, received_on=date(2026, 6, 2))
    with pytest.raises(NotFound):
        record_receipt(actor=finance, amount=1)


def test_receipts_are_for_those_who_may(trade: Any, customer: Any) -> None:
    with pytest.raises(NotAllowed):
        record_receipt(actor=trade.actor("salesperson"), customer_id=customer.pk, amount=1)
    assert not Receipt._plain.exists()


def test_oldest_due_first(finance: Any, customer: Any) -> None:
    late = shipped(finance, customer, 100, on=JUNE, due=date(2026, 7, 1), slip=1)
    early = shipped(finance, customer, 100, on=JUNE, due=date(2026, 6, 10), slip=2)
    receipt = record_receipt(actor=finance, customer_id=customer.pk, amount=150)
    done = allocate_oldest(actor=finance, receipt_id=receipt.id)
    assert [(x["item"], x["amount"]) for x in done.data["allocated"]] == [("XS0002", "1.00"), ("XS0001", "0.50")]
    assert (item(early.pk).open_fen, item(late.pk).open_fen) == (0, 50)
    with pytest.raises(errors.NothingToAllocate):
        allocate_oldest(actor=finance, customer_id=customer.pk)


def test_by_hand(finance: Any, customer: Any) -> None:
    one, two = shipped(finance, customer, 100, on=JUNE, slip=1), shipped(finance, customer, 100, on=JUNE, slip=2)
    receipt = record_receipt(actor=finance, customer_id=customer.pk, amount=150).id
    with pytest.raises(errors.TooMuchAllocated) as problem:
        allocate(actor=finance, receipt_id=receipt, lines=[AllocationInput(item_id=two.pk, amount="1.01")])
    assert problem.value.data == {"number": "XS0002", "asked": "1.01", "left": "1.00"}
    with pytest.raises(errors.TooMuchAllocated):
        allocate(actor=finance, receipt_id=receipt, lines=[AllocationInput(item_id=i.pk, amount="0.90") for i in (one, two)])
    assert item(one.pk).open_fen == 100
    allocate(actor=finance, receipt_id=receipt,
             lines=[AllocationInput(item_id=two.pk, amount="0.80"), AllocationInput(item_id=one.pk, amount="0.70")])
    assert (item(one.pk).open_fen, item(two.pk).open_fen, Receipt._plain.get(pk=receipt).unallocated_fen) == (30, 20, 0)


def test_one_customer_does_not_pay_for_another(trade: Any, finance: Any, customer: Any) -> None:
    other = shipped(finance, trade.customer("新兴禾苗"), 100, on=JUNE)
    receipt = record_receipt(actor=finance, customer_id=customer.pk, amount=100).id
    with pytest.raises(NotFound):
        allocate(actor=finance, receipt_id=receipt, lines=[AllocationInput(item_id=other.pk, amount="1.00")])


@pytest.mark.clause("REC-06")
def test_a_short_hand_over_stays_open(trade: Any, finance: Any, customer: Any) -> None:
    """12,600 collected, 12,000 handed over: 600 stay open with the carrier."""
    shipped(finance, customer, 1_260_000, on=JUNE, method="cod")
    held = item(arrived(finance, on=date(2026, 6, 3), due=date(2026, 6, 6)) or 0)
    assert (held.kind, held.carrier_name, held.open_fen, held.number[:2]) == ("cod", "顺驰物流", 1_260_000, "DS")
    assert balances(customer) == {"cod": 1_260_000}
    with clock.at(datetime(2026, 6, 5, 10)):
        done = hand_over_cod(actor=trade.actor("logistics_clerk"), item_id=held.pk, amount=1_200_000)
    assert {k: done.data[k] for k in ("due", "returned", "difference", "days", "late")} == {
        "due": "12600.00", "returned": "12000.00", "difference": "600.00", "days": 2, "late": False}
    assert balances(customer) == {"cod": 60_000}
    assert (queries.cod_open_for_slip(1), queries.cod_open_of_carrier(7), queries.owed_for_order(1)) == (60_000, 60_000, (0, 60_000))
    receipt = Receipt._plain.get(number=done.data["receipt"])
    assert (receipt.method, receipt.payer, receipt.carrier_id, receipt.on) == ("cod", "顺驰物流", 7, date(2026, 6, 5))


@pytest.mark.clause("REC-06")
@pytest.mark.parametrize(("day", "late"), [(6, False), (7, True)])
def test_a_late_hand_over(finance: Any, customer: Any, day: int, late: bool) -> None:
    """Arrived on the 3rd: the 6th is in time, the 7th, four days after, is overdue."""
    shipped(finance, customer, 100, on=JUNE, method="cod")
    held = arrived(finance, on=date(2026, 6, 3), due=date(2026, 6, 6)) or 0
    with clock.at(datetime(2026, 6, day, 10)):
        assert [i.pk for i in queries.cod_overdue(finance, clock.today())] == ([held] if late else [])
        assert hand_over_cod(actor=finance, item_id=held, amount=100).data["late"] is late
        assert not queries.cod_overdue(finance, clock.today()).exists()


@pytest.mark.clause("REC-06")
def test_how_many_days_a_carrier_has_is_the_companys(trade: Any) -> None:
    """Five days instead of three: what arrived on the 1st is due on the 6th and overdue on the 7th."""
    trade.parameters("receivables.cod_return", return_within_days_after_arrival=5)
    _order, slip_id = trade.shipped(trade.customer(), trade.product(), "10", method="cod")
    trade.arrived(slip_id)
    held = ReceivableItem._plain.get(kind="cod")
    assert held.due_on == date(2026, 6, 6)
    late = {day: [i.pk for i in queries.cod_overdue(trade.actor("finance"), date(2026, 6, day))] for day in (6, 7)}
    assert late == {6: [], 7: [held.pk]}
    with clock.at(datetime(2026, 6, 6, 10)):
        assert hand_over_cod(actor=trade.actor("logistics_clerk"), item_id=held.pk, amount=held.open_fen).data["late"] is False


def test_many_at_once_or_none(finance: Any, customer: Any) -> None:
    for slip in (1, 2):
        shipped(finance, customer, 100, on=JUNE, method="cod", slip=slip)
    held = [arrived(finance, on=JUNE, due=JUNE, slip=slip) or 0 for slip in (1, 2)]
    sale = shipped(finance, customer, 100, on=JUNE, slip=3).pk
    with pytest.raises(errors.NothingHeld):
        hand_over_batch(actor=finance, lines=[HandOverInput(item_id=pk, amount="1.00") for pk in (held[0], sale)])
    assert item(held[0]).open_fen == 100
    done = hand_over_batch(actor=finance, lines=[HandOverInput(item_id=held[0], amount="1.00"),
                                                 HandOverInput(item_id=held[1], amount="0.60")])
    assert {k: done.data[k] for k in ("due", "returned", "difference")} == {"due": "2.00", "returned": "1.60", "difference": "0.40"}


def test_too_much_handed_over_is_the_customers_credit(finance: Any, customer: Any) -> None:
    shipped(finance, customer, 100, on=JUNE, method="cod")
    held = arrived(finance, on=JUNE, due=JUNE) or 0
    assert hand_over_cod(actor=finance, item_id=held, amount=130).data["difference"] == "-0.30"
    assert (item(held).open_fen, balances(customer)) == (0, {"advance": 30})


def test_a_return_reduces_what_is_open(finance: Any, customer: Any) -> None:
    owed = shipped(finance, customer, 1_700_000, on=JUNE, method="cod")
    held = arrived(finance, on=date(2026, 6, 3), due=date(2026, 6, 6)) or 0
    assert returned(finance, 34_000, on=date(2026, 6, 3)) == (34_000, 0)
    assert (item(owed.pk).open_fen, item(held).open_fen) == (0, 1_666_000)


def test_a_return_of_paid_goods_becomes_credit(finance: Any, customer: Any) -> None:
    """100 charged, 80 paid, 50 come back: 20 are not owed any more, 30 are the customer's credit again."""
    owed = shipped(finance, customer, 100, on=JUNE)
    record_receipt(actor=finance, customer_id=customer.pk, amount=80, received_on=JUNE, oldest_first=True)
    assert returned(finance, 50, on=date(2026, 6, 9)) == (20, 30)
    assert (item(owed.pk).open_fen, balances(customer)) == (0, {"advance": 30})
    assert queries.statement(customer, JUNE, date(2026, 6, 30)).closing_fen == -30
    with pytest.raises(errors.ReturnTooLarge):
        returned(finance, 51, on=date(2026, 6, 10))


def test_a_return_of_written_off_goods(finance: Any, customer: Any) -> None:
    owed = shipped(finance, customer, 100, on=JUNE)
    write_off(actor=finance, item_id=owed.pk, amount=40, reason="尾差")
    assert returned(finance, 100, on=clock.today()) == (100, 0)
    assert (item(owed.pk).open_fen, balances(customer)) == (0, {})


def test_a_reversed_receipt_opens_its_items_again(finance: Any, customer: Any) -> None:
    owed = shipped(finance, customer, 100, on=JUNE)
    receipt = record_receipt(actor=finance, customer_id=customer.pk, amount=150, received_on=JUNE, oldest_first=True)
    with clock.at(datetime(2026, 6, 10, 9)):
        done = reverse_receipt(actor=finance, receipt_id=receipt.id, reason="登记错误")
        with pytest.raises(errors.AlreadyReversed):
            reverse_receipt(actor=finance, receipt_id=receipt.id, reason="again")
    assert done.data["reopened"] == "1.00"
    assert (item(owed.pk).open_fen, item(owed.pk).settled_on, balances(customer)) == (100, None, {"receivable": 100})
    assert [queries.ageing(finance, date(2026, 6, d)).total_fen for d in (1, 9, 10)] == [0, 0, 100]
    assert [queries.ageing(finance, date(2026, 6, d)).credit_fen for d in (1, 9, 10)] == [50, 50, 0]
    assert queries.received_fen(finance, JUNE, date(2026, 6, 30)) == 0


def test_a_refund_takes_free_money_only(finance: Any, customer: Any) -> None:
    shipped(finance, customer, 100, on=JUNE)
    receipt = record_receipt(actor=finance, customer_id=customer.pk, amount=150, oldest_first=True)
    with pytest.raises(errors.TooMuchAllocated):
        refund(actor=finance, receipt_id=receipt.id, amount=51, reason="x")
    done = refund(actor=finance, receipt_id=receipt.id, amount=20, reason="多付")
    assert (done.number[:2], done.data["unallocated"], balances(customer)) == ("TK", "0.30", {"advance": 30})
    assert queries.received_fen(finance, JUNE, clock.today()) == 130
    reverse_receipt(actor=finance, receipt_id=receipt.id, reason="x")
    assert balances(customer) == {"receivable": 100}
    assert queries.received_fen(finance, JUNE, clock.today()) == 0


def test_a_bill_counts_as_paid_but_uses_credit(finance: Any, customer: Any) -> None:
    owed = shipped(finance, customer, 100, on=JUNE, order_id=9)
    bill = {"bill_number": "B1", "drawer": "工商银行", "matures_on": date(2026, 9, 1)}
    record_receipt(actor=finance, customer_id=customer.pk, amount=100, order_id=9, method=Receipt.Method.BILL, **bill)
    held = AcceptanceBill._plain.get(number="B1")
    assert (item(owed.pk).open_fen, received_for_order(9), balances(customer)) == (0, 100, {"bills": 100})
    assert credit_used(queries.account_of(customer.pk)) == 100
    with clock.at(datetime(2026, 8, 31, 9)), pytest.raises(errors.BillNotMature):
        honour_bill(actor=finance, bill_id=held.pk)
    with clock.at(datetime(2026, 9, 1, 9)):
        assert honour_bill(actor=finance, bill_id=held.pk).state == "honoured"
    assert (credit_used(queries.account_of(customer.pk)), balances(customer)) == (0, {})


def test_a_dishonoured_bill_is_owed_again(finance: Any, customer: Any) -> None:
    owed = shipped(finance, customer, 100, on=JUNE)
    with pytest.raises(errors.BillNeeded):
        record_receipt(actor=finance, customer_id=customer.pk, amount=100, method=Receipt.Method.BILL)
    bill = {"bill_number": "B1", "drawer": "工商银行", "matures_on": date(2026, 9, 1)}
    receipt = record_receipt(actor=finance, customer_id=customer.pk, amount=100, method=Receipt.Method.BILL, **bill, oldest_first=True)
    with pytest.raises(errors.UseTheBill):
        reverse_receipt(actor=finance, receipt_id=receipt.id, reason="x")
    with pytest.raises(InvalidInput):
        record_receipt(actor=finance, customer_id=customer.pk, amount=1, method=Receipt.Method.BILL, **bill)
    dishonour_bill(actor=finance, bill_id=AcceptanceBill._plain.get().pk, reason="拒付")
    assert (item(owed.pk).open_fen, balances(customer)) == (100, {"receivable": 100})


def test_writing_off_is_a_right_of_its_own(trade: Any, finance: Any, customer: Any) -> None:
    owed = shipped(finance, customer, 100, on=JUNE)
    with pytest.raises(NotAllowed):
        write_off(actor=trade.actor("salesperson"), item_id=owed.pk, reason="x")
    with pytest.raises(errors.TooMuchAllocated):
        write_off(actor=finance, item_id=owed.pk, amount=101, reason="x")
    done = write_off(actor=finance, item_id=owed.pk, reason="破产")
    assert (done.state, item(owed.pk).open_fen, balances(customer)) == ("settled", 0, {})


def test_disputed_items_stay_owed(finance: Any, customer: Any) -> None:
    owed = shipped(finance, customer, 100, on=JUNE)
    mark_disputed(actor=finance, item_id=owed.pk, reason="数量不符")
    assert (item(owed.pk).disputed, item(owed.pk).open_fen) == (True, 100)


def test_people_see_their_own(trade: Any, finance: Any) -> None:
    """East and west each see theirs; finance sees both; what is out of scope cannot be paid or written off."""
    east, west = trade.customer("东客"), trade.customer("西客", unit="west", owner="salesperson_west")
    for n, customer in enumerate((east, west), 1):
        shipped(finance, customer, 100 * n, on=JUNE, slip=n)
    seen = {who: queries.ageing(trade.actor(who), JUNE).total_fen for who in ("salesperson", "salesperson_west", "finance")}
    assert seen == {"salesperson": 100, "salesperson_west": 200, "finance": 300}
    assert queries.ageing(trade.actor("salesperson"), JUNE).agrees is None
    assert list(ReceivableItem.objects.visible_to(trade.actor("salesperson")).values_list("number", flat=True)) == ["XS0001"]


def test_statements_of_hot_steps(trade: Any, finance: Any, customer: Any, query_budget: Any) -> None:
    """charge: item, entry, account; a receipt: customer, number, receipt, account, evidence."""
    shipped(finance, customer, 100, on=JUNE, slip=1)
    with query_budget("receivables.charge"):
        leave(finance, customer, 100, on=JUNE, slip=2)
    record_receipt(actor=finance, customer_id=customer.pk, amount=50)
    with query_budget("receivables.record_receipt"):
        receipt = record_receipt(actor=finance, customer_id=customer.pk, amount=150)
    with query_budget("receivables.allocate_oldest"):
        allocate_oldest(actor=finance, receipt_id=receipt.id)
    with query_budget("receivables.received_for_order"):
        received_for_order(1)
