"""The dialog of a business action: ``/act/<action>/`` draws the form made from its signature and runs it."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.loader import select_template
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from . import drafts, forms, presence
from .actor import Actor
from .conflicts import Conflict, conflict, edited
from .errors import BusinessError, InvalidInput
from .forms import Field
from .pages import for_people, in_dialog, is_fragment, refusal
from .schemas import action_of, validate
from .screens import screen_of
from .screens.lookup import words_for
from .services import Action, Done

OURS = ("idempotency_key", "next", "csrfmiddlewaretoken")


@for_people
@require_http_methods(["GET", "POST"])
def act(request: Any, code: str) -> HttpResponse:
    """The form of an action (GET), and running it (POST)."""
    action = action_of(code)
    request.actor.require(code)
    if request.method == "POST":
        return _run(request, action)
    form = Form(request.actor, action, request)
    if form.page:
        return _go(request, form.page)
    left = drafts.kept(request.actor, code) if form.long and "draft" in request.GET else None
    return _draw(request, action, form, form.data(drafts.typed(left)) if left else None)


class Form:
    """One form being filled in: its controls, what the room supplies, and what is fixed by the address."""

    def __init__(self, actor: Actor, action: Action, request: HttpRequest) -> None:
        self.actor, self.action = actor, action
        supplied = forms.supplied(action.code, actor, request.GET.dict())
        self.fields = forms.offering(forms.fields_of(action.code), supplied.get("choices", {}))
        names = {f.name for f in self.fields if f.widget != "lines"}
        self.fixed = {k.removesuffix("_fen"): v for k, v in request.GET.items() if k.removesuffix("_fen") in names}
        self.record = edited(action.code, self.fixed, actor)
        own = self.record.first(self.shown) if self.record and "initial" not in supplied else {}
        self.first: Mapping[str, Any] = own or {k.removesuffix("_fen"): v for k, v in supplied.get("initial", {}).items()}
        self.context: Mapping[str, Any] = supplied.get("context", {})
        self.page: str = supplied.get("page", "")

    @property
    def long(self) -> bool:
        """Whether the form is kept while it is filled in: it has a table of lines."""
        return any(f.widget == "lines" for f in self.fields)

    @property
    def shown(self) -> list[Field]:
        """The controls that are not fixed by the address."""
        return [f for f in self.fields if f.name not in self.fixed]

    def data(self, posted: QueryDict) -> dict[str, Any]:
        """What was filled in, over what is fixed."""
        return {**forms.form_data(self.shown, posted, self.first), **self.fixed}

    def drawn(self, values: Mapping[str, Any], errors: Mapping[str, Any]) -> list[Field]:
        """The visible controls with their values; chosen records get their words."""
        return [words_for(f, self.actor) for f in forms.filled(self.shown, values, errors)]

    def conflict(self, request: HttpRequest, data: Mapping[str, Any]) -> Conflict | None:
        """What somebody else changed since this form was drawn."""
        seen = request.POST.get("seen", "")
        return conflict(self.record, self.shown, seen, data, self.actor) if self.record and seen else None


def _run(request: Any, action: Action) -> HttpResponse:
    form = Form(request.actor, action, request)
    data = form.data(request.POST)
    if (found := form.conflict(request, data)) is not None:
        return _draw(request, action, form, found.data, clash=found)
    try:
        arguments = validate(action.code, data)
        done = action.run(actor=request.actor, idempotency_key=request.POST.get("idempotency_key", "")[:100] or None, **arguments)
    except BusinessError as problem:
        return _draw(request, action, form, data, problem)
    if form.long:
        drafts.drop(request.actor, action.code)
    return _picked(request, action, done) if is_fragment(request) and request.GET.get("pick") else _finished(request, action, done)


def _picked(request: HttpRequest, action: Action, done: Done) -> HttpResponse:
    """The record was made from within another form: the dialog closes, and ``pick`` names the control there that takes it."""
    told = {"level": "done", "text": _said(action, done)}
    chosen = {"name": request.GET["pick"], "id": done.id, "words": done.number}
    return HttpResponse(headers={"HX-Trigger": json.dumps({"toast": told, "picked": chosen})})


def _said(action: Action, done: Done) -> str:
    if done.number:
        return _("%(action)s: %(number)s") % {"action": _(action.title), "number": done.number}
    return _("%(action)s: done") % {"action": _(action.title)}


def _draw(request: Any, action: Action, form: Form, data: Mapping[str, Any] | None = None,
          problem: BusinessError | None = None, clash: Conflict | None = None) -> HttpResponse:
    errors = _errors(problem)
    fields = form.drawn(form.first if data is None else data, errors)
    context = {
        "action": action, "title": _(action.title), "fields": fields, "fixed": form.fixed.items(),
        "wide": form.long, "key": request.POST.get("idempotency_key") or secrets.token_urlsafe(18),
        "next": request.POST.get("next") or request.GET.get("next", ""), "url": request.get_full_path(),
        "refusal": refusal(problem) if problem and not errors else None, "errors": errors,
        "other_errors": forms.unmatched(fields, errors), "clash": clash,
        "draft": drafts.kept(request.actor, action.code) if form.long and request.method == "GET" else None,
        "draft_url": reverse("draft", args=[action.code]) if form.long else "",
        "seen": form.record.seen(form.shown) if form.record else "", "presence": presence.of_form(action.code, form.fixed, form.actor),
        "crumbs": [(_(action.title), "")],
        "layout": "kernel/act_dialog.html" if in_dialog(request) else "kernel/act_page.html", **form.context}
    wrong = 409 if clash else problem.status if problem else 200
    status = 422 if wrong != 200 and is_fragment(request) else wrong
    return HttpResponse(_template(action).render(context, request), status=status)


def _errors(problem: BusinessError | None) -> dict[str, list[str]]:
    """Errors by field; a refusal that names a field is shown at the field."""
    if isinstance(problem, InvalidInput) and problem.errors:
        return problem.errors
    return {problem.field: [problem.text()]} if problem is not None and problem.field else {}


def _template(action: Action) -> Any:
    room, _dot, name = action.code.partition(".")
    return select_template([f"{room}/act/{name}.html", "kernel/act.html"])


def _finished(request: Any, action: Action, done: Done) -> HttpResponse:
    messages.success(request, _said(action, done))
    for name in sorted(done.secret & done.data.keys()):
        told = {"what": forms.label_of(name), "value": _plainly(done.data[name])}
        messages.warning(request, _("%(what)s, shown only once: %(value)s") % told)
    return _go(request, _target(request, done))


def _go(request: HttpRequest, target: str) -> HttpResponse:
    if not is_fragment(request):
        return HttpResponseRedirect(target or reverse("home"))
    return HttpResponse(headers={"HX-Redirect": target} if target else {"HX-Refresh": "true"})


def _plainly(value: Any) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{forms.label_of(k)} {_plainly(v)}" for k, v in value.items())
    return "、".join(map(_plainly, value)) if isinstance(value, list) else str(value)


def _target(request: HttpRequest, done: Done) -> str:
    """Where to go afterwards: ``next``; from a list or a page of its own to the record; else stay."""
    wanted = request.POST.get("next", "")
    if wanted and url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()):
        return wanted
    screen = screen_of(done.kind)
    if screen is None or not done.id:
        return ""
    home, record = f"/{screen.code}/", f"/{screen.code}/{done.id}/"
    came_from = request.headers.get("HX-Current-URL", "").partition("?")[0]
    return record if not is_fragment(request) or came_from.endswith(home) else ""


def urlpatterns() -> list[Any]:
    """``/act/<action>/``."""
    return [path("act/<str:code>/", act, name="act")]
