"""What people typed into a long form and have not handed in: kept every half minute, offered again, gone when it is handed in.

A draft is nobody's document: it has no number, nobody else sees it, and nothing is decided about it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from . import clock
from .actor import Actor
from .errors import InvalidInput
from .pages import for_people, is_fragment
from .schemas import action_of
from .screen_models import FormDraft

LONGEST = 100_000
NOT_KEPT = ("csrfmiddlewaretoken", "idempotency_key", "seen", "drop")


def kept(actor: Actor, page: str) -> FormDraft | None:
    """What the person left in this form."""
    return FormDraft.objects.filter(person_id=actor.id, page=page).first()


def typed(draft: FormDraft) -> QueryDict:
    """The fields as they were typed."""
    return QueryDict(draft.data)


def drop(actor: Actor, page: str) -> None:
    """The form was handed in, or its content is not wanted."""
    FormDraft.objects.filter(person_id=actor.id, page=page).delete()


@for_people
@require_POST
def draft(request: Any, code: str) -> HttpResponse:
    """Keep what stands in the form now; ``drop`` throws it away."""
    action = action_of(code)
    request.actor.require(code)
    if "drop" in request.POST:
        drop(request.actor, action.code)
        return HttpResponse(headers={"HX-Refresh": "true"}) if is_fragment(request) else HttpResponseRedirect(reverse("home"))
    data = request.POST.copy()
    for name in NOT_KEPT:
        data.pop(name, None)
    text = data.urlencode()
    if len(text) > LONGEST:
        raise InvalidInput({"": [_("This form is too long to be kept by itself. Save it as a draft document.")]})
    _keep(request.actor, code, text)
    return HttpResponse(_("Kept by itself at %(time)s") % {"time": f"{clock.local(clock.now()):%H:%M:%S}"})


def _keep(actor: Actor, page: str, text: str) -> None:
    key = {"person_id": actor.id, "page": page}
    FormDraft.objects.bulk_create([FormDraft(**key, data=text, at=clock.now())], update_conflicts=True,
                                  unique_fields=["person_id", "page"], update_fields=["data", "at"])


def forget_old() -> int:
    """Drafts nobody came back to for a month; answers how many."""
    return int(FormDraft.objects.filter(at__lt=clock.now() - timedelta(days=30)).delete()[0])


def urlpatterns() -> list[Any]:
    """``/drafts/<action>/``."""
    return [path("drafts/<str:code>/", draft, name="draft")]


__all__ = ["drop", "forget_old", "kept", "typed", "urlpatterns"]
