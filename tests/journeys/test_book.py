"""The book in a real browser: import with preview, draft, approval, publication, reading."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ..support.live import live
from ..support.places import Places
from .test_approvals import choose, confirm
from .test_browser import Desk, accessible, fits, press

TEXT = ("营销中心管理制度\n第一章 总则\n第一条 为规范营销工作，制定本制度。\n第二章 发货\n第二条 备货完成且货款到账，方可开具销售单。\n"
        "上一篇：报价办法\n")

@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.clause("ORG-31", "ORG-32")
def test_a_book_is_brought_in_approved_published_and_read(chromium: Any, tmp_path: Path, places: Places) -> None:
    with live(places, tmp_path / "house") as house:
        desk = Desk(chromium, house)
        page = desk.at("director", "/rulebook/import/")
        trouble = accessible(page)
        page.fill("[name=text]", TEXT)
        press(page, "读取")
        trouble += accessible(page)
        page.locator("tr", has_text="上一篇：报价办法").locator("select").select_option("left out")
        press(page, "生成草稿")
        assert "/rulebook/edit/" in page.url
        version = house.ask("select id from rulebook_rulebookversion")
        page = desk.at("director", f"/rulebook_versions/{version}/")
        press(page, "提交审批")
        choose(page, "leaders", "营销副总")
        confirm(page)
        leader = desk.at("vice_president", f"/rulebook_versions/{version}/")
        trouble += accessible(leader)
        press(leader, "同意本版")
        confirm(leader)
        page = desk.at("director", f"/rulebook_versions/{version}/")
        press(page, "发布本版")
        page.fill("#dialog [name=valid_from]", date.today().isoformat())
        confirm(page)
        reader = desk.at("salesperson", "/rulebook/", phone=True)
        trouble += accessible(reader)
        assert fits(reader) and "为规范营销工作，制定本制度。" in reader.content()
        press(reader, "确认已学习")
        confirm(reader)
        assert (desk.errors, trouble) == ([], [])
        assert house.ask("select count(*) from rulebook_readingconfirmation") == 1
