"""The base of REST views. Apart from ``api`` because DRF reads its settings, which name ``api``, while its views are loaded."""

from __future__ import annotations

from typing import Any

from rest_framework import exceptions
from rest_framework.views import APIView

from .requests import AlwaysJson, explain


class ApiView(APIView):
    """Base of all endpoints."""

    content_negotiation_class = AlwaysJson
    throttle_classes = ()


class NoSuchAddress(ApiView):
    """Whatever is not an endpoint: 404 in JSON."""

    permission_classes = ()
    schema = None

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        self.headers = self.default_response_headers
        request = self.initialize_request(request, *args, **kwargs)
        self.request = request
        return self.finalize_response(request, explain(exceptions.NotFound(), {}))
