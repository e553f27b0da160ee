"""Forms from signatures: controls, what a person fills in, errors in words, running the action."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import translation

from yingshu.kernel import forms
from yingshu.kernel.actor import Actor, Reach
from yingshu.kernel.errors import REGISTRY, BusinessError, InvalidInput
from yingshu.kernel.inputs import CustomerRef, Fen, Input, LongText, Needed, ProductRef, Quantity, Text
from yingshu.kernel.schemas import hints_of, schema_of, validate
from yingshu.kernel.services import ACTIONS, Done, service
from yingshu.organisation.models import Unit
from yingshu.organisation.principal import people_changed


class LineInput(Input):
    """A line."""

    product_id: ProductRef
    quantity: Quantity
    price_fen: Fen | None = None


class Stopped(BusinessError):
    """Refused, with the number."""

    code = "test_stopped"
    message = "Stopped at %(n)s."

    def panel(self) -> dict[str, Any]:
        return {"title": "Gate", "conditions": [{"name": "money", "ok": False, "text": "short", "clause": "ORD-06"}]}


REGISTRY.pop(Stopped.code)  # not an error of the product
MADE: list[dict[str, Any]] = []


@pytest.fixture
def action() -> Iterator[str]:
    """A business action with every kind of parameter."""
    @service("testroom.make", title="Make a thing")
    def make(*, actor: Actor, customer_id: CustomerRef, name: Needed, amount_fen: Fen = 0, on: date | None = None,
             at: datetime | None = None, sure: bool = False, maybe: bool | None = None, kind: Unit.Kind = Unit.Kind.REGION,
             note: LongText = "", lines: list[LineInput] | None = None, tags: list[Text] | None = None) -> Done:
        if name == "stop":
            raise Stopped(n=7, clause="ORD-06")
        if name == "field":
            raise Stopped(n=8, field="name")
        MADE.append({"customer_id": customer_id, "name": name, "amount_fen": amount_fen, "lines": lines})
        pk = Unit.objects.create(name=name, code=name, kind=Unit.Kind.REGION).pk
        Unit.objects.filter(pk=pk).update(path=f"/{pk}/")
        return Done("thing", pk, f"T-{name}")
    yield "testroom.make"
    ACTIONS.pop("testroom.make")
    for cache in (hints_of, schema_of, forms.lookups_of):
        cache.cache_clear()
    MADE.clear()


def test_every_parameter_gets_the_control_it_needs(action: str) -> None:
    found = {f.name: (f.widget, f.required, f.lookup, f.max_length) for f in forms.fields_of(action)}
    assert found == {
        "customer_id": ("lookup", True, "customers", None), "name": ("text", True, "", 200), "amount": ("money", False, "", None),
        "on": ("date", False, "", None), "at": ("moment", False, "", None), "sure": ("check", False, "", None),
        "maybe": ("select", False, "", None), "kind": ("select", False, "", None), "note": ("textarea", False, "", 1000),
        "lines": ("lines", False, "", None), "tags": ("multi", False, "", None)}
    lines = next(f for f in forms.fields_of(action) if f.name == "lines")
    assert [(c.name, c.widget, c.required) for c in lines.columns] == [
        ("product_id", "lookup", True), ("quantity", "number", True), ("price", "money", False)]
    assert forms.lookups_of(action) == {"customers", "products"}


def test_what_is_filled_in_becomes_arguments(action: str) -> None:
    post = QueryDict("customer_id=5&name=%E3%80%80Ab%E3%80%80&amount=1%2C234.50&on=2026-01-31&at=2026-01-31T14:05&sure=true&kind=region&"
                     "note=&"
                     "lines-0-product_id=3&lines-0-quantity=%EF%BC%92.5&lines-0-price=85&lines-1-product_id=&lines-1-quantity=&"
                     "lines-2-product_id=4&lines-2-quantity=1&lines-3-product_id=9&lines-3-quantity=9&lines-3-DELETE=on&tags=a&tags=")
    values = validate(action, forms.form_data(forms.fields_of(action), post))
    assert values == {
        "customer_id": 5, "name": "Ab", "amount_fen": 123450, "on": date(2026, 1, 31), "at": datetime(2026, 1, 31, 14, 5), "sure": True,
        "kind": Unit.Kind.REGION, "tags": ["a"],
        "lines": [LineInput(product_id=3, quantity=Decimal("2.5"), price="85"), LineInput(product_id=4, quantity=Decimal(1))]}
    assert values["lines"][0].price_fen == 8500


def test_a_text_that_was_there_can_be_cleared(action: str) -> None:
    post = QueryDict("customer_id=5&name=a&note=")
    fields = forms.fields_of(action)
    assert "note" not in forms.form_data(fields, post)
    assert forms.form_data(fields, post, {"note": "old"})["note"] == ""


@pytest.mark.parametrize(("data", "path", "zh", "en"), [
    ({"customer_id": 5}, "name", "请填写此项。", "Please fill in this field."),
    ({"customer_id": 5, "name": "  "}, "name", "请填写此项。", "Please fill in this field."),
    ({"customer_id": 5, "name": "x" * 201}, "name", "最多 200 个字。", "At most 200 characters."),
    ({"customer_id": "x", "name": "a"}, "customer_id", "请填写整数。", "Please give a whole number."),
    ({"customer_id": 0, "name": "a"}, "customer_id", "必须大于 0。", "Must be more than 0."),
    ({"customer_id": 2**63, "name": "a"}, "customer_id", "此值无法使用。", "This value cannot be used."),
    ({"customer_id": 5, "name": "a", "amount": "1.234"}, "amount", "请填写以元为单位、最多两位小数的金额。",
     "Please give an amount in yuan with at most two decimals."),
    ({"customer_id": 5, "name": "a", "amount": "NaN"}, "amount", "请填写以元为单位、最多两位小数的金额。",
     "Please give an amount in yuan with at most two decimals."),
    ({"customer_id": 5, "name": "a", "amount": "1e999999"}, "amount", "请填写以元为单位、最多两位小数的金额。",
     "Please give an amount in yuan with at most two decimals."),
    ({"customer_id": 5, "name": "a", "on": "2026-02-30"}, "on", "请填写日期，例如 2026-01-31。", "Please give a day like 2026-01-31."),
    ({"customer_id": 5, "name": "a", "kind": "moon"}, "kind", "请从给出的选项中选择。", "Please choose one of the values offered."),
    ({"customer_id": 5, "name": "a\x00"}, "name", "此值无法使用。", "This value cannot be used."),
    ({"customer_id": 5, "name": "a", "lines": [{"product_id": 1, "quantity": "0"}]}, "lines.0.quantity", "必须大于 0。",
     "Must be more than 0."),
    ({"customer_id": 5, "name": "a", "lines": [{"product_id": 1, "quantity": "1.2345"}]}, "lines.0.quantity", "最多 3 位小数。",
     "At most 3 decimals."),
    ({"customer_id": 5, "name": "a", "weather": 1}, "weather", "没有这个字段。", "This field is not known."),
])
def test_mistakes_are_told_in_the_readers_language(action: str, data: dict[str, Any], path: str, zh: str, en: str) -> None:
    for language, words in (("zh-hans", zh), ("en", en)):
        with translation.override(language), pytest.raises(InvalidInput) as caught:
            validate(action, data)
        assert caught.value.errors == {path: [words]}


def test_all_mistakes_are_told_at_once(action: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        validate(action, {"amount": "x", "lines": [{"quantity": "1"}]})
    assert set(caught.value.errors) == {"customer_id", "name", "amount", "lines.0.product_id"}


@pytest.fixture
def client(company: Any) -> Client:
    post = company.posts["admin"]
    post.rights = [*post.rights, "testroom.make", "customers.view"]
    post.reach = Reach.ALL
    post.save()
    people_changed()
    client = Client()
    client.force_login(company.person("admin"), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def key_in(html: str) -> str:
    found = re.search(r'name="idempotency_key" value="([^"]+)"', html)
    assert found
    return found[1]


def test_the_form_is_a_page_or_a_dialog(action: str, client: Client) -> None:
    page = client.get("/act/testroom.make/").content.decode()
    assert "<html" in page and 'data-remote="/lookup/customers/"' in page
    dialog = client.get("/act/testroom.make/", headers={"hx-request": "true", "hx-target": "dialog"}).content.decode()
    assert "<html" not in dialog and 'hx-target="#dialog"' in dialog and 'data-lines="lines"' in dialog


def test_parameters_of_the_address_are_fixed(action: str, client: Client, trade: Any) -> None:
    customer = trade.customer()
    page = client.get(f"/act/testroom.make/?customer_id={customer.pk}").content.decode()
    assert f'<input type="hidden" data-remote-with name="customer_id" value="{customer.pk}">' in page
    assert 'id="f-customer_id"' not in page
    client.post(f"/act/testroom.make/?customer_id={customer.pk}", {"name": "fix", "customer_id": "999"})
    assert [m["customer_id"] for m in MADE] == [customer.pk]


def test_double_submit_makes_one(action: str, client: Client) -> None:
    key = key_in(client.get("/act/testroom.make/").content.decode())
    data = {"customer_id": 5, "name": "one", "idempotency_key": key}
    answers = [client.post("/act/testroom.make/", data) for _ in range(2)]
    assert [a.status_code for a in answers] == [302, 302]
    assert Unit.objects.filter(name="one").count() == 1


def test_success_in_the_dialog_reloads_or_goes_on(action: str, client: Client) -> None:
    htmx = {"hx-request": "true", "hx-target": "dialog"}
    assert client.post("/act/testroom.make/", {"customer_id": 5, "name": "a"}, headers=htmx)["HX-Refresh"] == "true"
    there = client.post("/act/testroom.make/", {"customer_id": 5, "name": "b", "next": "/products/"}, headers=htmx)
    assert there["HX-Redirect"] == "/products/"
    away = client.post("/act/testroom.make/", {"customer_id": 5, "name": "c", "next": "https://evil.example/"}, headers=htmx)
    assert "HX-Redirect" not in away


def test_a_mistake_keeps_what_was_typed(action: str, client: Client, trade: Any) -> None:
    customer = trade.customer()
    page = client.post("/act/testroom.make/", {
        "customer_id": customer.pk, "name": "", "note": "<b>kept</b>", "lines-0-product_id": "", "lines-0-quantity": "7"})
    html = page.content.decode()
    assert page.status_code == 400
    assert "&lt;b&gt;kept&lt;/b&gt;" in html
    assert f'<option value="{customer.pk}" selected>' in html and customer.name in html
    assert 'name="lines-0-quantity" value="7"' in html
    assert 'aria-describedby="f-name-error"' in html and "请填写此项" in html


def test_a_refusal_shows_its_panel_in_the_dialog(action: str, client: Client) -> None:
    answer = client.post("/act/testroom.make/", {"customer_id": 5, "name": "stop", "note": "kept"},
                         headers={"hx-request": "true", "hx-target": "dialog"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Stopped at 7." in html and "ORD-06" in html and 'class="gate' in html and ">kept</textarea>" in html


def test_a_refusal_about_a_field_stands_at_the_field(action: str, client: Client) -> None:
    html = client.post("/act/testroom.make/", {"customer_id": 5, "name": "field"}).content.decode()
    assert "Stopped at 8." in html and 'id="f-name-error"' in html


def test_without_the_right_there_is_no_form(action: str, company: Any) -> None:
    client = Client()
    client.force_login(company.person("warehouse"), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/act/testroom.make/").status_code == 403
    assert client.post("/act/testroom.make/", {"customer_id": 5, "name": "x"}).status_code == 403
    assert Client().get("/act/testroom.make/").status_code == 302
    assert client.get("/act/no.such/").status_code == 404
    assert MADE == []


def test_a_room_supplies_first_values(action: str, client: Client) -> None:
    forms.initial("testroom.make", lambda actor, query: {"initial": {"name": f"for {actor.name}", "amount_fen": 1250}})
    try:
        html = client.get("/act/testroom.make/").content.decode()
    finally:
        forms._initial.pop("testroom.make")
    assert 'value="for 管理员"' in html and 'value="12.50"' in html


def test_a_room_offers_what_follows_from_its_records(action: str, client: Client) -> None:
    forms.initial("testroom.make", lambda actor, query: {"choices": {"name": [("a", "甲"), ("b", "乙")]}})
    try:
        html = client.get("/act/testroom.make/").content.decode()
        kept = client.post("/act/testroom.make/", {"customer_id": 0, "name": "old"}).content.decode()
    finally:
        forms._initial.pop("testroom.make")
    assert '<option value="a">甲</option><option value="b">乙</option></select>' in html
    assert '<option value="old" selected>old</option></select>' in kept, "what is offered no more stays until it is changed"


@pytest.mark.django_db
def test_every_action_of_the_product_has_a_form() -> None:
    for code in ACTIONS:
        assert forms.fields_of(code) is not None
        assert schema_of(code).model_json_schema()["type"] == "object"
