"""The keyboard only: search, new, walking a list, the line table with paste from Excel, saving, leaving, and what Back brings; two people
before one record."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from ..support.live import live
from ..support.places import Places
from .test_browser import Desk

PASTE = """([selector, text]) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  document.querySelector(selector).dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""
QUANTITIES = "[...document.querySelectorAll('[data-line]:not(.gone) [data-col=quantity]')].map((el) => el.value)"
FOCUS = "document.activeElement.name || document.activeElement.id"


def until(page: Any, condition: str) -> None:
    """Wait for a condition; the page's policy forbids Playwright's own way of doing so."""
    for _try in range(100):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(100)
    raise AssertionError(condition)


@pytest.mark.browser
@pytest.mark.slow
def test_without_a_mouse(chromium: Any, tmp_path: Path, places: Places) -> None:
    with live(places, tmp_path / "house") as house:
        desk = Desk(chromium, house)
        page = desk.at("service_manager", "/customers/")
        _shell(page)
        _dialog(page, house)
        _lines(desk.at("service_manager", "/orders/new/"))
        _leaving(page, house)
        _back(page, house)
        _together(desk)
        assert desk.errors == []


def _shell(page: Any) -> None:
    """/ searches, Escape leaves, ? helps, arrows walk the list and Enter opens the row."""
    page.keyboard.press("/")
    assert page.evaluate(FOCUS) == "search" or page.evaluate("document.activeElement.closest('.ys-search') !== null")
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    assert page.locator("dialog#help[open]").count() == 1
    page.keyboard.press("Escape")
    assert page.locator("dialog[open]").count() == 0
    page.locator("table td.id a").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/customers/\d+/"))


def _dialog(page: Any, house: Any) -> None:
    """N opens the dialog, a mistake is told at its field, Escape asks before typed words are lost, Ctrl+S saves."""
    page.goto(f"{house.url}/customers/")
    page.keyboard.press("n")
    page.wait_for_selector("dialog[open] [name=name]")
    page.fill("dialog [name=name]", "键盘农资")
    asked: list[str] = []

    def stay(dialog: Any) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    page.once("dialog", stay)
    page.keyboard.press("Escape")
    assert asked and "未保存" in asked[0] and page.locator("dialog[open] [name=name]").input_value() == "键盘农资"
    page.fill("dialog [name=uscc]", "１２３")
    page.focus("dialog [name=name]")
    page.keyboard.press("Control+s")
    page.wait_for_selector("dialog[open] .form-error")
    assert page.locator("dialog [name=uscc]").get_attribute("aria-invalid") == "true"
    page.fill("dialog [name=uscc]", "")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/customers/\d+/"))
    assert house.ask("select count(*) from customers_customer where name = '键盘农资'") == 1


def _lines(page: Any) -> None:
    """Two rows from Excel fall into place, names are looked up, full-width digits become digits; rows are walked, copied and undone."""
    page.wait_for_selector("[name=lines-0-quantity]")
    first = page.evaluate("document.querySelector('[data-line] [data-col]').name")
    page.evaluate(PASTE, [f"[name={first}]", "复合肥\t１０\n尿素\t5"])
    until(page, f"{QUANTITIES}.join() === '10,5'")
    until(page, "[...document.querySelectorAll('[data-line] [data-gross]')].every((el) => el.textContent !== '0.00')")
    assert page.locator("[data-sum=gross]").inner_text() == "1,450.00"
    page.focus("[name=lines-0-quantity]")
    page.keyboard.press("ArrowDown")
    assert page.evaluate(FOCUS) == "lines-1-quantity"
    page.keyboard.press("ArrowUp")
    assert page.evaluate(FOCUS) == "lines-0-quantity"
    page.locator("[data-line-copy]").nth(1).click()
    assert page.evaluate(QUANTITIES) == ["10", "5", "5"]
    page.locator("[data-line-delete]").nth(2).click()
    assert page.evaluate(QUANTITIES) == ["10", "5"]
    page.locator("[data-toast] .btn-sm:not(.btn-icon)").last.click()
    assert page.evaluate(QUANTITIES) == ["10", "5", "5"]
    page.locator("[data-line]:not(.gone)").last.locator("[data-col]:visible").last.focus()
    page.keyboard.press("Enter")
    until(page, f"{QUANTITIES}.length === 4")


def _leaving(page: Any, house: Any) -> None:
    """Unsaved lines: leaving the page asks."""
    asked: list[str] = []
    page.fill("[name=lines-0-quantity]", "11")
    page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(f"{house.url}/customers/")
    assert asked == ["beforeunload"]


def _back(page: Any, house: Any) -> None:
    """A condition stays in the address: open a record, go back, and the list is as it was; a shortcut fills in both days."""
    page.goto(f"{house.url}/customers/")
    page.fill(".ys-filter [name=q]", "键盘")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("q="))
    until(page, "document.querySelectorAll('table tbody tr').length === 1")
    page.locator("table td.id a").first.click()
    page.wait_for_url(re.compile(r"/customers/\d+/"))
    page.go_back()
    until(page, "document.querySelectorAll('table tbody tr').length === 1")
    assert page.locator(".ys-filter [name=q]").input_value() == "键盘"
    page.goto(f"{house.url}/orders/")
    page.locator("details.spans > summary").first.click()
    page.locator("[data-span]", has_text="今天").first.click()
    page.wait_for_url(re.compile(r"_from=(\d{4}-\d\d-\d\d)&[a-z_]+_to=\1"))


def _together(desk: Desk) -> None:
    """Who opens the form of a record that somebody else has open is told so in it; the form stays as it is."""
    customer = desk.house.ask("select id from customers_customer where name = '键盘农资'")
    first = desk.at("director", f"/act/customers.change/?customer_id={customer}")
    until(first, "document.querySelector('[hx-put]') && !document.querySelector('[hx-put].htmx-request')")
    page = desk.at("service_manager", f"/customers/{customer}/")
    page.locator("main details.dd summary").first.click()
    page.locator("[hx-get*='customers.change']").first.click()
    page.wait_for_selector("dialog[open] [hx-put] .is-warn")
    assert "主任周正 正在编辑（" in page.locator("dialog [hx-put]").inner_text()
    assert page.locator("dialog [name=name]").input_value() == "键盘农资"
