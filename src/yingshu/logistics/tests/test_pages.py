"""The pages of dispatch: board, finding a vehicle, counting, the road, returns, printing, and the customer's page."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.http import QueryDict
from django.test import Client
from pypdf import PdfReader
from tests.support.browsing import browser, page, words
from tests.support.trade import START, Trade

from yingshu.documents.models import PrintLog, PrintSetup
from yingshu.kernel import clock
from yingshu.kernel.screens import SCREENS, rest
from yingshu.logistics.inputs import CountInput
from yingshu.logistics.models import Count, DispatchException, ReturnNote, Shipment
from yingshu.logistics.papers import data_of, decision_of
from yingshu.logistics.services import count, depart
from yingshu.orders.inputs import SlipLineInput
from yingshu.orders.models import Instruction, OrderLine, SalesOrder, SalesSlip, SlipLine
from yingshu.orders.services import acknowledge_finance, acknowledge_logistics, issue_slip, report_receipt, void_slip


@pytest.fixture
def cod_slip(trade: Trade) -> int:
    """200 bags on a slip, cash on delivery, a vehicle booked."""
    order_id = trade.order(trade.customer(), trade.product()).id
    trade.instruct(order_id)
    trade.ready(order_id)
    trade.vehicle(order_id)
    return trade.slip(order_id)


def line_of(slip_id: int) -> int:
    return SlipLine.objects.get(slip_id=slip_id).pk


def shipment_of(slip_id: int) -> int:
    found: int = Shipment._plain.get(slip_id=slip_id).pk
    return found


# ---- board -----------------------------------------------------------------------------------------------------------------

@pytest.fixture
def busy(trade: Trade) -> dict[str, int]:
    """One order in each group of the board."""
    customer, product = trade.customer(limit=100000, investigated=True), trade.product()
    ids = {name: trade.order(customer, product, "100", method="credit").id for name in ("ready", "one", "more", "part", "slipped")}
    for name, order_id in ids.items():
        trade.instruct(order_id)
        if name != "more":
            trade.ready(order_id)
            acknowledge_finance(actor=trade.actor("finance"), order_id=order_id)
            report_receipt(actor=trade.actor("finance"), order_id=order_id)
        if name not in ("one", "more"):
            trade.vehicle(order_id)
    line = OrderLine.objects.get(order_id=ids["part"])
    part = issue_slip(actor=trade.actor("service_manager"), order_id=ids["part"],
                      lines=[SlipLineInput(line_id=line.pk, quantity=Decimal(60))])
    trade.leave(part.id)
    trade.slip(ids["slipped"])
    return ids


def grouped(html: str) -> dict[str, list[str]]:
    """Heading → order numbers, in the order of the page."""
    found: dict[str, list[str]] = {}
    for chunk in html.split('<div class="bg">')[1:]:
        heading = words("<div>" + chunk.split("</div>")[0]).split()[0]
        found[heading] = re.findall(r'<span class="code">(DD\d+-\d+)</span>', chunk)
    return found


def test_board_sorts_by_lanes_missing(trade: Trade, busy: dict[str, int]) -> None:
    number = {name: SalesOrder._plain.get(pk=pk).number for name, pk in busy.items()}
    assert grouped(page(browser(trade, "service_manager"), "/board/")) == {
        "三路齐": [number["ready"]], "差一路": [number["one"]], "差两路以上": [number["more"]], "部分发货": [number["part"]],
        "已开单，未发车": [number["slipped"]]}


def test_board_sorts_by_day_and_by_vehicle_and_shows_my_orders(trade: Trade, busy: dict[str, int]) -> None:
    client = browser(trade, "service_manager")
    assert list(grouped(page(client, "/board/?by=day"))) == ["未要求日期"]
    by_vehicle = grouped(page(client, "/board/?by=vehicle"))
    assert len(by_vehicle["未定车"]) == 2 and sum(map(len, by_vehicle.values())) == 5
    assert grouped(page(browser(trade, "region_manager"), "/board/?mine=1")) == {}
    assert "没有在途订单" in page(browser(trade, "region_manager"), "/board/?mine=1")


def test_board_refreshes_only_its_part(trade: Trade, busy: dict[str, int]) -> None:
    html = browser(trade, "service_manager").get("/board/?part=1", headers={"HX-Request": "true", "HX-Target": "live"}).content.decode()
    assert "<html" not in html and 'class="board"' in html


def test_board_costs_the_same_with_more_orders(trade: Trade, busy: dict[str, int], query_budget: Any) -> None:
    client = browser(trade, "service_manager")
    page(client, "/board/")
    with query_budget("logistics.board"):
        page(client, "/board/")
    customer, product = trade.customer("丰收农资", limit=100000, investigated=True), trade.product()
    for _n in range(3):
        order_id = trade.order(customer, product, "1", method="credit").id
        trade.instruct(order_id)
        trade.ready(order_id)
        trade.vehicle(order_id)
    with query_budget("logistics.board"):
        page(client, "/board/")


def test_board_offers_each_department_its_own_step(trade: Trade) -> None:
    order_id = trade.order(trade.customer(), trade.product()).id
    trade.instruct(order_id)
    seen = {who: set(re.findall(r'action="/act/(\w+\.\w+)/', page(browser(trade, who), "/board/"))) for who in
            ("workshop", "finance", "logistics_clerk")}
    assert seen == {"workshop": {"orders.acknowledge_workshop"}, "finance": {"orders.acknowledge_finance"},
                    "logistics_clerk": {"orders.acknowledge_logistics", "orders.chase"}}


def test_board_tints_what_blocks(trade: Trade) -> None:
    order_id = trade.order(trade.customer(), trade.product()).id
    trade.instruct(order_id)
    Instruction.objects.filter(order_id=order_id, lane="finance").update(due_at=clock.now() - timedelta(hours=1))
    html = page(browser(trade, "service_manager"), "/board/?part=1")
    assert html.count('<div class="late">') == 1 and "超时：未受理" in html


# ---- finding a vehicle -------------------------------------------------------------------------------------------------------

@pytest.mark.clause("LOG-02")
def test_book_a_vehicle_on_the_phone(trade: Trade) -> None:
    order_id = trade.order(trade.customer(), trade.product()).id
    trade.instruct(order_id)
    client, carrier = browser(trade, "logistics_clerk"), trade.carrier()
    assert "请先受理指令" in page(client, f"/desk/logistics/{order_id}/")
    acknowledge_logistics(actor=trade.actor("logistics_clerk"), order_id=order_id)
    values = {"carrier_id": str(carrier.pk), "plate": "粤ａ7k332", "driver": "王师傅", "driver_phone": "13900004410",
              "pickup_at": "2026-06-01T16:30", "freight": "420.00", "expected_on": "2026-06-02"}
    missing = client.post(f"/desk/logistics/{order_id}/", {**values, "plate": "", "driver": ""})
    assert missing.status_code == 400 and 'value="13900004410"' in missing.content.decode() and not Shipment._plain.exists()
    assert client.post(f"/desk/logistics/{order_id}/", values).status_code == 302
    booked = Shipment._plain.get()
    assert (booked.plate, booked.driver, booked.freight_fen, booked.expected_on.isoformat()) == ("粤A7K332", "王师傅", 42000, "2026-06-02")
    shown = words(page(client, "/desk/logistics/"))
    assert "没有待办" in shown


# ---- counting and departing ---------------------------------------------------------------------------------------------------

@pytest.mark.clause("LOG-03")
def test_a_difference_is_told_and_stops_the_vehicle(trade: Trade, cod_slip: int) -> None:
    client, path = browser(trade, "logistics_clerk"), f"/slips/{cod_slip}/count/"
    first = page(client, path)
    assert 'value="200"' in first and 'data-due="200"' in first and "确认清点" in first and "17,000.00" in first
    assert client.post(path, {f"q-{line_of(cod_slip)}": "198"}).status_code == 302
    after = page(client, path)
    exception = DispatchException._plain.get()
    for text in ("暂不能发车", "复合肥：销售单 200，现场 198，短少 2。", exception.number, "补货后重新清点", 'value="198"'):
        assert text in after, text
    refused = client.post(path, {f"q-{line_of(cod_slip)}": "198", "do": "depart"})
    assert refused.status_code == 422 and "短少 2" in refused.content.decode()
    assert (SalesSlip._plain.get().state, Count.objects.get().matches) == ("issued", False)


@pytest.mark.clause("LOG-03")
def test_a_count_that_agrees_lets_it_depart(trade: Trade, cod_slip: int) -> None:
    client, path = browser(trade, "logistics_clerk"), f"/slips/{cod_slip}/count/"
    client.post(path, {f"q-{line_of(cod_slip)}": "２００"})
    assert "可以发车" in page(client, path) and "到货后代收 17,000.00 元" in page(client, path)
    values = {f"q-{line_of(cod_slip)}": "200", "do": "depart", "waybill": "SC0001", "idempotency_key": "d"}
    assert [client.post(path, values).status_code for _twice in range(2)] == [302, 302]
    slip = SalesSlip._plain.get()
    assert (slip.state, bool(slip.outbound_number), Shipment._plain.get().waybill) == ("shipped", True, "SC0001")
    assert slip.outbound_number in page(client, path)


def test_count_without_vehicle_says_what_to_do(trade: Trade) -> None:
    order_id = trade.order(trade.customer(), trade.product()).id
    trade.instruct(order_id)
    trade.ready(order_id)
    slip_id = trade.slip(order_id)
    client = browser(trade, "logistics_clerk")
    assert "还没有定车" in page(client, f"/slips/{slip_id}/count/")
    answer = client.post(f"/slips/{slip_id}/count/", {f"q-{line_of(slip_id)}": "200"})
    assert answer.status_code == 422 and "请先定车" in answer.content.decode()


def test_count_needs_its_right_and_stays_in_scope(trade: Trade, cod_slip: int) -> None:
    status = {who: browser(trade, who).get(f"/slips/{cod_slip}/count/").status_code for who in ("workshop", "warehouse", "logistics_clerk")}
    assert status == {"workshop": 403, "warehouse": 200, "logistics_clerk": 200}
    assert browser(trade, "logistics_clerk").get("/slips/999999/count/").status_code == 404


# ---- on the road ------------------------------------------------------------------------------------------------------------

@pytest.mark.clause("LOG-04")
@pytest.mark.clause("LOG-05")
def test_report_track_arrive_and_the_money_of_the_carrier(trade: Trade, cod_slip: int) -> None:
    clerk = trade.actor("logistics_clerk")
    count(actor=clerk, slip_id=cod_slip)
    depart(actor=clerk, slip_id=cod_slip)
    client, path = browser(trade, "logistics_clerk"), f"/shipments/{shipment_of(cod_slip)}/road/"
    assert "到货代收" in page(client, path) and "确认签收" not in page(client, path)
    client.post(path, {"do": "report", "waybill": "SC9"})
    client.post(path, {"do": "track", "place": "佛山", "note": "加油"})
    assert client.post(path, {"do": "arrive", "signed_by": ""}).status_code == 400
    assert client.post(path, {"do": "arrive", "signed_by": "张三", "damaged": "true"}).status_code == 302
    s = Shipment._plain.get()
    assert (s.state, s.waybill, s.signed_by, s.damaged, [n.place for n in s.nodes.all()]) == ("arrived", "SC9", "张三", True, ["佛山"])
    shown = words(page(client, path))
    assert "承运商未交" in shown and "17,000.00" in shown and "佛山" in shown
    item_link = re.search(r"/act/receivables\.hand_over_cod/\?item_id=\d+", page(browser(trade, "finance"), path))
    assert item_link is not None


def test_shipment_screen_shows_seven_steps(trade: Trade, cod_slip: int) -> None:
    trade.leave(cod_slip)
    shown = words(page(browser(trade, "service_manager"), f"/shipments/{shipment_of(cod_slip)}/"))
    assert all(step in shown for step in ("接令登记", "跟踪备货", "已定车", "提货发车", "发货反馈", "跟踪到货", "代收与运费结清"))
    assert "5/7 跟踪到货" in words(page(browser(trade, "service_manager"), "/shipments/"))


# ---- goods that come back -----------------------------------------------------------------------------------------------------

@pytest.mark.clause("SVC-14")
def test_goods_come_back(trade: Trade, cod_slip: int) -> None:
    trade.leave(cod_slip)
    client, path = browser(trade, "logistics_clerk"), f"/slips/{cod_slip}/return/"
    page(client, path)
    assert client.post(path, {f"q-{line_of(cod_slip)}": "0", "reason": "x"}).status_code in (400, 422)
    too_many = client.post(path, {f"q-{line_of(cod_slip)}": "201", "reason": "破损"})
    assert too_many.status_code == 422 and "最多只能退 200" in too_many.content.decode()
    assert client.post(path, {f"q-{line_of(cod_slip)}": "4", "reason": "破损"}).status_code == 302
    note = ReturnNote._plain.get()
    assert (note.gross_fen, [(x.quantity, x.restocked) for x in note.lines.all()]) == (34000, [(4, False)])


# ---- printing ---------------------------------------------------------------------------------------------------------------

def text_of(answer: Any) -> str:
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    return "".join(p.extract_text() for p in PdfReader(io.BytesIO(answer.content)).pages)


def test_prints_are_counted_and_say_so(trade: Trade, cod_slip: int) -> None:
    client, path = browser(trade, "service_manager"), f"/slips/{cod_slip}/print/"
    assert "首次打印" in page(client, path)
    pdf = f"/slips/{cod_slip}/print.pdf?template=sales_slip&paper=241x140"
    preview = text_of(client.get(pdf))
    number = SalesSlip._plain.get().number
    assert number in preview and "预览" in preview and "17,000.00" in preview and "代收货款" in preview
    assert client.get(f"{pdf}&copy=1").status_code == 404  # nobody printed it yet
    values = {"template": "sales_slip", "paper": "241x140", "x": "1.5", "y": "-0.5"}
    first, second = (client.post(path, {**values, "idempotency_key": key}) for key in ("a", "b"))
    again = client.post(path, {**values, "idempotency_key": "b"})
    assert [a.status_code for a in (first, second, again)] == [302, 302, 302]
    assert list(PrintLog.objects.order_by("copy").values_list("template", "paper", "copy")) == [("sales_slip", "241x140", 1),
                                                                                                ("sales_slip", "241x140", 2)]
    assert "草稿" not in text_of(client.get(first.headers["Location"])) and "补打" not in text_of(client.get(first.headers["Location"]))
    assert "补打" in text_of(client.get(second.headers["Location"]))
    kept = PrintSetup.objects.get(person_id=trade.company.person("service_manager").pk, template="sales_slip")
    assert (kept.paper, kept.x_mm, kept.y_mm) == ("241x140", Decimal("1.5"), Decimal("-0.5"))
    assert 'name="x" value="1.5"' in page(client, path) and "补打（第 3 次）" in page(client, path)


def test_void_slips_are_marked_and_the_outbound_note_comes_with_departure(trade: Trade, cod_slip: int) -> None:
    client = browser(trade, "service_manager")
    assert client.get(f"/slips/{cod_slip}/print/?template=outbound_note").status_code == 404
    trade.leave(cod_slip)
    outbound = text_of(client.get(f"/slips/{cod_slip}/print.pdf?template=outbound_note&paper=a4"))
    assert SalesSlip._plain.get().outbound_number in outbound and "17,000.00" not in outbound
    other = trade.order(trade.customer("丰收农资"), trade.product("有机肥")).id
    trade.instruct(other)
    trade.ready(other)
    void = trade.slip(other)
    void_slip(actor=trade.actor("service_manager"), slip_id=void, reason="改址")
    assert "作废" in text_of(client.get(f"/slips/{void}/print.pdf"))


def test_the_paper_names_the_decision_that_let_the_slip_out(trade: Trade, cod_slip: int) -> None:
    slip = SalesSlip._plain.select_related("order").get()
    decision = decision_of(slip)
    assert decision is not None and decision.control == "orders.slip_gate" and decision.outcome == "allow"
    data = data_of(slip, "sales_slip", {})
    assert (data["decision"], data["cod_fen"], data["total_fen"], data["qr"]) == (
        decision.number, 1700000, 1700000, f"{settings.BASE_URL}/t/{slip.order.public_token}/")
    assert data["tax"] == [{"rate": Decimal("0.09"), "net_fen": slip.net_fen, "tax_fen": slip.tax_fen}]


def test_printing_stays_in_scope(trade: Trade, cod_slip: int) -> None:
    stranger = browser(trade, "salesperson_west")
    assert [stranger.get(f"/slips/{cod_slip}/{tail}").status_code for tail in ("print/", "print.pdf")] == [404, 404]


# ---- the customer's page ------------------------------------------------------------------------------------------------------

def test_customers_see_progress_and_nothing_else(trade: Trade, cod_slip: int) -> None:
    order = SalesOrder._plain.get()
    address = f"/t/{order.public_token}/"
    assert "待发货" in page(Client(), address)
    trade.leave(cod_slip)
    shipment = shipment_of(cod_slip)
    Shipment._plain.filter(pk=shipment).update(waybill="SC0001", expected_on=START.date())
    html = page(Client(), address)
    shown = words(html)
    assert all(text in shown for text in (order.number, "运输中", "SC0001", "2026-06-01"))
    hidden = ("17,000", "17000", "85.00", "甘泉", "张三", "138", "金利镇", "复合肥", "顺驰", "王师傅", "粤A", "客服", "业务员张")
    assert [text for text in hidden if text in html] == []


def test_wrong_links_are_not_found_and_many_are_refused(trade: Trade, cod_slip: int) -> None:
    token = SalesOrder._plain.get().public_token
    client = Client()
    assert [client.get(f"/t/{wrong}/").status_code for wrong in (token[:-1], token + "x", "short", "0" * 22)] == [404] * 4
    answer = client.get(f"/t/{token}/")
    assert (answer.headers["X-Robots-Tag"], answer.headers["Referrer-Policy"], answer.headers["Cache-Control"]) == (
        "noindex", "no-referrer", "private, no-store")
    assert [client.get(f"/t/{token}/").status_code for _n in range(60)][-1] == 429


# ---- carriers -----------------------------------------------------------------------------------------------------------------

@pytest.mark.clause("LOG-10")
def test_carriers_are_rated_from_their_shipments(trade: Trade) -> None:
    customer, product = trade.customer(), trade.product()
    for n in range(4):
        order_id = trade.order(customer, product, "1").id
        trade.instruct(order_id)
        trade.ready(order_id)
        trade.vehicle(order_id)
        slip_id = trade.slip(order_id)
        trade.leave(slip_id)
        trade.arrived(slip_id)
        Shipment._plain.filter(slip_id=slip_id).update(expected_on=clock.today() - timedelta(days=n // 3), damaged=n == 0)
    shown = words(page(browser(trade, "logistics_clerk"), "/carriers/"))
    assert "顺驰物流" in shown and shown.count("75%") == 2
    assert "75.00%" in words(page(browser(trade, "logistics_clerk"), f"/carriers/{trade.carrier().pk}/"))


# ---- for machines -------------------------------------------------------------------------------------------------------------

def test_every_screen_answers_machines_and_exports(trade: Trade, cod_slip: int) -> None:
    trade.leave(cod_slip)
    client = browser(trade, "logistics_clerk")
    client.post(f"/slips/{cod_slip}/return/", {f"q-{line_of(cod_slip)}": "4", "reason": "破损"})
    actor = trade.actor("general_manager")
    found = {code: rest.record(SCREENS[code], actor, rest.listing(SCREENS[code], actor, QueryDict())["results"][0]["id"])
             for code in ("orders", "slips", "shipments", "returns", "carriers")}
    order, slip = found["orders"], found["slips"]
    assert (order["stage"], order["gross"], order["lines"][0]["quantity"], [i["lane"] for i in order["instructions"]]) == (
        "shipped", "17000.00", Decimal(200), ["workshop", "finance", "logistics"])
    assert (order["slips"][0]["number"], slip["lines"][0]["returned"], slip["collect_fen"]) == (slip["number"], Decimal(4), 1700000)
    assert (order["phone"], order["consignee"]) == ("138****5678", "张*")
    assert set(found["shipments"]["steps"]) == {"received", "followed", "booked", "departed", "reported", "arrived", "settled"}
    assert found["returns"]["lines"][0]["gross_fen"] == 34000 and found["carriers"]["name"] == "顺驰物流"
    for code in found:
        answer = browser(trade, "service_manager").get(f"/{code}/")
        assert answer.status_code == 200, code


@pytest.mark.clause("LOG-03")
def test_counts_have_a_list_of_their_own(trade: Trade, cod_slip: int) -> None:
    line = SlipLine.objects.get(slip_id=cod_slip)
    count(actor=trade.actor("logistics_clerk"), slip_id=cod_slip, lines=[CountInput(line_id=line.pk, counted=Decimal(198))])
    client, found = browser(trade, "logistics_clerk"), Count.objects.get()
    listed = page(client, "/site_counts/")
    assert "有差异" in listed and ">198<" in listed and ">-2<" in listed
    assert ">-2<" in page(client, f"/site_counts/{found.pk}/") and page(client, "/site_counts/?view=differs").count("<tr") == 2
    assert browser(trade, "salesperson_west").get(f"/site_counts/{found.pk}/").status_code == 404
