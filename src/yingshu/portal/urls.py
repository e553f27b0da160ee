"""All addresses. Rooms bring their own; the portal adds shell, login and API."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from yingshu.kernel.urls import api_urlpatterns, page_urlpatterns


def _home(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


urlpatterns = [
    path("", _home, name="home"),
    path("account/", include("allauth.urls")),
    *page_urlpatterns(),
    *api_urlpatterns(),
]
