"""Addresses of files."""

from __future__ import annotations

from django.urls import path

from . import number_views, print_views, views

urlpatterns = [
    path("files/<int:pk>/", views.download, name="file"),
    path("files/<path:kind>/<int:pk>/", views.upload, name="file-upload"),
    path("number-rules/", number_views.number_rules, name="number-rules"),
    path("print-templates/", print_views.print_templates, name="print-templates"),
    path("print-templates/<slug:template>/sample.pdf", print_views.print_sample, name="print-sample"),
]
