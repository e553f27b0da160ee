"""Addresses of duties beside their screens."""

from __future__ import annotations

from django.urls import path

from . import api, views

urlpatterns = [
    path("duties/calendar/", views.calendar_page, name="duty-calendar"),
    path("duties/rates/", views.rates_page, name="duty-rates"),
    path("duties/responsibilities/", views.responsibilities_page, name="responsibilities"),
    path("duties/library/", views.library_page, name="duty-library"),
    path("duties/new/", views.duty_form, name="duty-new"),
    path("duties/<int:pk>/edit/", views.duty_form, name="duty-edit"),
    path("duties/feed/<str:token>.ics", views.feed, name="duty-feed"),
    path("api/v1/duties/rates", api.DutyRates.as_view(), name="api:duties/rates"),
]
