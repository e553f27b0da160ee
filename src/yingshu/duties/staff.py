"""People and departments as those that a duty is done for: each subordinate is inspected (ORG-36), each
salesperson tested (TRN-06), each department appraised (PRF-02)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial

from django.utils.translation import gettext_lazy as _

from yingshu.organisation.models import Appointment, Unit
from yingshu.organisation.queries import in_force, known_posts, superiors_in

from .sources import SOURCES, Record, Source, declare

POSTS = "posts."


def staff(on: date) -> Iterator[Record]:
    """Everybody who reports to somebody; the superior answers for them. Who has the same post in the same unit has the same ones."""
    above, seen = dict[tuple[int, int], list[int]](), set[int]()
    held = Appointment.objects.filter(in_force(on), person__is_active=True).select_related("person", "post__reports_to", "unit")
    for one in held.order_by("person_id", "since", "id"):
        place = one.post_id, one.unit_id
        if one.person_id not in seen and place not in above:
            above[place] = [person.pk for person in superiors_in(one.post, one.unit)]
        superior = next((pk for pk in above.get(place, ()) if pk != one.person_id), None)
        if superior and one.person_id not in seen:
            yield Record(one.person_id, one.person.name, one.unit_id, superior)
        seen.add(one.person_id)


def holders(on: date, post: str) -> Iterator[Record]:
    """Everybody in a post; the superior answers for them, where the duty does not say otherwise."""
    held = set(Appointment.objects.filter(in_force(on), post__code=post).values_list("person_id", flat=True))
    yield from (record for record in staff(on) if record.id in held)


def _posts() -> dict[str, Source]:
    return {f"{POSTS}{code}": Source(f"{POSTS}{code}", name, "person", partial(holders, post=code)) for code, name in known_posts().items()}


def departments(on: date) -> Iterator[Record]:
    """The units that have none below them."""
    above = Unit.objects.filter(active=True).exclude(parent=None).values("parent")
    for pk, name in Unit.objects.filter(active=True).exclude(parent=None).exclude(pk__in=above).order_by("id").values_list("id", "name"):
        yield Record(pk, name, pk)


SOURCES.grow(POSTS, _posts)
declare(Source("staff", _("subordinates"), "person", staff))
declare(Source("departments", _("departments"), "unit", departments))
