"""All addresses. Rooms bring their own; the portal adds shell, login, workbench and the description of the API."""

from __future__ import annotations

from django.urls import include, path

from yingshu.kernel.urls import page_urlpatterns

from . import api_urls, views
from .rooms import PAGES
from .views import errors

urlpatterns = [
    path("", views.workbench, name="home"),
    path("next/", views.next_todo, name="next"),
    path("figures/", views.explained, name="figures"),
    path("counts/", views.counts, name="counts"),
    path("account/login/", views.login, name="account_login"),
    path("account/demo/", views.demo_login, name="demo_login"),
    path("account/", include("allauth.urls")),
    path("profile/", views.profile, name="profile"),
    path("language/", views.set_language, name="set_language"),
    path("system/online/", views.online, name="online"),
    path("system/schedules/", views.repeated, name="schedules"),
    path("system/backups/", views.backups, name="backups"),
    path("help/", views.help_page, name="help"),
    path("watermark.svg", views.watermark, name="watermark"),
    path("healthz/", views.healthz, name="healthz"),
    path("api/docs/", views.api_docs, name="api-docs"),
    *PAGES,
    *page_urlpatterns(),
    *api_urls.urlpatterns,
]

handler400 = errors.bad_request
handler403 = errors.not_allowed
handler404 = errors.not_found
handler500 = errors.server_error
