"""Addresses of files."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("files/<int:pk>/", views.download, name="file"),
    path("files/<path:kind>/<int:pk>/", views.upload, name="file-upload"),
]
