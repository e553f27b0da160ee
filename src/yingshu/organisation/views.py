"""Names of colleagues, for ``@name`` in comments; the choice lists of the company (字典)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yingshu.kernel.choices import LISTS, Choice, choices_of, only_listed
from yingshu.kernel.errors import NotFound
from yingshu.kernel.pages import for_people
from yingshu.kernel.text import half_width

from .models import Person
from .wordlists import uses_of

MOST = 8
CHANGE = "organisation.change_choice"


@for_people
@require_safe
def colleagues(request: Any) -> JsonResponse:
    """Active people whose name, initials or login name hold the words typed after ``@``."""
    words = half_width(request.GET.get("q", "")[:20].replace("\x00", "")).lower()
    rows = Person.objects.filter(is_active=True, search_text__contains=words).exclude(pk=request.actor.id).order_by("name", "id")
    return JsonResponse({"results": [{"name": p.name, "note": p.staff_no} for p in rows[:MOST]]})


@for_people
@require_safe
def choice_lists(request: Any) -> HttpResponse:
    """字典: the lists people choose from; one is open, with its words, their order and how often they are used."""
    request.actor.require(CHANGE)
    codes = sorted(LISTS, key=lambda code: str(LISTS[code].title))
    if (code := request.GET.get("list", codes[0])) not in LISTS:
        raise NotFound()
    uses = uses_of(code)
    listed = choices_of(code)
    title, known = _("Choice lists"), {c.value for c in listed}
    context = {"title": title, "crumbs": [(title, "")], "lists": [(c, LISTS[c].title) for c in codes], "chosen": LISTS[code],
               "rows": [_word(code, c, uses[c.value]) for c in listed], "only_listed": only_listed(code),
               "others": [(value, n) for value, n in uses.most_common() if value not in known][:20],
               "query": urlencode({"list_code": code})}
    return render(request, "organisation/choice_lists.html", context)


def _word(code: str, choice: Choice, used: int) -> dict[str, Any]:
    query = urlencode({"list_code": code, "word": choice.value})
    return {"choice": choice, "used": used, "query": query, "removable": not used and not choice.delivered}
