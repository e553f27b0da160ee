"""Turning errors into what a person sees: a page, the content of the dialog, or a toast."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.db import DataError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from .errors import BusinessError, InvalidInput

log = logging.getLogger("yingshu.web")
View = Callable[..., HttpResponseBase]


def for_people(view: View) -> View:
    """A page for logged-in people: others are sent to the login page (an htmx or JSON request is told 401)."""
    @wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if getattr(request, "actor", None) is not None:
            return view(request, *args, **kwargs)
        if is_fragment(request) or wants_json(request):
            return HttpResponse(status=401)
        return redirect_to_login(request.get_full_path())
    guarded.for_people = True  # type: ignore[attr-defined]
    return guarded


def is_fragment(request: HttpRequest) -> bool:
    """True when htmx asks for a part of a page (not for a whole one while going back in history)."""
    return "HX-Request" in request.headers and request.headers.get("HX-History-Restore-Request") != "true"


def wants_json(request: HttpRequest) -> bool:
    """True when a script asks for data."""
    return request.headers.get("Accept", "").startswith("application/json")


def in_dialog(request: HttpRequest) -> bool:
    """True when the answer is put into the dialog."""
    return is_fragment(request) and request.headers.get("HX-Target") == "dialog"


def incident(problem: BaseException) -> str:
    """Log an unexpected error under a short number that the person is shown."""
    number = secrets.token_hex(3).upper()
    log.error("incident %s", number, exc_info=problem)
    if connection.connection is not None and not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()
    return number


def explain_page(request: HttpRequest, problem: Exception) -> HttpResponse | None:
    """The page for a problem a view did not handle; None lets Django answer (404 and such)."""
    if isinstance(problem, (Http404, PermissionDenied, SuspiciousOperation, BadRequest)):
        return None
    if isinstance(problem, DataError):
        problem = unstorable()
    if isinstance(problem, BusinessError):
        return explain(request, problem)
    if settings.DEBUG:
        return None
    return _unexpected(request, incident(problem))


def unstorable() -> InvalidInput:
    """The error for a value that the database cannot hold."""
    return InvalidInput({"": [_("A value is too long or too large.")]})


def explain(request: HttpRequest, problem: BusinessError) -> HttpResponse:
    """A refusal or mistake in the form that fits the request."""
    if wants_json(request):
        return JsonResponse(problem.as_json(), status=problem.status)
    if in_dialog(request):
        return render(request, "kernel/refusal_dialog.html", {"refusal": refusal(problem)}, status=422)
    if is_fragment(request):
        return toast_error(problem.text(), problem.status)
    return render(request, "kernel/problem.html", {"refusal": refusal(problem), "problem": problem}, status=problem.status)


def toast_error(text: str, status: int, reference: str = "") -> HttpResponse:
    """An answer whose text the shell shows as a toast; nothing on the page is replaced."""
    answer = HttpResponse(status=status, headers={"X-Error-Message": quote(text)})
    if reference:
        answer.headers["X-Reference"] = reference
    return answer


def refusal(problem: BusinessError) -> dict[str, Any]:
    """What ``kernel/refusal.html`` draws. A refusal by rule adds its conditions, sums, parameters and exits by ``panel()``."""
    panel: Mapping[str, Any] = problem.panel() if hasattr(problem, "panel") else {}
    return {"says": problem.text(), "clause": problem.clause, "title": "", "conditions": (), "why": None, "exits": (),
            "decision": "", "errors": getattr(problem, "errors", {}), "status": problem.status, **panel}


def _unexpected(request: HttpRequest, number: str) -> HttpResponse:
    text = _("The system is busy; the operation was not completed. Please try again later.")
    if wants_json(request):
        return JsonResponse({"code": "server_error", "message": text, "clause": "", "field": "", "data": {"number": number}},
                            status=500)
    if is_fragment(request):
        return toast_error(text, 500, number)
    return render(request, "500.html", {"number": number, "reference": number}, status=500)
