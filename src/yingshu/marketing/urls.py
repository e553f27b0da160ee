"""The public pages: what the company has to tell."""

from __future__ import annotations

from django.urls import path

from . import public_views

urlpatterns = [
    path("news/", public_views.news, name="news"),
    path("news/<int:article_id>/", public_views.article, name="news-article"),
]
