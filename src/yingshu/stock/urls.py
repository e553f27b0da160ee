"""Addresses of the room's own pages."""

from __future__ import annotations

from yingshu.documents.paper_views import paths

urlpatterns = paths("stocktakes", "stocktake")
