"""A customer complains on a phone, the desk handles it, the customer follows and rates it; nobody logs in but the desk."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from ..support.live import Live, live, run
from ..support.places import Places
from .test_browser import Desk, accessible, click, fits, press


@pytest.fixture(scope="module")
def house(places: Places, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    with live(places, Path(tmp_path_factory.mktemp("service"))) as running:
        yield running


def act(desk: Desk, who: str, action: str, case: int, **typed: str) -> None:
    """Fill in the form of an action and run it."""
    page = desk.at(who, f"/act/service.{action}/?case_id={case}")
    for name, value in typed.items():
        control = page.locator(f"[name={name}]").first
        control.check() if value == "yes" else control.fill(value)
    click(page, page.locator("main form button.btn-primary").first)


@pytest.mark.browser
@pytest.mark.slow
def test_a_complaint_from_the_phone_to_the_rating(chromium: Any, house: Live) -> None:
    desk = Desk(chromium, house)
    phone = desk.open(phone=True)
    phone.goto(f"{house.url}/c/?b=B2601")
    trouble = accessible(phone)
    assert fits(phone)
    phone.fill("[name=content]", "到货两袋受潮结块")
    phone.fill("[name=contact]", "李四")
    phone.fill("[name=phone]", "13811112222")
    phone.check("[name=consent]")
    phone.wait_for_timeout(3200)
    press(phone, "发送")
    assert "已保存" in phone.locator("main").inner_text() and re.search(r"/c/[\w-]+/", phone.url)
    trouble += accessible(phone)
    assert fits(phone)
    case = int(house.ask("select id from service_case"))
    _handled(desk, case)
    phone.reload()
    phone.check("[name=agrees]")
    press(phone, "发送")
    act(desk, "director", "tell_customer", case, text="已补发两袋", final="yes")
    act(desk, "director", "close_case", case)
    phone.reload()
    phone.locator("label", has_text="很满意").click()
    press(phone, "发送")
    assert "感谢您的评价" in phone.locator("main").inner_text()
    assert house.ask("select state || satisfied from service_case") == "closed5"
    for address in ("/cases/", f"/cases/{case}/", "/service/analysis/"):
        page = desk.at("director", address)
        page.wait_for_load_state("networkidle")
        trouble += accessible(page)
    assert (trouble, desk.errors) == ([], [])


def _handled(desk: Desk, case: int) -> None:
    """Accepted, said what it is about, a solution proposed."""
    act(desk, "director", "accept", case)
    page = desk.at("director", f"/act/service.classify/?case_id={case}")
    page.select_option("[name=area]", "delivery")
    click(page, page.locator("main form button.btn-primary").first)
    act(desk, "director", "propose", case, text="补发两袋")


REPAIR = """
import django; django.setup()
from yingshu.customers.models import Customer
from yingshu.organisation.models import Person
from yingshu.organisation.principal import actor_for
from yingshu.service import services
from yingshu.service.models import AfterSales
desk = actor_for(Person.objects.get(username="service_manager").pk)
made = services.register_after_sales(actor=desk, kind=AfterSales.Kind.REPAIR, customer_id=Customer._plain.get().pk, says="撒肥机漏肥").id
services.advise(actor=actor_for(AfterSales._plain.get(pk=made).area_manager_id), after_sales_id=made, on_site=False)
print(made, AfterSales._plain.get(pk=made).public_code)
"""


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.clause("SVC-15")
def test_a_dealer_photographs_and_signs_with_a_finger_and_the_order_goes_on(chromium: Any, house: Live) -> None:
    order, code = run(REPAIR, house.home).split()
    desk, photo = Desk(chromium, house), io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(photo, "JPEG")
    assert "暂不可提交" in desk.at("service_manager", f"/after_sales/{order}/").inner_text("main")
    wide = desk.open()
    wide.goto(f"{house.url}/a/{code}/")
    phone = desk.open(phone=True)
    phone.goto(f"{house.url}/a/{code}/")
    trouble = accessible(wide) + accessible(phone)
    assert fits(wide) and fits(phone)
    phone.set_input_files("#f-photos", {"name": "接口.jpg", "mimeType": "image/jpeg", "buffer": photo.getvalue()})
    phone.fill("[name=signed_by]", "王强")
    pad = phone.locator("canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box
    phone.mouse.move(box["x"] + 20, box["y"] + 20)
    phone.mouse.down()
    phone.mouse.move(box["x"] + 150, box["y"] + 60, steps=5)
    phone.mouse.up()
    phone.focus("[name=consent]")
    phone.keyboard.press("Space")
    phone.wait_for_timeout(3200)
    press(phone, "签名并提交")
    assert "照片和签名已收到" in phone.inner_text("main") and accessible(phone) == []
    page = desk.at("service_manager", f"/after_sales/{order}/")
    assert "可以提交" in page.inner_text("main") and "王强" in page.inner_text("main")
    assert house.ask("select count(*) from documents_attachment where subject_kind = 'after_sales'") == 2
    assert (trouble + accessible(page), desk.errors) == ([], [])
