"""The page on which people without a login answer a questionnaire: light, one column, by link."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from yingshu.organisation.queries import company_name

from . import asking


@never_cache
@require_http_methods(["GET", "POST"])
def questionnaire(request: HttpRequest, token: str) -> HttpResponse:
    """Show the questions, take an answer, say thanks. A link that is not ours, and one before publication, do not exist."""
    known = asking.asked_by(token)
    if known is None or known[1].state in ("draft", "asked", "approved"):
        raise Http404
    found, entry, asked = known
    questions = asking.questions_of(asked, entry)
    page: dict[str, Any] = {"title": entry.headline, "company": company_name(), "intro": entry.values.get(asked.intro) or "",
                            "open": asking.is_open(asked, found, entry), "key": secrets.token_urlsafe(18)}
    if request.method == "GET" or not page["open"]:
        return render(request, "registers/questionnaire.html", {**page, "rows": _drawn(questions, {}, {})},
                      status=200 if page["open"] else asking.Closed.status)
    given, wrong = asking.read(questions, request.POST)
    if wrong:
        page |= {"rows": _drawn(questions, given, wrong), "wrong": len(wrong)}
        return render(request, "registers/questionnaire.html", page, status=422)
    asking.keep(found, entry, asked, given, request.POST.get("idempotency_key", "")[:100] or page["key"])
    return render(request, "registers/questionnaire.html", {**page, "thanks": _("Your answers have arrived. Thank you.")})


def _drawn(questions: list[asking.Question], given: dict[str, list[str]], wrong: dict[str, str]) -> list[dict[str, Any]]:
    return [{"q": q, "given": given.get(q.name, []), "error": wrong.get(q.name, ""), "many": q.kind == asking.MANY} for q in questions]
