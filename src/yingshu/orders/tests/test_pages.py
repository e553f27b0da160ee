"""The pages of the order desk: list, order page, order entry, tasks of workshop and finance, partial slips."""

from __future__ import annotations

import itertools
import json
import re
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from tests.support.browsing import browser, page, words
from tests.support.trade import DELIVERY, Trade

from yingshu.customers.models import Customer
from yingshu.kernel import clock
from yingshu.kernel.errors import BusinessError
from yingshu.kernel.worklist import WORKLISTS
from yingshu.notifications.models import Message
from yingshu.orders.inputs import LineInput, ReadyInput, SlipLineInput
from yingshu.orders.models import Instruction, OrderLine, SalesOrder, SalesSlip
from yingshu.orders.models.order import PaymentMethod
from yingshu.orders.queries import stage
from yingshu.orders.rules import STAGES
from yingshu.orders.screens.order import in_stage, stage_tag
from yingshu.orders.services import (
    acknowledge_finance,
    acknowledge_workshop,
    comment,
    issue_slip,
    register_order,
    report_readiness,
    report_receipt,
)
from yingshu.pricing.models import PriceLine
from yingshu.receivables.models import AcceptanceBill
from yingshu.rulebook.decisions import Refused


def three_lines(trade: Trade, method: str = "prepaid", customer: Any = None, **more: Any) -> int:
    """The order of the story: 60 × 85 + 75 × 52 + 20 × 30 = 9,600.00."""
    products = [trade.product(name, price) for name, price in (("硫酸钾型复合肥", "85"), ("生物有机肥", "52"), ("水溶肥", "30"))]
    lines = [LineInput(product_id=p.pk, quantity=Decimal(q)) for p, q in zip(products, ("60", "75", "20"), strict=True)]
    customer = customer or trade.customer()
    return register_order(actor=trade.actor("service_manager"), customer_id=customer.pk, lines=lines, payment_method=PaymentMethod(method),
                          **{**DELIVERY, **more}).id


@pytest.fixture
def short(trade: Trade) -> int:
    """Everything is there but 200.00 yuan; the slip was refused."""
    order_id = three_lines(trade)
    trade.instruct(order_id)
    trade.ready(order_id)
    trade.paid(order_id, 940000)
    with pytest.raises(BusinessError):
        trade.slip(order_id)
    return order_id


# ---- list ----------------------------------------------------------------------------------------------------------------

def test_list_says_where_orders_are_stuck(trade: Trade, short: int, query_budget: Any) -> None:
    client = browser(trade, "service_manager")
    page(client, "/orders/")
    with query_budget("orders.list"):
        shown = words(page(client, "/orders/"))
    assert all(text in shown for text in ("甘泉农资", "闸口拒绝", "财务：差 200.00，到 9,400.00", "款到发货", "9,600.00", "9,400.00",
                                          "业务员张东"))
    assert "合计（全部 1 条）" in shown


def test_a_slip_to_issue_is_due_on_the_day_the_customer_wants_the_goods(trade: Trade) -> None:
    wanted = clock.today() + timedelta(days=3)
    for order_id in (three_lines(trade, required_on=wanted), three_lines(trade, customer=trade.customer("高要丰收农资"))):
        trade.instruct(order_id)
        trade.ready(order_id)
    todos = WORKLISTS["orders.slips"].items(trade.actor("service_manager"), 50)
    assert {t.due and clock.local(t.due).date() for t in todos} == {wanted, None}


def test_list_costs_the_same_with_more_orders(trade: Trade, query_budget: Any) -> None:
    customer, product = trade.customer(), trade.product()
    for _n in range(4):
        trade.instruct(trade.order(customer, product, "1").id)
    client = browser(trade, "service_manager")
    page(client, "/orders/")
    with query_budget("orders.list"):
        page(client, "/orders/")


@pytest.mark.parametrize(("view", "found"), [("all", True), ("mine", True), ("week", True), ("cod", False), ("review", False),
                                             ("overdue", False)])
def test_views(trade: Trade, short: int, view: str, found: bool) -> None:
    number = SalesOrder._plain.get(pk=short).number
    assert (number in page(browser(trade, "salesperson" if view == "mine" else "service_manager"), f"/orders/?view={view}")) is found


