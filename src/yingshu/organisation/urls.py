"""Pages of the organisation that are no screens."""

from __future__ import annotations

from django.urls import path

from .views import choice_lists, colleagues

urlpatterns = [path("colleagues/", colleagues, name="colleagues"), path("choice-lists/", choice_lists, name="choice-lists")]
