"""The main job once in a real browser: each step in the screen of the person whose job it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from ..support.company import PASSWORD
from ..support.live import Live, live
from ..support.places import Places

WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 360, "height": 780}
SERIOUS = {"serious", "critical"}


@pytest.fixture(scope="module")
def house(places: Places, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    with live(places, Path(tmp_path_factory.mktemp("journey"))) as running:
        yield running


class Desk:
    """People at their browsers; each keeps one, logged in once by name and password."""

    def __init__(self, browser: Any, house: Live) -> None:
        self.browser, self.house, self.pages, self.errors = browser, house, {}, []

    def at(self, who: str, address: str = "", *, phone: bool = False) -> Any:
        """The page of a person, at an address."""
        page = self.pages.get(who) or self._login(who, phone)
        if address:
            page.goto(self.house.url + address)
        return page

    def _login(self, who: str, phone: bool) -> Any:
        page = self.pages[who] = self.open(phone)
        if who != "visitor":
            page.goto(f"{self.house.url}/account/login/")
            page.fill("[name=login]", who)
            page.fill("[name=password]", PASSWORD)
            page.click("main form[method=post] button.btn-primary")
            page.wait_for_url(f"{self.house.url}/")
        return page

    def open(self, phone: bool = False) -> Any:
        """A page of a fresh browser; errors of scripts are gathered."""
        context = self.browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", viewport=PHONE if phone else WIDE, has_touch=phone)
        context.set_default_timeout(15_000)
        context.on("weberror", lambda event: self.errors.append(str(event.error)))
        return context.new_page()


def press(page: Any, words: str) -> None:
    """Press the button or link with exactly these words and wait for what it brings."""
    click(page, page.locator("button:visible, a.btn:visible").filter(has_text=re.compile(rf"^\s*{words}\s*$")).first)


def click(page: Any, target: Any) -> None:
    """Click and wait for what it brings. The page before is at rest already, so its state says nothing: the last answer must be there."""
    with page.expect_response(_last) as answer:
        target.click()
    answer.value.finished()
    page.wait_for_load_state("networkidle")


def _last(answer: Any) -> bool:
    """A page or a part of one, not the way to another page, nor the word that a form is open (PUT)."""
    onward = answer.status in range(300, 400) or {"hx-redirect", "hx-refresh"} & answer.headers.keys()
    return answer.request.resource_type in ("document", "xhr") and answer.request.method != "PUT" and not onward


def pick(page: Any, at: int, words: str) -> None:
    """Choose in the remote search at the given place of the page (0 is the customer, then one for each line)."""
    take(page, page.locator("#order-form .ts-control").nth(at), words)


def take(page: Any, control: Any, words: str) -> None:
    """Choose in a remote search, and leave it when all its answers are there, so that its list hides nothing."""
    control.click()
    control.locator("input").type(words)
    page.locator(".ts-dropdown:visible .option", has_text=words).first.click()
    page.wait_for_load_state("networkidle")
    page.evaluate("document.activeElement.blur()")


def accessible(page: Any) -> list[str]:
    """What axe finds that is serious."""
    found = Axe().run(page).response["violations"]
    return [f"{page.url} {v['id']}: {[n['html'][:160] for n in v['nodes']][:3]}" for v in found if v["impact"] in SERIOUS]


def fits(page: Any) -> bool:
    """True when a phone need not scroll sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"))


def number_in(page: Any) -> int:
    found = re.search(r"/(\d+)/", page.url)
    assert found, page.url
    return int(found[1])


@pytest.mark.browser
@pytest.mark.slow
def test_from_order_to_arrival(chromium: Any, house: Live) -> None:
    desk = Desk(chromium, house)
    trouble = _order(desk)
    order = number_in(desk.at("service_manager"))
    _workshop(desk, order)
    _refused_for_money(desk, order)
    _money_and_vehicle(desk, order)
    press(desk.at("service_manager", f"/orders/{order}/"), "开销售单")
    slip = house.ask("select id from orders_salesslip")
    trouble += _count_and_leave(desk, slip)
    _seen_by_customer(desk)
    trouble += _lists(desk, order)
    assert desk.errors == []
    assert trouble == []
    assert (house.ask("select count(*) from orders_salesorder"), house.ask("select state from orders_salesslip")) == (1, "arrived")


