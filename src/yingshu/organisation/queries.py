"""Reads of the organisation for other rooms: who holds a post, who is above whom, who may do what, who acts for whom."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet

from yingshu.kernel import clock, money
from yingshu.kernel.actor import Actor, Reach
from yingshu.kernel.caches import Cached
from yingshu.kernel.judging import params_of

from .controls import REPORTING
from .errors import LimitExceeded
from .models import Absence, Appointment, Delegation, Headcount, Person, Post, Unit
from .principal import actor_for
from .rights import PEOPLE, rights_of_post
from .rules import ReportingFacts, superiors


def in_force(on: date | None = None, prefix: str = "") -> Q:
    """The condition that an appointment holds on a day."""
    day = on or clock.today()
    return (Q(**{f"{prefix}until": None}) | Q(**{f"{prefix}until__gte": day})) & Q(**{f"{prefix}since__lte": day})


def in_posts(posts: Iterable[str]) -> Q:
    """The condition that an appointment is to one of the posts (codes or names), or to any post of a department of that name."""
    wanted = list(posts)
    return Q(post__code__in=wanted) | Q(post__name__in=wanted) | Q(unit__name__in=wanted)


def people_in_posts(posts: Iterable[str], *, units: Iterable[int] | None = None, on: date | None = None) -> list[Person]:
    """Active people who hold one of the posts (codes or names) or work in the department named, in the order given, then by id."""
    wanted = list(posts)
    held = (Appointment.objects.filter(in_force(on), in_posts(wanted), person__is_active=True)
            .select_related("person", "post", "unit").order_by("person_id"))
    held = held.filter(unit_id__in=list(units)) if units is not None else held
    ordered = sorted(held, key=lambda a: (place_of(a, wanted), a.person_id))
    return list({a.person_id: a.person for a in ordered}.values())


def place_of(held: Appointment, posts: Sequence[str]) -> int:
    """Which of the posts or departments an appointment is to, the first that fits."""
    return min(posts.index(word) for word in (held.post.code, held.post.name, held.unit.name) if word in posts)


def names_of_posts(posts: Iterable[str]) -> dict[str, str]:
    """Post code → its name; a word that is no code stays as it is."""
    wanted = list(posts)
    known = dict(Post.objects.filter(code__in=wanted).values_list("code", "name"))
    return {post: known.get(post, post) for post in wanted}


def ids_in_posts(posts: Iterable[str], unit_id: int | None = None) -> list[int]:
    """Ids of those people and, while one of them is away, of the deputy too (``kernel.directory``)."""
    ids = [person.pk for person in people_in_posts(posts)]
    deputies = (Absence.objects.filter(person_id__in=ids, returned_at=None, left_at__lte=clock.now())
                .values_list("deputy_id", flat=True))
    found = list(dict.fromkeys([*ids, *deputies]))
    return found if unit_id is None else [p for p in found if _sees_unit(p, unit_id)] or found


def _sees_unit(person_id: int, unit_id: int) -> bool:
    actor = actor_for(person_id)
    return actor is not None and (actor.reach == Reach.ALL or unit_id in actor.units)


def post_of(person_id: int, post: str, on: date | None = None) -> bool:
    """Does the person hold the post on the day?"""
    return Appointment.objects.filter(in_force(on), in_posts([post]), person_id=person_id).exists()


def superior_posts(post: Post) -> tuple[str, ...]:
    """Codes or names of the posts directly above a post (ORG-20)."""
    own = post.reports_to
    return superiors(params_of(REPORTING), ReportingFacts(post=(post.code, post.name), reports_to=(own.code,) if own else ()))


def superiors_of(person_id: int) -> list[Person]:
    """The people a person reports to, by the reporting line of their first post, or of the last one they held when they left.

    A vacant post is passed over upwards.
    """
    ever = Appointment.objects.filter(person_id=person_id).select_related("post__reports_to", "unit")
    held = ever.filter(in_force()).order_by("since", "id").first() or ever.order_by("-until", "-id").first()
    return [person for person in superiors_in(held.post, held.unit) if person.pk != person_id] if held else []


def superiors_in(post: Post, unit: Unit) -> list[Person]:
    """The people whom holders of a post in a unit report to."""
    return list(dict.fromkeys(person for word in superior_posts(post) for person in _holders_above(word, unit)))


def superior_of(person_id: int) -> Person | None:
    """The first person one reports to, or None at the top."""
    return next(iter(superiors_of(person_id)), None)


def _holders_above(word: str, unit: Unit, depth: int = 8) -> list[Person]:
    """Holders of a post over a unit; when there is none, those of the post above it."""
    held = [a for a in Appointment.objects.filter(in_force(), in_posts([word]), person__is_active=True)
            .select_related("person", "post", "unit").order_by("person_id")
            if a.post.reach == Reach.ALL or unit.path.startswith(a.unit.path)]
    if held:
        longest = max(len(a.unit.path) for a in held)
        return [a.person for a in held if len(a.unit.path) == longest]
    if not depth:
        return []
    return [person for above in _words_above(word) for person in _holders_above(above, unit, depth - 1)]


def _words_above(word: str) -> tuple[str, ...]:
    post = Post.objects.filter(Q(code=word) | Q(name=word)).select_related("reports_to").first()
    return superior_posts(post) if post else superiors(params_of(REPORTING), ReportingFacts(post=(word,)))


def who_may(right: str, unit_id: int | None = None) -> list[Person]:
    """People whose post gives a right now; with a unit, those who see that unit's records."""
    holders = [a for a in Appointment.objects.filter(in_force(), person__is_active=True)
               .select_related("person", "post", "unit").order_by("person_id") if right in rights_of_post(a.post.code, a.post.rights)]
    if unit_id is not None:
        path = Unit.objects.values_list("path", flat=True).get(pk=unit_id)
        holders = [a for a in holders if _reaches(a, unit_id, path)]
    return list({a.person_id: a.person for a in holders}.values())


