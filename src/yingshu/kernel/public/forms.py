"""A form for visitors, drawn from the signature of a business action: notice first, then the fields, then one answer per form."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from .. import forms
from ..errors import BusinessError, InvalidInput
from ..schemas import validate
from ..services import ACTIONS, Done
from . import tickets
from .errors import NoConsent
from .pages import visitor

LEAST_SECONDS = 3
CONSENT = "consent"


@dataclass(frozen=True, slots=True)
class Notice:
    """What is told before personal data are asked for: its version is kept with what comes in."""

    version: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class PublicForm:
    """The form of one business action. ``fixed``: arguments that do not come from the visitor. ``files``: reads uploads of the request into
    arguments. ``leave_out``: parameters that are not drawn. The action gets ``consent`` (the version) when there is a notice."""

    action: str
    template: str = "public/form.html"
    notice: Notice | None = None
    fixed: Mapping[str, Any] = field(default_factory=dict)
    files: Callable[[HttpRequest], Mapping[str, Any]] = lambda request: {}
    leave_out: frozenset[str] = frozenset()
    context: Mapping[str, Any] = field(default_factory=dict)
    least_seconds: int = LEAST_SECONDS
    required: frozenset[str] = frozenset()

    @property
    def fields(self) -> list[forms.Field]:
        """The controls a visitor sees."""
        hidden = {*self.fixed, *self.leave_out, CONSENT}
        return [f for f in forms.fields_of(self.action) if f.name not in hidden]

    def answer(self, request: HttpRequest, done: Callable[[Done], HttpResponse], first: Mapping[str, Any] | None = None) -> HttpResponse:
        """The page (GET), or the action and what comes after it (POST). A mistake comes back with everything that was typed."""
        if request.method != "POST":
            return self._draw(request, first or {}, tickets.new(self.action, self._version))
        typed = forms.form_data(self.fields, request.POST)
        try:
            return done(self._run(request, typed))
        except BusinessError as problem:
            ticket = tickets.again(tickets.read(self.action, request.POST.get(tickets.TICKET, "")), self.action, self._version)
            return self._draw(request, typed, ticket, problem)

    @property
    def _version(self) -> str:
        return self.notice.version if self.notice else ""

    def _run(self, request: HttpRequest, typed: Mapping[str, Any]) -> Done:
        ticket = tickets.check(self.action, request.POST.dict(), self.least_seconds)
        if self.notice and CONSENT not in request.POST:
            raise NoConsent(field=CONSENT)
        told = {CONSENT: ticket.notice} if self.notice else {}
        arguments = validate(self.action, {**typed, **self.fixed, **told}) | dict(self.files(request))
        return ACTIONS[self.action].run(actor=visitor(self.action), idempotency_key=f"public:{ticket.key}", **arguments)

    def _draw(self, request: HttpRequest, values: Mapping[str, Any], ticket: tickets.Ticket,
              problem: BusinessError | None = None) -> HttpResponse:
        errors = _errors(problem)
        fields = forms.filled(self.fields, values, errors)
        return render(request, self.template, {
            "fields": fields, "by_name": {f.name: f for f in fields}, "notice": self.notice, "ticket": str(ticket), "trap": tickets.TRAP,
            "agreed": CONSENT in request.POST, "errors": errors, "summary": _summary(fields, errors, problem), "values": values,
            "file_errors": errors.get("photos", ()), **self.context}, status=problem.status if problem else 200)


def _errors(problem: BusinessError | None) -> dict[str, list[str]]:
    if isinstance(problem, InvalidInput) and problem.errors:
        return {path: [_(text) for text in texts] for path, texts in problem.errors.items()}
    return {problem.field: [problem.text()]} if problem is not None and problem.field else {}


def _summary(fields: Sequence[forms.Field], errors: Mapping[str, Sequence[str]], problem: BusinessError | None) -> list[tuple[str, str]]:
    """What stands above the form: each mistake with the id of its control, or the refusal."""
    if problem is None:
        return []
    ids = {f.name: f.id for f in fields} | {CONSENT: "f-consent", "photos": "f-photos"}
    labels = {f.name: f.label for f in fields}
    found = [(ids.get(name.partition(".")[0], ""), f"{labels[name]}：{text}" if name in labels else text)
             for name, texts in errors.items() for text in texts]
    return found or [("", problem.text())]
