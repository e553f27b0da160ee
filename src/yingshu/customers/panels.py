"""What higher rooms add to a customer's page: panels (purchase history, receivables) and figures (credit used, overdue)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from yingshu.kernel import money
from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import Panel

from .models import Customer


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure at the head of the page. ``fen(customer, actor)`` is the amount in fen, None when it means nothing here;
    ``tone`` says how it is coloured, ``url`` where it leads, ``means`` what it counts (口径) with its clause."""

    code: str
    label: Any
    fen: Callable[[Customer, Actor], int | None]
    order: int = 50
    tone: Callable[[int | None], str] = lambda fen: ""
    url: Callable[[Customer], str] = lambda customer: ""
    right: str = ""
    means: Any = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A way on from the page to what begins with this customer, for who has the right."""

    right: str
    title: Any
    url: Callable[[Customer], str]


panels: list[Panel] = []
figures: list[Figure] = []
links: list[Link] = []


def add_panel(panel: Panel, *, first: bool = False) -> None:
    """Show one more panel on every customer's page."""
    if all(p.code != panel.code for p in panels):
        panels.insert(0 if first else len(panels), panel)


def add_link(link: Link) -> None:
    """Offer one more way on at the head of every active customer's page."""
    links.append(link)


def links_of(customer: Customer, actor: Actor) -> list[dict[str, Any]]:
    """The ways on a person may take."""
    if customer.state != Customer.State.ACTIVE:
        return []
    return [{"code": x.right, "title": str(x.title), "url": x.url(customer), "page": True} for x in links if actor.may(x.right)]


def add_figure(figure: Figure) -> None:
    """Show one more figure at the head of every customer's page."""
    if all(f.code != figure.code for f in figures):
        figures.append(figure)
        figures.sort(key=lambda f: f.order)


def figures_of(customer: Customer, actor: Actor) -> list[dict[str, Any]]:
    """The figures a person may see of a customer."""
    shown = []
    for figure in figures:
        if not figure.right or actor.may(figure.right):
            fen = figure.fen(customer, actor)
            shown.append({"code": figure.code, "label": figure.label, "value": "--" if fen is None else money.show(fen), "unit": _("yuan"),
                          "tone": figure.tone(fen), "url": figure.url(customer), "hint": figure.means})
    return shown
