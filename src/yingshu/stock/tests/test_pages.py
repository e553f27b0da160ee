"""The pages of products, prices and stock open for who may, and their actions run over REST."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from yingshu.organisation.services import issue_api_token
from yingshu.pricing.inputs import QuoteInput
from yingshu.pricing.services import ask_special_price, create_price_list, quote

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def shop(trade: Any) -> Any:
    """One record of every kind."""
    trade.buyer, trade.machine = trade.customer(), trade.product("收割机", "1000", floor="500", measure="台")
    seller = trade.actor("salesperson")
    trade.asked = ask_special_price(actor=seller, customer_id=trade.buyer.pk, product_id=trade.machine.pk, price=Decimal(880),
                                    reason="批量采购").id
    trade.quoted = quote(actor=seller, lines=[QuoteInput(product_id=trade.machine.pk, quantity=Decimal(2))], customer_id=trade.buyer.pk).id
    trade.draft = create_price_list(actor=trade.actor("general_manager"), title="下一版", valid_from=date(2027, 1, 1),
                                    copy_from_id=trade.price_list().pk).id
    return trade


def page(shop: Any, by: str, address: str) -> tuple[int, str]:
    client = Client()
    client.force_login(shop.company.person(by), backend=BACKEND)
    answer = client.get(address)
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize(("address", "words"), [
    ("/products/", ["收割机", "P0001", "在售"]), ("/products/{machine}/", ["产品资料", "50 kg/袋"]), ("/products/?q=sgj", ["P0001"]),
    ("/price_lists/", ["V1", "V2", "生效中", "草稿"]), ("/price_lists/{draft}/", ["现行价（V1）", "1,000.00", "500.00", "发布"]),
    ("/special_prices/", ["甘泉农资", "12.00%", "营销经理"]), ("/special_prices/{asked}/", ["批量采购", "PRC-08", "同意", "驳回"]),
    ("/quotations/", ["BJ20260601-0001", "2,000.00"]), ("/quotations/{quoted}/", ["收割机", "2,000.00"]),
    ("/stock/", ["1,000", "可发", "充足"]), ("/stock/{machine}/", ["库存台账", "期初", "+1,000"]), ("/stock/?short=false", ["P0001"]),
    ("/act/products.change/?product_id={machine}", ["收割机", "品种"]), ("/act/pricing.quote/", ["报价对象"]),
    ("/act/pricing.decide_special_price/?special_price_id={asked}&grant=true", ["审批意见", "有效期至"]),
])
def test_pages_open_and_say_what_matters(shop: Any, address: str, words: list[str]) -> None:
    status, text = page(shop, "general_manager", address.format(
        machine=shop.machine.pk, draft=shop.draft, asked=shop.asked, quoted=shop.quoted))
    assert (status, [w for w in words if w not in text]) == (200, [])


@pytest.mark.clause("PRC-08")
def test_who_may_not_decide_is_shown_why_and_gets_no_button_to_grant(shop: Any) -> None:
    _, own = page(shop, "salesperson", f"/special_prices/{shop.asked}/")
    assert "grant=true" not in own
    shop.parameters("pricing.authority", "四级权限")
    higher = ask_special_price(actor=shop.actor("salesperson"), customer_id=shop.buyer.pk, product_id=shop.machine.pk, price=Decimal(700),
                               reason="?").id
    _, low = page(shop, "region_manager", f"/special_prices/{higher}/")
    _, top = page(shop, "general_manager", f"/special_prices/{higher}/")
    assert ("你的层级是营销中心" in low, "grant=true" in low, "grant=true" in top) == (True, False, True)
    assert page(shop, "salesperson_west", f"/special_prices/{shop.asked}/")[0] == 404


@pytest.mark.clause("PRC-05", "LOG-06")
def test_a_price_list_and_stock_over_rest(shop: Any) -> None:
    boss = shop.actor("general_manager")
    token = issue_api_token(actor=boss, person_id=boss.id, name="erp").data["token"]

    def post(path: str, **body: Any) -> dict[str, Any]:
        answer = Client().post(f"/api/v1/{path}", body, content_type="application/json", headers={"Authorization": f"Bearer {token}"})
        return {"status": answer.status_code, **answer.json()}

    def get(path: str) -> dict[str, Any]:
        return Client().get(f"/api/v1/{path}", headers={"Authorization": f"Bearer {token}"}).json()

    pk = post("products", name="尿素", number="NS", unit="袋")["id"]
    prices = post("price_lists", title="夏季", valid_from="2026-06-01")["id"]
    post(f"price_lists/{prices}/prices", lines=[{"product_id": pk, "price": "105.5", "floor": "98"}])
    released = post(f"price_lists/{prices}/release")
    assert (released["status"], released["state"]) == (200, "released")
    frozen = post(f"price_lists/{prices}/prices", lines=[{"product_id": pk, "price": "1"}])
    assert (frozen["status"], frozen["code"], frozen["clause"]) == (409, "price_list_released", "PRC-05")
    assert get(f"price_lists/{prices}")["lines"] == [{"product_id": pk, "product": "NS", "price": "105.5", "floor": "98"}]
    quoted = post("quotations", caller="王经理", lines=[{"product_id": pk, "quantity": "2"}])
    assert (quoted["total"], quoted["price_list"]) == ("211.00", "V3")
    forged = post("quotations", caller="王经理", lines=[{"product_id": pk, "quantity": "2", "price": "1"}])
    assert (forged["status"], forged["code"]) == (400, "invalid_input")
    post("stock/opening", product_id=pk, quantity="500")
    short = post("stock/adjust", product_id=pk, difference="-501", reason="盘点")
    assert (short["status"], short["code"], short["data"]["short"]) == (409, "not_enough_stock", "1")
    assert get(f"stock/{pk}")["available"] == "500"
