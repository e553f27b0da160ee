"""From a person to an actor: rights and reach worked out from posts, deputising and delegations in force, and cached."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Q

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor, Reach
from yingshu.kernel.caches import Cached, bump

from .models import Absence, ApiToken, Appointment, Delegation, Person, Post, Supervision, Unit
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


class _Papers(NamedTuple):
    """What a person's rights are worked out from, on whatever day."""

    person: Person
    appointments: Sequence[Appointment]
    deputising: Sequence[Absence]
    delegations: Sequence[Delegation]
    supervised: frozenset[int]


def _read(person: Person) -> _Papers:
    return _Papers(person, _appointments(person.pk), list(Absence.objects.filter(deputy_id=person.pk, returned_at=None)),
                   list(Delegation.objects.filter(receiver_id=person.pk, revoked_at=None)),
                   frozenset(Supervision.objects.filter(person_id=person.pk, until=None).values_list("unit_id", flat=True)))


def _load_papers(person_id: int) -> _Papers | None:
    person = Person.objects.filter(pk=person_id, is_active=True).first()
    return _read(person) if person else None


def _load(key: tuple[int, object]) -> Actor | None:
    papers = _papers.get(key[0])
    return _worked_out(papers, clock.now()) if papers else None


def work_out(person: Person, now: datetime) -> Actor:
    """Rights, reach and visible units of a person at a moment (ORG-25, ORG-29, CUS-20), read from the records as they are now."""
    return _worked_out(_read(person), now)


def _worked_out(papers: _Papers, now: datetime) -> Actor:
    """A deputy sees what the absent head sees; a delegate uses the one right within their own scope."""
    own, stood_in, day = _in_force(papers.appointments, now), _stood_in(papers, now), clock.local(now).date()
    given = [(rights_of_post(a.post.code, a.post.rights), _held_below.get((a.post_id, day))) for a in own]
    rights = frozenset[str]().union(*(of_post for of_post, _below in given))
    kept = frozenset[str]().union(*(of_post - below for of_post, below in given))
    lent = _lent_rights(papers, now, stood_in)
    seen = [*own, *stood_in]
    reach = max((Reach(a.post.reach) for a in seen), key=_ORDER.index, default=Reach.OWN)
    return Actor(id=papers.person.pk, name=papers.person.name, rights=rights.union(lent), reach=reach,
                 units=_visible_units(papers.supervised, seen), unit_id=own[0].unit_id if own else None,
                 posts=tuple(a.post.code for a in own), acting_for={r: g for r, g in lent.items() if r not in rights},
                 passed_down=rights - kept - lent.keys())


def held_posts(person_id: int, now: datetime) -> list[Appointment]:
    """The appointments in force."""
    return _in_force(_appointments(person_id), now)


def _appointments(person_id: int) -> list[Appointment]:
    return list(Appointment.objects.filter(person_id=person_id).select_related("post", "unit").order_by("since", "id"))


def _in_force(appointments: Iterable[Appointment], now: datetime) -> list[Appointment]:
    day = clock.local(now).date()
    return [a for a in appointments if a.since <= day and (a.until is None or a.until >= day)]


def _stood_in(papers: _Papers, now: datetime) -> list[Appointment]:
    """The appointments of the heads a person stands in for."""
    return [a for absence in papers.deputising if absence.left_at <= now for a in held_posts(absence.person_id, now)]


def _lent_rights(papers: _Papers, now: datetime, stood_in: list[Appointment]) -> dict[str, int]:
    """Right → from whom: written delegations first, then everything of the heads one stands in for."""
    day = clock.local(now).date()
    lent = {right: a.person_id for a in stood_in for right in rights_of_post(a.post.code, a.post.rights)}
    return lent | {d.right: d.giver_id for d in papers.delegations if d.first_day <= day <= d.last_day}


class _Held(NamedTuple):
    """A post with those above it, and the spans of days on which somebody holds it."""

    post: Post
    above: set[int]
    spans: list[tuple[date, date | None]]


def _load_posts(_key: str) -> list[_Held]:
    posts = {post.pk: post for post in Post.objects.all()}
    superior = {pk: post.reports_to_id for pk, post in posts.items()}
    spans: dict[int, list[tuple[date, date | None]]] = {}
    for pk, since, until in Appointment.objects.order_by().values_list("post_id", "since", "until").distinct():
        spans.setdefault(pk, []).append((since, until))
    return [_Held(post, _chain(pk, superior), spans.get(pk, [])) for pk, post in posts.items()]


def _rights_below(key: tuple[int, date]) -> frozenset[str]:
    """The rights of the posts under a post that somebody holds on a day."""
    top, day = key
    return frozenset[str]().union(*(rights_of_post(held.post.code, held.post.rights) for held in _posts.get("")
                                    if top in held.above and any(a <= day and (b is None or b >= day) for a, b in held.spans)))


def _chain(post_id: int, superior: Mapping[int, int | None]) -> set[int]:
    """The posts above a post."""
    above, at = set[int](), superior.get(post_id)
    while at is not None and at not in above:
        above.add(at)
        at = superior.get(at)
    return above


def _visible_units(supervised: frozenset[int], appointments: Iterable[Appointment]) -> frozenset[int]:
    exact = supervised | {a.unit_id for a in appointments if a.post.reach == Reach.UNIT}
    below = Q()
    for a in appointments:
        if a.post.reach == Reach.BELOW:
            below |= Q(path__startswith=a.unit.path)
    return exact | set(Unit.objects.filter(below).values_list("id", flat=True)) if below else exact


_papers: Cached[_Papers | None] = Cached(PEOPLE, _load_papers)
_actors: Cached[Actor | None] = Cached(PEOPLE, _load)
_posts: Cached[list[_Held]] = Cached(PEOPLE, _load_posts)
_held_below: Cached[frozenset[str]] = Cached(PEOPLE, _rights_below)
_tokens: Cached[int | None] = Cached(PEOPLE, _load_token)
