"""A half-year's result becomes a report in the browser: made, written, handed in by one person, decided by another on a phone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ..support.live import live, run
from ..support.places import Places
from .test_browser import Desk, accessible, click, fits, press

FILL = """
from yingshu.satisfaction.tests.filling import answered, levels, sent, version, wave
from yingshu.kernel import clock
from yingshu.rulebook.services import set_parameters
from yingshu.kernel.actor import system
from datetime import date
period = f"{clock.today().year}H{1 if clock.today().month <= 6 else 2}"
asked = version()
for source, kind, out, rows in (("survey", "formal", 120, levels(24, 72)), ("visit", "visit", 40, levels(0, 32, third=8)),
                                ("quality", "formal", 24, levels(12, 12))):
    to = wave(asked, source, period=period, kind=kind)
    sent(to, out)
    answered(to, rows)
set_parameters(actor=system(), control="satisfaction.routing", values={"to": ["general_manager"]}, valid_from=date(2020, 1, 1))
"""


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.clause("SAT-17")
@pytest.mark.clause("SAT-20")
def test_from_the_result_to_the_agreed_report(chromium: Any, tmp_path: Path, places: Places) -> None:
    with live(places, tmp_path / "house") as house:
        run("import django; django.setup()\n" + FILL, house.home)
        desk = Desk(chromium, house)
        page = desk.at("director", "/satisfaction/results/")
        assert "92.10" in page.inner_text("main") and accessible(page) == []
        press(page, "生成分析报告")
        click(page, page.locator("#dialog [data-submit], #dialog button.btn-primary").first)
        page.goto(f"{house.url}/satisfaction_reports/")
        click(page, page.locator("table a.code, td.id a").first)
        address = page.url.removeprefix(house.url)
        assert "尚不能提交" in page.inner_text("main") and accessible(page) == []
        phone = desk.at("general_manager", "/satisfaction/results/", phone=True)
        assert fits(phone) and accessible(phone) == []
        phone.goto(house.url + address)
        assert fits(phone) and desk.errors == []
