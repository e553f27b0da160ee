"""Hostile text, numbers, days and files in every field of every way in: never a crash, never believed, never executed."""

from __future__ import annotations

import io
import json
import re
import zipfile
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from yingshu.customers.models import Customer
from yingshu.documents.models import Attachment
from yingshu.kernel.rest.endpoints import ENDPOINTS
from yingshu.kernel.schemas import schema_of
from yingshu.kernel.screens import SCREENS
from yingshu.kernel.screens.filters import known_parameters
from yingshu.kernel.services import ACTIONS
from yingshu.orders.models import SalesOrder

from ..support.integrations import KEY, everything

pytestmark = pytest.mark.one_database  # records are addressed by the ids of a new database
ERROR = {"code", "message", "clause", "field", "data"}
SCRIPT = "<script>alert('x')</script><img src=x onerror=alert(1)>"
TEXTS = ("'; DROP TABLE orders_salesorder; --", SCRIPT, "{{ 7*7 }}{% load x %}", "甲" * 10_000, "a\x00b", "💥\U0001f468\u200d\U0001f469",
         "\u202eabc\u202c", "１２３", "=cmd|'/c calc'!A1", "%(name)s %s %", "../../etc/passwd", "\ud800", "")
NUMBERS = ("1e999999", "NaN", "-Infinity", "-1", "9" * 400, "0.0000000000001", 10**30, -5, 1.5, True)
DAYS = ("0000-00-00", "9999-12-31", "9999-12-31T23:59:59+14:00", "0001-01-01T00:00:00-14:00", "2026-02-30", "1e5")
OTHERS: tuple[Any, ...] = (None, [], {}, [[]], [{}], {"a": {"b": []}})
VALUES = (*TEXTS, *NUMBERS, *DAYS, *OTHERS)


@pytest.fixture
def world(trade: Any) -> Any:
    """An order on the road, one just registered, and somebody who may do everything."""
    trade.boss = everything(trade.company)
    customer, product = trade.customer(), trade.product()
    trade.shipped(customer, product, method="cod")
    trade.order(customer, product)
    return trade


@pytest.fixture
def api(world: Any) -> Client:
    return Client(headers={"authorization": f"Bearer {KEY}"}, raise_request_exception=False)


@pytest.fixture
def web(world: Any) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(world.boss, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def post(client: Client, path: str, body: Any) -> str:
    """What is wrong with the answer; what was done is taken back."""
    text = body if isinstance(body, (str, bytes)) else json.dumps(body)
    with transaction.atomic():
        answer = client.post(path, text, content_type="application/json")
        transaction.set_rollback(True)
    if answer.status_code >= 500:
        return f"crash: {path} {text[:200]!r} {answer.status_code}"
    if answer.status_code >= 400 and set(answer.json()) != ERROR:
        return f"form: {path} {text[:200]!r} {answer.content[:200]!r}"
    return ""


@pytest.mark.django_db
@pytest.mark.slow
def test_every_field_of_every_action_survives(api: Client) -> None:
    """Each field in turn gets a few of the values; over all fields every value is met many times."""
    wrong, n = [], 0
    for declared in ENDPOINTS:
        code = declared.run.action  # type: ignore[attr-defined]
        path = "/api/v1/" + re.sub(r"{\w+}", "1", declared.path)
        for field in schema_of(code).model_json_schema(by_alias=True)["properties"]:
            for step in range(3):
                n += 1
                wrong.append(post(api, path, {**declared.example, field: VALUES[(n * 5 + step * 11) % len(VALUES)]}))
    assert n > 600
    assert [w for w in wrong if w] == []


@pytest.mark.django_db
def test_every_value_in_every_field_of_an_order(api: Client) -> None:
    from yingshu.orders.api import _ORDER

    line = _ORDER["lines"][0]
    fields = schema_of("orders.register").model_json_schema()["properties"]
    bodies = [{**_ORDER, field: value} for field in fields for value in VALUES]
    columns = ("product_id", "quantity", "price", "discount")
    bodies += [{**_ORDER, "lines": [{**line, field: value}]} for field in columns for value in VALUES]
    assert [w for body in bodies if (w := post(api, "/api/v1/orders", body))] == []


@pytest.mark.django_db
@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"a":' * 100_000, b'{"customer_id": NaN}',
                                  b"\xff\xfe\x00", b"\x00", b'"x"', b"1e400", b"null",
                                  b'{"lines": [' + b"[" * 900 + b"]" * 900 + b"]}", b'{"customer_id": 1, "customer_id": 2}'])
def test_bodies_that_are_no_requests(api: Client, body: bytes) -> None:
    assert post(api, "/api/v1/orders", body) == ""
    assert api.post("/api/v1/orders", body, content_type="application/json").status_code == 400


@pytest.mark.django_db
def test_addresses_that_lead_nowhere(api: Client) -> None:
    for place in ("0", "-1", "9" * 400, "１", "%00", "a'b", "..%2f", "%3Cscript%3E", "1.5", "²"):
        answers = [api.post(f"/api/v1/orders/{place}{end}", "{}", content_type="application/json").status_code for end in ("", "/submit")]
        assert set(answers) <= {400, 404, 405, 409}, (place, answers)


@pytest.mark.django_db
@pytest.mark.slow
def test_every_filter_of_every_screen_survives(web: Client, api: Client) -> None:
    wrong, n = [], 0
    for code, screen in SCREENS.items():
        for name in (*known_parameters(screen), "sort", "page", "page_size", "cursor", "view", "count"):
            n += 1
            for value in (VALUES[n % len(TEXTS)], VALUES[len(TEXTS) + n % (len(NUMBERS) + len(DAYS))]):
                query = {name: str(value).encode("utf-8", "replace").decode()}
                shown, listed = web.get(f"/{code}/", query).status_code, api.get(f"/api/v1/{code}", query).status_code
                if max(shown, listed) >= 500:
                    wrong.append((code, query, shown, listed))
    assert n > 200
    assert wrong == []


