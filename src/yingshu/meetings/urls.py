"""Addresses of the room's own pages."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("meetings/<int:meeting_id>/desk/", views.desk, name="meeting-desk"),
    path("meetings/<int:meeting_id>/minutes.pdf", views.minutes_pdf, name="meeting-minutes"),
    path("work-reports/new/", views.report_choice, name="report-choice"),
    path("work-reports/new/<str:report_kind>/", views.report_new, name="report-new"),
    path("work-reports/<int:work_report_id>/complete/", views.report_complete, name="report-complete"),
]