def _reaches(held: Appointment, unit_id: int, path: str) -> bool:
    reach = held.post.reach
    return (reach == Reach.ALL or (reach == Reach.BELOW and path.startswith(held.unit.path))
            or (reach == Reach.UNIT and held.unit_id == unit_id))


def acting_for(person_id: int, right: str) -> list[Person]:
    """Who decides in a person's matter now: the deputy while away, the delegates in force, else the person (ORG-25, ORG-29)."""
    today = clock.today()
    deputies = Absence.objects.filter(person_id=person_id, returned_at=None, left_at__lte=clock.now()).values("deputy_id")
    delegates = (Delegation.objects.filter(giver_id=person_id, right=right, revoked_at=None, first_day__lte=today,
                                           last_day__gte=today).values("receiver_id"))
    found = Person.objects.filter(Q(pk__in=deputies) | Q(pk__in=delegates), is_active=True)
    return list(found) or list(Person.objects.filter(pk=person_id))


def delegated_limit(actor: Actor, right: str) -> int | None:
    """Up to how many fen the actor may use a right that was delegated; None without limit or when the right is their own."""
    giver = actor.acting_for.get(right)
    if giver is None:
        return None
    today = clock.today()
    limits = list(Delegation.objects.filter(giver_id=giver, receiver_id=actor.id, right=right, revoked_at=None, first_day__lte=today,
                                            last_day__gte=today).values_list("limit_fen", flat=True))
    return None if None in limits else max((n for n in limits if n is not None), default=None)


def require_within_limit(actor: Actor, right: str, fen: int) -> None:
    """May the actor use the right in a matter of so much money (ORG-29)? Costs no query for rights of one's own. Raises LimitExceeded."""
    limit = delegated_limit(actor, right)
    if limit is not None and fen > limit:
        giver = Person.objects.get(pk=actor.acting_for[right])
        raise LimitExceeded(clause="ORG-29", giver=giver.name, limit=money.show(limit), amount=money.show(fen))


class Seat(NamedTuple):
    """One line of the headcount report."""

    unit: Unit
    post: Post
    seats: int
    holding: int

    @property
    def vacant(self) -> int:
        return max(self.seats - self.holding, 0)

    @property
    def over(self) -> int:
        return max(self.holding - self.seats, 0)


class HeadcountReport(NamedTuple):
    """编制报表: lines and totals (ORG-04)."""

    lines: list[Seat]
    seats: int
    holding: int
    vacant: int


