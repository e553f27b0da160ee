"""Pages for what went wrong outside a view. They need no session, no person and no database."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from yingshu.kernel.pages import incident, is_fragment, toast_error, wants_json


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """What was sent cannot be understood."""
    return _page(request, "400.html", 400, _("The page could not understand what was sent. Please go back and try again."))


def not_allowed(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """The person may not do this."""
    return _page(request, "403.html", 403, _("You may not do this here. If you need to, ask the head of the marketing center."))


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """Missing, or outside what the person may see: both look the same."""
    return _page(request, "404.html", 404, _("Cannot find this"))


def server_error(request: HttpRequest) -> HttpResponse:
    """Something unexpected; told under a number."""
    import sys

    problem = sys.exc_info()[1]
    number = incident(problem) if problem else ""
    return _page(request, "500.html", 500, _("System busy, the action was not completed. Please try again later."), number)


def page_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was opened in another session, or came from another site."""
    return _page(request, "403_csrf.html", 403, _("Nothing was written. Go back, reload the page and submit again."))


def _page(request: HttpRequest, template: str, status: int, text: str, number: str = "") -> HttpResponse:
    if wants_json(request):
        data = {"number": number} if number else {}
        body = {"code": template.removesuffix(".html"), "message": text, "clause": "", "field": "", "data": data}
        return JsonResponse(body, status=status)
    if is_fragment(request):
        return toast_error(text, status, number)
    return HttpResponse(render_to_string(template, {"request": request, "reference": number}), status=status)
