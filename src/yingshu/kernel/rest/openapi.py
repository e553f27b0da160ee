"""The OpenAPI document: request and answer schemas, examples, the form of errors, the way to authenticate."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from numbers import Real
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils import translation
from django.utils.functional import Promise
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema

from ..schemas import schema_name, schema_of
from ..screens import SCREENS, Filter, Screen
from ..screens.filters import RANGES, parameters
from ..screens.plan import Prepared, plan_of
from ..services import ACTIONS
from .endpoints import Endpoint

Decorate = Callable[[Any], Any]
REF = "#/components/schemas/{model}"
_components: dict[str, Any] = {}


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Bearer tokens."""

    target_class = "yingshu.kernel.rest.requests.ActorAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "Authorization: Bearer <token>"}


ERROR: dict[str, Any] = {
    "type": "object", "required": ["code", "message", "clause", "field", "data"],
    "properties": {
        "code": {"type": "string", "description": "stable name of the error"},
        "message": {"type": "string", "description": "for people, in the language of Accept-Language"},
        "clause": {"type": "string", "description": "clause of the rulebook, when a rule refused"},
        "field": {"type": "string", "description": "the first field that is wrong"},
        "data": {"type": "object", "additionalProperties": True, "description": "figures, conditions, errors by field"}}}
DONE: dict[str, Any] = {
    "type": "object", "required": ["kind", "id", "number", "state"], "additionalProperties": True,
    "properties": {"kind": {"type": "string"}, "id": {"type": "integer"}, "number": {"type": "string"}, "state": {"type": "string"}}}
_MEANINGS = {400: "a field is missing or wrong", 401: "no valid token", 403: "the right is missing",
             404: "not there, or out of sight", 409: "not possible from the present state, or somebody was quicker",
             415: "the body is not JSON", 422: "a rule refuses; the clause and the numbers are given",
             500: "unexpected; data.number is for the administrator", 503: "busy, nothing was saved"}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": REF.format(model=name)}


def _errors(*statuses: int) -> dict[Any, Any]:
    return {(s, "application/json"): OpenApiResponse(_ref("Error"), _MEANINGS[s]) for s in statuses}


def component(name: str, schema: Mapping[str, Any]) -> dict[str, str]:
    """Put a schema (and what it defines) among the components and refer to it."""
    schema = dict(schema)
    for inner, definition in schema.pop("$defs", {}).items():
        _components[inner] = definition
    _components[name] = schema
    return _ref(name)


KEY = OpenApiParameter("Idempotency-Key", {"type": "string", "maxLength": 100}, OpenApiParameter.HEADER,
                       description="The same key gets the same answer, not a second document.")
LANGUAGE = OpenApiParameter("Accept-Language", {"type": "string", "example": "en"}, OpenApiParameter.HEADER,
                            description="Language of messages: zh-hans or en.")


def endpoint_schema(declared: Endpoint, code: str) -> Decorate:
    """Describe a business action."""
    places = re.findall(r"{(\w+)}", declared.path)
    name = schema_name(code)
    schema = schema_of(code).model_json_schema(ref_template=REF, mode="validation")
    request = component(name, _without(schema, places))
    example = {k: v for k, v in declared.example.items() if k not in places}
    action = ACTIONS[code]
    return extend_schema(
        operation_id=_operation(declared, code), summary=action.title, description=_described(action.doc, action.clause),
        tags=[declared.tag], request={"application/json": request},
        parameters=[*(OpenApiParameter(p, {"type": "integer", "format": "int64"}, OpenApiParameter.PATH) for p in places), KEY, LANGUAGE],
        examples=[OpenApiExample("example", value=_plain(example), request_only=True)],
        responses={(200, "application/json"): OpenApiResponse(_ref("Done"), "done"),
                   **_errors(400, 401, 403, 404, 409, 415, 422, 500, 503)})


def _operation(declared: Endpoint, code: str) -> str:
    return f"{code}@{declared.path}".replace("{", "").replace("}", "")


def _described(doc: str, clause: str) -> str:
    text = " ".join(doc.split())
    return f"{text} (§ {clause})" if clause else text