def headcount_report() -> HeadcountReport:
    """Headcount, people in post and vacancies of every post that has a headcount."""
    lines = [Seat(h.unit, h.post, h.seats, h.holding) for h in with_holding(Headcount.objects.select_related("unit", "post"))
             .order_by("unit__path", "post__name")]
    return HeadcountReport(lines, sum(s.seats for s in lines), sum(s.holding for s in lines), sum(s.vacant for s in lines))


def with_holding(headcounts: QuerySet[Headcount]) -> QuerySet[Any]:
    """Headcounts with the number of people in post now."""
    return headcounts.annotate(holding=Count("unit__appointments__person", filter=in_force(prefix="unit__appointments__") & Q(
        unit__appointments__post=F("post")), distinct=True))


def holding(unit_id: int, post_id: int) -> int:
    """How many people hold a post in a unit today or will (future appointments take the seat as well)."""
    open_ones = Appointment.objects.filter(Q(until=None) | Q(until__gte=clock.today()), unit_id=unit_id, post_id=post_id)
    return open_ones.values("person_id").distinct().count()


def subtree(unit: Unit) -> QuerySet[Unit]:
    """The unit and everything below it."""
    return Unit.objects.filter(path__startswith=unit.path)


def post_names(words: Iterable[str]) -> list[str]:
    """Post codes as the names people know; unknown words stay. Costs no query in the common case."""
    names = known_posts()
    return [names.get(word, word) for word in words]


def stands_for(actor: Actor, word: str) -> bool:
    """Does the person hold the post (code or name), or work in the department of that name? Costs no query in the common case."""
    return word in (*actor.posts, *post_names(actor.posts), unit_names().get(actor.unit_id or 0))


def known_posts() -> dict[str, str]:
    """The name of every post by its code."""
    return _names.get()


def _load_names(_key: object) -> dict[str, str]:
    return dict(Post.objects.values_list("code", "name"))


_names: Cached[dict[str, str]] = Cached(PEOPLE, _load_names)


def unit_names() -> dict[int, str]:
    """The names of all units by id. Costs no query in the common case."""
    return _unit_names.get()


def _load_unit_names(_key: object) -> dict[int, str]:
    return dict(Unit.objects.values_list("id", "name"))


_unit_names: Cached[dict[int, str]] = Cached(PEOPLE, _load_unit_names)


def units_upwards(unit_id: int) -> tuple[int, ...]:
    """The unit and those above it, the nearest first. Costs no query in the common case."""
    return _upwards.get().get(unit_id, ())


def _load_upwards(_key: object) -> dict[int, tuple[int, ...]]:
    return {pk: tuple(int(part) for part in reversed(path.strip("/").split("/"))) for pk, path in Unit.objects.exclude(path="")
            .values_list("id", "path")}


_upwards: Cached[dict[int, tuple[int, ...]]] = Cached(PEOPLE, _load_upwards)


def units_below(unit_id: int) -> list[int]:
    """The unit and everything below it, as ids."""
    path = Unit.objects.filter(pk=unit_id).values_list("path", flat=True).first()
    return list(Unit.objects.filter(path__startswith=path).values_list("id", flat=True)) if path else []


_AT = re.compile(r"@([^\s@，。；：、,;:!?！？]{1,60})")


def mentioned(text: str) -> list[Person]:
    """Active people named as ``@name`` in a text; of names that begin alike the longest counts."""
    words = _AT.findall(text)
    if not words:
        return []
    starts = {word[:n] for word in words for n in range(1, len(word) + 1)}
    by_name = {p.name: p for p in Person.objects.filter(name__in=starts, is_active=True).order_by("-id")}
    found = (next((by_name[word[:n]] for n in range(len(word), 0, -1) if word[:n] in by_name), None) for word in words)
    return list(dict.fromkeys(p for p in found if p))


def company_name() -> str:
    """The company's name as papers, pages and reports say it: the top of its structure, else the setting. Costs no query usually."""
    return _company.get() or str(settings.COMPANY)


def has_begun() -> bool:
    """Has a company been set up in this installation? Costs no query usually."""
    return bool(_company.get())


def _load_company(_key: object) -> str:
    return str(Unit.objects.filter(parent=None, kind=Unit.Kind.COMPANY).order_by("id").values_list("name", flat=True).first() or "")


_company: Cached[str] = Cached(PEOPLE, _load_company)
