"""REST views made from declarations: POST from ``ENDPOINTS``, GET from ``SCREENS``; one view for each address."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.urls import include, path, re_path
from django.utils import translation
from rest_framework.response import Response

from ..errors import InvalidInput, NotFound
from ..schemas import sentence, validate
from ..screens import SCREENS, Screen
from ..screens.rest import listing, record
from ..text import INT64
from .base import ApiView, NoSuchAddress
from .endpoints import ENDPOINTS, Endpoint
from .openapi import described, endpoint_schema, list_schema, record_schema
from .requests import outward

Handler = Callable[..., Response]
_PLACE = re.compile(r"{(\w+)}")
LONGEST_KEY = 100


def post_of(declared: Endpoint) -> Handler:
    """The handler of a business action."""
    code = declared.run.action  # type: ignore[attr-defined]

    def post(self: ApiView, request: Any, **places: Any) -> Response:
        arguments = validate(code, {**request.data, **_placed(code, places)})
        done = declared.run(actor=request.user, idempotency_key=_key(request), **arguments)
        return Response(outward(done.as_json()))
    return endpoint_schema(declared, code)(post)


def _placed(code: str, places: Mapping[str, str]) -> dict[str, Any]:
    return {name.removesuffix("_fen"): value for name, value in places.items()}


def _key(request: Any) -> str | None:
    key = str(request.META.get("HTTP_IDEMPOTENCY_KEY", "")).strip()
    if len(key) > LONGEST_KEY or not key.isprintable():
        raise InvalidInput({"Idempotency-Key": [sentence("string_too_long", {"max_length": LONGEST_KEY})]})
    return key or None


def list_of(screen: Screen) -> Handler:
    """The handler of a list."""
    def get(self: ApiView, request: Any) -> Response:
        return Response(listing(screen, request.user, request.query_params))
    return list_schema(screen)(get)


def record_of(screen: Screen) -> Handler:
    """The handler of one record."""
    def get(self: ApiView, request: Any, **places: Any) -> Response:
        return Response(outward(record(screen, request.user, _number(next(iter(places.values()))))))
    return record_schema(screen)(get)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or int(text[:20]) > INT64:
        raise NotFound()
    return int(text[:20])


def _handlers() -> Iterator[tuple[str, str, Handler]]:
    """Address, method and handler of everything declared."""
    for screen in SCREENS.values():
        if screen.rest:
            yield screen.code, "get", list_of(screen)
            yield f"{screen.code}/{{id}}", "get", record_of(screen)
    for declared in ENDPOINTS:
        yield declared.path, "post", post_of(declared)


def _views() -> dict[str, dict[str, Any]]:
    """Handlers by address; two addresses that differ only in the names of their places are one."""
    found: dict[str, dict[str, Any]] = {}
    for address, method, handler in _handlers():
        shape = _PLACE.sub("{}", address)
        entry = found.setdefault(shape, {"address": address, "methods": {}})
        if method == "post":
            entry["address"] = address
        entry["methods"][method] = handler
    return found


def api_urlpatterns() -> list[Any]:
    """Everything under ``/api/``, by first word: a request is not held against the addresses of other rooms."""
    with translation.override("en"):  # the words of the description
        views = _views()
    rooms: dict[str, list[Any]] = {}
    for shape, entry in sorted(views.items(), key=_words_first):
        room, slash, rest = entry["address"].partition("/")
        rooms.setdefault(room + slash, []).append(path(_route(rest), _view(shape, entry), name=f"api:{entry['address']}"))
    patterns = [path(f"api/v1/{room}", include(found)) for room, found in rooms.items()]
    return [*patterns, *described(), re_path(r"^api/", NoSuchAddress.as_view())]


def _words_first(view: tuple[str, Any]) -> list[bool]:
    """``stock/adjust`` is asked before ``stock/{}``."""
    return [part == "{}" for part in view[0].split("/")]


def _route(address: str) -> str:
    return _PLACE.sub(r"<str:\1>", address)


def _view(shape: str, entry: Mapping[str, Any]) -> Any:
    name = "".join(word.title() for word in re.split(r"[^a-z]+", shape)) or "Api"
    made: Any = type(f"{name}Api", (ApiView,), dict(entry["methods"]))
    return made.as_view()
