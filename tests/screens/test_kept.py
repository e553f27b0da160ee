"""What the server keeps for a person: widths, frozen columns and order of a view, unfinished forms; and edits that meet (409)."""

from __future__ import annotations

import html
import re
from typing import Any

from django.test import Client

from tests.support.trade import Trade
from yingshu.customers.models import Customer
from yingshu.kernel.models import FormDraft, ListSetting
from yingshu.orders.models import SalesOrder
from yingshu.products.models import Product

from .test_importing import client

TABLE = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "table"}


def product(company: Any, number: str = "A1", **more: Any) -> int:
    return int(company.act("products.create", "general_manager", number=number, name="尿素", **more).id)


def head(page: Any, name: str) -> str:
    found = re.search(rf'<th scope="col" data-name="{name}"( class="([^"]*)")?', page.content.decode())
    assert found is not None
    return found[2] or ""


def test_width_freeze_and_order_are_kept_per_view_and_person(company: Any) -> None:
    product(company)
    c, other = client(company), client(company, "director")
    assert c.post("/products/width/?view=all", {"name": "name", "width": "187"}).status_code == 204
    wide = {"columns": ["name", "number"], "width-number": "140", "frozen": "2", "sort": "-name"}
    assert c.post("/products/columns/?view=all", wide).status_code == 302
    page = c.get("/products/?view=all")
    assert (head(page, "number"), head(page, "name")) == ("cw w140 fz fz1", "fz fz0") and 'data-frozen="2"' in page.content.decode()
    setting = ListSetting.objects.get()
    assert (setting.widths, setting.frozen, setting.sort, setting.view) == ({"number": 140}, 2, "-name", "all")
    assert head(other.get("/products/?view=all"), "number") == ""
    assert c.post("/products/columns/?view=all", {"reset": "1"}).status_code == 302
    assert head(c.get("/products/?view=all"), "number") == ""


def test_bounds_of_widths_and_unknown_columns(company: Any) -> None:
    c = client(company)
    for given, kept in (("5", 60), ("99999", 600), ("abc", None), ("0", None)):
        assert c.post("/products/width/?view=all", {"name": "name", "width": given}).status_code == 204
        assert ListSetting.objects.get().widths.get("name") == kept
    assert c.post("/products/width/?view=all", {"name": "nothing", "width": "80"}).status_code == 404
    c.post("/products/columns/?view=all", {"columns": ["name"], "frozen": "77", "sort": "drop table"})
    assert (ListSetting.objects.get().frozen, ListSetting.objects.get().sort) == (0, "")


def test_an_order_that_was_clicked_holds_until_another(company: Any) -> None:
    product(company, "A1")
    product(company, "A2")
    c = client(company)
    c.get("/products/?view=all&sort=-number&size=50", **TABLE)
    setting = ListSetting.objects.get()
    assert (setting.sort, setting.size) == ("-number", 50)
    assert re.findall(r">(A\d)<", c.get("/products/?view=all").content.decode()) == ["A2", "A1"]
    c.get("/products/?view=all&sort=number", **TABLE)
    c.get("/products/?view=all&sort=nonsense", **TABLE)
    c.get("/products/?view=all&sort=-number")
    assert ListSetting.objects.get().sort == "number"


def fields(page: Any) -> dict[str, str]:
    """The hidden fields of a dialog, as a browser sends them."""
    return {n: html.unescape(v) for n, v in re.findall(r'<input type="hidden"[^>]*? name="([^"]+)" value="([^"]*)"', page.content.decode())}


def test_edits_that_meet_are_shown_field_by_field_and_nothing_is_lost(company: Any) -> None:
    pk = product(company, spec="40kg", unit="袋")
    url, c = f"/act/products.change/?product_id={pk}", client(company)
    mine = fields(c.get(url))
    company.act("products.change", "director", product_id=pk, spec="50kg", packing="编织袋")
    posted = {"number": "A1", "name": "尿素", "spec": "25kg", "unit": "袋", "grade": "一级", **mine}
    clash = c.post(url, posted)
    text = clash.content.decode()
    assert clash.status_code == 409 and company.person("director").name in text
    shown = [(x["field"], x["now"], x["mine"]) for x in clash.context["clash"].changes]
    assert shown == [("规格", "50kg", "25kg"), ("包装要求", "编织袋", "")]
    assert (Product.objects.get().spec, Product.objects.get().grade) == ("50kg", "")
    assert 'value="编织袋"' in text and 'value="25kg"' in text and 'value="一级"' in text
    again = c.post(url, {**posted, **fields(clash), "packing": "编织袋"})
    assert again.status_code == 302
    found = Product.objects.get()
    assert (found.spec, found.packing, found.grade) == ("25kg", "编织袋", "一级")


def test_a_masked_value_is_never_in_a_conflict(company: Any) -> None:
    pk = company.act("customers.create", "general_manager", name="甘泉农资", phone="13800005678", nature="个体").id
    url, c = f"/act/customers.change/?customer_id={pk}", client(company)
    page = c.get(url)
    mine = fields(page)
    assert "13800005678" not in page.content.decode()
    company.act("customers.change", "director", customer_id=pk, phone="13911112222", nature="公司")
    clash = c.post(url, {"name": "甘泉农资", "nature": "个体", **mine})
    assert clash.status_code == 409 and "13911112222" not in clash.content.decode()
    assert {(x["field"], x["now"], x["mine"]) for x in clash.context["clash"].changes} >= {("企业性质", "公司", "")}
    assert c.post(url, {"name": "甘泉农资", "nature": "公司", **fields(clash)}).status_code == 302
    assert (Customer._plain.get().phone, Customer._plain.get().nature) == ("13911112222", "公司")


def test_a_form_left_is_offered_again_and_gone_when_handed_in(trade: Trade) -> None:
    company = trade.company
    c: Client = client(company, "service_manager")
    pk, customer = trade.product().pk, trade.customer()
    typed = {"customer_id": str(customer.pk), "consignee": "李四", "lines-TOTAL_FORMS": "1", "lines-0-product_id": str(pk),
             "lines-0-quantity": "12", "idempotency_key": "k1", "csrfmiddlewaretoken": "x"}
    assert "自动保存" in c.post("/drafts/orders.register/", typed).content.decode()
    assert "k1" not in FormDraft.objects.get().data
    assert "继续填写" in c.get("/orders/new/").content.decode()
    assert "继续填写" not in client(company, "region_manager").get("/orders/new/").content.decode()
    page = c.get("/orders/new/?draft=1").content.decode()
    assert "李四" in page and 'value="12"' in page and customer.name in page
    done = c.post("/orders/new/", {**typed, "do": "draft", "source": "phone"})
    assert done.status_code == 302 and SalesOrder._plain.count() == 1 and not FormDraft.objects.exists()


def test_drafts_of_forms(company: Any) -> None:
    c = client(company, "salesperson")
    assert c.post("/drafts/products.create/", {"name": "x"}).status_code == 403
    assert c.post("/drafts/none.such/", {"name": "x"}).status_code == 404
    assert c.post("/drafts/orders.register/", {"consignee": "x" * 200_000}).status_code == 400
    c.post("/drafts/orders.register/", {"consignee": "王五"})
    c.post("/drafts/orders.register/", {"drop": "1"})
    assert not FormDraft.objects.exists()
