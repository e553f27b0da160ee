"""Pages of duties that are not records: calendar, rates, library, the form of a duty, the calendar feed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yingshu.kernel import clock
from yingshu.kernel.errors import BusinessError
from yingshu.kernel.links import record_url
from yingshu.kernel.pages import for_people, refusal
from yingshu.kernel.screens import spans
from yingshu.kernel.services import ACTIONS, Done
from yingshu.organisation.principal import actor_for

from . import ics
from .models import Occurrence
from .queries.calendar import upcoming
from .queries.occurrences import due_words, name_of
from .rules import MIDNIGHT
from .screens import calendar, form, rating, responsibility, shelf
from .services.feeds import reader_of

VIEW = "occurrences.view"
MOST_EVENTS = 2000
BACK, AHEAD = timedelta(days=60), timedelta(days=400)


@for_people
@require_safe
def calendar_page(request: Any) -> HttpResponse:
    """What is due: month, week or list."""
    request.actor.require(VIEW)
    return render(request, "duties/calendar.html", {**calendar.page_of(request.actor, request.GET),
                                                    "crumbs": [(_("Rulebook"), ""), (_("Calendar of duties"), "")]})


@for_people
@require_safe
def rates_page(request: Any) -> HttpResponse:
    """On-time rates by duty, person, unit, month."""
    request.actor.require(VIEW)
    return render(request, "duties/rates.html", {**rating.page_of(request.actor, request.GET),
                                                 "crumbs": [(_("Rulebook"), ""), (_("On-time rates"), "")]})


@for_people
@require_safe
def responsibilities_page(request: Any) -> HttpResponse:
    """What posts answer for (ORG-07, 08, 11, 14, 16, 18, 24, 26)."""
    request.actor.require(VIEW)
    return render(request, "duties/responsibilities.html", {**responsibility.page_of(request.actor, request.GET),
                                                            "crumbs": [(_("Duties"), "/duties/"), (_("What posts answer for"), "")]})


@for_people
@require_http_methods(["GET", "POST"])
def library_page(request: Any) -> HttpResponse:
    """The ready-made duties, to be taken over."""
    request.actor.require("duties.adopt")
    problem: BusinessError | None = None
    if request.method == "POST":
        try:
            _run(request, "duties.adopt", codes=request.POST.getlist("codes"))
            return HttpResponseRedirect("/duty_versions/?view=waiting")
        except BusinessError as found:
            problem = found
    return render(request, "duties/library.html", {
        **shelf.page_of(), "key": form.new_key(), "refusal": refusal(problem) if problem else None,
        "crumbs": [(_("Duties"), "/duties/"), (_("Library of duties"), "")]}, status=problem.status if problem else 200)


@for_people
@require_http_methods(["GET", "POST"])
def duty_form(request: Any, pk: int | None = None) -> HttpResponse:
    """Prepare a new duty, or other terms of one."""
    request.actor.require("duties.prepare_change")
    shown = form.Form(pk, request.POST)
    if request.method == "GET":
        return _draw(request, shown)
    try:
        done = _run(request, "duties.prepare_change", item=shown.item(), reason=request.POST.get("reason", "")[:200])
    except BusinessError as problem:
        return _draw(request, shown, problem)
    return HttpResponseRedirect(record_url("duty_versions", done.id))


def _run(request: Any, action: str, **given: Any) -> Done:
    """A business action with what a form of ours sent; once, however often it is sent."""
    return ACTIONS[action].run(actor=request.actor, valid_from=spans.given_day(request.POST.get("valid_from", ""), "valid_from"),
                               idempotency_key=request.POST.get("idempotency_key", "")[:100] or None, **given)


def _draw(request: Any, shown: form.Form, problem: BusinessError | None = None) -> HttpResponse:
    title = _("Change %(duty)s") % {"duty": shown.duty.title} if shown.duty else _("New duty")
    return render(request, "duties/form.html", {**shown.drawn(problem), "title": title, "crumbs": [(_("Duties"), "/duties/"), (title, "")]},
                  status=problem.status if problem else 200)


def _has_time(o: Occurrence) -> bool:
    """Due at a time of day, by its own terms or by the dates that a room works out; else until the end of the day."""
    return bool(o.version.terms.when.at) or clock.local(o.due_at).time() != MIDNIGHT


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """A person's duties for a calendar program; the address is the key."""
    person_id = reader_of(token)
    actor = actor_for(person_id, "api") if person_id else None
    if actor is None:
        raise Http404
    today = clock.today()
    with translation.override("zh-hans"):
        events = [ics.Event(f"duty-{o.pk}@yingshu", clock.local(o.due_at), _has_time(o), name_of(o),
                            _("to be done by %(due)s") % {"due": due_words(o)}, f"{settings.BASE_URL}{record_url('occurrences', o.pk)}",
                            o.done_at is not None) for o in upcoming(actor, today - BACK, today + AHEAD, MOST_EVENTS)]
        content = ics.calendar(_("Duties"), events, clock.now())
    return HttpResponse(content, content_type="text/calendar; charset=utf-8",
                        headers={"Content-Disposition": 'inline; filename="duties.ics"', "Cache-Control": "private, max-age=300"})
