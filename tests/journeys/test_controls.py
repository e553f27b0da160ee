"""A rule is changed in the browser: prepared and rehearsed by one person, released by another on a phone; the matrix shows it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ..support.live import live
from ..support.places import Places
from .test_browser import Desk, accessible, click, fits, press


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.clause("ORG-31")
def test_a_rule_is_changed_by_two_people(chromium: Any, tmp_path: Path, places: Places) -> None:
    with live(places, tmp_path / "house") as house:
        desk = Desk(chromium, house)
        page = desk.at("director", "/rulebook/parameters/orders.slip_gate/")
        page.fill("[name=tolerance]", "50")
        press(page, "先推演")
        assert "/rehearsals/" in page.url and accessible(page) == []
        page.goto(f"{house.url}/rulebook/parameters/orders.slip_gate/")
        page.fill("[name=tolerance]", "50")
        page.fill("[name=reason]", "零头尾差不再卡单")
        press(page, "拟定")
        assert "/parameter_changes/" in page.url and accessible(page) == []
        other = desk.at("general_manager", page.url.removeprefix(house.url), phone=True)
        assert fits(other)
        press(other, "发布变更")
        click(other, other.locator("#dialog [data-submit], #dialog button.btn-primary").first)
        for address in ("/rulebook/matrix/", "/rulebook/matrix/ORG-31/", "/rulebook/parameters/", "/rulebook/parameters/orders.slip_gate/"):
            other.goto(house.url + address)
            assert fits(other) and accessible(other) == [], address
        assert (desk.errors, house.ask("select version from rulebook_parameterset where control = 'orders.slip_gate'")) == ([], 1)
