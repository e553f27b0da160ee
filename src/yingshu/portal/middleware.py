"""Middleware of ours: the actor behind a page request; the API's thin list (see ``wsgi``)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from yingshu.organisation.principal import actor_for

from .counting import counted_anew

Handler = Callable[[HttpRequest], HttpResponse]


class ApiMiddleware:
    """Language by header, no session, no cookie; a broken database connection is closed so that the next request heals."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        translation.activate("en" if request.headers.get("Accept-Language", "").startswith("en") else "zh-hans")
        return self.get_response(request)


class AddressMiddleware:
    """Behind proxies the address of a visitor is what the outermost of them saw, not what a visitor claims."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        seen = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        if 0 < settings.PROXIES <= len(seen) and seen[-settings.PROXIES].strip():
            request.META["REMOTE_ADDR"] = seen[-settings.PROXIES].strip()[:45]
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
        if request.actor is None:
            return self.get_response(request)
        translation.activate(request.user.language)
        request.LANGUAGE_CODE = request.user.language
        answer = self.get_response(request)
        if request.method == "POST":
            counted_anew(request.actor.id)
        return answer

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        """Unknown errors: a sentence and a number for the administrator, never a stack trace."""
        from yingshu.kernel.pages import explain_page

        if isinstance(problem, ReauthenticationRequired) and request.actor is None:  # type: ignore[attr-defined]
            return redirect_to_login(request.get_full_path())
        if isinstance(problem, ReauthenticationRequired | ImmediateHttpResponse):
            return None  # allauth's own way of sending somebody to another page first
        return explain_page(request, problem)
