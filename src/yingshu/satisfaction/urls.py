"""Addresses of the room's own pages."""

from __future__ import annotations

from django.urls import path

from . import views_results as results

urlpatterns = [
    path("satisfaction/results/", results.results, name="satisfaction-results"),
    path("satisfaction/year/", results.year, name="satisfaction-year"),
    path("satisfaction/reports/<int:report_id>/pdf/", results.report_pdf, name="satisfaction-report-pdf"),
]
