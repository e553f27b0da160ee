"""Pages without login are light, ask nobody else, and work without the script: on a slow line, by keyboard, for a screen reader."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from yingshu.kernel.public import limits
from yingshu.orders.models import SalesOrder
from yingshu.satisfaction.tests.surveying import codes, running
from yingshu.service import services as s
from yingshu.service.models import AfterSales, Case

from ..support.browsing import page

pytestmark = pytest.mark.django_db
MOST_BYTES = 150_000
ASSET = re.compile(r'(?:<link[^>]+href|<script[^>]+src|<img[^>]+src)="([^"]+)"')
CONTROL = re.compile(r"<(?:input|select|textarea)\b[^>]*>")
ELSEWHERE = {"news-article": "like the list", "survey-keep": "no page: what the script saves", "privacy-thanks": "one sentence",
             "survey-poster": "leads to a questionnaire"}


def addresses(trade: Any) -> dict[str, str]:
    """One address of each public page with a form or a list."""
    customer = trade.customer()
    order = SalesOrder._plain.get(pk=trade.order(customer, trade.product()).id)
    case = Case._plain.get(pk=s.register_case(actor=trade.actor("director"), kind=Case.Kind.COMPLAINT, channel=Case.Channel.PHONE,
                                             content="两袋结块", contact="张三", phone="13800005678").id)
    repair = AfterSales._plain.get(pk=s.register_after_sales(actor=trade.actor("director"), kind=AfterSales.Kind.REPAIR,
                                                            customer_id=customer.pk, says="漏肥").id)
    (token,) = codes(trade.company, running(trade.company), 1)
    return {"case-write": "/c/?b=B1", "case-status": f"/c/{case.public_code}/", "after-sales-photos": f"/a/{repair.public_code}/",
            "answers": "/answers/", "privacy": "/privacy/", "progress": f"/t/{order.public_token}/", "news": "/news/",
            "survey": f"/s/{token}/"}


def unlabelled(html: str) -> list[str]:
    """Controls that people see and that have no label, name or words of their own around them."""
    labelled = set(re.findall(r'<label[^>]* for="([^"]+)"', html))
    around = "".join(re.findall(r"<label.*?</label>", html, re.S))
    alone = [tag for tag in CONTROL.findall(html) if 'type="hidden"' not in tag and "aria-label=" not in tag and tag not in around]
    return [tag for tag in alone if not (found := re.search(r' id="([^"]+)"', tag)) or found[1] not in labelled]


@pytest.mark.clause("SVC-15", "SAT-29", "CNF-07")
def test_every_public_page_is_light_its_own_and_works_without_a_script(trade: Any) -> None:
    known = addresses(trade)
    for name, address in known.items():
        html = page(Client(), address)
        assets = [path.partition("?")[0] for path in ASSET.findall(html) if not path.startswith("data:")]
        assert all(path.startswith("/static/") for path in assets), f"{name} asks somebody else"
        sizes = [Path(str(finders.find(path.removeprefix("/static/")))).stat().st_size for path in assets]
        assert len(html.encode()) + sum(sizes) < MOST_BYTES, name
        assert not re.search(r"<script(?![^>]+src=)|\son\w+=|javascript:", html), f"{name} holds a script"
        assert 'name="viewport"' in html and 'lang="zh-CN"' in html and "<h1" in html and 'href="#main"' in html, name
        assert 'type="submit"' in html or "<form" not in html, f"{name} cannot be sent without the script"
        assert unlabelled(html) == [], name
    pages = {limit.page for limit in limits._limits if limit.page.startswith("yingshu.")}
    assert len(pages) == len(known) + len(ELSEWHERE), "a public page is missing here"
