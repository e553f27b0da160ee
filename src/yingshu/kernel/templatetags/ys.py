"""Template tags of the house: how values are written, links that replace part of a page, bodies of panels."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import template
from django.template.loader import get_template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from yingshu.kernel import clock, money, text
from yingshu.kernel.actor import shown_name
from yingshu.kernel.screens import cells
from yingshu.kernel.screens.plan import plan_of

register = template.Library()
BARE = ('<table class="yt', '<div class="ys-tw', '<section', '<div class="card-y')


@register.filter
def fen(value: int | str | None) -> str:
    """Fen as 1,234.56; missing as --."""
    return "--" if value in (None, "") else money.show(int(value or 0))


@register.filter
def quantity(value: Decimal | int | None) -> str:
    """A quantity without zeroes behind; missing as --."""
    return "--" if value in (None, "") else cells.quantity(Decimal(value or 0))


@register.filter
def price(value: Decimal | int | None) -> str:
    """A unit price with two to six places; missing as --."""
    return "--" if value in (None, "") else cells.price(Decimal(value or 0))


@register.filter
def percent(value: Decimal | int | None) -> str:
    """A share (0.1232) as 12.32%; missing as --."""
    return "--" if value in (None, "") else cells.percent(Decimal(value or 0))


@register.filter
def up_to(value: int, most: int) -> str:
    """A number on a badge, 99+ when there are more than 99."""
    return f"{most}+" if value > most else str(value)


@register.filter
def moment(value: datetime | None) -> str:
    """Day and time in China; missing as --."""
    return "--" if not value else f"{clock.local(value):%Y-%m-%d %H:%M}"


@register.filter
def mask_phone(value: str | None) -> str:
    """138****5678; missing as --."""
    return text.mask_phone(value) if value else "--"


@register.filter
def mask_name(value: str | None) -> str:
    """The first character and a star; missing as --."""
    return text.mask_name(value) if value else "--"


@register.filter
def who(value: str | None) -> str:
    """Who acted: a person's name, or what the system calls itself in the reader's language."""
    return shown_name(value) if value else "--"


@register.simple_tag(takes_context=True)
def masked(context: template.Context, name: str) -> str:
    """A masked column of the record shown, with the eye for those who may see the whole."""
    screen, row, actor = context["screen"], context["row"], context["request"].actor
    column = plan_of(screen).by_name[name]
    value = str(column.raw(row) or "")
    look = cells.Look(screen, actor, may_reveal=actor.may(f"{screen.code}.reveal"))
    return cells.masked(name, row.pk, cells.MASKS[column.kind](value), look) if value else "--"


@register.simple_tag
def aria(field: Any) -> SafeString:
    """Attributes that bind a control to its help and its error."""
    said = format_html(' aria-describedby="{}"', field.aria) if field.aria else ""
    return mark_safe(said + (' aria-invalid="true"' if field.errors else ""))  # nosec B308 B703 # format_html and a constant


@register.tag
def steady(parser: Any, token: Any) -> Steady:
    """What depends on nothing but the reader's language, up to ``endsteady``: drawn once for each."""
    inside = parser.parse(("endsteady",))
    parser.delete_first_token()
    return Steady(inside)


class Steady(template.Node):
    """The part between ``steady`` and ``endsteady``."""

    def __init__(self, nodelist: template.NodeList) -> None:
        self.nodelist, self.drawn = nodelist, dict[str | None, SafeString]()

    def render(self, context: template.Context) -> SafeString:
        language = get_language()
        if language not in self.drawn:
            self.drawn[language] = self.nodelist.render(context)
        return self.drawn[language]


@register.simple_tag
def swap(url: str) -> SafeString:
    """Attributes of a link that replaces only the table and can be gone back from."""
    return format_html('hx-get="{}" hx-target="#table" hx-swap="outerHTML" hx-push-url="true"', url)


@register.simple_tag
def pagelink(url: str, rel: str = "") -> SafeString:
    """The opening tag of a link of the pager."""
    return format_html('<a class="pg" href="{}"{} {}>', url, format_html(' rel="{}"', rel) if rel else "", swap(url))


@register.simple_tag
def pageurl(pager: Mapping[str, Any], number: int) -> str:
    """The address of a page by its number."""
    return str(pager["address"](page=number))


@register.simple_tag(takes_context=True)
def panel_body(context: template.Context, panel: Mapping[str, Any]) -> SafeString:
    """The inside of a panel: its template with its own context; words get a margin, tables reach the edges."""
    inside = get_template(panel["template"]).render(
        {"row": context.get("row"), "screen": context.get("screen"), "panel": panel, **panel["context"]}, context.get("request"))
    bare = inside.lstrip().startswith(BARE)
    return mark_safe(inside if bare else f'<div class="bd">{inside}</div>')  # nosec B308 B703 # a rendered template
