"""The import page on a phone of 360 px: it fits, reads well, and carries a file from the check to the confirmation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ..support.live import live
from ..support.places import Places
from .test_browser import Desk, accessible, fits


@pytest.mark.browser
@pytest.mark.slow
def test_a_file_is_checked_and_imported_on_a_phone(chromium: Any, tmp_path: Path, places: Places) -> None:
    book = openpyxl.Workbook()
    for row in (("产品编号", "产品名称", "规格", "一个本系统没有的很长很长的列名"), ("NEW-1", "新产品", "40kg", ""), ("NEW-2", "", "", "")):
        book.active.append(row)
    book.save(tmp_path / "产品.xlsx")
    with live(places, tmp_path / "house") as house:
        desk = Desk(chromium, house)
        page = desk.at("general_manager", "/import/products/", phone=True)
        assert fits(page) and accessible(page) == []
        page.set_input_files("#file", tmp_path / "产品.xlsx")
        page.check("input[name=skip][value='1']")
        page.click("button[data-submit]")
        page.wait_for_selector("form[action$='confirm/']")
        assert fits(page) and accessible(page) == []
        page.click("form[action$='confirm/'] button")
        page.wait_for_url(f"{house.url}/products/")
        assert (desk.errors, house.ask("select count(*) from products_product where number like 'NEW-%'")) == ([], 1)
