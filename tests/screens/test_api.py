"""The REST engine: token, JSON, one form of errors, idempotency, lists."""

from __future__ import annotations

import hashlib
from typing import Any

import orjson
import pytest
from django.test import Client

from yingshu.kernel import clock
from yingshu.kernel.models import IdempotencyKey
from yingshu.organisation.models import ApiToken
from yingshu.organisation.principal import people_changed

ERROR = {"code", "message", "clause", "field", "data"}


@pytest.fixture
def api(company: Any) -> Any:
    """``api("admin")`` answers a function that sends a request as that person."""
    post = company.posts["admin"]
    post.rights = [*post.rights, "products.*"]
    post.save()
    people_changed()

    def of(key: str) -> Any:
        ApiToken.objects.get_or_create(digest=hashlib.sha256(key.encode()).hexdigest(), defaults={
            "person": company.person(key), "name": key, "created_at": clock.now()})
        client = Client(headers={"authorization": f"Bearer {key}"}, raise_request_exception=False)

        def send(method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
            data = body if isinstance(body, (bytes, str)) else orjson.dumps(body or {})
            options = {} if method == "GET" else {"data": data, "content_type": headers.pop("content_type", "application/json")}
            answer = client.generic(method, f"/api/v1/{path}", headers=headers, **options)
            return answer.status_code, orjson.loads(answer.content) if answer.content else None
        return send
    return of


PRODUCT = {"number": "P-1", "name": "复合肥", "unit": "袋"}


def test_a_post_runs_the_action_and_a_list_shows_it(api: Any) -> None:
    send = api("admin")
    status, made = send("POST", "products", PRODUCT)
    assert (status, made["number"]) == (200, "P-1"), made
    status, listed = send("GET", "products?q=复合")
    assert status == 200
    assert [r["number"] for r in listed["results"]] == ["P-1"]
    assert (listed["count"], listed["count_exact"], listed["has_next"]) == (1, True, False)
    status, one = send("GET", f"products/{made['id']}")
    assert (status, one["id"], one["name"]) == (200, made["id"], "复合肥")


def test_the_same_key_gives_the_same_answer(api: Any) -> None:
    send = api("admin")
    first = send("POST", "products", PRODUCT, idempotency_key="k1")
    assert send("POST", "products", PRODUCT, idempotency_key="k1") == first
    assert IdempotencyKey.objects.count() == 1


@pytest.mark.parametrize(("headers", "code"), [({}, "not_authenticated"), ({"authorization": "Bearer nobody"}, "not_authenticated"),
                                               ({"authorization": "Basic abc"}, "not_authenticated")])
def test_without_a_valid_token_nothing_is_answered(company: Any, headers: dict[str, str], code: str) -> None:
    answer = Client(headers=headers).get("/api/v1/products")
    assert (answer.status_code, answer.json()["code"], set(answer.json())) == (401, code, ERROR)
    assert answer["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(("method", "path", "body", "headers", "status", "code", "field"), [
    ("POST", "products", b"{", {}, 400, "malformed", ""),
    ("POST", "products", b"[]", {}, 400, "malformed", ""),
    ("POST", "products", b" " * (12 * 1024 * 1024 + 1), {}, 413, "too_large", ""),
    ("POST", "products", b"a=1", {"content_type": "text/plain"}, 415, "unsupported_media_type", ""),
    ("POST", "products", {"number": "P"}, {}, 400, "invalid_input", "name"),
    ("POST", "products", {**PRODUCT, "colour_of_money": 1}, {}, 400, "invalid_input", "colour_of_money"),
    ("POST", "products", {**PRODUCT, "name": "a\x00b"}, {}, 400, "invalid_input", "name"),
    ("POST", "products", PRODUCT, {"idempotency_key": "k" * 101}, 400, "invalid_input", "Idempotency-Key"),
    ("PUT", "products", {}, {}, 405, "method_not_allowed", ""),
    ("GET", "products/999999", None, {}, 404, "not_found", ""),
    ("GET", "products/abc", None, {}, 404, "not_found", ""),
    ("GET", f"products/{10**30}", None, {}, 404, "not_found", ""),
    ("GET", "nothing/here", None, {}, 404, "not_found", ""),
    ("GET", "products?colour_of_money=1", None, {}, 400, "invalid_input", "colour_of_money"),
    ("GET", "products?sort=cost_of_living", None, {}, 400, "invalid_input", "sort"),
    ("GET", "products?page_size=201", None, {}, 400, "invalid_input", "page_size"),
    ("GET", "products?page=0", None, {}, 400, "invalid_input", "page"),
    ("GET", "products?cursor=abc", None, {}, 400, "invalid_input", "cursor"),
    ("GET", "products?view=mine", None, {}, 400, "invalid_input", "view"),
    ("GET", "products?discontinued=perhaps", None, {}, 400, "invalid_input", "discontinued"),
    ("GET", "products?q=%00", None, {}, 400, "invalid_input", "q"),
])
def test_every_mistake_has_the_same_form(api: Any, method: str, path: str, body: Any, headers: dict[str, str], status: int,
                                         code: str, field: str) -> None:
    got, error = api("admin")(method, path, body, **headers)
    assert (got, error["code"], error["field"], set(error)) == (status, code, field, ERROR), error
    assert error["message"]


