"""The named variants of the order desk's clauses, each through the business action."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from yingshu.kernel import clock
from yingshu.kernel.actor import system
from yingshu.kernel.errors import BusinessError, InvalidInput
from yingshu.notifications.models import Message
from yingshu.orders.errors import NotTheReviewer
from yingshu.orders.models import SalesOrder, SalesSlip
from yingshu.orders.services import approve_order, send_instructions
from yingshu.orders.tasks import escalate, remind_notices, remind_progress
from yingshu.receivables.models import ReceivableItem
from yingshu.receivables.queries import ageing, overdue_items
from yingshu.receivables.screens.words import item_tag
from yingshu.receivables.tests.books import state_of
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


@pytest.mark.clause("ORD-21", "ORD-06")
@pytest.mark.parametrize(("variant", "state", "tag", "late_fen"), [
    ("代收货款", "cod_in_transit", "代收在途", 0), ("先货后款", "overdue", "逾期 10 天", 85000)])
def test_what_the_carrier_collects_is_under_way_until_arrival(trade, variant, state, tag, late_fen) -> None:
    """款到发货 850.00 that left unpaid: under way where the carrier collects it, else overdue; in state, list and ageing."""
    trade.parameters("orders.slip_gate", variant=variant)
    order_id = trade.order(trade.customer(), trade.product(), "10", method="prepaid").id
    trade.instruct(order_id)
    trade.ready(order_id)
    trade.vehicle(order_id)
    slip_id = trade.slip(order_id)
    trade.leave(slip_id)
    with clock.at(datetime(2026, 6, 11, 9)), translation.override("zh-hans"):
        assert state_of(order_id) == state
        assert str(item_tag(ReceivableItem._plain.get()).label) == tag
        assert sum(row.overdue_fen for row in ageing(system("test"), date(2026, 6, 11)).rows) == late_fen
        assert [i.open_fen for i in overdue_items(system("test"), date(2026, 6, 11))] == [late_fen] * bool(late_fen)
        trade.arrived(slip_id)
        assert state_of(order_id) == ("overdue" if late_fen else "cod_with_carrier")


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
    trade.parameters("logistics.tracking", delay_alert_days=3)
    with clock.at(datetime(2026, 6, 5, 18, 0)):
        assert check_delays(actor=system()).data["late"] == 0
    with clock.at(datetime(2026, 6, 6, 9, 0)):
        assert check_delays(actor=system()).data["late"] == 1


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


@pytest.mark.clause("ORD-01")
def test_only_the_companys_payment_methods_are_agreed_to(trade) -> None:
    """款到发货、代收货款、账期赊销: an acceptance bill is refused at the order, at a change, and at the instruction of an older order."""
    from tests.support.browsing import browser, page
    from yingshu.orders.errors import MethodNotOffered
    from yingshu.orders.models.order import PaymentMethod
    from yingshu.orders.services import change_payment_method

    customer, product = trade.customer(limit=100000, investigated=True), trade.product()
    old = trade.order(customer, product, method="bill").id
    unsaid = trade.order(customer, product, method=None).id
    trade.parameters("orders.instruct", payment_methods=["prepaid", "cod", "credit"])
    manager = trade.actor("service_manager")
    for refused in (lambda: trade.order(customer, product, method="bill"), lambda: change_payment_method(
            actor=manager, order_id=unsaid, payment_method=PaymentMethod.BILL)):
        with pytest.raises(MethodNotOffered) as why:
            refused()
        assert (why.value.field, why.value.clause, why.value.data["offered"]) == ("payment_method", "ORD-01", "款到发货、代收货款、月结")
    for order_id in (old, unsaid):
        with pytest.raises(Refused) as stopped:
            send_instructions(actor=manager, order_id=order_id)
        assert (stopped.value.clause, SalesOrder._plain.get(pk=order_id).state) == ("ORD-01", "approved")
    form = page(browser(trade, "service_manager"), "/orders/new/")
    assert 'value="credit"' in form and 'value="bill"' not in form


@pytest.mark.clause("REC-01")
def test_what_a_contract_still_owes_is_looked_up_by_its_number(trade) -> None:
    """Two orders of contract HT-7: 20,000 owed, 12,000 paid: 8,000 remain, by contract, customer and slip."""
    from tests.support.browsing import browser, page, words
    from yingshu.receivables.services import record_receipt

    customer, product = trade.customer(limit=100000, investigated=True), trade.product(price="100")
    for contract in ("HT-7", "HT-7", "HT-8"):
        order_id = trade.order(customer, product, "100", method="credit", contract_number=contract).id
        trade.instruct(order_id)
        trade.ready(order_id)
        trade.vehicle(order_id)
        trade.leave(trade.slip(order_id))
    record_receipt(actor=trade.actor("finance"), customer_id=customer.pk, amount=1_200_000, oldest_first=True)
    client, slip = browser(trade, "finance"), SalesSlip._plain.order_by("pk")[1].number
    for query, left in (("contract_number=HT-7", "8,000.00"), (f"customer={customer.pk}", "18,000.00"), (f"q={slip}", "8,000.00")):
        assert left in words(page(client, f"/receivables/?view=open&{query}")), query


RESPONSIBLE = {"销售人员与销售部": "salesperson", "客户服务经理直接负责": "service_manager", "主任组织催收": "director",
               "销售副总负责资金回笼": "vice_president"}


@pytest.mark.clause("REC-02")
@pytest.mark.parametrize("variant", RESPONSIBLE)
def test_who_is_responsible_is_reminded_three_days_before_the_due_day(trade, variant: str) -> None:
    from yingshu.receivables.tasks import remind_due

    trade.parameters("receivables.collect", variant=variant)
    trade.shipped(trade.customer(limit=100000, investigated=True, credit_days=30), trade.product(), method="credit")
    trade.shipped(trade.customer("代收农资"), trade.product("有机肥"), method="cod")
    with clock.at(datetime(2026, 6, 27, 9, 0)):
        assert remind_due(actor=system()).data["due"] == 0
    with clock.at(datetime(2026, 6, 28, 9, 0)):
        assert [remind_due(actor=system()).data["due"] for _ in range(2)] == [1, 1]
    told = Message.objects.filter(clause="REC-02")
    assert [m.person_id for m in told] == [trade.company.person(RESPONSIBLE[variant]).pk]


@pytest.mark.clause("REC-09")
def test_collection_of_a_month_is_a_figure_of_the_ledger(trade) -> None:
    """800,000 fall due in June, 680,000 come in: 85 %; July has 120,000 to collect and nothing of it."""
    from yingshu.receivables.metrics import COLLECTION
    from yingshu.receivables.services import record_receipt

    customer, actor = trade.customer(limit=10_000_000, investigated=True, credit_days=20), trade.actor("director")
    trade.shipped(customer, trade.product(price="8000"), "100", method="credit")
    with clock.at(datetime(2026, 6, 20, 9, 0)):
        record_receipt(actor=trade.actor("finance"), customer_id=customer.pk, amount=68_000_000, oldest_first=True)
    with clock.at(datetime(2026, 7, 31, 9, 0)):
        rates = [COLLECTION.value(date(2026, m, 1), date(2026, m, d), actor) for m, d in ((6, 30), (7, 31))]
    assert rates == [Decimal("0.85"), 0]


@pytest.mark.clause("LOG-10")
def test_carriers_have_files_and_talks(trade) -> None:
    from tests.support.browsing import browser, page, words
    from yingshu.kernel.errors import AlreadyExists, NotFound
    from yingshu.logistics.services import change_carrier, create_carrier, record_talk, resume_carrier, stop_carrier

    clerk, carrier = trade.actor("logistics_clerk"), trade.carrier()
    with pytest.raises(AlreadyExists):
        create_carrier(actor=clerk, name=carrier.name)
    change_carrier(actor=clerk, carrier_id=carrier.pk, contact="何志强", routes="广州—佛山")
    record_talk(actor=clerk, carrier_id=carrier.pk, says="七月起每车 400 元")
    stop_carrier(actor=clerk, carrier_id=carrier.pk, reason="连续破损")
    order_id = trade.order(trade.customer(), trade.product()).id
    trade.instruct(order_id)
    with pytest.raises(NotFound):
        trade.vehicle(order_id)
    resume_carrier(actor=clerk, carrier_id=carrier.pk)
    trade.vehicle(order_id)
    shown = words(page(browser(trade, "logistics_clerk"), f"/carriers/{carrier.pk}/"))
    assert "七月起每车 400 元" in shown and "广州—佛山" in shown
