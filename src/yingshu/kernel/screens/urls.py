"""Addresses of the screens, from the registry."""

from __future__ import annotations

from typing import Any

from django.urls import include, path

from . import views
from .declare import SCREENS, Screen
from .lookup import lookup
from .search import search


def urlpatterns() -> list[Any]:
    """Lists, records, exports, history, remote search, saved views. ``screen:orders``, ``screen:orders.detail``, …"""
    screens = [path(f"{screen.code}/", include(_of(screen))) for screen in SCREENS.values()]
    return [path("lookup/<str:code>/", lookup, name="lookup"), path("search/", search, name="search"),
            path("", include((screens, "screen")))]


def _of(screen: Screen) -> list[Any]:
    code = screen.code
    return [
        path("", views.list_page(screen), name=code),
        path("<int:pk>/", views.detail_page(screen), name=f"{code}.detail"),
        path("<int:pk>/history/", views.history_part(screen), name=f"{code}.history"),
        path("totals/", views.totals_part(screen), name=f"{code}.totals"),
    ]
