"""Addresses of the screens, from the registry."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from django.http.response import HttpResponseBase
from django.urls import include, path

from ..errors import NotFound
from ..pages import for_people
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
        path("lookup/<path:code>/", lookup, name="lookup"), path("search/", search, name="search"),
        path("reveal/<path:code>/<int:pk>/<str:field>/", own.reveal, name="reveal"),
        path("tasks/", task_list, name="tasks"), path("tasks/<int:pk>/file/", task_file, name="task-file"),
        path("import/", include((importing.urlpatterns(), "import"))),
        path("", include((screens, "screen")))]


Factory = Callable[[Screen], Any]
PARTS: tuple[tuple[str, str, Factory], ...] = (
    ("", "", views.list_page), ("<int:pk>/", ".detail", views.detail_page), ("<int:pk>/history/", ".history", views.history_part),
    ("totals/", ".totals", views.totals_part), ("export/", ".export", export), ("columns/", ".columns", own.columns),
    ("width/", ".width", own.width), ("density/", ".density", own.density), ("views/", ".views", own.views),
    ("batch/failures/", ".failures", batch.failures_file), ("batch/<str:code>/", ".batch", batch.batch))


def _of(screen: Screen) -> list[Any]:
    return [path(tail, factory(screen), name=screen.code + suffix) for tail, suffix, factory in PARTS]


def supplied_urlpatterns(prefix: str, name: str) -> list[Any]:
    """The same pages for screens that are supplied at run time: their code is the prefix and one more word, ``register``."""
    return [path(f"{prefix}<slug:register>/{tail}", _found(prefix, factory), name=f"{name}{suffix}") for tail, suffix, factory in PARTS]


def _found(prefix: str, factory: Factory) -> Any:
    made = cache(factory)

    @for_people
    def page(request: Any, register: str, **arguments: Any) -> HttpResponseBase:
        screen = SCREENS.get(prefix + register)
        if screen is None:
            raise NotFound()
        answer: HttpResponseBase = made(screen)(request, **arguments)
        return answer
    return page
