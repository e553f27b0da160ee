"""Quotations at the uniform price (PRC-11)."""

from __future__ import annotations

import inspect
import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from yingshu.kernel import clock
from yingshu.kernel.errors import NotFound
from yingshu.pricing import services
from yingshu.pricing.errors import NobodyQuoted, NoPriceInForce
from yingshu.pricing.inputs import QuoteInput
from yingshu.pricing.models import Quotation, QuotationLine
from yingshu.products.errors import Discontinued
from yingshu.products.services import discontinue_product

from .support import ME, make_list, make_product

pytestmark = pytest.mark.django_db


def quote(trade: Any, product_id: int, by: str = "salesperson", **more: Any) -> Any:
    return services.quote(actor=trade.actor(by), lines=[QuoteInput(product_id=product_id, quantity=Decimal("2.5"))],
                          **{"caller": "王经理", **more})


@pytest.mark.clause("PRC-11", "PRC-05")
def test_the_price_comes_from_the_list_of_the_day_and_is_kept(trade: Any) -> None:
    machine = trade.product("收割机", "1000")
    make_list(date(2026, 6, 2), {machine.pk: "1100"})
    first = quote(trade, machine.pk, caller="", customer_id=trade.customer().pk)
    with clock.at(datetime(2026, 6, 2, 9, 0)):
        second = quote(trade, machine.pk)
    assert first.number == "BJ20260601-0001"
    assert first.data == {"total": "2500.00", "price_list": "V1", "lines": [
        {"product": machine.number, "name": "收割机", "quantity": "2.5", "price": "1000", "amount": "2500.00"}]}
    assert (second.data["total"], second.data["price_list"]) == ("2750.00", "V2")
    kept = Quotation._plain.order_by("id").values_list("caller", "customer__name", "total_fen", "price_list__version", "owner__name")
    assert list(kept) == [("", "甘泉农资", 250000, 1, "业务员张东"), ("王经理", None, 275000, 2, "业务员张东")]
    assert [(x.price, x.quantity, x.discount) for x in QuotationLine.objects.order_by("id")] == [
        (Decimal(1000), Decimal("2.5"), 0), (Decimal(1100), Decimal("2.5"), 0)]


@pytest.mark.clause("PRC-11")
def test_who_answers_the_phone_sees_the_price_of_the_chosen_product_and_cannot_change_it(trade: Any, client: Any) -> None:
    machine = trade.product("收割机", "1000", measure="台")
    stopped = trade.product("旧收割机", "900")
    discontinue_product(actor=ME, product_id=stopped.pk)
    make_product("X", "收割机无价")
    client.force_login(trade.company.person("salesperson"), backend="allauth.account.auth_backends.AuthenticationBackend")
    found = client.get("/lookup/priced_products/", {"q": "收割机"}).json()["results"]
    assert [row["text"] for row in found] == [f"{machine.number} 收割机 {machine.spec} · 1,000.00 元/台".replace("  ", " "),
                                              "X 收割机无价 50kg · 没有生效价格"]
    form = client.get("/act/pricing.quote/").content.decode()
    assert "priced_products" in form and not re.search(r'name="lines-[^"]*price', form)
    answer = client.post("/act/pricing.quote/", {
        "caller": "王经理", "lines-TOTAL_FORMS": "1", "lines-0-product_id": f"{machine.pk}", "lines-0-quantity": "2",
        "lines-0-price": "1", "idempotency_key": "k"})
    assert answer.status_code in (200, 204, 302), answer.content.decode()[:400]
    assert list(QuotationLine.objects.values_list("price", "quantity")) == [(Decimal(1000), Decimal(2))]


@pytest.mark.clause("PRC-11")
def test_there_is_no_way_to_state_a_price() -> None:
    with pytest.raises(ValidationError):
        QuoteInput(product_id=1, quantity=Decimal(1), price=Decimal(1))
    assert {"price", "discount"}.isdisjoint(inspect.signature(services.quote).parameters)


@pytest.mark.clause("PRD-01")
def test_a_discontinued_product_is_not_quoted(trade: Any) -> None:
    machine = trade.product("收割机", "1000")
    discontinue_product(actor=ME, product_id=machine.pk)
    with pytest.raises(Discontinued) as refused:
        quote(trade, machine.pk)
    assert (refused.value.field, refused.value.clause) == ("lines.0.product_id", "PRD-01")


def test_what_cannot_be_quoted(trade: Any) -> None:
    machine = trade.product("收割机", "1000")
    with pytest.raises(NobodyQuoted):
        quote(trade, machine.pk, caller="")
    with pytest.raises(NoPriceInForce):
        quote(trade, make_product("X", "无价"))
    with pytest.raises(NotFound):
        quote(trade, 10**9)
    with pytest.raises(NotFound):
        quote(trade, machine.pk, by="salesperson_west", customer_id=trade.customer().pk)
    assert not Quotation._plain.exists()
