"""Master data from Excel: columns mapped by hand, titles remembered, and an import taken back while nobody has used it."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from yingshu.customers.models import Customer
from yingshu.kernel import clock
from yingshu.kernel.errors import NotAllowed
from yingshu.kernel.imported import KEPT_DAYS, ImportUsed, NotUndoable, forget_old, undo
from yingshu.kernel.models import ImportRun
from yingshu.onboarding.models import Synonym
from yingshu.organisation.models import Appointment, Person
from yingshu.pricing.models import PriceLine
from yingshu.products.models import Product

from .test_importing import book, check, client, hidden

HEADS = ("产品编号", "产品名称", "规格")


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def bring(c: Client, screen: str, *rows: tuple[Any, ...], **more: Any) -> ImportRun:
    """Upload, check and confirm."""
    page = check(c, screen, book(*rows), **more)
    assert c.post(f"/import/{screen}/confirm/", hidden(page)).status_code == 302
    return ImportRun.objects.latest("id")


def form(page: Any) -> dict[str, str]:
    """What the mapping form sends as it is shown."""
    text = re.search(r'<form[^>]*id="mapping".*?</form>', page.content.decode(), re.S)
    assert text is not None
    sent = dict(re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', text[0]))
    for name, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', text[0], re.S):
        chosen = re.search(r'value="([^"]*)" selected', options)
        sent[name] = chosen[1] if chosen else ""
    return {**sent, "learn": "1"}


def test_columns_with_unknown_titles_are_mapped_by_hand_and_remembered(company: Any) -> None:
    c, rows = client(company), (("货号甲", "叫法乙", "备忘"), ("A1", "尿素", "x"), ("A2", "磷肥", ""))
    page = check(c, "products", book(*rows))
    assert (page.status_code, Product.objects.count()) == (422, 0)
    assert "产品编号" in page.context["preview"].sheet.broken and [x["title"] for x in page.context["columns"]] == list(rows[0])
    half = c.post("/import/products/", form(page) | {"column-B": "name"})
    assert (half.status_code, half.context["ready"]) == (422, False) and "产品编号" in half.context["preview"].sheet.broken
    good = c.post("/import/products/", form(half) | {"column-A": "number"})
    assert (good.status_code, good.context["ready"], good.context["preview"].good) == (200, True, 2)
    confirm = re.search(r'<form[^>]*confirm/"[^>]*>(.*?)</form>', good.content.decode(), re.S)
    assert confirm is not None
    sent = {name: html.unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', confirm[1])}
    assert c.post("/import/products/confirm/", sent).status_code == 302
    assert list(Product.objects.order_by("number").values_list("number", "name")) == [("A1", "尿素"), ("A2", "磷肥")]
    assert set(Synonym.objects.values_list("field", "title")) == {("products.number", "货号甲"), ("products.name", "叫法乙")}
    known = check(c, "products", book(*rows))
    assert (known.status_code, known.context["preview"].counts) == (200, {"added": 0, "changed": 0, "unchanged": 2})


@pytest.mark.parametrize("mapping", ["{", "[]", '{"sheets": []}', '{"sheets": [{"sheet": "没有", "kind": "products", "columns": []}]}',
                                     '{"sheets": [{"sheet": "Sheet", "kind": "x", "columns": [{"field": "\\u0000", "letter": "A"}]}]}'])
def test_a_made_up_mapping_is_refused(company: Any, mapping: str) -> None:
    c = client(company)
    token = hidden(check(c, "products", book(HEADS, ("A1", "尿素", ""))))["token"]
    assert c.post("/import/products/", {"token": token, "mapping": mapping}).status_code == 422
    assert c.post("/import/products/confirm/", {"token": token, "mapping": mapping}).status_code == 422
    assert not Product.objects.exists()


def test_an_import_is_taken_back_as_if_it_had_not_been(company: Any) -> None:
    c, me = client(company), company.actor("general_manager")
    company.act("products.create", "general_manager", number="A1", name="尿素", spec="40kg")
    before = list(Product.objects.values("number", "name", "spec", "search_text"))
    run = bring(c, "products", HEADS, ("A1", "尿素", "50kg"), ("A2", "磷肥", "25kg"))
    assert (run.counts, Product.objects.get(number="A1").spec) == ({"added": 1, "changed": 1, "unchanged": 0}, "50kg")
    assert run.number in c.get("/import/products/").content.decode() and c.get(f"/imports/{run.pk}/").status_code == 200
    done = undo(actor=me, import_id=run.pk, reason="错表")
    assert (done.state, list(Product.objects.values("number", "name", "spec", "search_text"))) == ("undone", before)
    with pytest.raises(NotUndoable):
        undo(actor=me, import_id=run.pk)
    assert "撤销" in c.get(f"/products/{Product.objects.get().pk}/?tab=history").content.decode()


def test_what_was_used_or_changed_since_is_named_and_nothing_happens(company: Any) -> None:
    c, me = client(company), company.actor("general_manager")
    run = bring(c, "products", HEADS, ("A1", "尿素", "40kg"), ("A2", "磷肥", "25kg"))
    later = bring(c, "products", HEADS, ("A1", "尿素", "41kg"))
    company.act("products.change", "general_manager", product_id=Product.objects.get(number="A1").pk, spec="42kg")
    with pytest.raises(ImportUsed) as told:
        undo(actor=me, import_id=later.pk)
    assert "尿素" in told.value.text() and Product.objects.get(number="A1").spec == "42kg"
    pk = company.act("pricing.create_price_list", "general_manager", title="价", valid_from=clock.today()).id
    bring(c, "price_lists", ("产品编号", "单价"), ("A2", "80"), target=str(pk))
    with pytest.raises(ImportUsed) as told:
        undo(actor=me, import_id=run.pk)
    assert "磷肥" in told.value.text() and "尿素" not in told.value.text() and Product.objects.count() == 2


def test_customers_people_and_prices_are_taken_back(company: Any) -> None:
    c, me = client(company), company.actor("general_manager")
    people = (Person.objects.count(), Appointment.objects.count())
    runs = [bring(c, "customers", ("客户名称", "联系电话"), ("甘泉农资", "13800005678")),
            bring(c, "people", ("登录名", "姓名", "岗位"), ("zhang3", "张三", "业务员 · 东区"))]
    company.act("products.create", "general_manager", number="A1", name="尿素")
    pk = company.act("pricing.create_price_list", "general_manager", title="价", valid_from=clock.today()).id
    runs.append(bring(c, "price_lists", ("产品编号", "单价"), ("A1", "80"), target=str(pk)))
    assert (Customer._plain.count(), PriceLine.objects.count(), Person.objects.count()) == (1, 1, people[0] + 1)
    for run in runs:
        undo(actor=me, import_id=run.pk)
    assert (Customer._plain.count(), PriceLine.objects.count()) == (0, 0)
    assert (Person.objects.count(), Appointment.objects.count()) == people


def test_prices_of_a_released_list_and_people_who_logged_in_stay(company: Any) -> None:
    c, me = client(company), company.actor("general_manager")
    company.act("products.create", "general_manager", number="A1", name="尿素")
    pk = company.act("pricing.create_price_list", "general_manager", title="价", valid_from=clock.today()).id
    prices = bring(c, "price_lists", ("产品编号", "单价"), ("A1", "80"), target=str(pk))
    company.act("pricing.release_price_list", "general_manager", price_list_id=pk)
    people = bring(c, "people", ("登录名", "姓名"), ("zhang3", "张三"))
    Person.objects.filter(username="zhang3").update(last_login=clock.now())
    for run in (prices, people):
        with pytest.raises(ImportUsed):
            undo(actor=me, import_id=run.pk)
    assert PriceLine.objects.count() == 1 and Person.objects.filter(username="zhang3").exists()


def test_who_may_undo_and_until_when(company: Any) -> None:
    run = bring(client(company), "products", HEADS, ("A1", "尿素", ""))
    for who in ("salesperson", "admin"):
        with pytest.raises(NotAllowed):
            undo(actor=company.actor(who), import_id=run.pk)
    assert client(company, "admin").get(f"/imports/{run.pk}/").status_code == 404
    ImportRun.objects.update(at=clock.now() - timedelta(days=KEPT_DAYS + 1))
    assert (forget_old(), forget_old(), ImportRun.objects.get().content) == (1, 0, [])
    with pytest.raises(NotUndoable):
        undo(actor=company.actor("general_manager"), import_id=run.pk)


@pytest.mark.clause("CNF-07")
def test_a_customer_who_is_forgotten_is_forgotten_by_imports_too(company: Any) -> None:
    c, gm = client(company), "general_manager"
    pk = company.act("customers.create", gm, name="甘泉农资", phone="13800005678").id
    run = bring(c, "customers", ("客户名称", "联系电话"), ("甘泉农资", "13900001111"))
    assert "13800005678" in str(run.content)
    request = company.act("customers.register_privacy_request", gm, customer_id=pk, kind="delete").id
    company.act("customers.handle_privacy_request", gm, request_id=request)
    run.refresh_from_db()
    assert (run.content, run.state) == ([], "kept")
