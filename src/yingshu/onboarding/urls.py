"""Addresses of the import."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("import/ledger/", views.start, name="onboarding"),
    path("import/ledger/upload/", views.upload, name="onboarding-upload"),
    path("import/ledger/template/<slug:kind>.xlsx", views.template, name="onboarding-template"),
    path("import/ledger/<int:pk>/columns/", views.columns, name="onboarding-columns"),
    path("import/ledger/<int:pk>/confirm/", views.confirm, name="onboarding-confirm"),
    path("import/ledger/<int:pk>/progress/", views.progress, name="onboarding-progress"),
    path("import/ledger/<int:pk>/errors.xlsx", views.errors, name="onboarding-errors"),
]
