"""Every page of the menu of the person who sees most, on a phone: it answers, its scripts run, nothing scrolls sideways."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tools.walk import addresses, look_at

from ..support.live import live
from ..support.places import Places
from .test_browser import Desk


@pytest.mark.browser
@pytest.mark.slow
def test_every_page_of_the_menu(chromium: Any, tmp_path: Path, places: Places) -> None:
    with live(places, tmp_path / "house") as house:
        desk = Desk(chromium, house)
        page = desk.at("general_manager", phone=True)
        found = addresses(page, house.url)
        wrong = {address: said for address in found if (said := look_at(page, house.url + address))}
        assert (wrong, desk.errors) == ({}, []) and len(found) > 60
