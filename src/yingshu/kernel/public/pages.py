"""The frame of a page for everybody: limits, headers, who acts. A person who happens to be logged in is a visitor here."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from ..actor import Actor
from .limits import Limit

View = Callable[..., HttpResponseBase]
PER_MINUTE = 60
LARGEST_REQUEST = 24 * 1024 * 1024
HEADERS = {"X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer", "Cache-Control": "private, no-store"}
NOTHING_FOREIGN = {"default-src": ["'none'"], "style-src": ["'self'"], "script-src": ["'self'"], "img-src": ["'self'", "data:", "blob:"],
                   "connect-src": ["'self'"], "form-action": ["'self'"], "base-uri": ["'none'"], "frame-ancestors": ["'self'"]}


def visitor(*rights: str) -> Actor:
    """Somebody without a login, allowed to do only what the page is for."""
    with translation.override(settings.LANGUAGE_CODE):
        name = _("Visitor")
    return Actor(id=0, name=name, rights=frozenset(rights), origin="public")


def public_page(*, per_minute: int = PER_MINUTE, form: bool = False, listed: bool = False) -> Callable[[View], View]:
    """A page for everybody. ``form``: it takes a form, which its signed ticket protects instead of a cookie. ``listed``: search
    engines and caches may keep it."""
    def declare(view: View) -> View:
        limit = Limit(f"{view.__module__}.{view.__name__}", per_minute)

        @wraps(view)
        def page(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if limit.exceeded(request.META.get("REMOTE_ADDR", "")):
                return _refused(request, 429, _("Too many requests. Please wait a minute."))
            if _size(request) > LARGEST_REQUEST:
                return _refused(request, 413, _("This is too much at once. Please send fewer or smaller pictures."))
            answer = view(request, *args, **kwargs)
            for name, value in ({} if listed else HEADERS).items():
                answer.headers[name] = value
            return answer
        methods = require_http_methods(["GET", "HEAD", "POST"]) if form else require_safe
        framed: View = csp_replace(NOTHING_FOREIGN)(methods(page))
        return csrf_exempt(framed) if form else framed
    return declare


def _size(request: HttpRequest) -> int:
    text = request.META.get("CONTENT_LENGTH") or "0"
    return int(text) if text.isascii() and text.isdigit() else 0


def _refused(request: HttpRequest, status: int, says: str) -> HttpResponse:
    answer = render(request, "public/says.html", {"says": says}, status=status)
    if status == 429:
        answer.headers["Retry-After"] = "60"
    return answer
