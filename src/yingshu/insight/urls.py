"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from . import api, views
from .compliance import views as compliance

urlpatterns = [
    path("rulebook/matrix/", compliance.matrix_page, name="insight-matrix"),
    path("rulebook/matrix/export/", compliance.matrix_export, name="insight-matrix-export"),
    path("rulebook/matrix/evidence/", compliance.evidence, name="insight-evidence"),
    path("rulebook/matrix/<str:clause_id>/", compliance.clause_page, name="insight-matrix-clause"),
    path("rehearsals/<int:pk>/changed/", compliance.rehearsed, name="insight-rehearsed"),
    path("rulebook/rehearse/<str:code>/", compliance.rehearse_control, name="insight-rehearse"),
    path("api/v1/matrix", api.ComplianceMatrix.as_view(), name="api:matrix"),
    path("analysis/sales/", views.sales_analysis, name="insight-sales"),
    path("analysis/sales/export/", views.sales_export, name="insight-sales-export"),
    path("analysis/performance/", views.performance, name="insight-performance"),
    path("analysis/deliveries/", views.deliveries, name="insight-deliveries"),
    path("analysis/cooperation/", views.cooperation, name="insight-cooperation"),
    path("reports/<int:pk>/print/", views.report_print, name="report-print"),
    path("api/v1/reports/monthly-sales", api.MonthlySales.as_view(), name="api:reports/monthly-sales"),
    path("api/v1/reports/sales", api.Sales.as_view(), name="api:reports/sales"),
    path("api/v1/reports/performance", api.Performances.as_view(), name="api:reports/performance"),
    path("api/v1/reports/deliveries", api.Deliveries.as_view(), name="api:reports/deliveries"),
    path("api/v1/reports/cooperation", api.Cooperations.as_view(), name="api:reports/cooperation"),
]