@pytest.mark.no_invariants
def test_stage_filter_is_the_computed_stage(trade: Trade) -> None:
    """The condition of every stage picks exactly the orders whose computed stage it is."""
    customer, owner = trade.customer(), trade.company.person("salesperson")
    amounts = list(itertools.product(("draft", "executing", "closed"), (0, 500), (0, 400, 1000), (0, 1000), (False, True)))
    for n, (state, slipped, shipped, arrived, ready) in enumerate(amounts):
        SalesOrder._plain.create(number=f"T{n}", customer=customer, customer_name="x", state=state, ordered_at=clock.now(), owner=owner,
                                 clerk_id=0, gross_fen=1000, slipped_fen=slipped, shipped_fen=shipped, arrived_fen=arrived, ready=ready,
                                 public_token=f"token-{n}")
    by_stage = {code: {o.pk for o in SalesOrder._plain.all() if stage(o).code == code} for code in STAGES}
    assert {code: set(SalesOrder._plain.filter(in_stage(code)).values_list("pk", flat=True)) for code in STAGES} == by_stage
    assert sum(map(len, by_stage.values())) == len(amounts)


def test_a_late_department_is_named_in_the_list(trade: Trade) -> None:
    order_id = trade.order(trade.customer(), trade.product()).id
    trade.instruct(order_id)
    Instruction.objects.filter(order_id=order_id, lane="finance").update(due_at=clock.now() - timedelta(minutes=1))
    tag = stage_tag(SalesOrder._plain.get(pk=order_id))
    assert (str(tag.label), tag.weight) == ("财务超时", "danger")


# ---- the order's page ------------------------------------------------------------------------------------------------------

@pytest.mark.clause("ORD-06")
def test_page_explains_the_refusal(trade: Trade, short: int) -> None:
    shown = words(page(browser(trade, "finance"), f"/orders/{short}/"))
    for text in ("闸口拒绝", "还差 200.00 元，暂不能开《销售单》：应到 9,600.00，实到 9,400.00。", "车间反馈已备 155 / 155。",
                 "款到发货，已登记，将印在单上。",
                 "只有备货完成且货款确认到账", "代收货款免到账", "财务确认到账", "登记补款", "人民币玖仟陆佰元整", "差 200.00 元"):
        assert text in shown, text
    assert re.search(r"决定 JD20260601-\d+ · 09:00", shown)


def test_page_costs_a_fixed_number_of_statements(trade: Trade, short: int, query_budget: Any) -> None:
    client = browser(trade, "service_manager")
    page(client, f"/orders/{short}/")
    with query_budget("orders.detail"):
        page(client, f"/orders/{short}/")


def test_page_costs_the_same_with_slips_and_vehicles(trade: Trade, query_budget: Any) -> None:
    """Two vehicles and two slips cost one statement each for slips, exceptions, counts and track nodes, however many there are."""
    def shipped_in(parts: int) -> str:
        order_id = three_lines(trade, "cod", trade.customer(f"客户{parts}"))
        trade.instruct(order_id)
        trade.ready(order_id)
        line = OrderLine.objects.filter(order_id=order_id).order_by("position")[0]
        for _n in range(parts):
            trade.vehicle(order_id)
            slip = issue_slip(actor=trade.actor("service_manager"), order_id=order_id,
                              lines=[SlipLineInput(line_id=line.pk, quantity=Decimal(1))]).id
            trade.leave(slip)
        return f"/orders/{order_id}/"

    client = browser(trade, "service_manager")
    for path in (shipped_in(1), shipped_in(3)):
        page(client, path)
        with query_budget("orders.detail_shipped"):
            page(client, path)


def test_page_masks_the_phone_and_offers_to_reveal_it(trade: Trade, short: int) -> None:
    html = page(browser(trade, "service_manager"), f"/orders/{short}/")
    assert "138****5678" in html and "13800005678" not in html
    assert f"/reveal/orders/{short}/phone/" in html


def test_each_department_sees_its_own_buttons(trade: Trade) -> None:
    order_id = trade.order(trade.customer(), trade.product()).id
    trade.instruct(order_id)
    seen = {who: set(re.findall(r"/act/orders\.(acknowledge_\w+|chase)", page(browser(trade, who), f"/orders/{order_id}/")))
            for who in ("workshop", "finance", "logistics_clerk", "service_manager")}
    assert seen == {"workshop": {"acknowledge_workshop"}, "finance": {"acknowledge_finance"},
                    "logistics_clerk": {"acknowledge_logistics", "chase"},
                    "service_manager": {"chase"}}


