"""What people keep about lists: saved views (filter, columns, order, shared or not) and column settings per view."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from ..actor import Actor
from ..caches import Cached
from ..screen_models import ListSetting, SavedView
from .declare import Screen, View

VERSION = "lists"
SAVED = "s"


@dataclass(frozen=True)
class Kept:
    """What one person keeps about one screen."""

    saved: Sequence[SavedView] = ()
    settings: Mapping[str, ListSetting] = field(default_factory=dict)

    def view(self, code: str) -> SavedView | None:
        """A saved view by its code in addresses (``s12``)."""
        return next((v for v in self.saved if f"{SAVED}{v.pk}" == code), None)


def _load(key: tuple[int, str]) -> Kept:
    person, screen = key
    settings = {s.view: s for s in ListSetting.objects.filter(person_id=person, screen=screen)}
    return Kept(tuple(SavedView.objects.filter(screen=screen).order_by("id")), settings)


_kept: Cached[Kept] = Cached(VERSION, _load)


def kept_by(actor: Actor, screen: Screen) -> Kept:
    """Saved views the person may use, and their own settings. Costs no query in the common case."""
    kept = _kept.get((actor.id, screen.code))
    return Kept([v for v in kept.saved if v.usable_by(actor)], kept.settings)


@dataclass(frozen=True)
class Chosen:
    """The view in use: a view of the product or a saved one, and the settings that hold for it."""

    code: str
    view: View | None = None
    saved: SavedView | None = None
    setting: ListSetting | None = None

    @property
    def columns(self) -> Sequence[str]:
        """Names of the columns to show; empty for the usual ones."""
        own = self.setting.columns if self.setting else None
        return own or (self.saved.columns if self.saved else ())

    @property
    def order(self) -> str:
        """The order as in an address; empty for the screen's own."""
        return (self.setting.sort if self.setting else "") or (self.saved.sort if self.saved else "")

    @property
    def size(self) -> int:
        return self.setting.size if self.setting else 0

    @property
    def widths(self) -> Mapping[str, int]:
        """Columns with a width of their own."""
        return self.setting.widths if self.setting else {}

    @property
    def frozen(self) -> int:
        """How many columns stay while the table is scrolled sideways."""
        return self.setting.frozen if self.setting else 0

    @property
    def tight(self) -> bool:
        return bool(self.setting and self.setting.tight)

    def stored_query(self) -> QueryDict:
        """The filters kept with a saved view."""
        stored = QueryDict(mutable=True)
        for name, values in (self.saved.query if self.saved else {}).items():
            stored.setlist(name, list(values))
        return stored


def choose(screen: Screen, kept: Kept, code: str) -> Chosen | None:
    """The view with a code; without one the person's default, else the first. None for an unknown code."""
    if not code:
        own = next((v for v in kept.saved if v.is_default), None)
        code = f"{SAVED}{own.pk}" if own else screen.views[0].code if screen.views else ""
    setting = kept.settings.get(code)
    if saved := kept.view(code):
        return Chosen(code, saved=saved, setting=setting)
    view = next((v for v in screen.views if v.code == code), None)
    return Chosen(code, view=view, setting=setting) if view or not code else None


def as_setting(row: Mapping[str, Any]) -> ListSetting:
    """A setting that is not stored yet."""
    return ListSetting(**row)