def _order(desk: Desk) -> list[str]:
    """Entry with two lines; a double click and Back give one order; the three instructions."""
    visitor = desk.at("visitor", "/account/login/")
    found = accessible(visitor)
    page = desk.at("service_manager")
    found += accessible(page)
    page.goto(f"{desk.house.url}/orders/new/")
    pick(page, 0, "甘泉")
    page.select_option("[name=payment_method]", "prepaid")
    pick(page, page.locator("#order-form .ts-control").count() - 1, "复合肥")
    page.fill("[name=lines-0-quantity]", "10")
    page.click("[data-line-add]")
    pick(page, page.locator("#order-form .ts-control").count() - 1, "尿素")
    page.fill("[name=lines-1-quantity]", "5")
    for name, value in (("consignee", "张三"), ("phone", "13800005678"), ("address", "肇庆市高要区金利镇甘泉路 18 号"),
                        ("packing", "原袋")):
        page.fill(f"[name={name}]", value)
    expect(page.locator("[data-sum=gross]")).to_have_text("1,450.00")
    page.locator("[data-submit]").dblclick()
    page.wait_for_url(re.compile(r"/orders/\d+/$"))
    order = page.url
    page.go_back()
    if page.locator("[data-submit]").count():
        page.locator("[data-submit]").click()
        page.wait_for_load_state("networkidle")
    assert desk.house.ask("select count(*) from orders_salesorder") == 1
    page.goto(order)
    press(page, "发指令")
    return found


def _workshop(desk: Desk, order: int) -> None:
    page = desk.at("workshop", f"/desk/workshop/{order}/", phone=True)
    assert fits(page)
    press(page, "备货反馈")
    assert desk.house.ask("select ready from orders_salesorder") == 1


def _refused_for_money(desk: Desk, order: int) -> None:
    page = desk.at("service_manager", f"/orders/{order}/")
    gate = page.locator("#gate").inner_text()
    assert "差" in gate and "1,450.00" in gate, gate
    assert re.search(r"ORD-06|REC-08", page.content())
    assert page.locator(".acts a.btn-primary, .acts button.btn-primary").filter(has_text="开销售单").count() == 0 or _refuses(page)
    assert desk.house.ask("select count(*) from orders_salesslip") == 0


def _refuses(page: Any) -> bool:
    press(page, "开销售单")
    return "差" in page.locator("dialog[open], #gate").first.inner_text()


def _money_and_vehicle(desk: Desk, order: int) -> None:
    page = desk.at("finance", f"/desk/finance/{order}/")
    page.fill("[name=amount]", "1450")
    press(page, "确认并反馈")
    page = desk.at("logistics_clerk", f"/desk/logistics/{order}/", phone=True)
    assert fits(page)
    click(page, page.locator(".bot form button").first)
    page.goto(f"{desk.house.url}/desk/logistics/{order}/")
    if page.locator(".ts-control").count():
        page.locator(".ts-control").first.click()
        page.locator(".ts-dropdown:visible .option", has_text="顺驰").first.click()
    else:
        page.select_option("[name=carrier_id]", label="顺驰物流")
    for name, value in (("plate", "粤A7K332"), ("driver", "王师傅"), ("driver_phone", "13900004410"), ("pickup_at", "2030-06-01T16:30")):
        page.fill(f"[name={name}]", value)
    press(page, "确认定车")


def _count_and_leave(desk: Desk, slip: int) -> list[str]:
    """One short: departure is refused; counted again it agrees, and the goods leave, are reported and arrive."""
    page = desk.at("logistics_clerk", f"/slips/{slip}/count/")
    assert fits(page)
    found = accessible(page)
    page.locator(".stepper [data-down]").first.click()
    press(page, "确认清点")
    page.goto(f"{desk.house.url}/slips/{slip}/count/")
    assert page.locator("button", has_text="确认发车").count() == 0
    assert "LOG-03" in page.content()
    assert desk.house.ask("select state from orders_salesslip") == "issued"
    for box, due in zip(page.locator(".stepper input").all(), ("10", "5"), strict=True):
        box.fill(due)
    press(page, "补货后重新清点")
    page.goto(f"{desk.house.url}/slips/{slip}/count/")
    press(page, "确认发车")
    shipment = desk.house.ask("select id from logistics_shipment")
    page.goto(f"{desk.house.url}/shipments/{shipment}/road/")
    press(page, "发货反馈")
    page.goto(f"{desk.house.url}/shipments/{shipment}/road/")
    page.fill("[name=signed_by]", "张三")
    press(page, "确认签收")
    return found


def _seen_by_customer(desk: Desk) -> None:
    """The public page: state and number, no prices, no other data."""
    token = desk.house.ask("select public_token from orders_salesorder")
    page = desk.at("visitor", f"/t/{token}/")
    text = page.locator("body").inner_text()
    assert "1,450" not in text and "13800005678" not in text
    assert desk.house.ask("select number from orders_salesorder") in text


def _lists(desk: Desk, order: int) -> list[str]:
    found = []
    for who, address in (("service_manager", "/orders/"), ("service_manager", f"/orders/{order}/"), ("service_manager", "/board/"),
                         ("finance", "/ageing/")):
        page = desk.at(who, address)
        page.wait_for_load_state("networkidle")
        found += accessible(page)
    assert "甘泉农资" in desk.at("finance", "/ageing/?basis=shipped").content() or "0.00" in desk.at("finance").content()
    return found