def test_a_right_that_is_missing(api: Any) -> None:
    status, error = api("warehouse")("POST", "products", PRODUCT)
    assert (status, error["code"], set(error)) == (403, "not_allowed", ERROR)


def test_an_unexpected_error_gives_a_number_and_no_trace(api: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from yingshu.kernel.rest import views as api_endpoints

    def broken(*args: Any) -> None:
        raise RuntimeError("secret")
    monkeypatch.setattr(api_endpoints, "listing", broken)
    status, error = api("admin")("GET", "products")
    assert (status, error["code"], set(error)) == (500, "server_error", ERROR)
    assert len(error["data"]["number"]) == 6
    assert "secret" not in str(error)


def test_pages_by_cursor_meet_every_row_once(api: Any) -> None:
    send = api("admin")
    for n in range(7):
        assert send("POST", "products", {**PRODUCT, "number": f"P-{n}", "name": f"肥{n // 3}"})[0] == 200
    seen, path = [], "products?page_size=3&sort=-name"
    while path:
        _status, page = send("GET", path)
        seen += [r["number"] for r in page["results"]]
        path = page["next_cursor"] and f"products?page_size=3&sort=-name&cursor={page['next_cursor']}"
    assert seen == ["P-6", "P-5", "P-4", "P-3", "P-2", "P-1", "P-0"]
    back = send("GET", f"products?page_size=3&sort=-name&cursor={page['previous_cursor']}")[1]
    assert [r["number"] for r in back["results"]] == ["P-3", "P-2", "P-1"]


def test_authentication_costs_no_query_once_known(api: Any, django_assert_max_num_queries: Any) -> None:
    send = api("admin")
    send("GET", "products")
    with django_assert_max_num_queries(2):
        assert send("GET", "products")[0] == 200


def test_the_description_is_complete_and_free_of_warnings(api: Any, capsys: pytest.CaptureFixture[str]) -> None:
    from yingshu.kernel.rest.openapi import document

    document.cache_clear()
    found = document()
    assert capsys.readouterr().err == ""
    assert found["components"]["securitySchemes"] == {"token": {
        "type": "http", "scheme": "bearer", "description": "Authorization: Bearer <token>"}}
    post = found["paths"]["/api/v1/products"]["post"]
    assert post["requestBody"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/ProductsCreate"}
    assert {"200", "400", "401", "403", "409", "422", "500"} <= set(post["responses"])
    refs = set(_refs(found))
    assert refs <= {f"#/components/schemas/{name}" for name in found["components"]["schemas"]}
    missing = [p for p, ops in found["paths"].items() for o in ops.values() if "requestBody" in o
               and not o["requestBody"]["content"]["application/json"].get("examples")]
    assert all("security" in o for ops in found["paths"].values() for o in ops.values())
    assert missing == []


def _refs(value: Any) -> Any:
    if isinstance(value, dict):
        yield from [value["$ref"]] if "$ref" in value else []
        for item in value.values():
            yield from _refs(item)
    elif isinstance(value, list):
        for item in value:
            yield from _refs(item)
