"""Addresses of registers: ``/r/`` and, below it, the pages of each."""

from __future__ import annotations

from django.urls import path

from yingshu.kernel.screens.importing import supplied_urlpatterns as imports
from yingshu.kernel.screens.urls import supplied_urlpatterns as pages

from . import api, design_views, public_views, views
from .parts import SCREEN

HOME = f"{SCREEN}<slug:register>/"
urlpatterns = [
    path("q/<str:token>/", public_views.questionnaire, name="questionnaire"),
    path("r/", views.overview, name="registers"),
    path("registers/design/", design_views.design, name="register.design"),
    path("registers/design/<slug:register>/", design_views.redesign, name="register.redesign"),
    path(f"{HOME}new/", views.new, name="register.new"),
    path(f"{HOME}statistics/", views.statistics, name="register.statistics"),
    path(f"{HOME}<int:pk>/change/", views.change, name="register.change"),
    path(f"{HOME}<int:pk>/revise/", views.revise, name="register.revise"),
    path(f"{HOME}<int:pk>/void/", views.void, name="register.void"),
    path(f"{HOME}<int:pk>/print/", views.print_entry, name="register.print"),
    path(f"{HOME}<int:pk>/move/<slug:move>/", views.move, name="register.move"),
    *pages(SCREEN, "register"),
    *imports(SCREEN, "register.import"),
    path(f"api/v1/{SCREEN}<slug:register>", api.Entries.as_view(), name="api:r/{register}"),
    path(f"api/v1/{SCREEN}<slug:register>/schema", api.Schema.as_view(), name="api:r/{register}/schema"),
    path(f"api/v1/{SCREEN}<slug:register>/<int:pk>", api.OneEntry.as_view(), name="api:r/{register}/{id}"),
]
