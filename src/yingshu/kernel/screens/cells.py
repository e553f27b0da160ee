"""Drawing one cell: each kind of column has one function. Plain string building, because a page has hundreds of cells."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.template import Context
from django.template.loader import get_template
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from .. import clock, money
from ..actor import Actor, shown_name
from ..text import mask_email, mask_name, mask_phone
from .declare import Screen, Tag
from .plan import Prepared

SHORT, LONG = 60, 200  # characters of a field
NOTHING = mark_safe("--")  # nosec B308 # a constant
ICONS = {"draft": "pencil", "run": "progress", "done": "check", "warn": "alert-triangle", "danger": "alert-circle", "void": "ban"}
MASKS: Mapping[str, Callable[[str], str]] = {"mask_phone": mask_phone, "mask_name": mask_name,
                                              "mask_email": mask_email}


@dataclass(frozen=True, slots=True)
class Look:
    """What a cell needs to know besides its row."""

    screen: Screen
    actor: Actor
    query: str = ""
    may_reveal: bool = False
    context: Context = field(default_factory=Context)


def safe(value: Any) -> str:
    """A value inside markup. What is text already goes the short way, because a page has a thousand of them."""
    return html.escape(value) if type(value) is str else conditional_escape(value)


def tag_html(tag: Tag | None) -> str:
    """A state: word, weight and glyph."""
    return NOTHING if tag is None else _tag_html(tag.weight, str(tag.label))


@lru_cache(maxsize=1024)
def _tag_html(weight: str, label: str) -> str:
    icon = ICONS.get(weight, "circle-dashed")
    return format_html('<span class="tag {}"><i class="ti ti-{}" aria-hidden="true"></i>{}</span>', weight, icon, label)


def quantity(value: Decimal) -> str:
    """1,200 or 1,200.5: no zeroes behind."""
    return f"{value.normalize():,f}" if value else "0"


def percent(value: Decimal) -> str:
    """0.1232 → 12.32%; whole percents without decimals."""
    shown = money.round_half_up(value * 100, 2)
    return f"{shown.normalize():f}%" if shown else "0%"


def price(value: Decimal) -> str:
    """A unit price: at least two places, at most six."""
    plain = f"{value.normalize():f}"
    places = len(plain.partition(".")[2])
    return f"{value:,.{max(2, min(places, 6))}f}"


def plain_text(prepared: Prepared, row: Any) -> str:
    """The value as words, for cells, titles and lists; empty when there is none."""
    value = prepared.raw(row)
    if value in (None, "", NOTHING):
        return ""
    return shown_name(str(value)) if prepared.names_actor else _TEXTS.get(prepared.kind, _any_text)(prepared, value)


def _any_text(prepared: Prepared, value: Any) -> str:
    if prepared.choices and value in prepared.choices:
        return str(prepared.choices[value])
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return f"{clock.local(value):%Y-%m-%d %H:%M}" if value.tzinfo else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, Decimal):
        return quantity(value)
    return value.isoformat() if isinstance(value, date) else str(value)


_TEXTS: dict[str, Callable[[Prepared, Any], str]] = {
    "money": lambda p, v: money.show(int(v)),
    "quantity": lambda p, v: quantity(Decimal(v)),
    "price": lambda p, v: price(Decimal(v)),
    "percent": lambda p, v: percent(Decimal(v)),
    "mask_phone": lambda p, v: mask_phone(str(v)),
    "mask_name": lambda p, v: mask_name(str(v)),
    "mask_email": lambda p, v: mask_email(str(v)),
}


def cell(prepared: Prepared, row: Any, look: Look, css: str = "", named: str = "") -> str:
    """The whole ``<td>``; what the column adds to each of its cells is worked out once for the page (``css_of``, ``named_of``)."""
    column = prepared.column
    inner = _inner(prepared, row, look)
    classes = f"{css} {_tone(prepared, row)}".strip()
    if column.link:
        title = inner if str(inner) != "--" else f"#{row.pk}"
        inner = f'<a href="/{look.screen.code}/{row.pk}/{look.query}">{title}</a>'
    return f'<td class="{classes}"{named}>{inner}</td>' if classes or named else f"<td>{inner}</td>"


def _inner(prepared: Prepared, row: Any, look: Look) -> str:
    kind = prepared.kind
    if kind == "tag":
        return tag_html(prepared.column.tags(row) if prepared.column.tags else _plain_tag(prepared, row))
    if kind == "html":
        return safe(prepared.column.draw(row)) if prepared.column.draw else _drawn(prepared, row, look)
    text = plain_text(prepared, row)
    if not text:
        return NOTHING
    if kind == "pay":
        return f'<span class="tag pay">{html.escape(text)}</span>'
    return masked(prepared.name, row.pk, text, look) if kind in MASKS else html.escape(text)


def _drawn(prepared: Prepared, row: Any, look: Look) -> SafeString:
    """A cell with a template of its own; one context serves the whole page, because making one costs more than most cells."""
    template: Any = get_template(prepared.column.template)
    with look.context.push(row=row, column=prepared):
        return template.template.render(look.context)


def masked(name: str, pk: int, text: str, look: Look) -> str:
    """A masked value, with the eye for those who may see the whole."""
    if not look.may_reveal:
        return escape(text)
    return format_html(
        '<span class="row-flex code">{} <button class="btn btn-quiet btn-icon btn-xs" type="button" hx-post="/reveal/{}/{}/{}/" '
        'hx-target="closest span" hx-swap="outerHTML" aria-label="{}"><i class="ti ti-eye" aria-hidden="true"></i></button></span>',
        text, look.screen.code, pk, name, _("View"))


def _plain_tag(prepared: Prepared, row: Any) -> Tag | None:
    text = _any_text(prepared, value) if (value := prepared.raw(row)) not in (None, "") else ""
    return Tag(text, "wait") if text else None


def _tone(prepared: Prepared, row: Any) -> str:
    if prepared.kind != "money":
        return ""
    value = prepared.raw(row)
    return "" if value is None else "is-danger" if value < 0 else "ink-3" if value == 0 else ""


def named_of(prepared: Prepared) -> str:
    """On a phone, bare numbers and days need their name beside them."""
    own = prepared.is_number or prepared.kind in ("date", "moment", "bool")
    return f' data-l="{escape(prepared.plain_label)}"' if own else ""


def _room_of(prepared: Prepared) -> list[str]:
    """Short texts stay on one line and names get room, so that a wide table never squeezes them to a column of characters."""
    longest = getattr(prepared.field, "max_length", None) or LONG
    return ["short"] if longest <= SHORT else ["named"] if longest < LONG else []


def css_of(prepared: Prepared, title: Prepared | None) -> str:
    """Classes of a column: numbers to the right, link first, what a phone shows as title or leaves out."""
    names = ["num"] if prepared.is_number else []
    if prepared.column.link:
        names.append("id nowrap" if prepared.kind == "code" or title is not prepared else "id main")
    elif prepared is title:
        names.append("main")
    if prepared.kind in ("date", "moment", "code", "mask_phone") and not prepared.column.link:
        names.append("nowrap")
    if not prepared.column.phone:
        names.append("lo")
    if prepared.kind == "text" and not prepared.column.width and not prepared.column.link:
        names += _room_of(prepared)
    return " ".join([*names, prepared.column.width]).strip()
