"""Addresses of the room's own pages."""

from __future__ import annotations

from django.urls import path

from yingshu.documents.paper_views import paths

from . import public_views, views

urlpatterns = [
    path("c/", public_views.write, name="case-write"),
    path("c/<str:code>/", public_views.status, name="case-status"),
    path("a/<str:code>/", public_views.dealer, name="after-sales-photos"),
    path("answers/", public_views.answers, name="answers"),
    path("service/analysis/", views.analysis, name="service-analysis"),
    path("service/mail/", views.mail, name="service-mail"),
    path("service/points/", views.points, name="service-points"),
    path("service/qr/", views.qr, name="service-qr"),
    path("service/qr/<str:sheet>.pdf", views.qr_sheet, name="service-qr-sheet"),
    *paths("cases", "case"), *paths("after_sales", "after-sales"),
]
