"""The public request desk."""

from __future__ import annotations

from django.urls import path

from . import public_views, views

urlpatterns = [
    path("customers/alike/", views.alike, name="customers-alike"),
    path("privacy/", public_views.privacy, name="privacy"),
    path("privacy/thanks/", public_views.thanks, name="privacy-thanks"),
]
