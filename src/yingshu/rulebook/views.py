"""Pages of the rulebook that are not records: clauses, controls and their parameters."""

from __future__ import annotations

import json
import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yingshu.kernel import forms
from yingshu.kernel.controls import CONTROLS, Params
from yingshu.kernel.errors import BusinessError, InvalidInput, NotFound
from yingshu.kernel.links import record_url
from yingshu.kernel.pages import for_people, refusal
from yingshu.kernel.screens import spans
from yingshu.kernel.services import ACTIONS
from yingshu.kernel.text import id_of, tidy
from yingshu.organisation.models import Unit

from . import param_forms
from .book_pages import place_of
from .books import readable
from .catalogue import clause as find_clause
from .decisions import in_force
from .models import ParameterChange, ParameterSet, RulebookVersion
from .queries import chapters, clause_page
from .standing import OPEN, catalogue, decides, last_decisions, limits, standing

VIEW = "parameters.view"


@for_people
@require_safe
def clause_list(request: HttpRequest) -> HttpResponse:
    """The book: all clauses by chapter."""
    return render(request, "rulebook/clauses.html", {"chapters": chapters(), "crumbs": [(_("Rulebook"), ""), (_("Clauses"), "")]})


@for_people
@require_safe
def clause(request: Any, clause_id: str) -> HttpResponse:
    """One clause: the book in force opened there; where no book has it, its text in the catalogue, its controls, its parameters."""
    found = find_clause(clause_id)
    if found is None:
        raise NotFound()
    if (place := place_of(clause_id, request.actor.id)) and "catalogue" not in request.GET:
        return HttpResponseRedirect(place)
    crumbs = [(_("Rulebook"), ""), (_("Clauses"), reverse("rulebook-clauses")), (clause_id, "")]
    return render(request, "rulebook/clause.html", {"page": clause_page(found), "crumbs": crumbs, "may_see": _may(request)})


def _may(request: Any) -> bool:
    return bool(request.actor.may(VIEW))


@for_people
@require_safe
def parameters(request: Any) -> HttpResponse:
    """The catalogue of controls: clause, where it acts, what it decided this month, changes that wait."""
    request.actor.require(VIEW)
    return render(request, "rulebook/parameters.html", {
        "rooms": catalogue(), "crumbs": [(_("Rulebook"), ""), (_("Controls"), "")]})


@for_people
@require_http_methods(["GET", "POST"])
def control(request: Any, code: str) -> HttpResponse:
    """One control: clauses, parameters, where it acts, last decisions, versions, and the form that prepares a change."""
    request.actor.require(VIEW)
    if code not in CONTROLS:
        raise NotFound()
    if request.method == "GET":
        return _draw(request, code)
    try:
        return HttpResponseRedirect(_put_into(request, code, draft) if (draft := _draft(request)) else _prepared(request, code))
    except BusinessError as problem:
        return _draw(request, code, problem)


def _prepared(request: Any, code: str) -> str:
    """Prepare the change that stands in the form; answers its page."""
    given = posted_change(request, code)
    if not given["reason"]:
        raise InvalidInput({"reason": [_("Say why the values are to change.")]})
    done = ACTIONS["rulebook.prepare_parameters"].run(actor=request.actor, control=code, **given, idempotency_key=_key(request))
    messages.success(request, _("%(number)s is prepared. Somebody else who has the right releases it.") % {"number": done.number})
    return record_url("parameter_changes", done.id)


def _put_into(request: Any, code: str, draft: RulebookVersion) -> str:
    """Put what stands in the form into a draft of a rulebook, or take it out again; answers the draft's page."""
    given = posted_change(request, code) if "keep" not in request.POST else {"values": {}, "variant": ""}
    done = ACTIONS["rulebook.choose_values"].run(actor=request.actor, version_id=draft.pk, control=code, values=given["values"],
                                                 variant=given["variant"], idempotency_key=_key(request))
    messages.success(request, _("Noted in %(number)s; it holds once the version is published.") % {"number": done.number})
    return record_url("rulebook_versions", done.id)


