"""From a person to an actor: rights and reach worked out from posts, deputising and delegations in force, and cached."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor, Reach
from yingshu.kernel.caches import Cached, bump

from .models import Absence, ApiToken, Appointment, Delegation, Person, Supervision, Unit
from .rights import PEOPLE, rights_of_post

_ORDER = (Reach.OWN, Reach.UNIT, Reach.BELOW, Reach.ALL)


def people_changed() -> None:
    """To be called by every service that changes people, posts, units or stand-ins."""
    bump(PEOPLE)


def actor_for(person_id: int, origin: str = "web") -> Actor | None:
    """The actor behind a person id; None when the person may not log in (any more)."""
    actor = _actors.get((person_id, clock.today()))
    return actor.via(origin) if actor and actor.origin != origin else actor


def actor_for_token(token: str) -> Actor | None:
    """The actor behind an API token."""
    person_id = _tokens.get(hashlib.sha256(token.encode()).hexdigest())
    return actor_for(person_id, "api") if person_id else None


def _load_token(digest: str) -> int | None:
    return ApiToken.objects.filter(digest=digest, revoked_at=None).values_list("person_id", flat=True).first()


def _load(key: tuple[int, object]) -> Actor | None:
    person = Person.objects.filter(pk=key[0], is_active=True).first()
    return work_out(person, clock.now()) if person else None


def work_out(person: Person, now: datetime) -> Actor:
    """Rights, reach and visible units of a person at a moment (ORG-25, ORG-29, CUS-20).

    A deputy sees what the absent head sees; a delegate uses the one right within their own scope.
    """
    own, stood_in = held_posts(person.pk, now), _stood_in(person.pk, now)
    rights = frozenset[str]().union(*(rights_of_post(a.post.code, a.post.rights) for a in own))
    lent = _lent_rights(person.pk, now, stood_in)
    seen = [*own, *stood_in]
    reach = max((Reach(a.post.reach) for a in seen), key=_ORDER.index, default=Reach.OWN)
    return Actor(id=person.pk, name=person.name, rights=rights.union(lent), reach=reach,
                 units=_visible_units(person.pk, seen), unit_id=own[0].unit_id if own else None,
                 posts=tuple(a.post.code for a in own), acting_for={r: g for r, g in lent.items() if r not in rights})


def held_posts(person_id: int, now: datetime) -> list[Appointment]:
    """The appointments in force."""
    day = clock.local(now).date()
    return list(Appointment.objects.filter(Q(until=None) | Q(until__gte=day), person_id=person_id, since__lte=day)
                .select_related("post", "unit").order_by("since", "id"))


def _stood_in(person_id: int, now: datetime) -> list[Appointment]:
    """The appointments of the heads a person stands in for."""
    absent = Absence.objects.filter(deputy_id=person_id, left_at__lte=now, returned_at=None).values_list("person_id", flat=True)
    return [a for head in absent for a in held_posts(head, now)]


def _lent_rights(person_id: int, now: datetime, stood_in: list[Appointment]) -> dict[str, int]:
    """Right → from whom: written delegations first, then everything of the heads one stands in for."""
    day = clock.local(now).date()
    lent = {right: a.person_id for a in stood_in for right in rights_of_post(a.post.code, a.post.rights)}
    return lent | {d.right: d.giver_id for d in Delegation.objects.filter(receiver_id=person_id, first_day__lte=day,
                                                                         last_day__gte=day, revoked_at=None)}


def _visible_units(person_id: int, appointments: Iterable[Appointment]) -> frozenset[int]:
    exact = {a.unit_id for a in appointments if a.post.reach == Reach.UNIT}
    exact |= set(Supervision.objects.filter(person_id=person_id, until=None).values_list("unit_id", flat=True))
    below = Q()
    for a in appointments:
        if a.post.reach == Reach.BELOW:
            below |= Q(path__startswith=a.unit.path)
    return frozenset(exact | (set(Unit.objects.filter(below).values_list("id", flat=True)) if below else set()))


_actors: Cached[Actor | None] = Cached(PEOPLE, _load)
_tokens: Cached[int | None] = Cached(PEOPLE, _load_token)
