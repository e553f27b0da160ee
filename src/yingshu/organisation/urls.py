"""Pages of the organisation that are no screens."""

from __future__ import annotations

from django.urls import path

from .views import colleagues

urlpatterns = [path("colleagues/", colleagues, name="colleagues")]
