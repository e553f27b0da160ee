"""Addresses of the room's own pages."""

from __future__ import annotations

from django.urls import path

from yingshu.documents.paper_views import paths

from . import views

urlpatterns = [
    path("ageing/", views.ageing_page, name="ageing"),
    path("ageing/items/", views.ageing_part, name="ageing-items"),
    path("ageing/export/", views.ageing_export, name="ageing-export"),
    path("statements/<int:customer_id>/", views.statement_page, name="statement"),
    *paths("statements", "statement"),
    *paths("receipts", "receipt"),
    *paths("dunning_notes", "dunning"),
    *paths("cod_items", "cod"),
    path("statements/<int:customer_id>/export/", views.statement_export, name="statement-export"),
]
