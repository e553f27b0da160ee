"""Pages of registers that a screen cannot draw: the overview, forms of records, statistics, prints."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yingshu.kernel import clock, forms
from yingshu.kernel.errors import BusinessError, InvalidInput, NotFound
from yingshu.kernel.pages import for_people, in_dialog, is_fragment, refusal
from yingshu.kernel.screens.lookup import words_for
from yingshu.kernel.services import ACTIONS, Done

from . import fields as controls
from .definition import FieldSpec
from .forming import Draft
from .models import Entry
from .printed import pdf_of
from .queries import find
from .registry import Live, live
from .screens.overview import overview_of
from .screens.panels import may_see
from .services.entries import as_sent, require_change, require_step, require_void
from .statistics import page_of


@for_people
@require_safe
def overview(request: Any) -> HttpResponse:
    """All registers a person may see, by group."""
    return render(request, "registers/overview.html", {
        "title": _("Registers"), "groups": overview_of(request.actor, request.GET.get("q", "")[:60]), "q": request.GET.get("q", "")[:60],
        "may_define": request.actor.may("registers.define"), "crumbs": [(_("Registers"), "")]})


@dataclass
class Form:
    """A form about to be drawn or run: which fields, what stands in them, and what to do with them."""

    found: Live
    title: str
    fields: Sequence[FieldSpec]
    run: Callable[[dict[str, Any], str], Done]
    back: str
    first: Mapping[str, Any]
    needed: Sequence[str] = ()
    reason: bool = False
    reason_needed: bool = False
    edition: int = 0
    danger: bool = False

    def controls(self) -> list[forms.Field]:
        made = controls.controls(self.found, self.fields, self.needed)
        if self.reason:
            made.append(forms.Field("reason", _("Reason"), "textarea", self.reason_needed, max_length=1000))
        return made


def act(request: Any, action: str, **arguments: Any) -> Done:
    """Run an action of this room; the same form sent twice runs it once."""
    key = request.POST.get("idempotency_key", "")[:100] or None
    return ACTIONS[f"registers.{action}"].run(actor=request.actor, idempotency_key=key, **arguments)


@for_people
@require_http_methods(["GET", "POST"])
def new(request: Any, register: str) -> HttpResponse:
    """A new record."""
    found, actor = live(register), request.actor
    actor.require(f"{found.screen}.add")
    draft = Draft(found, actor, {}, "", clock.today())
    first = {f.code: controls.as_filled([f], {f.code: _default(draft, f)}).get(f.code) for f in found.definition.posted if f.default}
    given = {f.code: v for f in found.definition.posted if (v := request.GET.get(f.code, "")[:200])}
    form = Form(found, _("New record: %(register)s") % {"register": found.title}, found.definition.posted,
                lambda data, reason: act(request, "add_entry", register_code=register, values=data), f"/{found.screen}/",
                {**first, **given})
    return _serve(request, form)


def _default(draft: Draft, spec: FieldSpec) -> Any:
    return as_sent(draft.work_out(spec.default or "None", draft.env()))


@for_people
@require_http_methods(["GET", "POST"])
def change(request: Any, register: str, pk: int) -> HttpResponse:
    """Edit a record that is still open."""
    found, entry = _entry(request, register, pk)
    actor = request.actor
    require_change(actor, found, entry)
    edition = request.POST.get("edition", "")
    fields = [f for f in found.definition.posted if may_see(f, found, entry, actor)]
    form = Form(found, _("Edit %(number)s") % {"number": entry.number}, fields,
                lambda data, reason: act(request, "change_entry", register_code=register, entry_id=pk, values=data,
                                         edition=int(edition) if edition.isascii() and edition.isdigit() else None),
                f"/{found.screen}/{pk}/", controls.as_filled(fields, entry.values), edition=entry.edition)
    return _serve(request, form)


@for_people
@require_http_methods(["GET", "POST"])
def move(request: Any, register: str, pk: int, move: str) -> HttpResponse:
    """A step: what it asks for, and the reason when it needs one."""
    found, entry = _entry(request, register, pk)
    step = found.definition.move(move)
    if step is None:
        raise NotFound()
    require_step(request.actor, found, entry, step)
    asked = [f for f in found.definition.posted if f.code in step.asks]
    form = Form(found, f"{step.title} {entry.number}", asked,
                lambda data, reason: act(request, "move_entry", register_code=register, entry_id=pk, move=move, values=data, reason=reason),
                f"/{found.screen}/{pk}/", controls.as_filled(asked, entry.values), step.asks, True, step.reason)
    return _serve(request, form)


@for_people
@require_http_methods(["GET", "POST"])
def void(request: Any, register: str, pk: int) -> HttpResponse:
    """Strike a record through."""
    found, entry = _entry(request, register, pk)
    require_void(request.actor, found, entry)
    form = Form(found, _("Void %(number)s") % {"number": entry.number}, (),
                lambda data, reason: act(request, "void_entry", register_code=register, entry_id=pk, reason=_needed(reason)),
                f"/{found.screen}/{pk}/", {}, (), True, True, danger=True)
    return _serve(request, form)


@for_people
@require_http_methods(["GET", "POST"])
def revise(request: Any, register: str, pk: int) -> HttpResponse:
    """Write a record anew: the copy is changed and takes over."""
    found, entry = _entry(request, register, pk)
    request.actor.require(f"{found.screen}.add")
    form = Form(found, _("Write %(number)s anew") % {"number": entry.number}, (),
                lambda data, reason: act(request, "revise_entry", register_code=register, entry_id=pk), f"/{found.screen}/{pk}/", {})
    return _serve(request, form)


def _needed(reason: str) -> str:
    if not reason:
        raise InvalidInput({"reason": [_("Please fill in this field.")]})
    return reason


def _entry(request: Any, register: str, pk: int) -> tuple[Live, Entry]:
    newest = live(register)
    request.actor.require(f"{newest.screen}.view")
    entry = find(request.actor, register, pk)
    return live(register, entry.version), entry


def _serve(request: Any, form: Form) -> HttpResponse:
    if request.method == "GET":
        return _draw(request, form, form.first)
    data = forms.form_data(form.controls(), request.POST)
    try:
        done = form.run(controls.cleared(form.fields, data), str(data.get("reason", "")).strip()[:1000])
    except BusinessError as problem:
        return _draw(request, form, data, problem)
    return _finished(request, form, done)


def _draw(request: Any, form: Form, values: Mapping[str, Any], problem: BusinessError | None = None) -> HttpResponse:
    errors = problem.errors if isinstance(problem, InvalidInput) else {problem.field: [problem.text()]} if problem and problem.field else {}
    drawn = [words_for(f, request.actor) for f in forms.filled(form.controls(), values, errors)]
    context = {
        "title": form.title, "fields": drawn, "fixed": [("edition", form.edition)] if form.edition else [], "errors": errors,
        "wide": any(f.widget == "lines" for f in drawn), "key": request.POST.get("idempotency_key") or secrets.token_urlsafe(18),
        "next": form.back, "url": request.get_full_path(), "refusal": refusal(problem) if problem and not errors else None,
        "other_errors": forms.unmatched(drawn, errors), "danger": form.danger, "doc": form.found.definition.hint,
        "crumbs": [(_("Registers"), "/r/"), (form.found.title, f"/{form.found.screen}/"), (form.title, "")],
        "layout": "kernel/act_dialog.html" if in_dialog(request) else "kernel/act_page.html"}
    status = 200 if problem is None else 422 if is_fragment(request) else problem.status
    return render(request, "kernel/act.html", context, status=status)


def _finished(request: Any, form: Form, done: Done) -> HttpResponse:
    messages.success(request, _("%(action)s: %(number)s") % {"action": form.title, "number": done.number})
    for says in done.data.get("warnings", ()):
        messages.warning(request, says)
    for number in done.data.get("made", ()):
        messages.info(request, _("Made besides: %(number)s") % {"number": number})
    target = f"/{done.kind}/{done.id}/"
    return HttpResponse(headers={"HX-Redirect": target}) if is_fragment(request) else HttpResponseRedirect(target)


@for_people
@require_safe
def statistics(request: Any, register: str) -> HttpResponse:
    """Counts and sums by state, by field, by month; and what is missing of what is expected."""
    found = live(register)
    request.actor.require(f"{found.screen}.view")
    return render(request, "registers/statistics.html", {
        **page_of(request.actor, found, request.GET), "title": _("Statistics: %(register)s") % {"register": found.title},
        "crumbs": [(_("Registers"), "/r/"), (found.title, f"/{found.screen}/"), (_("Statistics"), "")]})


@for_people
@require_safe
def print_entry(request: Any, register: str, pk: int) -> HttpResponse:
    """A record on paper."""
    found, entry = _entry(request, register, pk)
    return HttpResponse(pdf_of(found, entry, request.actor), content_type="application/pdf", headers={
        "Content-Disposition": f"inline; filename*=UTF-8''{quote(f'{found.title}_{entry.number}.pdf')}"})