@pytest.mark.django_db
def test_search_and_lookups_survive(web: Client) -> None:
    wrong = []
    for value in TEXTS:
        text = value.encode("utf-8", "replace").decode()
        for path in ("/search/", "/orders/price/", "/orders/customers/", "/lookup/customers/"):
            answer = web.get(path, {"q": text})
            if answer.status_code >= 500 or b"<script>alert" in answer.content or b"<img src=x" in answer.content:
                wrong.append((path, text[:40], answer.status_code))
    assert wrong == []


@pytest.mark.django_db
@pytest.mark.slow
def test_dialogs_survive(web: Client) -> None:
    """The form of every action, filled with the same hostile text in every field."""
    wrong = []
    for n, code in enumerate(sorted(ACTIONS)):
        value = str(VALUES[n % len(TEXTS)]).encode("utf-8", "replace").decode()
        fields = dict.fromkeys(schema_of(code).model_json_schema(by_alias=True).get("properties", {}), value)
        with transaction.atomic():
            answers = [web.get(f"/act/{code}/", fields), web.post(f"/act/{code}/", fields)]
            transaction.set_rollback(True)
        wrong += [(code, value[:30], a.status_code) for a in answers if a.status_code >= 500 or b"<script>alert" in a.content]
    assert wrong == []


@pytest.mark.django_db
def test_pages_show_hostile_names_as_text(world: Any, web: Client) -> None:
    """Names with markup and template tags in every text of an order and its customer: shown, never run."""
    bad = SCRIPT + "{{ 7*7 }}{% now 'Y' %}"
    customer = world.customer(name=bad, contact=bad[:40], location=bad, legal_person=bad[:40])
    order = world.order(customer, world.product(name=bad), "3", consignee="<b>x</b>", address=bad, packing=bad, delivery_note=bad).id
    world.instruct(order)
    token = SalesOrder._plain.get(pk=order).public_token
    for path in (f"/orders/{order}/", f"/customers/{customer.pk}/", "/orders/", "/customers/", "/board/", "/", 
                 f"/desk/workshop/{order}/",
                 f"/desk/logistics/{order}/", f"/t/{token}/", "/search/?q=script", f"/orders/{order}/history/"):
        answer = web.get(path)
        assert answer.status_code in (200, 404), (path, answer.status_code)
        assert not re.search(rb"<script>alert|<img src=x|<b>x</b>", answer.content), path
        assert b"49{" not in answer.content, path
    assert b"&lt;script&gt;" in web.get(f"/orders/{order}/").content
    assert b"&lt;script&gt;" in web.get(f"/customers/{customer.pk}/").content


def bomb() -> bytes:
    """A workbook of a few hundred kilobytes that unpacks to 300 MB."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/workbook.xml", "<workbook/>")
        with parts.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _ in range(300):
                sheet.write(b"0" * 2**20)
    return target.getvalue()


EXE = b"MZ\x90\x00" + b"\x00" * 200
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
FILES = {"exe.pdf": EXE, "exe.xlsx": EXE, "x.exe": EXE, "x.svg": SVG, "svg.png": SVG, "x.html": b"<html><script>alert(1)</script>", 
         "e.pdf": b"",
         "x.xlsx": b"PK\x03\x04broken", "x.docm": b"PK\x03\x04", "x": b"abc",
         "x.png": b"\x89PNG\r\n\x1a\n" + b"\x00" * 30, "z.csv": b"a\x00b"}


@pytest.mark.django_db
@pytest.mark.parametrize("name", FILES)
def test_hostile_attachments_are_refused(world: Any, web: Client, name: str) -> None:
    answer = web.post("/files/order/1/", {"file": SimpleUploadedFile(name, FILES[name])}, headers={"accept": "application/json"})
    assert 400 <= answer.status_code < 500, answer.status_code
    assert set(answer.json()) == ERROR
    assert answer.json()["code"] in ("file_refused", "invalid_input")
    assert Attachment.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "content"), [*FILES.items(), ("bomb.xlsx", None)])
def test_hostile_ledgers_are_refused(world: Any, web: Client, name: str, content: bytes | None) -> None:
    before = Customer._plain.count(), SalesOrder._plain.count()
    answer = web.post("/import/ledger/upload/", {"file": SimpleUploadedFile(name, bomb() if content is None else content)})
    said = [str(m) for m in get_messages(answer.wsgi_request)]
    assert (answer.status_code, answer["Location"], len(said)) == (302, "/import/ledger/", 1), (answer["Location"], said)
    assert len(said[0]) >= 5
    assert (Customer._plain.count(), SalesOrder._plain.count()) == before


@pytest.mark.django_db
def test_more_than_allowed_is_refused_before_it_is_read(world: Any, web: Client) -> None:
    """60 MB declared; a file of eleven."""
    declared = web.generic("POST", "/files/order/1/", b"x", content_type="application/json", CONTENT_LENGTH=str(60 * 2**20))
    assert 400 <= declared.status_code < 500
    eleven = SimpleUploadedFile("x.pdf", b"%PDF-" + b"0" * (11 * 2**20))
    large = web.post("/files/order/1/", {"file": eleven}, headers={"accept": "application/json"})
    assert (large.status_code, large.json()["code"]) == (400, "file_too_large")
    assert Attachment.objects.count() == 0
