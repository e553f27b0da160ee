"""Addresses of the rulebook's own pages."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("rulebook/clauses/", views.clause_list, name="rulebook-clauses"),
    path("rulebook/clauses/<str:clause_id>/", views.clause, name="rulebook-clause"),
    path("rulebook/parameters/", views.parameters, name="rulebook-parameters"),
    path("rulebook/parameters/<str:code>/", views.control, name="rulebook-control"),
]
