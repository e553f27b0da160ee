"""The order desk's clauses, one test per acceptance line and per way out."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal as D

import pytest

from yingshu.insight.queries import cooperation
from yingshu.kernel import clock
from yingshu.kernel.actor import Actor, Reach, system
from yingshu.kernel.errors import Conflict, IllegalTransition, InvalidInput, NotAllowed, NotFound
from yingshu.kernel.worklist import WORKLISTS
from yingshu.logistics.models import Shipment
from yingshu.logistics.services import arrive, count, depart
from yingshu.notifications.models import Message
from yingshu.orders import queries
from yingshu.orders.errors import NotTheReviewer, StillUnderWay, TooMuch, TooSoon
from yingshu.orders.inputs import LineInput, ReadyInput, SlipLineInput
from yingshu.orders.models import CustomerNotice, Instruction, OrderLine, SalesOrder, SalesSlip
from yingshu.orders.models.instruction import Lane
from yingshu.orders.models.order import PaymentMethod
from yingshu.orders.services import (
    acknowledge_workshop,
    approve_order,
    cancel_order,
    change_order,
    change_payment_method,
    chase,
    close_order,
    issue_slip,
    notify_customer,
    record_progress,
    record_receipt_note,
    refuse_instruction,
    register_order,
    reject_order,
    release_credit,
    report_readiness,
    send_instructions,
    submit_order,
    void_slip,
)
from yingshu.orders.tasks import escalate, remind_notices, remind_progress
from yingshu.products.errors import Discontinued
from yingshu.products.models import Product
from yingshu.receivables.models import CustomerAccount
from yingshu.rulebook.decisions import Refused
from yingshu.rulebook.models import DecisionRecord
from yingshu.stock.models import StockBalance


def stock_of(product: Product) -> tuple[D, D, D]:
    balance = StockBalance.objects.get(pk=product.pk)
    return balance.on_hand, balance.committed, balance.allotted


@pytest.mark.clause("PRD-01")
def test_a_discontinued_product_cannot_be_ordered(trade) -> None:
    customer, product = trade.customer(), trade.product()
    Product.objects.filter(pk=product.pk).update(discontinued=True)
    with pytest.raises(Discontinued) as refusal:
        trade.order(customer, product)
    assert (refusal.value.clause, SalesOrder._plain.count()) == ("PRD-01", 0)


@pytest.mark.clause("ORD-02", "ORD-11")
def test_an_unreviewed_order_is_not_released(trade) -> None:
    trade.parameters("orders.review", mode="manager")
    order = trade.order(trade.customer(), trade.product(), by="salesperson")
    assert order.state == "reviewing"
    with pytest.raises(IllegalTransition) as refusal:
        send_instructions(actor=trade.actor("service_manager"), order_id=order.id)
    assert refusal.value.clause == "ORD-02"
    with pytest.raises(NotTheReviewer):
        approve_order(actor=Actor(id=trade.company.person("salesperson").pk, name="x", rights=frozenset({"orders.approve"}),
                                  reach=Reach.ALL), order_id=order.id)
    assert approve_order(actor=trade.actor("director"), order_id=order.id).state == "approved"
    send_instructions(actor=trade.actor("service_manager"), order_id=order.id)
    workshop = Instruction.objects.get(order_id=order.id, lane="workshop")
    assert SalesOrder._plain.get(pk=order.id).released_at == clock.now()
    assert workshop.content["lines"][0]["quantity"] == "200"


@pytest.mark.clause("ORD-02")
def test_a_rejected_order_can_be_handed_in_again(trade) -> None:
    trade.parameters("orders.review", mode="manager")
    order = trade.order(trade.customer(), trade.product(), by="salesperson")
    assert reject_order(actor=trade.actor("director"), order_id=order.id, reason="问清包装").state == "rejected"
    assert submit_order(actor=trade.actor("salesperson"), order_id=order.id).state == "reviewing"


@pytest.mark.clause("ORD-02")
def test_in_policy_goes_straight_on_when_split_by_price(trade) -> None:
    trade.parameters("orders.review", mode="by_price")
    assert trade.order(trade.customer(), trade.product(), by="salesperson").state == "approved"


@pytest.mark.clause("ORD-03", "ORD-11")
def test_three_departments_have_one_item_each(trade) -> None:
    order = trade.order(trade.customer(), trade.product(), required_on=datetime(2026, 6, 4).date())
    trade.instruct(order.id)
    for key, lane in (("workshop", Lane.WORKSHOP), ("finance", Lane.FINANCE), ("logistics_clerk", Lane.LOGISTICS)):
        assert [i.order_id for i in queries.lane_queue(trade.actor(key), lane)] == [order.id]
    produce = list(WORKLISTS["orders.workshop"].items(trade.actor("workshop"), 10))
    assert [(t.number, t.due) for t in produce] == [(order.number, clock.moment(date(2026, 6, 4)))]
    content = Instruction.objects.get(lane="workshop").content
    assert {k: content[k] for k in ("packing", "payment_method", "address", "phone", "required_on")} == {
        "packing": "原袋", "payment_method": "cod", "address": "肇庆市高要区金利镇甘泉路 18 号", "phone": "13800005678",
        "required_on": "2026-06-04"}


@pytest.mark.clause("ORD-04")
def test_readiness_fulfils_the_goods_condition(trade) -> None:
    order_id = trade.order(trade.customer(), trade.product()).id
    trade.instruct(order_id)
    order = SalesOrder._plain.get(pk=order_id)
    ready = lambda: queries_preview(order).conditions[0].ok  # noqa: E731
    assert ready() is False
    trade.ready(order_id)
    assert ready() is True


def queries_preview(order: SalesOrder):
    from yingshu.orders.services.slips import preview_slip

    return preview_slip(order, list(OrderLine.objects.filter(order=order))).verdict


@pytest.mark.clause("ORD-05")
def test_a_late_answer_is_escalated_once(trade) -> None:
    order_id = trade.order(trade.customer(), trade.product()).id
    trade.instruct(order_id)
    with clock.at(datetime(2026, 6, 1, 11, 0)):
        assert escalate(actor=system()).data["escalated"] == 0
    with clock.at(datetime(2026, 6, 1, 11, 1)):
        assert escalate(actor=system()).data["escalated"] == 2
        assert escalate(actor=system()).data["escalated"] == 0
    told = set(Message.objects.filter(clause="ORD-05").values_list("person_id", flat=True))
    assert told == {trade.company.person("finance").pk, trade.company.person("service_manager").pk}


@pytest.mark.clause("ORD-07")
def test_the_customer_must_be_told_within_a_day(trade) -> None:
    _, slip_id = trade.shipped(trade.customer(), trade.product(), method="cod")
    manager = trade.actor("service_manager")
    assert [s.pk for s in queries.unnotified_slips(manager)] == [slip_id]
    with clock.at(datetime(2026, 6, 2, 9, 0)):
        assert remind_notices(actor=system()).data["reminded"] == 0
    with clock.at(datetime(2026, 6, 2, 9, 1)):
        assert remind_notices(actor=system()).data["reminded"] == 1
    trade.arrived(slip_id)
    assert [t.number for t in WORKLISTS["orders.notices"].items(manager, 9)] == [SalesSlip._plain.get().number]
    with clock.at(datetime(2026, 6, 3, 10)):
        notify_customer(actor=manager, slip_id=slip_id, channel=CustomerNotice.Channel.PHONE)
    assert not queries.unnotified_slips(manager).exists()
    assert SalesSlip._plain.get().told_at == clock.moment(date(2026, 6, 3), time(10))


@pytest.mark.clause("ORD-07")
def test_nobody_is_told_before_departure(trade) -> None:
    order_id = trade.order(trade.customer(), trade.product(), "10").id
    trade.instruct(order_id)
    trade.ready(order_id)
    slip_id = trade.slip(order_id)
    with pytest.raises(IllegalTransition):
        notify_customer(actor=trade.actor("service_manager"), slip_id=slip_id)


@pytest.mark.clause("ORD-08", "ORD-20")
def test_what_keeps_an_order_open(trade) -> None:
    order_id, slip_id = trade.shipped(trade.customer(), trade.product(price="50"), "100", method="cod")
    trade.arrived(slip_id)
    manager = trade.actor("service_manager")
    record_receipt_note(actor=manager, order_id=order_id, receipt_note="SH-1")
    with pytest.raises(Refused) as refusal:
        close_order(actor=manager, order_id=order_id)
    assert (refusal.value.clause, str(refusal.value)) == ("ORD-20", str(refusal.value.decision.verdict.says))
    assert [c.name for c in refusal.value.decision.verdict.conditions if not c.ok] == [
        "Customer's opinion", "Money collected by the carrier", "Payment"]
    record_receipt_note(actor=manager, order_id=order_id, customer_opinion="满意")
    with pytest.raises(Refused) as refusal:
        close_order(actor=manager, order_id=order_id)
    assert refusal.value.clause == "ORD-08"
    assert "5,000.00" in refusal.value.text()
    assert SalesOrder._plain.get(pk=order_id).state == "executing"


@pytest.mark.clause("ORD-12")
def test_silent_orders_remind_the_follower(trade) -> None:
    order_id = trade.order(trade.customer(), trade.product(), owner_id=trade.company.person("salesperson").pk).id
    trade.instruct(order_id)
    with clock.at(datetime(2026, 6, 4, 9, 0)):
        assert remind_progress(actor=system()).data["reminded"] == 0
    with clock.at(datetime(2026, 6, 5, 9, 0)):
        assert remind_progress(actor=system()).data["reminded"] == 1
        assert trade.company.person("salesperson").pk in set(Message.objects.filter(clause="ORD-12").values_list("person_id", flat=True))
        trade.parameters("orders.follow_up", feedback_every_days=5)
        assert remind_progress(actor=system()).data["reminded"] == 0
    with clock.at(datetime(2026, 6, 7, 9, 0)):
        assert remind_progress(actor=system()).data["reminded"] == 1
        record_progress(actor=trade.actor("salesperson"), order_id=order_id, says="已投产")
        assert not queries.silent_orders(trade.actor("director"), clock.now()).exists()


@pytest.mark.clause("ORD-12")
def test_the_follower_is_a_variant(trade) -> None:
    trade.parameters("orders.follow_up", variant="助理协助跟单")
    trade.instruct(trade.order(trade.customer(), trade.product()).id)
    with clock.at(datetime(2026, 6, 5, 9, 0)):
        remind_progress(actor=system())
    assert set(Message.objects.filter(clause="ORD-12").values_list("person_id", flat=True)) == {trade.company.person("assistant").pk}


@pytest.mark.clause("ORD-14")
@pytest.mark.parametrize(("ordered", "stock", "outcome", "gap"), [("200", 500, "allow", {}), ("2000", 500, "route", {"复合肥": "1500"}),
                                                                 ("1500", 2000, "allow", {})])
def test_bulk_without_stock_is_produced(trade, ordered: str, stock: int, outcome: str, gap: dict) -> None:
    """S9 step 4: 2,000 wanted, 500 in stock: production, gap 1,500; 200: billed directly."""
    order_id = trade.order(trade.customer(), trade.product(stock=stock), ordered).id
    sent = send_instructions(actor=trade.actor("service_manager"), order_id=order_id)
    assert sent.data["to_produce"] == gap
    assert Instruction.objects.get(lane="workshop").content["produce"] == gap
    assert DecisionRecord.objects.get(control="stock.supply").outcome == outcome


@pytest.mark.clause("ORD-15")
def test_outbound_numbers_are_without_gap_and_move_stock(trade) -> None:
    customer, product = trade.customer(), trade.product(stock=100)
    slips = [trade.shipped(customer, product, "10", method="cod")[1] for _ in range(3)]
    assert list(SalesSlip._plain.filter(pk__in=slips).order_by("pk").values_list("outbound_number", flat=True)) == [
        "CH20260601-0001", "CH20260601-0002", "CH20260601-0003"]
    assert stock_of(product) == (70, 0, 0)


@pytest.mark.clause("ORD-17")
def test_cooperation_is_counted(trade) -> None:
    customer, product = trade.customer(), trade.product()
    orders = [trade.order(customer, product, "1").id for _ in range(3)]
    for order_id in orders:
        trade.instruct(order_id)
    with clock.at(datetime(2026, 6, 1, 12, 0)):
        for order_id in orders:
            trade.paid(order_id, 0)
        refuse_instruction(actor=trade.actor("workshop"), order_id=orders[0], lane=Lane.WORKSHOP, reason="缺料")
        chase(actor=trade.actor("service_manager"), order_id=orders[1], lane=Lane.WORKSHOP)
        with pytest.raises(TooSoon):
            chase(actor=trade.actor("service_manager"), order_id=orders[1], lane=Lane.WORKSHOP)
    rows = {r.lane: r for r in cooperation(date(2026, 6, 1), date(2026, 6, 30), trade.actor("director"))}
    assert (rows["finance"].late, rows["finance"].sent) == (3, 3)
    assert (rows["workshop"].refused, rows["workshop"].chased) == (1, 1)


def test_partial_readiness_and_partial_shipment(trade) -> None:
    """What is ready may leave; the rest follows on a slip of its own; parts add up to the order."""
    customer, product = trade.customer(), trade.product(price="33.33", stock=1000)
    order_id = trade.order(customer, product, "7", method="cod").id
    trade.instruct(order_id)
    line = OrderLine.objects.get(order_id=order_id)
    acknowledge_workshop(actor=trade.actor("workshop"), order_id=order_id)
    report_readiness(actor=trade.actor("workshop"), order_id=order_id, lines=[ReadyInput(line_id=line.pk, ready="3")],
                     promised_at=clock.now() + timedelta(days=1))
    assert Instruction.objects.get(order_id=order_id, lane="workshop").state == "partial"
    manager = trade.actor("service_manager")
    with pytest.raises(Refused) as refusal:
        issue_slip(actor=manager, order_id=order_id)
    assert refusal.value.clause == "ORD-04"
    first = issue_slip(actor=manager, order_id=order_id, lines=[SlipLineInput(line_id=line.pk, quantity="3")])
    with pytest.raises(Refused):
        issue_slip(actor=manager, order_id=order_id, lines=[SlipLineInput(line_id=line.pk, quantity="1")])
    with pytest.raises(TooMuch):
        issue_slip(actor=manager, order_id=order_id, lines=[SlipLineInput(line_id=line.pk, quantity="5")])
    report_readiness(actor=trade.actor("workshop"), order_id=order_id)
    second = issue_slip(actor=manager, order_id=order_id)
    amounts = list(SalesSlip._plain.filter(pk__in=[first.id, second.id]).order_by("id").values_list("gross_fen", flat=True))
    assert (amounts, sum(amounts)) == ([9999, 13332], 23331)
    assert queries.stage(SalesOrder._plain.get(pk=order_id)).code == "to_ship"
    trade.vehicle(order_id)
    trade.leave(first.id)
    assert queries.stage(SalesOrder._plain.get(pk=order_id)).code == "part_shipped"
    assert stock_of(product) == (997, 4, 4)


def test_a_void_slip_gives_everything_back(trade) -> None:
    product = trade.product(stock=100)
    order_id = trade.order(trade.customer(), product, "10").id
    trade.instruct(order_id)
    trade.ready(order_id)
    slip_id = trade.slip(order_id)
    assert stock_of(product) == (100, 10, 10)
    void_slip(actor=trade.actor("service_manager"), slip_id=slip_id, reason="地址改了")
    assert stock_of(product) == (100, 10, 0)
    assert SalesSlip._plain.get(pk=trade.slip(order_id)).gross_fen == 85000


def test_cancelling_gives_stock_and_credit_back(trade) -> None:
    customer, product = trade.customer(limit=50000, investigated=True), trade.product(stock=100)
    order_id = trade.order(customer, product, "10", method="credit").id
    trade.instruct(order_id)
    assert CustomerAccount.objects.get(pk=customer.pk).committed_fen == 85000
    trade.ready(order_id)
    slip_id = trade.slip(order_id)
    manager = trade.actor("service_manager")
    with pytest.raises(StillUnderWay):
        cancel_order(actor=manager, order_id=order_id, reason="客户改主意")
    void_slip(actor=manager, slip_id=slip_id, reason="取消")
    cancel_order(actor=manager, order_id=order_id, reason="客户改主意")
    assert stock_of(product) == (100, 0, 0)
    assert CustomerAccount.objects.get(pk=customer.pk).committed_fen == 0
    assert set(Instruction.objects.values_list("state", flat=True)) == {"withdrawn"}


def test_credit_warns_at_the_order_and_blocks_at_dispatch(trade) -> None:
    customer, product = trade.customer(limit=1000, investigated=True), trade.product(price="100", stock=100)
    order_id = trade.order(customer, product, "11", method="credit").id
    assert DecisionRecord.objects.get(control="receivables.credit").outcome == "warn"
    trade.instruct(order_id)
    trade.ready(order_id)
    with pytest.raises(Refused) as refusal:
        trade.slip(order_id)
    assert refusal.value.decision.control.code == "receivables.credit"
    assert "100.00" in refusal.value.text()
    release_credit(actor=trade.actor("director"), order_id=order_id, reason="明天到款")
    trade.vehicle(order_id)
    trade.leave(trade.slip(order_id))
    account = CustomerAccount.objects.get(pk=customer.pk)
    assert (account.committed_fen, account.receivable_fen) == (0, 110000)


def test_the_payment_method_can_change_before_goods_leave(trade) -> None:
    customer, product = trade.customer(limit=50000, investigated=True), trade.product()
    order_id = trade.order(customer, product, "10", method="credit").id
    manager = trade.actor("service_manager")
    change_payment_method(actor=manager, order_id=order_id, payment_method=PaymentMethod.PREPAID, reason="客户同意")
    assert CustomerAccount.objects.get(pk=customer.pk).committed_fen == 0
    trade.instruct(order_id)
    trade.ready(order_id)
    with pytest.raises(Refused) as refusal:
        trade.slip(order_id)
    assert refusal.value.clause == "REC-08"
    change_payment_method(actor=manager, order_id=order_id, payment_method=PaymentMethod.COD)
    trade.slip(order_id)
    with pytest.raises(IllegalTransition):
        change_payment_method(actor=manager, order_id=order_id, payment_method=PaymentMethod.PREPAID)


def test_two_people_changing_the_same_order(trade) -> None:
    order_id = trade.order(trade.customer(), trade.product()).id
    manager, version = trade.actor("service_manager"), SalesOrder._plain.get(pk=order_id).version
    change_order(actor=manager, order_id=order_id, version=version, packing="小箱")
    with pytest.raises(Conflict):
        change_order(actor=manager, order_id=order_id, version=version, packing="大箱")
    with pytest.raises(InvalidInput):
        change_order(actor=manager, order_id=order_id)
    assert SalesOrder._plain.get(pk=order_id).packing == "小箱"


@pytest.mark.clause("PRC-07")
@pytest.mark.parametrize(("price", "says"), [("98", "比价目价 100 低 2.00%"), ("105", "比价目价 100 高 5.00%")])
def test_a_price_other_than_the_lists_is_refused_and_kept_on_record(trade, price: str, says: str) -> None:
    """List price 100, no permit: 98 and 105 are refused alike; nothing is registered, the refusal stays."""
    customer, product = trade.customer(), trade.product(price="100")
    with pytest.raises(Refused) as refusal:
        trade.order(customer, product, "10", method="prepaid", by="salesperson", price=price)
    assert (refusal.value.clause, says in refusal.value.text(), SalesOrder._plain.exists()) == ("PRC-07", True, False)
    record = DecisionRecord.objects.get(control="pricing.authority")
    assert (record.outcome, record.clause, record.actor_name, record.verdict["figures"]["price"]) == (
        "refuse", "PRC-07", trade.actor("salesperson").name, price)


@pytest.mark.clause("ORG-29")
def test_a_delegate_approves_orders_up_to_the_limit(trade) -> None:
    from yingshu.organisation.errors import LimitExceeded
    from yingshu.organisation.services import delegate

    trade.parameters("orders.review", mode="manager")
    customer, product = trade.customer(), trade.product(price="100")
    small, large = (trade.order(customer, product, n, method="prepaid", by="salesperson").id for n in ("100", "101"))
    with pytest.raises(NotAllowed):
        approve_order(actor=trade.actor("assistant"), order_id=small)
    delegate(actor=trade.actor("director"), right="orders.approve", receiver_id=trade.company.person("assistant").pk,
             first_day=clock.today(), last_day=clock.today(), limit_fen=10_000_00, note="外出")
    with pytest.raises(LimitExceeded) as refused:
        approve_order(actor=trade.actor("assistant"), order_id=large)
    assert refused.value.data == {"giver": trade.actor("director").name, "limit": "10,000.00", "amount": "10,100.00"}
    assert approve_order(actor=trade.actor("assistant"), order_id=small).state == "approved"
    assert SalesOrder._plain.get(pk=large).state == "reviewing"


@pytest.mark.clause("CUS-20")
def test_orders_of_other_regions_do_not_exist(trade) -> None:
    west = trade.customer("西区客户", unit="west", owner="salesperson_west")
    order_id = trade.order(west, trade.product(), by="director").id
    stranger = trade.actor("salesperson")
    assert not SalesOrder.objects.visible_to(stranger).filter(pk=order_id).exists()
    for call in (lambda: change_order(actor=stranger, order_id=order_id, packing="x"),
                 lambda: submit_order(actor=stranger, order_id=order_id)):
        with pytest.raises(NotFound):
            call()


def test_header_and_line_discounts_count_for_the_floor(trade) -> None:
    """Price authority judges the price after every discount; the deviation of 10 % × 5 % is refused without a permit."""
    customer, product = trade.customer(), trade.product(price="100")
    line = LineInput(product_id=product.pk, quantity="3", discount="0.1")
    with pytest.raises(Refused) as refusal:
        register_order(actor=trade.actor("service_manager"), customer_id=customer.pk, lines=[line], header_discount=D("0.05"),
                       payment_method=PaymentMethod.COD)
    assert refusal.value.clause == "PRC-07"


def test_public_progress_shows_no_prices(trade) -> None:
    order_id, _ = trade.shipped(trade.customer(), trade.product(), method="cod")
    order = SalesOrder._plain.get(pk=order_id)
    seen = queries.public_progress(order.public_token)
    assert seen is not None and seen["number"] == order.number and seen["stage"].code == "shipped"
    assert queries.public_progress("x") is None and queries.public_progress(order.public_token[:-1] + "!") is None


def test_arrival_needs_the_departure_reported(trade) -> None:
    order_id = trade.order(trade.customer(), trade.product(), "10").id
    trade.instruct(order_id)
    trade.ready(order_id)
    shipment_id = trade.vehicle(order_id)
    slip_id = trade.slip(order_id)
    clerk = trade.actor("logistics_clerk")
    count(actor=clerk, slip_id=slip_id)
    depart(actor=clerk, slip_id=slip_id)
    with pytest.raises(Refused) as refusal:
        arrive(actor=clerk, shipment_id=shipment_id, signed_by="张三")
    assert refusal.value.clause == "LOG-01"
    assert Shipment._plain.get(pk=shipment_id).state == "under_way"


@pytest.mark.clause("REC-08", "ORD-05")
def test_later_money_takes_the_gap_out_of_finances_answer(trade) -> None:
    """Finance answers 5,000 due, 4,800 received; the missing 200 come later: the lane shows no gap any more, nobody answers twice."""
    from yingshu.receivables.services import record_receipt, reverse_receipt

    order_id = trade.order(trade.customer(), trade.product(price="50"), "100", method="prepaid").id
    trade.instruct(order_id)
    assert trade.paid(order_id, 480000).data["gap"] == "200.00"
    gap = lambda: Instruction.objects.get(order_id=order_id, lane="finance").answer["gap_fen"]  # noqa: E731
    later = record_receipt(actor=trade.actor("finance"), order_id=order_id, amount=20000)
    assert gap() == 0
    reverse_receipt(actor=trade.actor("finance"), receipt_id=later.id, reason="记错")
    assert gap() == 20000
