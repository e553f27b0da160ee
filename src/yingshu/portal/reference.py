"""The description of the API as a page shows it: operations by topic, their fields, an example that works."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from yingshu.kernel.rest.openapi import document

METHODS = ("get", "post", "put", "patch", "delete")


class Operation(NamedTuple):
    """One address with its method."""

    method: str
    path: str
    says: str
    parameters: list[dict[str, str]]
    example: str
    anchor: str


@lru_cache(maxsize=1)
def operations() -> list[tuple[str, list[Operation]]]:
    """All operations by topic; made once in a process, as the document is."""
    found: dict[str, list[Operation]] = {}
    for path, methods in document()["paths"].items():
        for method in METHODS:
            if method in methods:
                tag = (methods[method].get("tags") or ["api"])[0]
                found.setdefault(tag, []).append(_operation(method, path, methods[method]))
    return sorted(found.items())


def _operation(method: str, path: str, declared: Mapping[str, Any]) -> Operation:
    says = declared.get("summary") or declared.get("description") or ""
    content = declared.get("requestBody", {}).get("content", {}).get("application/json", {})
    return Operation(method.upper(), path, says, [*_parameters(declared), *_fields(content.get("schema", {}))], _example(content),
                     str(declared.get("operationId", "")))


def _parameters(declared: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    for p in declared.get("parameters", ()):
        yield {"name": p["name"], "kind": _kind(p.get("schema", {})), "where": p["in"], "needed": "*" if p.get("required") else "",
               "says": p.get("description", "")}


def _fields(schema: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    resolved = _resolved(schema)
    for name, field in resolved.get("properties", {}).items():
        yield {"name": name, "kind": _kind(field), "where": "body", "needed": "*" if name in resolved.get("required", ()) else "",
               "says": field.get("description", "") or field.get("title", "")}


def _resolved(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    return document()["components"]["schemas"].get(name, {}) if name else schema


def _kind(schema: Mapping[str, Any]) -> str:
    if "$ref" in schema:
        return _kind(_resolved(schema))
    if kinds := [_kind(s) for s in schema.get("anyOf", ()) if s.get("type") != "null"]:
        return " / ".join(dict.fromkeys(kinds))
    if schema.get("type") == "array":
        return f"[{_kind(schema.get('items', {}))}]"
    if "enum" in schema:
        return " | ".join(str(v) for v in schema["enum"])
    return str(schema.get("format") or schema.get("type") or "object")


def _example(content: Mapping[str, Any]) -> str:
    examples = [e.get("value") for e in content.get("examples", {}).values()]
    value = examples[0] if examples else content.get("example")
    return json.dumps(value, ensure_ascii=False, indent=2) if value else ""
