"""Approvals in a real browser: a flow is set by choosing, a special price is sent back, mended and agreed to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ..support.live import live
from ..support.places import Places
from .test_browser import Desk, accessible, click, fits, press, take


def set_flow(desk: Desk) -> list[str]:
    """The administrator sets the flow of special prices by choosing: kind of document, who decides, when. Answers what axe found."""
    page = desk.at("admin", "/flows/")
    press(page, "设置审批流")
    click(page, page.locator(".kinds a", has_text="特价申请").first)
    page.fill("[name=title]", "特价审批")
    step = page.locator("table[data-lines=steps] [data-line]").first
    step.locator("[data-col=title]").fill("主任审批")
    find(page, step, "营销中心主任")
    condition = page.locator("table[data-lines=conditions] [data-line]").first
    column(page, condition, "place", "主任审批")
    column(page, condition, "fact", "折扣")
    condition.locator("[data-col=op]").select_option(label="不低于")
    condition.locator("[data-col=value]").fill("1%")
    trouble = accessible(page)
    press(page, "设置审批流")
    assert "折扣 不低于 1%" in page.inner_text("main")
    return trouble + accessible(page)


def find(page: Any, row: Any, words: str) -> None:
    """Choose in the first remote search of a row."""
    take(page, row.locator(".ts-control").first, words)


def column(page: Any, row: Any, name: str, words: str) -> None:
    """Choose in the remote search of one column of a row."""
    take(page, row.locator(f"td:has([data-col={name}]) .ts-control"), words)


def confirm(page: Any) -> None:
    """Press the main button of the open dialog."""
    click(page, page.locator("#dialog [data-submit], #dialog button.btn-primary").first)


def choose(page: Any, name: str, words: str) -> None:
    """Choose in the remote search of a dialog."""
    places = f"#dialog [name={name}] ~ .ts-wrapper .ts-control, #dialog .ts-wrapper:has([name={name}]) .ts-control"
    take(page, page.locator(places).first, words)


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.clause("PRC-08")
def test_a_special_price_is_sent_back_mended_and_agreed_to(chromium: Any, tmp_path: Path, places: Places) -> None:
    with live(places, tmp_path / "house") as house:
        desk = Desk(chromium, house)
        trouble = set_flow(desk)
        seller = desk.at("salesperson", "/special_prices/")
        press(seller, "申请特价")
        choose(seller, "customer_id", "甘泉")
        choose(seller, "product_id", "复合肥")
        seller.fill("#dialog [name=price]", "80")
        seller.fill("#dialog [name=reason]", "批量采购")
        confirm(seller)
        approval = house.ask("select id from approvals_approval")
        head = desk.at("director", f"/approvals/{approval}/", phone=True)
        trouble += accessible(head)
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
