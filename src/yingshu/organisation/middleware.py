"""A password that must be changed stands before everything else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from .passwords import expired

FREE = ("/account/", "/static/", "/api/", "/i18n/")


class PasswordMiddleware:
    """Sends a logged-in person whose password has run out to the page where a new one is chosen."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        if request.path_info.startswith(FREE) or not getattr(request, "actor", None) or not expired(request.user):
            return self.get_response(request)
        messages.warning(request, _("Your password has run out. Choose a new one to go on."))
        return HttpResponseRedirect(reverse("account_change_password"))
