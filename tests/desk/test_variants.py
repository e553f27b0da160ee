"""The named variants of the order desk's clauses, each through the business action."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from yingshu.kernel import clock
from yingshu.kernel.actor import system
from yingshu.kernel.errors import BusinessError, InvalidInput
from yingshu.notifications.models import Message
from yingshu.orders.errors import NotTheReviewer
from yingshu.orders.models import SalesOrder, SalesSlip
from yingshu.orders.services import approve_order, send_instructions
from yingshu.orders.tasks import escalate, remind_notices, remind_progress
from yingshu.receivables.models import ReceivableItem
from yingshu.rulebook.decisions import Refused

REVIEW = {"经理审核": ("reviewing", "region_manager", "service_manager_two"),
          "客服录入审核": ("reviewing", "service_manager_two", "region_manager"),
          "接单即发指令": ("approved", "", ""), "价格策略分流": ("approved", "", ""), "直接开单": ("approved", "", "")}


@pytest.mark.clause("ORD-02")
@pytest.mark.parametrize("variant", REVIEW)
def test_who_reviews_an_order_follows_the_variant(trade, variant: str) -> None:
    """An order at list price: it waits for the post of the variant and nobody else, or goes straight on."""
    trade.company.hire("service_manager_two", "service_manager", unit="east")
    trade.parameters("orders.review", variant=variant)
    state, reviewer, other = REVIEW[variant]
    order = trade.order(trade.customer(), trade.product(), by="service_manager")
    assert order.state == state
    if reviewer:
        with pytest.raises(BusinessError):
            send_instructions(actor=trade.actor("service_manager"), order_id=order.id)
        for who in ("service_manager", other):
            with pytest.raises(NotTheReviewer):
                approve_order(actor=trade.actor(who), order_id=order.id)
        assert approve_order(actor=trade.actor(reviewer), order_id=order.id).state == "approved"
    send_instructions(actor=trade.actor("service_manager"), order_id=order.id)
    assert SalesOrder._plain.get(pk=order.id).state == "executing"


SLIP = {"款到发货": None, "代收货款": (85000, "carrier"), "先货后款": (0, "customer"), "直接开单发货": (0, "customer")}


@pytest.mark.clause("ORD-06", "ORD-21")
@pytest.mark.parametrize("variant", SLIP)
def test_what_an_unpaid_order_may_do_follows_the_variant(trade, variant: str) -> None:
    """款到发货 850.00, nothing received: refused, collected by the carrier, or owed by the customer after shipment."""
    trade.parameters("orders.slip_gate", variant=variant)
    order_id = trade.order(trade.customer(), trade.product(), "10", method="prepaid").id
    trade.instruct(order_id)
    trade.ready(order_id)
    trade.vehicle(order_id)
    if SLIP[variant] is None:
        with pytest.raises(Refused) as refusal:
            trade.slip(order_id)
        assert (refusal.value.clause, SalesSlip._plain.exists()) == ("REC-08", False)
        return
    collect, debtor = SLIP[variant]
    slip_id = trade.slip(order_id)
    slip = SalesSlip._plain.get(pk=slip_id)
    assert (slip.payment_method, slip.collect_fen) == ("prepaid", collect)
    trade.leave(slip_id)
    trade.arrived(slip_id)
    owed = ReceivableItem._plain.get(settled_on=None)
    assert (owed.open_fen, "carrier" if owed.kind == "cod" else "customer") == (85000, debtor)


@pytest.mark.clause("ORD-06")
def test_the_carrier_collects_only_what_has_not_come_in(trade) -> None:
    trade.parameters("orders.slip_gate", variant="代收货款")
    order_id = trade.order(trade.customer(), trade.product(), "10", method="prepaid").id
    trade.instruct(order_id)
    trade.ready(order_id)
    trade.paid(order_id, 25500)
    assert SalesSlip._plain.get(pk=trade.slip(order_id)).collect_fen == 59500
    credit = trade.order(trade.customer("月结农资", limit=10000, investigated=True), trade.product("有机肥"), "10", method="credit").id
    trade.instruct(credit)
    trade.ready(credit)
    assert SalesSlip._plain.get(pk=trade.slip(credit)).collect_fen == 0


@pytest.mark.clause("ORD-06", "REC-06")
def test_a_deposit_lowers_what_is_collected_on_delivery(trade) -> None:
    """代收货款 850.00, 300.00 paid in advance: the slip says 550.00. 100.00 more before the departure: the carrier owes 450.00."""
    order_id = trade.order(trade.customer(), trade.product(), "10").id
    trade.instruct(order_id)
    trade.ready(order_id)
    trade.paid(order_id, 30000)
    slip_id = trade.slip(order_id)
    assert SalesSlip._plain.get(pk=slip_id).collect_fen == 55000
    trade.paid(order_id, 10000)
    trade.vehicle(order_id)
    trade.leave(slip_id)
    assert trade.arrived(slip_id).data["carrier_owes"] == "450.00"
    assert list(ReceivableItem._plain.filter(settled_on=None).values_list("kind", "open_fen")) == [("cod", 45000)]


FOLLOWER = {"业务员跟进": "salesperson", "客服跟踪": "service_manager", "助理协助跟单": "assistant"}


@pytest.mark.clause("ORD-12")
@pytest.mark.parametrize("variant", FOLLOWER)
def test_only_the_follower_of_the_order_is_reminded(trade, variant: str) -> None:
    """Four days of silence: the order's own salesperson, or who of the post sees the order. Nobody of another region."""
    trade.company.hire("manager_of_the_west", "service_manager", unit="west")
    trade.parameters("orders.follow_up", variant=variant)
    trade.instruct(trade.order(trade.customer(), trade.product()).id)
    with clock.at(datetime(2026, 6, 5, 9, 0)):
        assert remind_progress(actor=system()).data["reminded"] == 1
    assert list(Message.objects.filter(clause="ORD-12").values_list("person_id", flat=True)) == [trade.company.person(FOLLOWER[variant]).pk]


