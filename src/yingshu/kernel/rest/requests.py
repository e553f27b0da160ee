"""What every REST request goes through: token, JSON, errors. The endpoints themselves are made in ``api_endpoints``.

Thin on purpose: no session, no cookie, no serializer; the actor comes from a cache, so authentication costs no query.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

import orjson
from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import DataError, InterfaceError, OperationalError
from django.http import Http404
from django.utils.translation import gettext as _
from pydantic import BaseModel
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.permissions import BasePermission
from rest_framework.renderers import BaseRenderer
from rest_framework.response import Response

from .. import clock, money
from ..actor import Actor
from ..errors import BusinessError, Busy
from ..pages import incident, unstorable

Authenticate = Callable[[str], Actor | None]
authenticate_token: Authenticate = lambda token: None  # noqa: E731 — a room that knows people puts its own here
_TOKEN = re.compile(r"Bearer +([\x21-\x7e]{1,200})", re.IGNORECASE)


def authenticate_by(function: Authenticate) -> None:
    """Tell the kernel how to find the actor behind a token."""
    global authenticate_token
    authenticate_token = function


class ActorAuthentication(BaseAuthentication):
    """``Authorization: Bearer <token>`` → the actor."""

    def authenticate(self, request: Any) -> tuple[Actor, str] | None:
        header = request.META.get("HTTP_AUTHORIZATION", "")
        if not header:
            return None
        found = _TOKEN.fullmatch(header.strip())
        actor = authenticate_token(found[1]) if found else None
        if actor is None:
            raise exceptions.AuthenticationFailed
        return actor, ""

    def authenticate_header(self, request: Any) -> str:
        return "Bearer"


class IsActor(BasePermission):
    """Somebody must be behind the request; what they may do is asked by each action."""

    def has_permission(self, request: Any, view: Any) -> bool:
        return isinstance(request.user, Actor)


def outward(value: Any) -> Any:
    """A value as the API writes it: ``amount_fen`` (int) becomes ``amount`` in yuan, times in China, Decimals as text."""
    if isinstance(value, Mapping):
        return dict(_pair(str(k), v) for k, v in value.items())
    if isinstance(value, (list, tuple, set, frozenset)):
        return [outward(v) for v in value]
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", by_alias=True)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return clock.local(value).isoformat() if value.tzinfo else value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value


def _pair(key: str, value: Any) -> tuple[str, Any]:
    if key.endswith("_fen") and isinstance(value, int):
        return key.removesuffix("_fen"), money.plain(value)
    return key.removesuffix("_fen"), outward(value)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)


class OrjsonRenderer(BaseRenderer):
    """JSON."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        return b"" if data is None else orjson.dumps(data, default=_plain, option=orjson.OPT_NON_STR_KEYS)


class TooLarge(exceptions.APIException):
    """A body that no business action needs; it is not read to its end."""

    status_code = 413


class OrjsonParser(BaseParser):
    """JSON bodies; an empty body is an empty object. Raises TooLarge above ``DATA_UPLOAD_MAX_MEMORY_SIZE``."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        body = stream.read(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
        if len(body) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise TooLarge
        try:
            data = orjson.loads(body) if body.strip() else {}
        except orjson.JSONDecodeError as problem:
            raise exceptions.ParseError(str(problem)) from None
        if not isinstance(data, dict):
            raise exceptions.ParseError("an object is needed")
        return data


class AlwaysJson(BaseContentNegotiation):
    """Whatever the client says it accepts, it gets JSON."""

    def select_parser(self, request: Any, parsers: Any) -> Any:
        kind = request.content_type.partition(";")[0].strip().lower()
        return next((p for p in parsers if kind == p.media_type), None)

    def select_renderer(self, request: Any, renderers: Any, format_suffix: str | None = None) -> Any:
        return renderers[0], renderers[0].media_type


def body(code: str, message: str, *, clause: str = "", field: str = "", data: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The form of every error."""
    return {"code": code, "message": message, "clause": clause, "field": field, "data": dict(data or {})}


def explain(problem: Exception, context: Mapping[str, Any]) -> Response:
    """Every error in one form: ``{code, message, clause, field, data}``."""
    if isinstance(problem, DataError):
        problem = unstorable()
    elif isinstance(problem, (OperationalError, InterfaceError)):
        incident(problem)
        problem = Busy()
    if isinstance(problem, BusinessError):
        return _answer(problem.status, outward(problem.as_json()))
    if isinstance(problem, (SuspiciousOperation, BadRequest)):
        problem = exceptions.ParseError(str(problem))
    if isinstance(problem, Http404):
        problem = exceptions.NotFound()
    if isinstance(problem, exceptions.APIException):
        return _http_error(problem)
    number = incident(problem)
    return _answer(500, body("server_error", _("The system is busy; the operation was not completed. Please try again later "
                                               "(number %(number)s).") % {"number": number}, data={"number": number}))


def _http_error(problem: exceptions.APIException) -> Response:
    code = _CODES.get(problem.status_code, str(problem.default_code))
    data = {"detail": str(problem.detail)} if isinstance(problem, exceptions.ParseError) else {}
    answer = _answer(problem.status_code, body(code, _sentence(code), data=data))
    if header := getattr(problem, "auth_header", None):
        answer["WWW-Authenticate"] = header
    return answer


def _answer(status: int, data: Mapping[str, Any]) -> Response:
    return Response(data, status=status)


_CODES = {400: "malformed", 401: "not_authenticated", 403: "not_allowed", 404: "not_found", 405: "method_not_allowed",
          413: "too_large", 415: "unsupported_media_type"}


def _sentence(code: str) -> str:
    return {
        "malformed": _("The request is not valid JSON."),
        "not_authenticated": _("Send a valid token: “Authorization: Bearer …”."),
        "not_allowed": _("This is not allowed."),
        "not_found": _("There is no such address."),
        "method_not_allowed": _("This address does not answer to that method."),
        "too_large": _("The request is too large. Send it in parts, or import a file."),
        "unsupported_media_type": _("Send JSON (Content-Type: application/json)."),
    }.get(code, _("This cannot be done."))
