"""Running business actions from pages of their own: what was filled in, validated by the action's signature, then the action."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import QueryDict

from yingshu.kernel import forms
from yingshu.kernel.errors import BusinessError, InvalidInput
from yingshu.kernel.forms import Field
from yingshu.kernel.pages import refusal
from yingshu.kernel.schemas import action_of, validate
from yingshu.kernel.screens.lookup import words_for
from yingshu.kernel.services import Done
from yingshu.kernel.text import half_width


def run(request: Any, code: str, data: Mapping[str, Any]) -> Done:
    """Validate and run an action for the person who asks; the page's key makes a second click the same request."""
    key = request.POST.get("idempotency_key", "")[:100] or None
    return action_of(code).run(actor=request.actor, idempotency_key=key, **validate(code, data))


def filled_in(code: str, post: QueryDict, **fixed: Any) -> dict[str, Any]:
    """What a person filled in of an action's parameters, except its lines."""
    plain = [f for f in forms.fields_of(code) if f.widget != "lines"]
    return {**forms.form_data(plain, post), **fixed}


def drawn(request: Any, code: str, values: Mapping[str, Any], problem: BusinessError | None = None) -> dict[str, Field]:
    """The controls of an action by name, with their values and errors."""
    fields = [words_for(f, request.actor) for f in forms.filled(forms.fields_of(code), values, errors_of(problem))]
    return {f.name: f for f in fields}


def errors_of(problem: BusinessError | None) -> dict[str, list[str]]:
    """Errors by field; a refusal that names a field is shown at the field."""
    if isinstance(problem, InvalidInput) and problem.errors:
        return problem.errors
    return {problem.field: [problem.text()]} if problem is not None and problem.field else {}


def quantities(post: QueryDict, name: str, *, empty: bool = False) -> list[dict[str, str]]:
    """Lines from steppers named ``q-<line id>``: ``[{"line_id": 5, name: "198"}]``; empty and zero ones only when asked for."""
    found = []
    for key in post:
        line = key.removeprefix("q-")
        if key.startswith("q-") and line.isascii() and line.isdigit():
            value = half_width(str(post[key])).replace(",", "")
            if empty or value.strip("0.") or (value and not value.replace(".", "").isdigit()):
                found.append({"line_id": line, name: value or "0"})
    return found


def page_context(problem: BusinessError | None, post: QueryDict) -> dict[str, Any]:
    """What every page with one action needs: a key that survives a mistake, and the mistake."""
    key = post.get("idempotency_key", "") if problem is not None else ""
    return {"key": key or secrets.token_urlsafe(18),
            "refusal": refusal(problem) if problem is not None and not errors_of(problem) else None,
            "mistakes": mistakes(problem)}


def mistakes(problem: BusinessError | None) -> Sequence[str]:
    """All sentences about wrong entries, without their fields."""
    return [sentence for sentences in errors_of(problem).values() for sentence in sentences]


def status_of(problem: BusinessError | None) -> int:
    """200, or the status of the problem."""
    return 200 if problem is None else problem.status
