"""The editor of definitions: a form with preview."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yingshu.kernel import forms
from yingshu.kernel.errors import BusinessError
from yingshu.kernel.pages import for_people
from yingshu.kernel.screens.lookup import words_for

from .definition import Definition
from .designing import as_definition, as_form, controls, differences, drawn, in_words
from .fields import controls as controls_of
from .registry import Live, live
from .services.definitions import read_definition
from .slots import allotted
from .views import act

RIGHT = "registers.define"
START = {"prefix": "TZ", "scope": "scoped", "who_see": ["*"], "who_add": ["*"], "who_change": ["owner"]}
FIRST_FIELD = {"code": "subject", "kind": "text", "required": True, "listed": True}


@for_people
@require_http_methods(["GET", "POST"])
def design(request: Any) -> HttpResponse:
    """A new register."""
    request.actor.require(RIGHT)
    return _serve(request, None, {**START, "fields": [{**FIRST_FIELD, "title": _("Subject matter")}]})


@for_people
@require_http_methods(["GET", "POST"])
def redesign(request: Any, register: str) -> HttpResponse:
    """A new version of a register."""
    request.actor.require(RIGHT)
    found = live(register)
    return _serve(request, found, as_form(found.definition.model_dump(mode="json", by_alias=True, exclude_defaults=True)))


def _serve(request: Any, found: Live | None, first: Mapping[str, Any]) -> HttpResponse:
    if request.method == "GET":
        return _draw(request, found, first)
    data = forms.form_data(controls(found is None), request.POST)
    try:
        given = as_definition(data, found.code if found else "")
        read = read_definition(given)
        if "preview" not in request.POST:
            return _put_in_force(request, given)
    except BusinessError as problem:
        return _draw(request, found, data, problem=problem)
    return _draw(request, found, data, read)


def _put_in_force(request: Any, given: Mapping[str, Any]) -> HttpResponse:
    done = act(request, "define", definition=given)
    messages.success(request, _("In force: %(register)s, version %(version)s") % {
        "register": given["title"], "version": done.data["version"]})
    return HttpResponseRedirect(f"/r/{done.number}/")


def _draw(request: Any, found: Live | None, values: Mapping[str, Any], read: Definition | None = None,
          problem: BusinessError | None = None) -> HttpResponse:
    title = _("Change the definition: %(register)s") % {"register": found.title} if found else _("Define a register")
    said = [in_words(part) for part in str(problem.data.get("problems", problem.text())).split("；") if part] if problem else []
    return render(request, "registers/design.html", {
        "title": title, "fields": forms.filled(controls(found is None), values), "said": said, "read": read, "found": found,
        "preview": _preview(request, read) if read else (),
        "changes": differences(found.definition if found else None, read) if read else (),
        "key": request.POST.get("idempotency_key") or secrets.token_urlsafe(18),
        "crumbs": [(_("Registers"), "/r/"), (title, "")]}, status=problem.status if problem else 200)


def _preview(request: Any, read: Definition) -> list[forms.Field]:
    """The form of a record as this definition would draw it."""
    shown = Live(0, read.code, 0, read, allotted(read.fields, {})[0])
    return drawn(forms.filled(controls_of(shown, read.posted), {}), lambda field: words_for(field, request.actor))