def test_words_and_registration_decisions_stand_on_the_page(trade: Trade, short: int) -> None:
    comment(actor=trade.actor("workshop"), order_id=short, says="小箱已备 <b>好</b>")
    shown = page(browser(trade, "service_manager"), f"/orders/{short}/")
    assert "小箱已备 &lt;b&gt;好&lt;/b&gt;" in shown
    assert {"订货客户备案", "价格权限", "订单录入与审核", "三路指令", "销售单闸口"} <= set(re.findall(r'<td class="nowrap">([^<]+)</td>',
                                                                            shown))


@pytest.mark.clause("ORD-18")
def test_what_finance_says_about_an_order_is_read_there_by_all_departments(trade: Trade, short: int) -> None:
    with clock.at(datetime(2026, 6, 1, 14, 5)):
        given = {"says": "货款已到账", "idempotency_key": "f"}
        assert browser(trade, "finance").post(f"/act/orders.comment/?order_id={short}", given).status_code == 302
        for who in ("service_manager", "workshop", "finance", "logistics_clerk"):
            shown = page(browser(trade, who), f"/orders/{short}/")
            assert ["货款已到账" in shown, "财务孙莉" in shown, "14:05" in shown] == [True, True, True], who


def test_a_colleague_named_in_a_comment_is_told_and_others_are_refused(trade: Trade, short: int) -> None:
    who, west = trade.company.person("salesperson"), trade.company.person("salesperson_west")
    client = browser(trade, "service_manager")
    says = f"@{who.name}，请催一下；抄送 a@b.cn"
    assert client.post(f"/act/orders.comment/?order_id={short}", {"says": says, "idempotency_key": "m"}).status_code == 302
    told = Message.objects.get(msgid__contains="mentioned")
    assert (told.person_id, told.url) == (who.pk, f"/orders/{short}/")
    with pytest.raises(BusinessError) as refused:
        comment(actor=trade.actor("service_manager"), order_id=short, says=f"@{west.name} 看看")
    assert refused.value.code == "cannot_see_order" and west.name in refused.value.text()
    found = client.get(f"/colleagues/?q={who.name[:1]}").json()["results"]
    assert who.name in [x["name"] for x in found]
    assert 'data-mention="/colleagues/"' in page(client, f"/orders/{short}/")


def test_out_of_scope_looks_missing(trade: Trade, short: int) -> None:
    assert browser(trade, "salesperson_west").get(f"/orders/{short}/").status_code == 404
    assert browser(trade, "salesperson").get(f"/orders/{short}/").status_code == 200


def test_visitors_are_sent_to_the_login(trade: Trade, short: int) -> None:
    for path in ("/orders/", f"/orders/{short}/", "/orders/new/", f"/desk/finance/{short}/", "/desk/workshop/"):
        answer = Client().get(path)
        assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, "/account/login/")


# ---- order entry -----------------------------------------------------------------------------------------------------------

def entry(customer: Any, product: Any, **more: str) -> dict[str, str]:
    return {"customer_id": str(customer.pk), "payment_method": "cod", "lines-TOTAL_FORMS": "1", "lines-0-product_id": str(product.pk),
            "lines-0-quantity": "１０", "lines-0-price": "85", "deposit_rate": "30", "source": "phone", "do": "submit",
            "idempotency_key": "k1", **more}


def test_entry_registers_once(trade: Trade) -> None:
    client, values = browser(trade, "service_manager"), entry(trade.customer(), trade.product())
    first, second = client.post("/orders/new/", values), client.post("/orders/new/", values)
    order = SalesOrder._plain.get()
    assert (first.status_code, second.status_code, first.headers["Location"], second.headers["Location"]) == (
        302, 302, f"/orders/{order.pk}/", f"/orders/{order.pk}/")
    assert (order.gross_fen, order.state, order.payment_method, order.consignee, order.phone) == (85000, "approved", "cod", "张三",
                                                                                                  "13800005678")


def test_entry_keeps_a_draft(trade: Trade) -> None:
    browser(trade, "service_manager").post("/orders/new/", entry(trade.customer(), trade.product(), do="draft", payment_method=""))
    assert SalesOrder._plain.get().state == "draft"


def test_entry_takes_discounts_in_percent(trade: Trade) -> None:
    trade.parameters("pricing.authority", matrix_enabled=True)
    client = browser(trade, "general_manager")
    answer = client.post("/orders/new/", entry(trade.customer(), trade.product(), **{"lines-0-discount": "5", "header_discount": "2"}))
    assert answer.status_code == 302, words(answer.content.decode())
    line = OrderLine.objects.get()
    assert (line.discount, line.order.header_discount, line.gross_fen) == (Decimal("0.05"), Decimal("0.02"), 79135)


