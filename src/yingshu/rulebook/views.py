"""Pages of the rulebook that are not records: clauses, controls and their parameters."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yingshu.kernel import forms, money
from yingshu.kernel.controls import CONTROLS
from yingshu.kernel.errors import BusinessError, InvalidInput, NotFound
from yingshu.kernel.pages import for_people, refusal
from yingshu.kernel.services import ACTIONS
from yingshu.kernel.text import half_width

from .catalogue import clause as find_clause
from .decisions import in_force
from .models import ParameterSet
from .panels import param_label
from .queries import chapters, clause_page, control_in_force, controls_in_force

VIEW = "parameters.view"


@for_people
@require_safe
def clause_list(request: HttpRequest) -> HttpResponse:
    """The book: all clauses by chapter."""
    return render(request, "rulebook/clauses.html", {"chapters": chapters(), "crumbs": [(_("Rulebook"), ""), (_("Clauses"), "")]})


@for_people
@require_safe
def clause(request: HttpRequest, clause_id: str) -> HttpResponse:
    """One clause: its text, its controls, the parameters in force."""
    found = find_clause(clause_id)
    if found is None:
        raise NotFound()
    crumbs = [(_("Rulebook"), ""), (_("Clauses"), reverse("rulebook-clauses")), (clause_id, "")]
    return render(request, "rulebook/clause.html", {"page": clause_page(found), "crumbs": crumbs, "may_see": _may(request)})


def _may(request: Any) -> bool:
    return bool(request.actor.may(VIEW))


@for_people
@require_safe
def parameters(request: Any) -> HttpResponse:
    """All controls with their parameters in force."""
    request.actor.require(VIEW)
    return render(request, "rulebook/parameters.html", {
        "controls": controls_in_force(), "may_change": request.actor.may("rulebook.set_parameters"),
        "crumbs": [(_("Rulebook"), ""), (_("Parameters"), "")]})


@for_people
@require_http_methods(["GET", "POST"])
def control(request: Any, code: str) -> HttpResponse:
    """One control: parameters, history, and the form that changes them."""
    request.actor.require(VIEW)
    if code not in CONTROLS:
        raise NotFound()
    if request.method == "GET":
        return _draw(request, code)
    try:
        done = ACTIONS["rulebook.set_parameters"].run(actor=request.actor, control=code, 
            idempotency_key=request.POST.get("idempotency_key", "")[:100] or None,
                              **_arguments(request, code))
    except BusinessError as problem:
        return _draw(request, code, problem)
    messages.success(request, _("%(control)s: version %(n)s in force from %(day)s") % {
        "control": _(CONTROLS[code].title), "n": done.data["version"], "day": done.data["valid_from"]})
    return HttpResponseRedirect(reverse("rulebook-control", args=[code]))


def _draw(request: Any, code: str, problem: BusinessError | None = None) -> HttpResponse:
    errors = problem.errors if isinstance(problem, InvalidInput) else {}
    page, fields = control_in_force(code), param_fields(code)
    sets = list(ParameterSet.objects.filter(control=code).order_by("-version"))
    values = _posted(request, fields) if problem else _current(code)
    return render(request, "rulebook/control.html", {
        "page": page, "fields": forms.filled(fields, values, errors), "history": sets, "key": secrets.token_urlsafe(18),
        "may_change": request.actor.may("rulebook.set_parameters"), "errors": errors, "variant": request.POST.get("variant", ""),
        "other_errors": forms.unmatched(fields, errors), "refusal": refusal(problem) if problem and not errors else None,
        "reason": request.POST.get("reason", ""), "valid_from": request.POST.get("valid_from", ""),
        "crumbs": [(_("Rulebook"), ""), (_("Parameters"), reverse("rulebook-parameters")), (page.title, "")]},
        status=problem.status if problem else 200)


def param_fields(code: str) -> list[forms.Field]:
    """The form controls of a control's parameters."""
    return [_param_field(name, info) for name, info in CONTROLS[code].params.model_fields.items()]


def _param_field(name: str, info: Any) -> forms.Field:
    drawn = forms.field_of(name, info)
    widget = "money" if name.endswith("_fen") and drawn.widget == "whole" else drawn.widget
    return replace(drawn, label=param_label(name, info), widget=widget, required=False)


def _current(code: str) -> dict[str, Any]:
    values = in_force(CONTROLS[code]).params.model_dump(mode="json")
    return {name.removesuffix("_fen"): value for name, value in values.items()}


def _posted(request: HttpRequest, fields: list[forms.Field]) -> dict[str, Any]:
    return forms.form_data(fields, request.POST)


def _arguments(request: HttpRequest, code: str) -> dict[str, Any]:
    """What was filled in: a variant alone, or values; money in yuan becomes fen."""
    variant, day = request.POST.get("variant", ""), request.POST.get("valid_from", "")
    given = _posted(request, param_fields(code))
    values = {} if variant else {name: _value(name, given[key], CONTROLS[code].params.model_fields[name].annotation)
                                 for name in CONTROLS[code].params.model_fields if (key := name.removesuffix("_fen")) in given}
    return {"values": values, "variant": variant, "reason": request.POST.get("reason", "")[:200],
            "valid_from": _day(day) if day else None}


def _value(name: str, given: Any, annotation: Any) -> Any:
    if not name.endswith("_fen") or annotation is not int:
        return given
    try:
        return money.to_fen(Decimal(half_width(str(given)).replace(",", "")))
    except InvalidOperation:
        raise InvalidInput({name.removesuffix("_fen"): [_("Please give a number.")]}) from None


def _day(text: str) -> Any:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidInput({"valid_from": [_("Please give a day like 2026-01-31.")]}) from None