@pytest.mark.clause("ORD-05", "ORD-07")
def test_what_is_late_goes_to_the_manager_who_looks_after_the_region(trade) -> None:
    stranger = trade.company.hire("manager_of_the_west", "service_manager", unit="west").pk
    trade.instruct(trade.order(trade.customer("等查款"), trade.product()).id)
    trade.shipped(trade.customer("等告知"), trade.product("有机肥"), method="cod")
    with clock.at(datetime(2026, 6, 3, 9, 0)):
        assert escalate(actor=system()).data["escalated"] == 3
        assert remind_notices(actor=system()).data["reminded"] == 1
    own = trade.company.person("service_manager").pk
    for clause, times in (("ORD-05", 2), ("ORD-07", 1)):
        told = list(Message.objects.filter(clause=clause).values_list("person_id", flat=True))
        assert (told.count(own), stranger in told) == (times, False)


@pytest.mark.clause("LOG-04")
def test_a_late_shipment_is_brought_to_logistics_once(trade) -> None:
    from yingshu.logistics.models import Shipment
    from yingshu.logistics.tasks import check_delays

    order_id, slip_id = trade.shipped(trade.customer(), trade.product(), method="cod")
    Shipment._plain.filter(slip_id=slip_id).update(expected_on=date(2026, 6, 3))
    with clock.at(datetime(2026, 6, 3, 18, 0)):
        assert check_delays(actor=system()).data["late"] == 0
    with clock.at(datetime(2026, 6, 4, 9, 0)):
        assert [check_delays(actor=system()).data["late"] for _ in range(2)] == [1, 1]
    found = Message.objects.filter(clause="LOG-04")
    assert {(m.person_id, m.url, m.urgent) for m in found} == {
        (trade.company.person(who).pk, f"/orders/{order_id}/", True) for who in ("logistics_clerk", "service_manager")}
    assert found.count() == 2


@pytest.mark.clause("ORD-02")
def test_a_received_order_is_to_be_entered_in_time(trade) -> None:
    """Came in at 4:59, entered at 9:00: late with four hours, in time with five. A moment to come is refused."""
    from tests.support.browsing import browser, page, words

    customer, product = trade.customer(), trade.product()
    late = trade.order(customer, product, received_at=clock.now() - timedelta(hours=4, minutes=1)).id
    timely = trade.order(customer, product, received_at=clock.now() - timedelta(hours=4)).id
    client = browser(trade, "director")
    numbers = {pk: SalesOrder._plain.get(pk=pk).number for pk in (late, timely)}
    shown = page(client, "/orders/?view=late_entry")
    assert numbers[late] in shown and numbers[timely] not in shown
    assert "录入用时 4:01，限 4 小时" in words(page(client, f"/orders/{late}/"))
    trade.parameters("orders.review", mode="at_once", entry_within_hours=5)
    assert numbers[late] not in page(client, "/orders/?view=late_entry")
    with pytest.raises(InvalidInput):
        trade.order(customer, product, received_at=clock.now() + timedelta(minutes=1))
