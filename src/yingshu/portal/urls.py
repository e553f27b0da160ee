"""All addresses. Rooms bring their own; the portal adds shell, login and API."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def _home(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


urlpatterns = [
    path("", _home, name="home"),
    path("account/", include("allauth.urls")),
]
