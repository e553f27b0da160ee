"""Who else has a form of the same record open (UX: an edit shows who else is editing)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from tests.support.budgets import Budget
from tests.support.trade import Trade
from yingshu.kernel import clock
from yingshu.kernel.models import OpenForm

from .test_importing import client

NINE = datetime(2026, 3, 2, 9, 3)


def place(page: Any) -> str:
    """Where the form says that it is open; empty when it does not."""
    found = re.search(r'hx-put="([^"]+)"', page.content.decode())
    return found[1] if found else ""


def product(company: Any) -> int:
    return int(company.act("products.create", "general_manager", number="A1", name="尿素").id)


def test_a_form_shows_who_else_has_the_record_open_and_since_when(company: Any, query_budget: Budget) -> None:
    pk = product(company)
    mine, theirs = client(company), client(company, "director")
    url = place(mine.get(f"/act/products.change/?product_id={pk}"))
    assert url == f"/open/products/{pk}/"
    with clock.at(NINE):
        assert mine.put(url).content.strip() == b""
    with clock.at(NINE + timedelta(minutes=1)):
        mine.put(url)  # the form is still open; its beginning stays
        assert f"{company.person('general_manager').name} 正在编辑（09:03 起）" in theirs.put(url).content.decode()
        with query_budget("kernel.presence"):
            assert f"{company.person('director').name} 正在编辑（09:04 起）" in mine.put(url).content.decode()
    with clock.at(NINE + timedelta(minutes=3)):  # both have gone meanwhile
        assert mine.put(url).content.strip() == b""
        assert [(o.person_id, clock.local(o.since).minute) for o in OpenForm.objects.all()] == [(company.person("general_manager").pk, 6)]


def test_only_forms_about_a_record_and_only_people_who_see_it(trade: Trade) -> None:
    company, order = trade.company, trade.order(trade.customer(), trade.product()).id
    east, west = client(company, "salesperson"), client(company, "salesperson_west")
    comment = east.get(f"/act/orders.comment/?order_id={order}")
    assert place(comment) == f"/open/orders/{order}/" and not OpenForm.objects.exists()  # drawing a form writes nothing
    new = client(company).get(f"/act/products.create/?customer_id={order}")
    assert new.status_code == 200 and place(new) == ""
    assert [east.put(f"/open/orders/{order}/").status_code, east.get(f"/open/orders/{order}/").status_code] == [200, 405]
    assert [west.put(f"/open/{code}/").status_code for code in (f"orders/{order}", "nothing/1")] == [404, 404]
    assert OpenForm.objects.get().person_id == company.person("salesperson").pk


def test_two_people_before_the_same_count(trade: Trade) -> None:
    order = trade.order(trade.customer(), trade.product()).id
    trade.instruct(order)
    trade.ready(order)
    trade.vehicle(order)
    slip = trade.slip(order)
    first, second = client(trade.company, "logistics_clerk"), client(trade.company, "warehouse")
    url = place(first.get(f"/slips/{slip}/count/"))
    first.put(url)
    assert f"{trade.company.person('logistics_clerk').name} 正在编辑" in second.put(url).content.decode()