def test_entry_tells_all_mistakes_at_once_and_keeps_what_was_typed(trade: Trade) -> None:
    answer = browser(trade, "service_manager").post("/orders/new/", entry(trade.customer(), trade.product(), **{
        "customer_id": "", "lines-0-quantity": "-1", "required_on": "not a day", "packing": "小箱"}))
    html = answer.content.decode()
    assert answer.status_code == 400
    assert html.count('class="form-error"') == 3 and 'value="小箱"' in html and 'value="-1"' in html
    assert not SalesOrder._plain.exists()


@pytest.mark.clause("PRC-07")
def test_entry_shows_a_refusal_in_place(trade: Trade) -> None:
    answer = browser(trade, "salesperson").post("/orders/new/", entry(trade.customer(), trade.product(), **{"lines-0-price": "90"}))
    html = answer.content.decode()
    assert answer.status_code == 422 and "gate" in html and 'value="90"' in html
    assert not SalesOrder._plain.exists()


def test_check_says_what_the_rules_would_say_and_writes_nothing(trade: Trade) -> None:
    client, values = browser(trade, "service_manager"), entry(trade.customer(limit=100, investigated=True), trade.product(),
                                                              payment_method="credit")
    shown = words(client.post("/orders/check/", values).content.decode())
    assert all(text in shown for text in ("订货客户备案", "价格权限", "订单录入与审核", "信用额度")) and "750.00" in shown
    assert words(client.post("/orders/check/", {**values, "customer_id": ""}).content.decode()).strip().startswith("选好客户")
    assert not SalesOrder._plain.exists()


def test_remote_search_fills_in(trade: Trade) -> None:
    customer, product = trade.customer(limit=1000), trade.product()
    client = browser(trade, "service_manager")
    hit = client.get("/orders/price/?q=复合").json()["results"][0]
    assert (hit["id"], hit["fill"]) == (product.pk, {"price": "85", "measure": "袋", "list": "85", "rate": "0.09"})
    fill = client.get("/orders/customers/?q=gqnz").json()["results"][0]["fill"]
    assert (fill["consignee"], fill["address"], fill["credit"]) == ("张三", customer.location, "信用额度 1,000.00，可用 1,000.00")
    assert "138****5678" in fill["phone_hint"] and "13800005678" not in str(fill)
    assert browser(trade, "workshop").get("/orders/price/?q=a").status_code == 403


def test_an_order_is_copied_with_todays_prices(trade: Trade) -> None:
    """Customer, goods and delivery come along; prices are of the list in force, discount and day are not taken over; the phone stays
    masked, and where it is not the filed one the form says so."""
    customer, product = trade.customer(), trade.product(price="85")
    old = trade.order(customer, product, "12.5", phone="13900004410",
                      required_on=clock.today(), packing="小箱").id
    PriceLine.objects.filter(product=product).update(price=Decimal("90"))
    client = browser(trade, "service_manager")
    assert f'href="/orders/new/?copy={old}"' in page(client, f"/orders/{old}/")
    html = page(client, f"/orders/new/?copy={old}")
    number = SalesOrder._plain.get(pk=old).number
    for text in (f'<option value="{customer.pk}" selected>', 'name="lines-0-quantity" value="12.5"', 'name="lines-0-price" value="90"',
                 'name="packing" value="小箱"', 'value="cod" selected', "原单电话 139****4410", f"复制自 {number}"):
        assert text in html, text
    assert "13900004410" not in html and 'name="required_on" value="20' not in html
    assert "复制自" not in page(browser(trade, "salesperson_west"), f"/orders/new/?copy={old}")
    assert "复制自" not in page(client, "/orders/new/?copy=x")


@pytest.mark.clause("CUS-02")
def test_a_customer_is_filed_from_within_the_order(trade: Trade) -> None:
    """The dialog begins with what was searched for; the answer tells the order form which customer to take."""
    client, path = browser(trade, "service_manager"), "/act/customers.create/?pick=customer_id"
    fragment = {"HX-Request": "true", "HX-Target": "dialog"}
    assert path in page(client, "/orders/new/")
    assert 'value="新丰农资"' in client.get(f"{path}&typed=新丰农资", headers=fragment).content.decode()
    answer = client.post(path, {"name": "新丰农资", "idempotency_key": "c"}, headers=fragment)
    made = Customer._plain.get(name="新丰农资")
    told = json.loads(answer.headers["HX-Trigger"])
    assert (answer.content, told["picked"]) == (b"", {"name": "customer_id", "id": made.pk, "words": made.number})
    assert made.number in told["toast"]["text"]
    assert client.get(f"/orders/customers/?q={made.number}").json()["results"][0]["id"] == made.pk


