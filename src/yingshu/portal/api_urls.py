"""The addresses of the API, apart from the pages: its own door looks for nothing else (``wsgi``)."""

from __future__ import annotations

from yingshu.kernel.urls import api_urlpatterns

urlpatterns = api_urlpatterns()
