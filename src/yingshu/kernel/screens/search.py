"""The search of the top bar: the first records of every searchable screen that match."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ..pages import for_people, is_fragment
from .declare import SCREENS
from .lookup import matching

HITS_EACH = 5


@for_people
@require_safe
def search(request: Any) -> HttpResponse:
    """``/search/?q=``: groups of hits, as a drop-down or as a page."""
    words = request.GET.get("q", "").strip()[:100]
    groups = [_group(screen, request.actor, words) for screen in sorted(SCREENS.values(), key=lambda screen: screen.place_in_search)
              if words and screen.in_search and request.actor.may(f"{screen.code}.view")]
    context = {"groups": [g for g in groups if g["hits"]], "q": words}
    return render(request, "kernel/hits.html" if is_fragment(request) else "kernel/search.html", context)


def _group(screen: Any, actor: Any, words: str) -> dict[str, Any]:
    rows = screen.scoped(actor).filter(matching(screen, words)).select_related(*screen.select_related)
    hits = [{"url": f"/{screen.code}/{row.pk}/", "text": screen.lookup_label(row), "note": screen.lookup_extra(row).get("note", "")}
            for row in rows.order_by(*screen.order_by)[:HITS_EACH]]
    return {"title": screen.title, "icon": screen.icon or "file", "hits": hits, "url": f"/{screen.code}/"}
