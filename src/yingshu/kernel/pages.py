"""Turning errors into pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse


def explain_page(request: HttpRequest, problem: Exception) -> HttpResponse | None:
    """The page for a problem a view did not handle; None lets Django answer (404 and such)."""
    return None