def test_the_customers_page_shows_its_orders_and_begins_a_new_one(trade: Trade, short: int) -> None:
    order = SalesOrder._plain.get(pk=short)
    html = page(browser(trade, "service_manager"), f"/customers/{order.customer_id}/")
    assert f'href="/orders/{short}/"' in html and f'href="/orders/new/?customer_id={order.customer_id}"' in html
    assert "差 200.00，到 9,400.00" in words(html)
    assert f'href="/orders/new/?customer_id={order.customer_id}"' not in page(browser(trade, "finance"), f"/customers/{order.customer_id}/")


# ---- tasks -----------------------------------------------------------------------------------------------------------------

@pytest.mark.clause("ORD-04")
def test_workshop_reports_a_part_on_the_phone(trade: Trade) -> None:
    order_id = three_lines(trade, "cod")
    trade.instruct(order_id)
    client = browser(trade, "workshop")
    assert "甘泉农资" in page(client, "/desk/workshop/") and "受理" in page(client, f"/desk/workshop/{order_id}/")
    acknowledge_workshop(actor=trade.actor("workshop"), order_id=order_id)
    first, second, third = OrderLine.objects.filter(order_id=order_id).order_by("position")
    answer = client.post(f"/desk/workshop/{order_id}/", {f"q-{first.pk}": "60", f"q-{second.pk}": "50", f"q-{third.pk}": "0",
                                                         "promised_at": "2026-06-02T10:00", "note": "2 号库"})
    assert answer.status_code == 302
    assert [x.ready for x in OrderLine.objects.filter(order_id=order_id).order_by("position")] == [60, 50, 0]
    instruction = Instruction.objects.get(order_id=order_id, lane="workshop")
    assert (instruction.state, clock.local(instruction.promised_at).isoformat()[:16], instruction.answer["note"]) == ("partial",
                                                                                                                      "2026-06-02T10:00",
                                                                                                                      "2 号库")


def test_workshop_cannot_report_more_than_ordered(trade: Trade) -> None:
    order_id = three_lines(trade, "cod")
    trade.instruct(order_id)
    line = OrderLine.objects.filter(order_id=order_id).first()
    assert line is not None
    answer = browser(trade, "workshop").post(f"/desk/workshop/{order_id}/", {f"q-{line.pk}": "61"})
    assert answer.status_code == 422 and "61" in answer.content.decode()
    assert set(OrderLine.objects.filter(order_id=order_id).values_list("ready", flat=True)) == {0}


@pytest.mark.clause("ORD-05")
def test_finance_answers_on_the_phone(trade: Trade) -> None:
    order_id = three_lines(trade)
    trade.instruct(order_id)
    client = browser(trade, "finance")
    assert "受理</button>" in page(client, "/desk/finance/")
    acknowledge_finance(actor=trade.actor("finance"), order_id=order_id)
    assert "查款反馈</a>" in page(client, "/desk/finance/")
    assert 'value="9600.00"' in page(client, f"/desk/finance/{order_id}/")
    answer = client.post(f"/desk/finance/{order_id}/", {"amount": "9,400.00", "payer": "甘泉农资", "idempotency_key": "f"})
    assert answer.status_code == 302
    instruction = Instruction.objects.get(order_id=order_id, lane="finance")
    assert (instruction.state, instruction.answer["received_fen"], instruction.answer["gap_fen"]) == ("answered", 940000, 20000)
    assert "200.00" in page(client, f"/desk/finance/{order_id}/")


@pytest.mark.clause("REC-08")
def test_finance_enters_an_acceptance_bill_on_the_phone(trade: Trade) -> None:
    order_id = trade.order(trade.customer(investigated=True, limit=1_000_000), trade.product(), "100", method="bill").id
    trade.instruct(order_id)
    client = browser(trade, "finance")
    assert 'data-when="method=bill"' in page(client, f"/desk/finance/{order_id}/")
    form = {"amount": "8,500.00", "method": "bill", "payer": "甘泉农资", "idempotency_key": "b"}
    assert client.post(f"/desk/finance/{order_id}/", form).status_code in (400, 422)
    bill = {"bill_number": "130258100001", "drawer": "甘泉农资", "matures_on": f"{clock.today() + timedelta(days=90):%Y-%m-%d}"}
    assert client.post(f"/desk/finance/{order_id}/", {**form, **bill, "idempotency_key": "c"}).status_code == 302
    kept = AcceptanceBill._plain.get()
    assert (kept.number, kept.drawer, kept.amount_fen) == ("130258100001", "甘泉农资", 850_000)
    assert Instruction.objects.get(order_id=order_id, lane="finance").answer["received_fen"] == 850_000


