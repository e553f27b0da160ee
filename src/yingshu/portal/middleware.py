"""Middleware of ours: the actor behind a page request; the API's thin list (see ``wsgi``)."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.utils.translation import gettext as _

from yingshu.organisation.principal import actor_for

Handler = Callable[[HttpRequest], HttpResponse]
log = logging.getLogger("yingshu.web")


class ApiMiddleware:
    """Language by header, no session, no cookie; a broken database connection is closed so that the next request heals."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        translation.activate("en" if request.headers.get("Accept-Language", "").startswith("en") else "zh-hans")
        return self.get_response(request)


class ActorMiddleware:
    """Puts ``request.actor`` on every page request: the logged-in person's rights and reach, or None."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        if request.path_info.startswith("/api/"):
            return self.get_response(request)
        person_id = request.session.get("_auth_user_id")
        request.actor = actor_for(int(person_id)) if person_id and request.user.is_authenticated else None
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        """Unknown errors: a sentence and a number for the administrator, never a stack trace."""
        from yingshu.kernel.pages import explain_page

        return explain_page(request, problem)


def incident(problem: Exception) -> str:
    """Log an unexpected error under a short number that the person is shown."""
    number = secrets.token_hex(3).upper()
    log.error("incident %s", number, exc_info=problem)
    if connection.connection is not None and not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()
    return number


def server_error_json(problem: Exception) -> JsonResponse:
    """The API's answer to an unexpected error."""
    number = incident(problem)
    return JsonResponse({"code": "server_error", "message": _("The system is busy; the operation was not completed. Please try "
                         "again later (number %(number)s).") % {"number": number}, "clause": "", "field": "",
                         "data": {"number": number}}, status=500)
