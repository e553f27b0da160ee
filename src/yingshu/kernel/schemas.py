"""Schemas of business actions, made from their signatures. API bodies, OpenAPI and dialog forms share them.

Money parameters named ``*_fen`` are called without the ending outside: ``amount_fen`` is ``amount`` in JSON, in yuan.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any, get_type_hints

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_
from pydantic import BaseModel, ConfigDict, ValidationError, create_model

from .errors import InvalidInput, NotFound
from .services import ACTIONS, Action
from .text import INT64

LARGEST_BOUND = 10**15


class Body(BaseModel):
    """Base of all schemas: unknown names are refused, names may be written with or without ``_fen``."""

    model_config = ConfigDict(extra="forbid", protected_namespaces=(), populate_by_name=True,
                              alias_generator=lambda name: name.removesuffix("_fen"))


def action_of(code: str) -> Action:
    """The action with a code; NotFound when there is none."""
    action = ACTIONS.get(code)
    if action is None:
        raise NotFound()
    return action


@cache
def hints_of(code: str) -> dict[str, Any]:
    """Parameter name → annotation, without the actor."""
    action = ACTIONS[code]
    hints = get_type_hints(inspect.unwrap(action.run), include_extras=True)
    kinds = (inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return {p.name: hints[p.name] for p in action.signature.parameters.values() if p.name != "actor" and p.kind in kinds}


def default_of(code: str, name: str) -> Any:
    """The default of a parameter; ``...`` when it must be given."""
    default = ACTIONS[code].signature.parameters[name].default
    return ... if default is inspect.Parameter.empty else default


@cache
def schema_of(code: str) -> type[Body]:
    """The model of an action's parameters."""
    fields: dict[str, Any] = {name: (hint, default_of(code, name)) for name, hint in hints_of(code).items()}
    return create_model(schema_name(code), __base__=Body, __doc__=ACTIONS[code].title, **fields)


def schema_name(code: str) -> str:
    """``orders.issue_slip`` → ``OrdersIssueSlip``."""
    return "".join(word.title() for word in code.replace(".", "_").split("_"))


def validate(code: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """The keyword arguments for an action. Raises InvalidInput with every mistake at once, by field."""
    try:
        body = schema_of(code).model_validate(data)
    except ValidationError as problem:
        raise InvalidInput(sentences(problem)) from None
    values = {name: getattr(body, name) for name in body.model_fields_set}
    if bad := dict.fromkeys(_unstorable(values)):
        raise InvalidInput({name: [gettext(_UNUSABLE)] for name in bad})
    return values


def _unstorable(value: Any, path: str = "") -> Iterator[str]:
    """Paths of values that a database cannot hold: zero bytes, integers beyond 64 bits."""
    if (isinstance(value, str) and "\x00" in value) or (isinstance(value, int) and abs(value) > INT64):
        yield path
    elif isinstance(value, BaseModel):
        yield from _unstorable(dict(value), path)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _unstorable(item, f"{path}.{key}".lstrip("."))
    elif isinstance(value, (list, tuple, set, frozenset)):
        for n, item in enumerate(value):
            yield from _unstorable(item, f"{path}.{n}")


def sentences(problem: ValidationError) -> dict[str, list[str]]:
    """pydantic's findings as sentences in the reader's language, by field path (``lines.0.quantity``)."""
    found: dict[str, list[str]] = {}
    for error in problem.errors(include_url=False):
        path = ".".join(str(part) for part in error["loc"] if not _is_type_name(part))
        words = sentence(error["type"], error.get("ctx", {}))
        if words not in found.setdefault(path, []):
            found[path].append(words)
    return found


def _is_type_name(part: int | str) -> bool:
    """Unions put the tried type into the path (``lines.function-after[…]``); people do not care."""
    return isinstance(part, str) and ("[" in part or part in ("int", "str", "decimal", "date", "datetime"))


def sentence(kind: str, context: Mapping[str, Any]) -> str:
    """One finding in the reader's language."""
    if kind == "value_error":
        return gettext(str(context.get("error", "")) or _UNUSABLE)
    if any(isinstance(b, (int, Decimal)) and (b >= LARGEST_BOUND or b <= -LARGEST_BOUND) for b in context.values()):
        return gettext(_OUT_OF_RANGE)
    if kind in ("too_short", "too_long") and context.get("field_type") == "Value":
        kind = f"string_{kind}"
    shown = {name: _plain(value) for name, value in context.items()}
    message = _SENTENCES.get(kind) or next((m for start, m in _STARTS if kind.startswith(start)), _UNUSABLE)
    if kind == "string_too_short" and context.get("min_length") == 1:
        message = _NEEDED
    return gettext(message) % shown if "%(" in message else gettext(message)


def _plain(value: Any) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


_NEEDED = N_("Please fill in this field.")
_UNUSABLE = N_("This value cannot be used.")
_OUT_OF_RANGE = N_("This number is too large.")
_SENTENCES: dict[str, str] = {
    "missing": _NEEDED,
    "extra_forbidden": N_("This field is not known."),
    "string_too_long": N_("At most %(max_length)s characters."),
    "string_too_short": N_("At least %(min_length)s characters."),
    "string_pattern_mismatch": N_("This does not have the right form."),
    "greater_than": N_("Must be more than %(gt)s."),
    "greater_than_equal": N_("Must not be less than %(ge)s."),
    "less_than": N_("Must be less than %(lt)s."),
    "less_than_equal": N_("Must not be more than %(le)s."),
    "decimal_max_places": N_("At most %(decimal_places)s decimals."),
    "too_short": N_("At least %(min_length)s rows are needed."),
    "too_long": N_("At most %(max_length)s rows."),
    "enum": N_("Please choose one of the values offered."),
    "literal_error": N_("Please choose one of the values offered."),
}
_STARTS: Sequence[tuple[str, str]] = (
    ("datetime", N_("Please give day and time like 2026-01-31 14:05.")),
    ("timezone", N_("Please give day and time like 2026-01-31 14:05.")),
    ("date", N_("Please give a day like 2026-01-31.")),
    ("time", N_("Please give a time like 14:05.")),
    ("int", N_("Please give a whole number.")),
    ("decimal", N_("Please give a number.")),
    ("finite", N_("Please give a number.")),
    ("bool", N_("Please answer yes or no.")),
    ("string", N_("Please give a text.")),
    ("list", N_("Please give a list.")),
)
