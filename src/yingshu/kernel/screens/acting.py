"""Which business actions a screen offers: at its head, for one record, for many chosen ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from ..actor import Actor
from ..errors import NotAllowed
from ..schemas import hints_of
from ..services import ACTIONS
from .declare import Screen
from .imports import IMPORTERS

if TYPE_CHECKING:
    from .listing import Listing


def possible(codes: Iterable[str], actor: Actor) -> list[str]:
    """The actions that exist and that the person may do."""
    return [code for code in dict.fromkeys(codes) if code in ACTIONS and actor.may(code)]


def head(screen: Screen, actor: Actor) -> list[Mapping[str, Any]]:
    """Buttons of the list page: the first is the main one, so links that are only a way on (``plain``) come last."""
    links = screen.head_links(actor)
    return [*(x for x in links if not x.get("plain")), *_head_actions(screen, actor), *(x for x in links if x.get("plain"))]


def _head_actions(screen: Screen, actor: Actor) -> list[dict[str, Any]]:
    return [{"code": code, "title": _(ACTIONS[code].title), "url": screen.pages.get(code, f"/act/{code}/"), "page": code in screen.pages}
            for code in possible(screen.actions, actor) if code != screen.import_action]


def import_url(screen: Screen, actor: Actor) -> str:
    """Where the import of this kind of record begins; empty without the right."""
    found = IMPORTERS.get(screen.code)
    if found is None:
        return ""
    try:
        found.require(actor)
    except NotAllowed:
        return ""
    return f"/import/{screen.code}/"


def of_row(screen: Screen, row: Any, actor: Actor) -> list[Mapping[str, Any]]:
    """Buttons for one record, the primary one first."""
    return [*screen.row_links(row, actor), *_row_actions(screen, row, actor)]


def _row_actions(screen: Screen, row: Any, actor: Actor) -> list[dict[str, Any]]:
    return [{"code": code, "title": _(ACTIONS[code].title), "url": address(screen, code, row.pk)}
            for code in possible(screen.row_actions(row, actor), actor)]


def address(screen: Screen, code: str, pk: int, **more: Any) -> str:
    """Where an action on a record is carried out."""
    return f"/act/{code}/?{urlencode({id_parameter(screen, code): pk, **more})}"


@cache
def id_parameter(screen: Screen, code: str) -> str:
    """The parameter of an action that takes the record's id: named by the screen, after the record, or the first id."""
    names = list(hints_of(code))
    singular = screen.code.removesuffix("s")
    wanted = [screen.id_parameter, f"{singular}_id", f"{screen.history_kind}_id", f"{screen.model._meta.model_name}_id"]
    found = next((name for name in wanted if name in names), None)
    return found or next((name for name in names if name.endswith("_id")), names[0] if names else "id")


def batch(listing: Listing) -> list[dict[str, Any]]:
    """Actions for chosen rows."""
    return [{"code": code, "title": _(ACTIONS[code].title), "url": f"/{listing.screen.code}/batch/{code}/"}
            for code in possible(listing.screen.batch_actions, listing.actor)]
