"""Who answers for a duty on a day: holders of its posts, with the units in which they hold them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from typing import NamedTuple

from django.db.models import Q

from yingshu.kernel import clock
from yingshu.organisation.models import Absence, Appointment, Person, Post, Unit
from yingshu.organisation.queries import in_force, in_posts, place_of, superior_posts

LEVELS_UP = 4


class Holder(NamedTuple):
    """A person in a post in a unit."""

    person_id: int
    name: str
    unit_id: int
    path: str


class Roster:
    """The holders of posts on one day; each set of posts is read once."""

    def __init__(self, day: date) -> None:
        self.day, self._known = day, dict[tuple[str, ...], list[Holder]]()

    def holders(self, posts: Sequence[str]) -> list[Holder]:
        """Holders in the order of the posts; of vacant posts those of the posts above."""
        key = tuple(posts)
        if key not in self._known:
            self._known[key] = self._read(key)
        return self._known[key]

    def _read(self, posts: Iterable[str], levels: int = LEVELS_UP) -> list[Holder]:
        wanted = list(posts)
        held = (Appointment.objects.filter(in_force(self.day), in_posts(wanted), person__is_active=True)
                .select_related("person", "unit", "post").order_by("since", "id"))
        ordered = sorted(held, key=lambda a: place_of(a, wanted))
        found = [Holder(a.person_id, a.person.name, a.unit_id, a.unit.path) for a in ordered]
        return found or (self._above(wanted, levels) if levels and wanted else [])

    def _above(self, posts: Sequence[str], levels: int) -> list[Holder]:
        vacant = Post.objects.filter(Q(code__in=posts) | Q(name__in=posts)).select_related("reports_to")
        above = [word for post in vacant for word in superior_posts(post)]
        return self._read(above, levels - 1) if above else []

    @cached_property
    def units(self) -> dict[int, Unit]:
        """All active units by id."""
        return {unit.pk: unit for unit in Unit.objects.filter(active=True)}

    @cached_property
    def people(self) -> dict[int, str]:
        """Active people by id."""
        return dict(Person.objects.filter(is_active=True).values_list("id", "name"))


def stood_in_for(person_id: int) -> list[int]:
    """The absent heads for whom a person acts now."""
    return list(Absence.objects.filter(deputy_id=person_id, returned_at=None, left_at__lte=clock.now()).values_list("person_id", flat=True))
