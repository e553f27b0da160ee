"""Dialog forms from the signatures of business actions: nobody writes forms.

A room may translate the names of its parameters (``LABELS``), explain them (``HELP``), and supply first values and choices (``initial``).
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import orjson
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_
from pydantic import BaseModel, PlainSerializer
from pydantic.fields import FieldInfo

from . import clock, money
from .actor import Actor
from .choices import FromList, offered, only_listed
from .inputs import Hidden, Lookup, OnlyWith
from .schemas import default_of, hints_of
from .text import half_width

Initial = Callable[[Actor, Mapping[str, str]], Mapping[str, Any]]
LONG_TEXT = 300
PLAIN_TEXT = ("text", "textarea", "hidden", "json", "select", "multi", "listed", "suggest")
MANY = ("multi", "picks", "lookups")
MAY_BE_EMPTIED = ("text", "textarea", "listed", "suggest")


@dataclass(frozen=True, slots=True)
class Field:
    """One control of a form. ``value`` is what stands in it, as text; ``shown`` the words for a chosen record."""

    name: str
    label: str
    widget: str
    required: bool = False
    help: str = ""
    choices: Sequence[tuple[str, str]] = ()
    lookup: str = ""
    max_length: int | None = None
    columns: tuple[Field, ...] = ()
    default: Any = None
    value: Any = ""
    shown: str = ""
    errors: Sequence[str] = ()
    rows: Sequence[Sequence[Field]] = ()
    path: str = ""
    only_with: str = ""
    own: bool = False

    @property
    def id(self) -> str:
        """Id of the control in the page."""
        return f"f-{self.path or self.name}"

    @property
    def html_name(self) -> str:
        """Name of the control in the request (``lines-0-quantity`` within a group)."""
        return self.path or self.name

    @property
    def blank_row(self) -> Sequence[Field]:
        """An empty row of a group, to be copied in the browser."""
        return [replace(c, path=f"{self.name}-__prefix__-{c.name}") for c in self.columns]

    @property
    def aria(self) -> str:
        """Ids of what explains the control."""
        return " ".join([f"{self.id}-help"] * bool(self.help) + [f"{self.id}-error"] * bool(self.errors))


# ---------- what rooms add

LABELS: dict[str, str] = {
    "order_id": N_("Order"), "customer_id": N_("Customer"), "product_id": N_("Product"), "person_id": N_("Person"),
    "unit_id": N_("Unit"), "owner_id": N_("Salesperson"), "carrier_id": N_("Carrier"), "slip_id": N_("Sales slip"),
    "post_id": N_("Post"), "receipt_id": N_("Receipt"), "item_id": N_("Receivable item"), "lines": N_("Lines"),
    "quantity": N_("Quantity"), "price": N_("Unit price"), "discount": N_("Discount"), "amount": N_("Amount"),
    "reason": N_("Reason"), "note": N_("Note"), "name": N_("Name"), "number": N_("Number"), "phone": N_("Phone"),
    "address": N_("Address"), "consignee": N_("Consignee"), "contact": N_("Contact person"), "email": N_("E-mail"),
    "payment_method": N_("Payment method"), "credit_days": N_("Days of credit"), "required_on": N_("Required on"),
    "tax_rate": N_("VAT rate"), "unit": N_("Unit of measure"), "measure": N_("Unit of measure"), "spec": N_("Specification"),
    "since": N_("Since"), "until": N_("Until"), "valid_from": N_("Valid from"), "state": N_("State"), "level": N_("Level"),
    "title": N_("Title"), "username": N_("Login name"), "packing": N_("Packing requirement"), "kind": N_("Kind"),
    "delivery_note": N_("Delivery note"), "received_on": N_("Received on"), "says": N_("What was said"), "on": N_("Day"),
    "day": N_("Day"), "channel": N_("By which way"), "payer": N_("Payer"), "lane": N_("Lane"), "position": N_("Line"),
    "code": N_("Short code"), "first_day": N_("First day"), "last_day": N_("Last day"), "line_id": N_("Line"), "source": N_("Source"),
}
HELP: dict[str, str] = {}
_initial: dict[str, Initial] = {}


def initial(code: str, supply: Initial) -> None:
    """Let a room supply first values: ``supply(actor, query)`` answers ``{"initial": {...}, "context": {...}, "choices": {...}}``;
    ``choices`` are the values and words that a text is chosen from, where that follows from a record or the rulebook. With ``page`` the
    action has a page of its own, and its form leads there."""
    _initial[code] = supply


def supplied(code: str, actor: Actor, query: Mapping[str, str]) -> Mapping[str, Any]:
    """What the room supplies for a form; nothing when it supplies nothing."""
    return _initial[code](actor, query) if code in _initial else {}


def name_parameters(room: str, words: Mapping[str, str]) -> None:
    """What parameters are called: of one action (``orders.issue.note``) or of a room's actions (``note``). Where the words of another
    room were there first, they stay for everybody else."""
    _say(LABELS, room, words)


def explain_parameters(room: str, words: Mapping[str, str]) -> None:
    """The grey lines below controls; keys as in ``name_parameters``."""
    _say(HELP, room, words)


def _say(kept: dict[str, str], room: str, words: Mapping[str, str]) -> None:
    own = {name if "." in name else f"{room}.{name}": text for name, text in words.items()}
    if twice := sorted(name for name, text in own.items() if kept.get(name, text) != text):
        raise ValueError(f"said twice, with different words: {twice}")
    kept.update(own)
    for name, text in words.items():
        kept.setdefault(name, text)


def label_of(name: str, action: str = "") -> str:
    """The label of a parameter in the reader's language: of the action, else of its room, else of anybody. A company's own code stays."""
    said = _said(LABELS, name, action)
    if not said and not (name.isidentifier() and name.islower()):
        return name
    return gettext(said or name.removesuffix("_fen").removesuffix("_id").replace("_", " ").capitalize())


def is_named(name: str, action: str = "") -> bool:
    """Does a room say what this parameter is called?"""
    return bool(_said(LABELS, name, action))


def help_of(name: str, action: str = "") -> str:
    """The grey line below a control; found like the label."""
    known = _said(HELP, name, action)
    return gettext(known) if known else ""


def _said(kept: Mapping[str, str], name: str, action: str) -> str:
    room, short = action.partition(".")[0], name.removesuffix("_fen")
    wanted = (f"{action}.{short}", f"{room}.{name}", f"{room}.{short}", name, short)
    return next((kept[key] for key in wanted if key in kept), "")


# ---------- from the signature

@dataclass(frozen=True, slots=True)
class Kind:
    """What an annotation asks for."""

    base: Any
    optional: bool
    metadata: tuple[Any, ...] = ()


def kind_of(hint: Any) -> Kind:
    """Take an annotation apart: its type, whether None is fine, and what it is annotated with."""
    origin = get_origin(hint)
    if origin is Annotated:
        inner, *extra = get_args(hint)
        kind = kind_of(inner)
        return replace(kind, metadata=(*kind.metadata, *_flat(extra)))
    if origin in (Union, types.UnionType):
        parts = [a for a in get_args(hint) if a is not types.NoneType]
        return replace(kind_of(parts[0]), optional=len(parts) < len(get_args(hint)))
    return Kind(hint, False)


def _flat(extra: Iterable[Any]) -> Iterable[Any]:
    for item in extra:
        yield item
        if isinstance(item, FieldInfo):
            yield from item.metadata


def fields_of(code: str) -> list[Field]:
    """The controls of an action's form, empty, in the reader's language."""
    return [_field(name, hint, default_of(code, name), code) for name, hint in hints_of(code).items()]


def offering(fields: Iterable[Field], choices: Mapping[str, Sequence[tuple[str, str]]]) -> list[Field]:
    """The controls, those that a room offers choices for as lists to choose from; a column of a table as ``lines.line_id``."""
    return [_offered(f, choices) for f in fields]


def _offered(f: Field, choices: Mapping[str, Sequence[tuple[str, str]]]) -> Field:
    if f.name in choices:
        return replace(f, widget="listed", choices=choices[f.name])
    own = {name.removeprefix(f"{f.name}."): found for name, found in choices.items() if name.startswith(f"{f.name}.")}
    return replace(f, columns=tuple(offering(f.columns, own))) if own else f


def _field(name: str, hint: Any, default: Any, action: str = "") -> Field:
    kind = kind_of(hint)
    widget, choices, columns = _widget(kind, action)
    limit = next((m.max_length for m in kind.metadata if getattr(m, "max_length", None)), None)
    return Field(
        name=name.removesuffix("_fen"), label=label_of(name, action), widget=_long(widget, limit), choices=choices,
        required=default is ... and not kind.optional, help=help_of(name, action), columns=columns,
        lookup=_lookup_of(kind), max_length=limit, only_with=next((str(m) for m in kind.metadata if isinstance(m, OnlyWith)), ""),
        default=None if default is ... else default)


def _lookup_of(kind: Kind) -> str:
    """The screen that an id is chosen from; of a list, that of its items."""
    items = get_args(kind.base) if get_origin(kind.base) in (list, tuple, set, frozenset, Sequence) else ()
    own = next((str(m) for m in kind.metadata if isinstance(m, Lookup)), "")
    return own or (_lookup_of(kind_of(items[0])) if items else "")


def _long(widget: str, limit: int | None) -> str:
    return "textarea" if widget == "text" and limit and limit > LONG_TEXT else widget


Look = tuple[str, Sequence[tuple[str, str]], tuple[Field, ...]]


def _widget(kind: Kind, action: str) -> Look:
    base = kind.base
    if any(isinstance(m, Lookup) for m in kind.metadata):
        return "lookup", (), ()
    if any(isinstance(m, Hidden) for m in kind.metadata):
        return "hidden", (), ()
    if listed := next((m for m in kind.metadata if isinstance(m, FromList)), None):
        return "listed" if only_listed(listed) else "suggest", offered(listed), ()
    if get_origin(base) in (list, tuple, set, frozenset, Sequence):
        return _many(get_args(base)[0], action)
    if choices := _choices(base):
        return "select", choices, ()
    if base is bool and kind.optional:
        return "select", (("true", gettext("Yes")), ("false", gettext("No"))), ()
    if base is int and any(isinstance(m, PlainSerializer) and m.func is money.plain for m in kind.metadata):
        return "money", (), ()
    return _SIMPLE.get(base, "json" if get_origin(base) in (dict, Mapping) else "text"), (), ()


_SIMPLE: dict[Any, str] = {bool: "check", int: "whole", Decimal: "number", date: "date", datetime: "moment", str: "text",
                           dict: "json", Any: "json"}


def _many(item: Any, action: str) -> Look:
    kind = kind_of(item)
    if isinstance(kind.base, type) and issubclass(kind.base, BaseModel):
        return "lines", (), tuple(_column(name, info, action) for name, info in kind.base.model_fields.items())
    lookup = any(isinstance(m, Lookup) for m in kind.metadata)
    listed = next((m for m in kind.metadata if isinstance(m, FromList)), None)
    return ("lookups" if lookup else "multi"), offered(listed) if listed else _choices(kind.base), ()


def field_of(name: str, info: FieldInfo) -> Field:
    """The control for one field of a pydantic model."""
    return _column(name, info)


def _column(name: str, info: FieldInfo, action: str = "") -> Field:
    hint = Annotated[(info.annotation, *info.metadata)] if info.metadata else info.annotation
    return _field(name, hint, ... if info.is_required() else info.default, action)


def _choices(base: Any) -> Sequence[tuple[str, str]]:
    if get_origin(base) is Literal:
        return [(str(v), gettext(str(v).replace("_", " ").capitalize())) for v in get_args(base)]
    if isinstance(base, type) and issubclass(base, Enum):
        return [(str(m.value), str(getattr(m, "label", "") or gettext(m.name.replace("_", " ").capitalize()))) for m in base]
    return ()


# ---------- from and to the browser

def form_data(fields: Iterable[Field], post: QueryDict, first: Mapping[str, Any] | None = None, prefix: str = "") -> dict[str, Any]:
    """What a person filled in, ready to be validated. Fields left empty are left out, unless they were not empty at first."""
    found: dict[str, Any] = {}
    for f in fields:
        value = _posted(f, post, prefix)
        if value not in (None, "", []):
            found[f.name] = value
        elif value == "" and f.widget in MAY_BE_EMPTIED and (first or {}).get(f.name):
            found[f.name] = ""
    return found


def _posted(f: Field, post: QueryDict, prefix: str) -> Any:
    key = prefix + f.name
    if f.widget == "lines":
        return [row for n in _row_numbers(post, key) if (row := form_data(f.columns, post, prefix=f"{key}-{n}-"))]
    if f.widget in MANY:
        return [v for v in post.getlist(key) if v]
    value = post.get(key, "")
    if f.widget == "check":
        return value not in ("", "false", "off", "0")
    if f.widget == "json":
        return _json(value)
    return value if f.widget in PLAIN_TEXT or not value else half_width(value).replace(",", "")


def _json(value: str) -> Any:
    try:
        return orjson.loads(value) if value.strip() else ""
    except orjson.JSONDecodeError:
        return value


def _row_numbers(post: QueryDict, name: str) -> list[int]:
    """Numbers of the rows of a group that are not marked as deleted."""
    numbers = set()
    for key in post:
        number = key.removeprefix(f"{name}-").partition("-")[0]
        if key.startswith(f"{name}-") and number.isascii() and number.isdigit() and len(number) < 5:
            numbers.add(int(number))
    return [n for n in sorted(numbers) if not post.get(f"{name}-{n}-DELETE")]


def filled(fields: Iterable[Field], values: Mapping[str, Any], errors: Mapping[str, Sequence[str]] | None = None,
           prefix: str = "", path: str = "") -> list[Field]:
    """The controls with what stands in them and what is wrong with them."""
    wrong = errors or {}
    return [_filled(f, values, wrong, prefix, path) for f in fields]


def _filled(f: Field, values: Mapping[str, Any], errors: Mapping[str, Sequence[str]], prefix: str, path: str) -> Field:
    value = values.get(f.name, f.default)
    own = [*errors.get(path + f.name, ()), *(e for p, es in errors.items() if f.widget != "lines"
                                            and p.startswith(f"{path}{f.name}.") for e in es)]
    if f.widget == "lines":
        rows = [filled(f.columns, row if isinstance(row, Mapping) else dict(row), errors, f"{f.name}-{n}-", f"{f.name}.{n}.")
                for n, row in enumerate(value or [])]
        return replace(f, rows=rows, errors=own, path=prefix + f.name)
    said = shown(value, f.widget)
    own_words = said if f.widget == "picks" else [said] if f.widget == "listed" and said else []
    kept = [(one, one) for one in own_words if one not in dict(f.choices)]
    return replace(f, value=said, errors=own, path=prefix + f.name, choices=[*f.choices, *kept])


def shown(value: Any, widget: str = "text") -> Any:
    """A value as it stands in a control."""
    if value is None or value is ...:
        return [] if widget in MANY else ""
    if isinstance(value, (list, tuple, set, frozenset)) and widget in MANY:
        return [shown(v) for v in value]
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, bool):
        return value if widget == "check" else str(value).lower()
    if isinstance(value, int) and widget == "money":
        return money.plain(value)
    if isinstance(value, datetime):
        return f"{clock.local(value) if value.tzinfo else value:%Y-%m-%dT%H:%M}"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return orjson.dumps(value).decode() if isinstance(value, (dict, list)) else str(value)


def unmatched(fields: Iterable[Field], errors: Mapping[str, Sequence[str]]) -> list[str]:
    """What is wrong but belongs to no control."""
    names = {f.name for f in fields}
    return [e for path, es in errors.items() if path.partition(".")[0] not in names for e in es]


@cache
def lookups_of(code: str) -> frozenset[str]:
    """Codes of the screens whose records an action's form lets people choose from."""
    fields = fields_of(code)
    return frozenset(f.lookup for f in [*fields, *(c for f in fields for c in f.columns)] if f.lookup)
