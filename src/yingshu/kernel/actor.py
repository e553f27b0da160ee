"""Who acts: the rights and the reach of one person at one moment, worked out once and cached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_

from .errors import NotAllowed

MACHINES = {"schedule": N_("Scheduled work"), "installation": N_("Installation"), "yingshu": N_("Command line"), "system": N_("System")}


class Reach(StrEnum):
    """Data scope 数据范围."""

    OWN = "own"
    UNIT = "unit"
    BELOW = "below"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person (or the system) acting. ``units`` are the units whose records may be seen; ``posts`` the posts held now.

    ``acting_for`` maps a right to the id of the person it was received from (代理, 授权); such acts are marked. ``passed_down`` are the
    rights that somebody below them holds too: they may step in, but the daily work is their people's.
    """

    id: int
    name: str
    rights: frozenset[str] = frozenset()
    reach: Reach = Reach.OWN
    units: frozenset[int] = frozenset()
    unit_id: int | None = None
    posts: tuple[str, ...] = ()
    acting_for: Mapping[str, int] = field(default_factory=dict)
    origin: str = "web"
    everything: bool = False
    passed_down: frozenset[str] = frozenset()

    def may(self, right: str) -> bool:
        """True when one of the person's posts, or a delegation in force, gives the right."""
        return self.everything or right in self.rights

    def require(self, right: str) -> None:
        """Raise NotAllowed without the right."""
        if not self.may(right):
            raise NotAllowed(action=right)

    def via(self, origin: str) -> Actor:
        """The same person coming through another door (web, api, import, cli, task)."""
        return replace(self, origin=origin)


def system(name: str = "system") -> Actor:
    """The system itself, for scheduled work and installation."""
    return Actor(id=0, name=name, reach=Reach.ALL, origin="task", everything=True)


def shown_name(name: str) -> str:
    """The name of who acted as people read it: the system's own names in the reader's language."""
    return gettext(MACHINES[name]) if name in MACHINES else name
