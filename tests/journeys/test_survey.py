"""A customer answers a survey on a phone: screen by screen, resumed on another device, thanked once; then a colleague looks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ..support.live import live, run
from ..support.places import Places
from .test_browser import Desk, accessible, fits, press

SURVEY = """
import django; django.setup()
from yingshu.kernel import clock
from yingshu.organisation.models import Person
from yingshu.organisation.principal import actor_for
from yingshu.satisfaction import services, tokens
by = {login: actor_for(Person.objects.get(username=login).pk) for login in ("service_manager", "director")}
version = services.use_ready_made(actor=by["service_manager"], ready_made="direct").id
services.submit_version(actor=by["service_manager"], version_id=version)
services.approve_version(actor=by["director"], version_id=version)
wave = services.plan_wave(actor=by["service_manager"], title="顾客满意度调查", version_id=version, subjects="经销商", cities="肇庆",
                          opens_on=clock.today(), closes_on=clock.today()).id
services.submit_plan(actor=by["service_manager"], wave_id=wave)
services.approve_plan(actor=by["director"], wave_id=wave)
services.start_wave(actor=by["director"], wave_id=wave)
services.invite(actor=by["director"], wave_id=wave)
print(tokens.token(wave, 1))
"""


def choose(page: Any, level: int) -> None:
    """The same level for every scale on the screen."""
    for button in page.locator(".likert label").filter(has=page.locator(f'input[value="{level}"]')).all():
        button.click()


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.clause("SAT-29")
def test_a_survey_on_the_phone(chromium: Any, tmp_path: Path, places: Places) -> None:
    with live(places, tmp_path / "house") as house:
        token = run(SURVEY, house.home).split()[-1]
        desk = Desk(chromium, house)
        phone = desk.open(phone=True)
        phone.goto(f"{house.url}/s/{token}/")
        assert "1 / 5 产品质量" in phone.inner_text("header") and fits(phone) and accessible(phone) == []
        press(phone, "下一页")
        assert "请回答本题" not in phone.inner_text("main") and "同意" in phone.inner_text("[role=alert]")
        phone.check("#f-consent")
        choose(phone, 4)
        press(phone, "下一页")
        assert "2 / 5 交付及时性" in phone.inner_text("header") and accessible(phone) == []
        choose(phone, 5)
        phone.wait_for_timeout(1500)  # the script saves in between
        phone.context.set_offline(True)
        phone.get_by_role("button", name="下一页").click()
        assert "网络已断开" in phone.inner_text("[data-offline]") and phone.locator('.likert input[value="5"]:checked').count() == 2
        phone.context.set_offline(False)
        other = desk.open(phone=True)
        other.goto(f"{house.url}/s/{token}/")
        assert "2 / 5" in other.inner_text("header") and other.locator('.likert input[value="5"]:checked').count() == 2
        for level in (None, 3, 4):
            if level:
                choose(other, level)
            press(other, "下一页")
        assert fits(other) and accessible(other) == []
        choose(other, 9)
        other.fill("textarea", "送货前请打电话")
        press(other, "提交")
        assert "已提交，谢谢" in other.inner_text("main") and accessible(other) == []
        phone.reload()
        assert "已提交，谢谢" in phone.inner_text("main")
        assert house.ask("SELECT count(*) FROM satisfaction_response") == 1
        director = desk.at("director", "/waves/1/")
        assert "收回" in director.inner_text("main") and accessible(director) == []
        assert desk.errors == []
