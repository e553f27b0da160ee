"""Addresses of the kernel: screens, actions, remote search, tasks and the API."""

from __future__ import annotations

from typing import Any

from .drafts import urlpatterns as drafts
from .presence import urlpatterns as presence
from .rest.views import api_urlpatterns
from .screens import urls as screens
from .views import urlpatterns as acts

__all__ = ["api_urlpatterns", "page_urlpatterns"]


def page_urlpatterns() -> list[Any]:
    """All pages made from declarations."""
    return [*acts(), *drafts(), *presence(), *screens.urlpatterns()]
