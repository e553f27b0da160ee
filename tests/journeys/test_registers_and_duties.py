"""A register is declared without code and filled in on a phone; a duty is taken over, done from the calendar, and counted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ..support.live import live
from ..support.places import Places
from .test_browser import Desk, accessible, click, fits, press

YES = "#dialog [data-submit], #dialog button.btn-primary"


@pytest.mark.browser
@pytest.mark.slow
def test_a_register_without_code(chromium: Any, tmp_path: Path, places: Places) -> None:
    with live(places, tmp_path / "house") as house:
        desk = Desk(chromium, house)
        page = desk.at("admin", "/registers/design/")
        for name, text in (("code", "keys"), ("title", "钥匙台账"), ("prefix", "YS")):
            page.fill(f"[name={name}]", text)
        press(page, "预览")
        assert page.locator("#preview").is_visible(), page.locator("main").inner_text()
        assert accessible(page) == []
        press(page, "生效")
        assert page.url.endswith("/r/keys/")
        phone = desk.at("assistant", "/r/keys/new/", phone=True)
        assert fits(phone) and accessible(phone) == []
        phone.fill("[name=subject]", "东区仓库")
        click(phone, phone.locator("main form[method=post] [data-submit]").first)
        assert "/r/keys/" in phone.url and "东区仓库" in phone.content() and fits(phone) and accessible(phone) == []
        for address in ("/r/keys/", "/r/keys/statistics/", "/r/?q=钥匙"):
            phone.goto(house.url + address)
            assert fits(phone) and accessible(phone) == [], address
        leader = desk.at("general_manager", "/r/keys/")
        press(leader, "导出")
        assert leader.locator("#dialog form").is_visible()
        assert (desk.errors, house.ask("select headline from registers_entry")) == ([], "东区仓库")


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.clause("ORG-36")
def test_a_duty_from_the_calendar_to_the_rate(chromium: Any, tmp_path: Path, places: Places) -> None:
    with live(places, tmp_path / "house") as house:
        desk = Desk(chromium, house)
        page = desk.at("director", "/duties/library/")
        page.check("input[name=codes][value=superior_inspection]")
        press(page, "拟定所选义务")
        address = page.locator("tbody a[href^='/duty_versions/']").first.get_attribute("href").partition("?")[0]
        leader = desk.at("vice_president", address)
        press(leader, "发布义务")
        click(leader, leader.locator(YES).first)
        page.goto(f"{house.url}/duties/calendar/?view=list")
        assert accessible(page) == []
        page.locator(".cal-e").first.click()
        page.wait_for_load_state("networkidle")
        page.goto(f"{house.url}/occurrences/?view=to_do")
        page.locator("tbody a[href^='/occurrences/']").first.click()
        page.wait_for_load_state("networkidle")
        press(page, "去办理")
        page.fill("[name=work]", "日常台账")
        page.fill("[name=advice]", "查了两处，已交代整改。")
        press(page, "新建记录：检查与指导记录")
        page.wait_for_url("**/r/guidances/*/")
        assert house.ask("select count(*) from duties_occurrence where state = 'done'") == 1
        phone = desk.at("general_manager", "/duties/calendar/?whose=all", phone=True)
        for where in ("/duties/calendar/?whose=all", "/duties/responsibilities/", "/occurrences/?view=all"):
            phone.goto(house.url + where)
            assert fits(phone) and accessible(phone) == [], where
        assert desk.errors == []
