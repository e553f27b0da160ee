"""查重 while the file of a new customer is typed."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yingshu.kernel.pages import for_people

from .queries import duplicates

ASKED = ("name", "uscc", "phone")


@for_people
@require_safe
def alike(request: Any) -> HttpResponse:
    """Customers that exist already under this name, credit code or phone, masked; the action itself checks again (CUS-02)."""
    request.actor.require("customers.create")
    typed = {name: request.GET.get(name, "").replace("\x00", "")[:120] for name in ASKED}
    return render(request, "customers/alike.html", {"hits": duplicates(**typed)})
