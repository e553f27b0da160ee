"""Approvals in a real browser: a special price is sent back, mended and agreed to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ..support.live import live, run
from ..support.places import Places
from .test_browser import Desk, accessible, click, fits, press

FLOW = """
import django; django.setup()
from yingshu.kernel.actor import system
from yingshu.approvals.services import save_flow
save_flow(actor=system(), content={"code": "special_price", "title": "特价审批", "kind": "special_price", "steps": [
    {"code": "head", "title": "主任审批", "who": {"posts": ["director"]}}]})
"""


def confirm(page: Any) -> None:
    """Press the main button of the open dialog."""
    click(page, page.locator("#dialog [data-submit], #dialog button.btn-primary").first)


def choose(page: Any, name: str, words: str) -> None:
    """Choose in the remote search of a dialog."""
    control = page.locator(f"#dialog [name={name}] ~ .ts-wrapper .ts-control, #dialog .ts-wrapper:has([name={name}]) .ts-control").first
    control.click()
    control.locator("input").type(words)
    page.locator(".ts-dropdown:visible .option", has_text=words).first.click()
    page.keyboard.press("Escape")


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.clause("PRC-08")
def test_a_special_price_is_sent_back_mended_and_agreed_to(chromium: Any, tmp_path: Path, places: Places) -> None:
    with live(places, tmp_path / "house") as house:
        run(FLOW, house.home)
        desk = Desk(chromium, house)
        seller = desk.at("salesperson", "/special_prices/")
        press(seller, "申请特价")
        choose(seller, "customer_id", "甘泉")
        choose(seller, "product_id", "复合肥")
        seller.fill("#dialog [name=price]", "80")
        seller.fill("#dialog [name=reason]", "批量采购")
        confirm(seller)
        approval = house.ask("select id from approvals_approval")
        head = desk.at("director", f"/approvals/{approval}/", phone=True)
        trouble = accessible(head)
        assert fits(head)
        press(head, "退回")
        head.fill("#dialog [name=reason]", "写明数量")
        confirm(head)
        special = house.ask("select id from pricing_specialprice")
        seller = desk.at("salesperson", f"/special_prices/{special}/")
        trouble += accessible(seller)
        press(seller, "修改后重新提交")
        seller.fill("#dialog [name=reason]", "批量采购 50 袋")
        confirm(seller)
        head = desk.at("director", f"/approvals/{approval}/")
        press(head, "同意")
        confirm(head)
        trouble += accessible(head)
        assert (desk.errors, trouble) == ([], [])
        assert house.ask("select state from pricing_specialprice") == "granted"
        assert house.ask("select state from approvals_approval") == "agreed"