def _without(schema: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """A body without what the address already says."""
    gone = {n.removesuffix("_fen") for n in names}
    left = {k: v for k, v in schema.get("properties", {}).items() if k not in gone}
    required = [k for k in schema.get("required", []) if k not in gone]
    rest = {k: v for k, v in schema.items() if k not in ("properties", "required", "description", "title")}
    return _plain({**rest, "properties": left, **({"required": required} if required else {})})


def _plain(value: Any) -> Any:
    """Only what JSON knows: bounds stay numbers, amounts and translated words become text."""
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    if value is None or (isinstance(value, (Real, str)) and not isinstance(value, Promise)):
        return value
    return str(value)


def list_schema(screen: Screen) -> Decorate:
    """Describe a list."""
    name = schema_name(screen.code)
    row = component(f"{name}Row", _row_schema(screen, extra=False))
    answer = component(f"{name}List", _list_answer(row))
    own = [p for declared in screen.filters for p in _filter_parameters(declared)]
    return extend_schema(
        operation_id=f"{screen.code}.list", summary=_words(f"List of {screen.code}"), tags=[screen.code],
        description=_words(screen.hint), parameters=[*own, *_paging(screen), LANGUAGE], request=None,
        responses={(200, "application/json"): OpenApiResponse(answer, "a page"), **_errors(400, 401, 403, 500, 503)})


def record_schema(screen: Screen) -> Decorate:
    """Describe one record."""
    row = component(f"{schema_name(screen.code)}Record", _row_schema(screen, extra=True))
    return extend_schema(
        operation_id=f"{screen.code}.read", summary=_words(f"One of {screen.code}"), tags=[screen.code], request=None,
        parameters=[LANGUAGE],
        responses={(200, "application/json"): OpenApiResponse(row, "the record"), **_errors(401, 403, 404, 500, 503)})


def _words(text: Any) -> str:
    return str(text)


def _list_answer(row: Mapping[str, str]) -> dict[str, Any]:
    return {"type": "object", "required": ["results", "count", "count_exact", "next_cursor", "previous_cursor", "has_next", "totals"],
            "properties": {
                "results": {"type": "array", "items": row},
                "count": {"type": ["integer", "null"], "description": "null when it was left out because the table is large"},
                "count_exact": {"type": "boolean"}, "next_cursor": {"type": "string"}, "previous_cursor": {"type": "string"},
                "has_next": {"type": "boolean"}, "totals": {"type": "object", "additionalProperties": {"type": "string"}}}}


def _row_schema(screen: Screen, *, extra: bool) -> dict[str, Any]:
    columns = plan_of(screen).columns
    return {"type": "object", "additionalProperties": extra, "required": ["id"],
            "properties": {"id": {"type": "integer"}, **{c.key: _column(c) for c in columns}}}


def _column(column: Prepared) -> dict[str, Any]:
    kinds = {"money": {"type": ["string", "null"], "format": "decimal"}, "date": {"type": ["string", "null"], "format": "date"},
             "moment": {"type": ["string", "null"], "format": "date-time"}, "quantity": {"type": ["string", "null"], "format": "decimal"},
             "price": {"type": ["string", "null"], "format": "decimal"}, "percent": {"type": ["string", "null"], "format": "decimal"}}
    return {**kinds.get(column.kind, {}), "title": column.plain_label}


def _filter_parameters(declared: Filter) -> list[OpenApiParameter]:
    schema: dict[str, Any] = {"type": "string", "maxLength": 100}
    if declared.kind in RANGES:
        schema = {"type": "string", "format": "decimal"}
    elif declared.kind == "daterange":
        schema = {"type": "string", "format": "date"}
    elif declared.kind == "bool":
        schema = {"type": "string", "enum": ["true", "false"]}
    elif declared.kind == "ref":
        schema = {"type": "integer", "format": "int64", "minimum": 0}
    elif declared.kind == "choice":
        schema = {"type": "array", "items": _choice_items(declared)}
    label = "" if declared.label is None else str(declared.label)
    return [OpenApiParameter(name, schema, description=label) for name in parameters(declared)]


def _choice_items(declared: Filter) -> dict[str, Any]:
    return {"type": "string"} if callable(declared.choices) else {"type": "string", "enum": [str(v) for v, _w in declared.choices]}


def _paging(screen: Screen) -> list[OpenApiParameter]:
    codes = [v.code for v in screen.views]
    number = {"type": "integer", "minimum": 1}
    return [
        OpenApiParameter("page_size", {**number, "maximum": 200, "default": 50}),
        OpenApiParameter("page", {**number, "maximum": 51}, description="the first pages by number; beyond them use cursor"),
        OpenApiParameter("cursor", {"type": "string"}, description="next_cursor or previous_cursor of a former answer"),
        OpenApiParameter("sort", {"type": "string"}, description="column names separated by commas, - before one for descending"),
        OpenApiParameter("count", {"type": "string", "enum": ["0", "1"]}, description="0: do not count; 1: count large lists too"),
        *([OpenApiParameter("view", {"type": "string", "enum": codes})] if codes else [])]


def complete(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Post-processing hook: add the collected components."""
    schemas = result.setdefault("components", {}).setdefault("schemas", {})
    schemas.update({"Error": ERROR, "Done": DONE, **{k: _plain(v) for k, v in _components.items()}})
    result["components"]["schemas"] = dict(sorted(schemas.items()))
    return result


def openapi(request: HttpRequest) -> HttpResponse:
    """``/api/openapi.json``."""
    return JsonResponse(document())


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    """The whole document, in English; made once in a process."""
    with translation.override("en"):
        generator: Any = SchemaGenerator
        return _plain(generator().get_schema(request=None, public=True))


def described() -> list[Any]:
    """The address of the document."""
    return [path("api/openapi.json", openapi, name="openapi")]


__all__ = ["SCREENS", "described", "document", "endpoint_schema", "list_schema", "record_schema"]
