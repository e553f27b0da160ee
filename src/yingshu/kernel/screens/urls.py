"""Addresses of the screens, from the registry."""

from __future__ import annotations

from typing import Any

from django.urls import path

from .lookup import lookup


def urlpatterns() -> list[Any]:
    """Lists, records, exports, history, remote search, saved views."""
    return [path("lookup/<str:code>/", lookup, name="lookup")]