@pytest.mark.clause("ORD-06")
def test_where_bills_do_not_count_the_slip_waits_until_the_bill_is_honoured(trade: Trade) -> None:
    trade.parameters("orders.slip_gate", bill_counts_as_paid=False)
    order_id = trade.order(trade.customer(investigated=True, limit=1_000_000), trade.product(), "100", method="bill").id
    trade.instruct(order_id)
    trade.ready(order_id)
    matures = clock.today() + timedelta(days=90)
    report_receipt(actor=trade.actor("finance"), order_id=order_id, amount=850_000, method="bill", bill_number="B1", drawer="甘泉农资",
                   matures_on=matures)
    answer = Instruction.objects.get(order_id=order_id, lane="finance").answer
    assert (answer["received_fen"], answer["gap_fen"]) == (0, 850_000)
    with pytest.raises(Refused, match="8,500.00"):
        trade.slip(order_id)
    with clock.at(clock.moment(matures, time(9))):
        trade.company.act("receivables.honour_bill", "finance", bill_id=AcceptanceBill._plain.get().pk)
        answer = Instruction.objects.get(order_id=order_id, lane="finance").answer
        assert (answer["received_fen"], answer["gap_fen"]) == (850_000, 0)
        trade.slip(order_id)


def test_tasks_need_their_right(trade: Trade) -> None:
    order_id = three_lines(trade)
    trade.instruct(order_id)
    paths = ("/desk/workshop/", f"/desk/workshop/{order_id}/", "/desk/finance/", f"/desk/finance/{order_id}/")
    status = {who: [browser(trade, who).get(path).status_code for path in paths] for who in ("workshop", "finance")}
    assert status == {"workshop": [200, 200, 403, 403], "finance": [403, 403, 200, 200]}


# ---- a slip for a part -------------------------------------------------------------------------------------------------------

def test_slip_for_what_is_ready(trade: Trade) -> None:
    order_id = three_lines(trade, "cod")
    trade.instruct(order_id)
    first, second, third = OrderLine.objects.filter(order_id=order_id).order_by("position")
    report_readiness(actor=trade.actor("workshop"), order_id=order_id, lines=[ReadyInput(line_id=first.pk, ready=Decimal(40))])
    client = browser(trade, "service_manager")
    assert f'name="q-{first.pk}" form="task" value="40"' in page(client, f"/orders/{order_id}/part-slip/")
    answer = client.post(f"/orders/{order_id}/part-slip/", {f"q-{first.pk}": "40", f"q-{second.pk}": "0", f"q-{third.pk}": ""})
    slip = SalesSlip._plain.get()
    assert answer.status_code == 302 and [(x.order_line_id, x.quantity) for x in slip.lines.all()] == [(first.pk, 40)]
    refused = client.post(f"/orders/{order_id}/part-slip/", {f"q-{second.pk}": "75"})
    assert refused.status_code == 422 and "只备好 0 / 75" in refused.content.decode()


# ---- review ------------------------------------------------------------------------------------------------------------------

@pytest.mark.clause("ORD-02")
def test_only_who_may_decide_is_offered_the_review(trade: Trade) -> None:
    trade.parameters("orders.review", mode="manager")
    order_id = trade.order(trade.customer(), trade.product(), by="salesperson").id
    assert SalesOrder._plain.get(pk=order_id).state == "reviewing"
    offered = {who: re.findall(r"/act/orders\.(approve|reject)/", page(browser(trade, who), f"/orders/{order_id}/"))
               for who in ("salesperson", "assistant", "region_manager")}
    assert offered == {"salesperson": [], "assistant": [], "region_manager": ["reject", "reject", "approve", "approve"]}


def test_a_department_without_a_day_is_never_late(trade: Trade) -> None:
    order_id = trade.order(trade.customer(), trade.product()).id
    trade.instruct(order_id)
    with clock.at(clock.now() + timedelta(hours=1)):
        html = page(browser(trade, "service_manager"), "/orders/")
    assert Instruction.objects.get(order_id=order_id, lane="workshop").due_at is None
    assert "车间超时" not in html and "备货中" in html