def _key(request: HttpRequest) -> str | None:
    return request.POST.get("idempotency_key", "")[:100] or None


def _draft(request: Any) -> RulebookVersion | None:
    """The draft whose values are filled in, when the page was opened from one that the person may change."""
    pk = _unit(request.POST.get("draft") or request.GET.get("draft") or "")
    if pk is None:
        return None
    found = readable(request.actor).filter(pk=pk, state=RulebookVersion.State.DRAFT).select_related("rulebook").first()
    if found is None or not request.actor.may("rulebook.choose_values"):
        raise NotFound()
    return found


def _draw(request: Any, code: str, problem: BusinessError | None = None) -> HttpResponse:
    errors = problem.errors if isinstance(problem, InvalidInput) else {}
    page, fields, actor, draft = standing(code), param_forms.fields_of(code), request.actor, _draft(request)
    unit = draft.rulebook.unit_id if draft else _unit(request.POST.get("unit_id") or request.GET.get("unit_id") or "")
    chosen = draft.settings.get("controls", {}).get(code) if draft else None
    params = CONTROLS[code].chosen(chosen["variant"], chosen["values"]) if chosen else in_force(CONTROLS[code], unit).params
    variant = request.POST.get("variant") or (chosen["variant"] if chosen and not chosen["values"] else "")
    to_rehearse = "" if draft else _rehearse_url(actor, code)
    values = {**param_forms.values_of(_tried(request, code, params)), **(param_forms.posted(fields, request.POST) if problem else {})}
    return render(request, "rulebook/control.html", {
        "page": page, "fields": forms.filled(fields, values, errors), "key": secrets.token_urlsafe(18), "errors": errors,
        "history": list(ParameterSet.objects.filter(control=code).order_by("-version")[:50]), "limits": limits(code),
        "waiting": ParameterChange.objects.filter(control=code, state__in=OPEN).order_by("-id"),
        "decisions": last_decisions(code, actor) if actor.may("decisions.view") else [], "decides": decides(CONTROLS[code]),
        "units": Unit.objects.filter(active=True).order_by("path"), "unit_id": unit,
        "may_change": draft is not None or actor.may("rulebook.prepare_parameters"), "rehearse_url": to_rehearse,
        "rehearsing": bool(to_rehearse and request.GET.get("rehearse")),
        "draft": draft, "chosen": chosen, "variant": variant,
        "other_errors": forms.unmatched(fields, errors), "refusal": refusal(problem) if problem and not errors else None,
        "reason": request.POST.get("reason", ""), "valid_from": request.POST.get("valid_from", ""),
        "crumbs": [(_("Rulebook"), ""), (_("Controls"), reverse("rulebook-parameters")), (page.now.title, "")]},
        status=problem.status if problem else 200)


def _tried(request: HttpRequest, code: str, params: Params) -> Params:
    """The values that the address brings along (those of a rehearsal) over the others; what is no value of the control is left out."""
    try:
        found: Params = CONTROLS[code].chosen("", {**params.model_dump(mode="json"), **json.loads(request.GET.get("values", "{}"))})
        return found
    except (ValueError, TypeError, RecursionError):
        return params


def _rehearse_url(actor: Any, code: str) -> str:
    """Where a room above rehearses what stands in the form; empty without that room or the right."""
    try:
        return reverse("insight-rehearse", args=[code]) if actor.may("insight.rehearse_values") else ""
    except NoReverseMatch:
        return ""


def _unit(text: str) -> int | None:
    return id_of(text) or None


def posted_change(request: HttpRequest, code: str) -> dict[str, Any]:
    """What was filled in: a variant alone, or values; money in yuan becomes fen."""
    if code not in CONTROLS:
        raise NotFound()
    variant, day = request.POST.get("variant", ""), request.POST.get("valid_from", "")
    values = {} if variant else param_forms.values_from(code, param_forms.posted(param_forms.fields_of(code), request.POST))
    return {"values": values, "variant": variant, "reason": tidy(request.POST.get("reason", ""))[:200],
            "valid_from": spans.given_day(day, "valid_from"), "unit_id": _unit(request.POST.get("unit_id", ""))}
