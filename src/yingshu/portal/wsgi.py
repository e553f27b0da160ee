"""The WSGI application: two doors. Pages go through ``settings.MIDDLEWARE``, the API through a thin list.

An API request needs no session, cookie, CSRF or messages; leaving them out is worth 15 to 45 % of its time.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterable
from typing import Any

import django
from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest

API_PREFIX = "/api/v1/"


class ApiHandler(WSGIHandler):
    """A handler whose only middleware is ours."""

    def load_middleware(self, is_async: bool = False) -> None:
        from .middleware import ApiMiddleware

        inner: Any = convert_exception_to_response(self._get_response)  # type: ignore[attr-defined]
        self._view_middleware: list[Any] = []
        self._template_response_middleware: list[Any] = []
        self._exception_middleware: list[Any] = []
        self._middleware_chain = convert_exception_to_response(ApiMiddleware(inner))

    def resolve_request(self, request: HttpRequest) -> Any:
        """Look among the addresses of the API only."""
        from .api_urls import resolve

        request.resolver_match = resolve(request.path_info)
        return request.resolver_match


def _doors() -> Callable[[dict[str, Any], Any], Iterable[bytes]]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yingshu.portal.settings")
    django.setup(set_prefix=False)
    pages, api = WSGIHandler(), ApiHandler()

    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        handler = api if environ.get("PATH_INFO", "").startswith(API_PREFIX) else pages
        return handler(environ, start_response)
    return application


application = _doors()
gc.collect()
gc.freeze()  # what is loaded now stays; the collector need not walk it for every request
