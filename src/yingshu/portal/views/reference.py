"""Pages to look things up: keys and words of the interface, and the addresses of the API."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yingshu.kernel.pages import for_people

from ..reference import operations


@for_people
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Keys, words, where to find what."""
    return render(request, "portal/help.html", {"crumbs": [(_("Help"), "")]})


@require_safe
def api_docs(request: Any) -> HttpResponse:
    """The description of the API for people, drawn from the same document that machines read."""
    return render(request, "portal/api_docs.html", {
        "groups": operations(), "authorization": "Authorization: Bearer …", "idempotency": "Idempotency-Key: …",
        "document": "openapi.json"})
