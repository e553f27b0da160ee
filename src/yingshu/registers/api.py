"""REST of registers: lists and records as every screen gives them, the schema of their values, and the actions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.response import Response

from yingshu.kernel.errors import NotFound
from yingshu.kernel.rest.base import ApiView
from yingshu.kernel.rest.endpoints import endpoint
from yingshu.kernel.rest.openapi import LANGUAGE
from yingshu.kernel.rest.requests import outward
from yingshu.kernel.screens import SCREENS, Screen
from yingshu.kernel.screens.rest import listing, record
from yingshu.kernel.text import INT64

from . import services
from .definition import Definition
from .parts import SCREEN
from .registry import live
from .values import model_of

endpoint("registers/{register_code}/entries", services.add_entry, tag="registers", example={"values": {"subject": "消防器材检查"}})
endpoint("registers/{register_code}/entries/{entry_id}/change", services.change_entry, tag="registers", example={
    "values": {"subject": "消防器材复查"}})
endpoint("registers/{register_code}/entries/{entry_id}/move/{move}", services.move_entry, tag="registers", example={"reason": "已整改"})
endpoint("registers/{register_code}/entries/{entry_id}/void", services.void_entry, tag="registers", example={"reason": "重复登记"})
endpoint("registers/{register_code}/entries/{entry_id}/revise", services.revise_entry, tag="registers", example={})
endpoint("registers/{register_code}/import", services.import_entries, tag="registers", example={
    "rows": [{"row": 2, "subject": "消防器材检查"}]})
endpoint("registers/define", services.define, tag="registers", example={"definition": {
    "code": "inspections", "title": "检查台账", "fields": [{"code": "subject", "title": "检查事项", "required": True, "listed": True}]}})
endpoint("registers/{register_code}/retire", services.retire, tag="registers", example={})
endpoint("registers/{register_code}/parameters", services.set_parameters, tag="registers", example={"values": {"days": "15"}})

ERRORS = {400: "a parameter is wrong", 401: "no valid token", 403: "the right is missing", 404: "there is no such register or record"}


G = TypeVar("G", bound=Callable[..., Response])


def described(name: str, summary: str, answer: dict[str, Any]) -> Callable[[G], G]:
    """The description of a reading endpoint."""
    describe: Callable[[G], G] = extend_schema(
        operation_id=f"registers.{name}", summary=summary, tags=["registers"], parameters=[LANGUAGE], request=None,
        responses={(200, "application/json"): OpenApiResponse(answer, summary),
                   **{code: OpenApiResponse({"$ref": "#/components/schemas/Error"}, says) for code, says in ERRORS.items()}})
    return describe


def screen_of(register: str) -> Screen:
    """The screen of a register, or NotFound."""
    found: Screen | None = SCREENS.get(SCREEN + register)
    if found is None:
        raise NotFound()
    return found


class Entries(ApiView):
    """The list of a register: filters are its filtered fields."""

    @described("list", "Records of a register; parameters are those of its list", {"type": "object", "additionalProperties": True})
    def get(self, request: Any, register: str) -> Response:
        return Response(listing(screen_of(register), request.user, request.query_params))


class OneEntry(ApiView):
    """One record with all its values."""

    @described("read", "One record of a register", {"type": "object", "additionalProperties": True})
    def get(self, request: Any, register: str, pk: int) -> Response:
        if pk > INT64:
            raise NotFound()
        return Response(outward(record(screen_of(register), request.user, pk)))


class Schema(ApiView):
    """What a record may hold, as JSON schema, and the definition it comes from."""

    @described("schema", "JSON schema of the values of a register, and its definition", {"type": "object", "additionalProperties": True})
    def get(self, request: Any, register: str) -> Response:
        found = live(register)
        request.user.require(f"{found.screen}.view")
        posted = found.definition.posted
        asked = [f.code for f in posted if f.required and not f.default]
        return Response({"values": {**model_of(found, posted).model_json_schema(), "required": asked},
                         "definition": found.definition.model_dump(mode="json", by_alias=True, exclude_defaults=True)})


def definition_schema() -> dict[str, Any]:
    """The JSON schema of a definition: the format of the section ``registers``."""
    return Definition.model_json_schema(by_alias=True)
