"""Addresses of the room's own pages, and of the pages for everybody."""

from __future__ import annotations

from django.urls import path

from . import public_views, views
from . import views_results as results

urlpatterns = [
    path("s/poster/<str:code>/", public_views.poster, name="survey-poster"),
    path("s/<str:token>/", public_views.survey, name="survey"),
    path("s/<str:token>/keep/", public_views.keep, name="survey-keep"),
    path("questionnaires/<int:version_id>/preview/", views.preview, name="survey-preview"),
    path("questionnaires/<int:version_id>/phone/", views.phone, name="survey-phone"),
    path("invitations/<int:invitation_id>/enter/", views.enter, name="survey-enter"),
    path("customers/<int:customer_id>/visit/", views.visit, name="survey-visit"),
    path("waves/import/", views.import_page, name="survey-import"),
    path("waves/<int:wave_id>/codes.pdf", views.codes, name="survey-codes"),
    path("waves/<int:wave_id>/poster.pdf", views.poster, name="survey-poster-pdf"),
    path("waves/<int:wave_id>/links.csv", views.links, name="survey-links"),
    path("satisfaction/results/", results.results, name="satisfaction-results"),
    path("satisfaction/year/", results.year, name="satisfaction-year"),
    path("satisfaction/reports/<int:report_id>/pdf/", results.report_pdf, name="satisfaction-report-pdf"),
    path("responses/photo/<int:remark_id>/", views.photo, name="survey-photo"),
]
