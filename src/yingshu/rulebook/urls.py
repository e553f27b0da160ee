"""Addresses of the rulebook's own pages."""

from __future__ import annotations

from django.urls import path

from . import book_views, import_views, views

urlpatterns = [
    path("rulebook/", book_views.main, name="rulebook"),
    path("rulebook/mine/", book_views.mine, name="rulebook-mine"),
    path("rulebook/packs/", book_views.packs, name="rulebook-packs"),
    path("rulebook/packs/<str:code>/file/", book_views.pack_file, name="rulebook-pack-file"),
    path("rulebook/import/", import_views.bring_in, name="rulebook-import"),
    path("rulebook/read/<int:pk>/", book_views.read, name="rulebook-read"),
    path("rulebook/read/<int:pk>/print/", book_views.printed, name="rulebook-print"),
    path("rulebook/compare/<int:old>/<int:new>/", book_views.comparison, name="rulebook-compare"),
    path("rulebook/edit/<int:pk>/", book_views.edit, name="rulebook-edit"),
    path("rulebook/clauses/", views.clause_list, name="rulebook-clauses"),
    path("rulebook/clauses/<str:clause_id>/", views.clause, name="rulebook-clause"),
    path("rulebook/parameters/", views.parameters, name="rulebook-parameters"),
    path("rulebook/parameters/<str:code>/", views.control, name="rulebook-control"),
]
