"""A half-year's result becomes a report in the browser: made, written, handed in by one person, decided by another on a phone, filed."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

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
set_parameters(actor=system(), control="satisfaction.routing", values={"to": ["general_manager"], "form": "briefing"},
               valid_from=date(2020, 1, 1))
"""


TEXTS = ("整体较满意，交付及时性最低。", "旺季前一周锁定车辆。")


def confirm(page: Any, **typed: str) -> None:
    """Fill in the open dialog and send it."""
    for name, text in typed.items():
        page.fill(f"#dialog [name={name.replace('_', '-')}]", text)
    click(page, page.locator("#dialog [data-submit]"))


def made(desk: Desk) -> Any:
    """The director makes the report of the result; it may not be handed in as it is."""
    page = desk.at("director", "/satisfaction/results/")
    assert "92.10" in page.inner_text("main") and accessible(page) == []
    press(page, "生成分析报告")
    confirm(page)
    page.goto(f"{desk.house.url}/satisfaction_reports/")
    click(page, page.locator("table a.code, td.id a").first)
    assert "尚不能提交" in page.inner_text("main") and accessible(page) == []
    return page


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.clause("SAT-17")
@pytest.mark.clause("SAT-19")
@pytest.mark.clause("SAT-20")
@pytest.mark.clause("SAT-21")
@pytest.mark.clause("SAT-28")
def test_from_the_result_to_the_filed_report(chromium: Any, tmp_path: Path, places: Places) -> None:
    with live(places, tmp_path / "house") as house:
        run("import django; django.setup()\n" + FILL, house.home)
        desk = Desk(chromium, house)
        page = made(desk)
        address = page.url.removeprefix(house.url)
        press(page, "撰写报告")
        confirm(page, parts_0_text=TEXTS[0], parts_1_text=TEXTS[1])
        assert "可以提交" in page.inner_text("main") and TEXTS[1] in page.inner_text("main")
        press(page, "提交分析报告")
        confirm(page)
        assert "审批中" in page.inner_text("main")
        phone = desk.at("general_manager", "/satisfaction/results/", phone=True)
        assert fits(phone) and accessible(phone) == []
        phone.goto(house.url + address)
        assert fits(phone) and accessible(phone) == [] and TEXTS[0] in phone.inner_text("main")
        press(phone, "同意报告")
        confirm(phone, opinion="同意，按建议落实")
        assert house.ask("SELECT state FROM satisfaction_analysisreport") == "approved" and fits(phone)
        phone.goto(house.url + address)
        press(phone, "登记汇报")
        confirm(phone, to="总经理老顾", minutes="听取汇报，要求旺季前完成交付改进。")
        page.goto(house.url + address)
        press(page, "报告归档")
        confirm(page)
        assert "已归档" in page.inner_text("main") and accessible(page) == []
        paper = PdfReader(io.BytesIO(page.request.get(f"{house.url}/satisfaction/reports/1/pdf/").body()))
        printed = "".join(sheet.extract_text() for sheet in paper.pages)
        assert all(words in printed for words in ("92.10", *TEXTS, "同意，按建议落实"))
        assert desk.errors == []
