"""Who else has a form of the same record open: the form says so every few seconds, and is told about the others.

Nobody is kept out and no business action waits or writes for it: what was changed meanwhile is told at the end (``conflicts``).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from . import clock
from .actor import Actor
from .conflicts import target
from .errors import NotFound
from .pages import for_people
from .screen_models import OpenForm
from .screens import SCREENS

FRESH = timedelta(seconds=75)  # a form says every 20 seconds that it is open; browsers let hidden ones do so once a minute

LONGEST_PART = 12


def address(actor: Actor, screen: str, pk: int, part: str = "") -> str:
    """Where a form of this record says that it is open; empty for somebody who may not see such records. Forms of different parts of
    a record are no concern of each other."""
    return reverse("presence", args=[screen, pk]) + f"?part={part}" * bool(part) if actor.may(f"{screen}.view") else ""


def of_form(code: str, fixed: Mapping[str, Any], actor: Actor) -> str:
    """The same for the dialog of an action: it is about a record of its own room, or about none."""
    found = target(code, fixed, actor, own_room=True)
    return reverse("presence", args=[found[0].code, found[1]]) if found else ""


@for_people
@require_http_methods(["PUT"])
def presence(request: Any, code: str, pk: int) -> HttpResponse:
    """A form of this record is open; answers who else has one."""
    screen = SCREENS.get(code)
    if screen is None:
        raise NotFound()
    request.actor.require(f"{code}.view")
    if not screen.scoped(request.actor).filter(pk=pk).exists():
        raise NotFound()
    part = request.GET.get("part", "")[:LONGEST_PART]
    return render(request, "kernel/present.html", {"others": note(request.actor, f"{code}:{part}" if part else code, pk)})


def note(actor: Actor, screen: str, pk: int) -> list[OpenForm]:
    """Remember that the person has a form of the record open; answers the others, who came first first."""
    now, forms = clock.now(), OpenForm.objects.filter(screen=screen, record_id=pk)
    if not forms.filter(person_id=actor.id, seen__gte=now - FRESH).update(seen=now):
        OpenForm.objects.filter(seen__lt=now - FRESH).delete()
        mine = OpenForm(screen=screen, record_id=pk, person_id=actor.id, name=actor.name, since=now, seen=now)
        OpenForm.objects.bulk_create([mine], ignore_conflicts=True)
    return list(forms.filter(seen__gte=now - FRESH).exclude(person_id=actor.id).order_by("since", "id"))


def urlpatterns() -> list[Any]:
    """``/open/<screen>/<id>/``."""
    return [path("open/<path:code>/<int:pk>/", presence, name="presence")]
