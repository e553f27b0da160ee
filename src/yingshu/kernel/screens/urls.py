"""Addresses of the screens, from the registry."""

from __future__ import annotations

from typing import Any

from django.urls import include, path

from . import batch, importing, own, views
from .declare import SCREENS, Screen
from .export import export
from .jobs import task_file, task_list
from .lookup import lookup
from .search import search


def urlpatterns() -> list[Any]:
    """Lists, records, exports, history, remote search, saved views. ``screen:orders``, ``screen:orders.detail``, …"""
    screens = [path(f"{screen.code}/", include(_of(screen))) for screen in SCREENS.values()]
    return [
        path("lookup/<str:code>/", lookup, name="lookup"), path("search/", search, name="search"),
        path("reveal/<str:code>/<int:pk>/<str:field>/", own.reveal, name="reveal"),
        path("tasks/", task_list, name="tasks"), path("tasks/<int:pk>/file/", task_file, name="task-file"),
        path("import/", include((importing.urlpatterns(), "import"))),
        path("", include((screens, "screen")))]


def _of(screen: Screen) -> list[Any]:
    code = screen.code
    return [
        path("", views.list_page(screen), name=code),
        path("<int:pk>/", views.detail_page(screen), name=f"{code}.detail"),
        path("<int:pk>/history/", views.history_part(screen), name=f"{code}.history"),
        path("totals/", views.totals_part(screen), name=f"{code}.totals"),
        path("export/", export(screen), name=f"{code}.export"),
        path("columns/", own.columns(screen), name=f"{code}.columns"),
        path("width/", own.width(screen), name=f"{code}.width"),
        path("density/", own.density(screen), name=f"{code}.density"),
        path("views/", own.views(screen), name=f"{code}.views"),
        path("batch/failures/", batch.failures_file(screen), name=f"{code}.failures"),
        path("batch/<str:code>/", batch.batch(screen), name=f"{code}.batch"),
    ]
