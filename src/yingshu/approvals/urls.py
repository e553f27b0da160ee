"""Addresses of the room's own pages."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [path("separation-report/", views.separation_report, name="separation-report")]
