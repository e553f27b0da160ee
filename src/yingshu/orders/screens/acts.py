"""Buttons of business actions: offered only to who may take them."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from yingshu.kernel.actor import Actor
from yingshu.kernel.services import ACTIONS

from ..links import act_url


@dataclass(frozen=True, slots=True)
class Act:
    """A button. ``direct`` runs the action at once; else its dialog opens, or ``page`` when the action has a page of its own."""

    code: str
    title: str
    url: str
    key: str = ""
    primary: bool = False
    direct: bool = False
    page: bool = False
    icon: str = ""
    next: str = ""


def offer(actor: Actor, code: str, *, title: Any = "", direct: bool = False, page: str = "", icon: str = "", then: str = "",
          **fixed: object) -> Act | None:
    """The button of an action with what is known already; None without the right. ``then`` is where it leads afterwards."""
    if code not in ACTIONS or not actor.may(code):
        return None
    words = str(title) or _(ACTIONS[code].title)
    address = page or act_url(code, **fixed, **({"next": then} if then else {}))
    return Act(code, words, address, secrets.token_urlsafe(9), direct=direct, page=bool(page), icon=icon, next=then)


QUIET = frozenset({
    "orders.register", "orders.record_progress", "orders.change_payment_method", "orders.chase", "orders.refuse_instruction",
    "logistics.call_off",
    "orders.cancel", "orders.void_slip", "orders.comment", "logistics.open_exception", "logistics.take_back", "logistics.reroute",
    "logistics.track"})


def offered(acts: Iterable[Act | None]) -> list[Act]:
    """The buttons that exist; the first is the primary one, unless it is one of the quiet kind."""
    found = [a for a in acts if a]
    return [replace(a, primary=n == 0 and a.code not in QUIET) for n, a in enumerate(found)]
