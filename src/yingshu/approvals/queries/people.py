"""The organisation as the engine asks it, and who may decide in whose place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.organisation.models import Absence, Delegation, Person, Unit
from yingshu.organisation.principal import held_posts
from yingshu.organisation.queries import people_in_posts, superior_of

from ..definition import Approvers, Step
from .force import unit_line

DECIDE = "approvals.agree"


@dataclass(frozen=True, slots=True)
class Organisation:
    """Answers the engine for one document: its initiator, its unit, the posts that look after its flow."""

    owner_id: int
    unit_id: int | None
    admin_posts: Sequence[str]

    def approvers(self, step: Step) -> list[int]:
        """The people a step names, as the structure has them today."""
        who = step.who
        if who.posts:
            return self._holders(who)
        if who.superior:
            return self._above(who.superior)
        if who.heads:
            heads = dict(Unit.objects.filter(code__in=who.heads).exclude(head=None).values_list("code", "head_id"))
            return [heads[code] for code in who.heads if code in heads]
        ids = dict(Person.objects.filter(username__in=who.people).values_list("username", "id"))
        return [ids[name] for name in who.people if name in ids]

    def works(self, person: int) -> bool:
        """May log in and holds a post."""
        return Person.objects.filter(pk=person, is_active=True).exists() and bool(held_posts(person, clock.now()))

    def superior(self, person: int) -> int:
        """The id of the superior, 0 at the top."""
        found = superior_of(person)
        return found.pk if found else 0

    def administrators(self) -> list[int]:
        """Who looks after the flow."""
        return [p.pk for p in people_in_posts(self.admin_posts)]

    def _holders(self, who: Approvers) -> list[int]:
        if who.unit == "document":
            return next(filter(None, (_in(who.posts, [unit]) for unit in reversed(unit_line(self.unit_id)[0]))), [])
        units = list(Unit.objects.filter(code=who.unit).values_list("id", flat=True)) if who.unit else None
        return _in(who.posts, units)

    def _above(self, levels: int) -> list[int]:
        person = self.owner_id
        for _level in range(levels):
            person = self.superior(person)
            if not person:
                return []
        return [person]


def _in(posts: Iterable[str], units: Iterable[int] | None) -> list[int]:
    return [person.pk for person in people_in_posts(posts, units=units)]


def stands_in_for(actor: Actor, right: str = "") -> dict[int, int | None]:
    """In whose place a person may decide now, and up to which amount: absent people's deputies (ORG-25), delegates (ORG-29)."""
    today = clock.today()
    found: dict[int, int | None] = dict.fromkeys(Absence.objects.filter(deputy_id=actor.id, returned_at=None, left_at__lte=clock.now())
                                                 .values_list("person_id", flat=True))
    given = Delegation.objects.filter(Q(right__in=[DECIDE, right]), receiver_id=actor.id, first_day__lte=today, last_day__gte=today,
                                      revoked_at=None)
    for giver, limit in given.values_list("giver_id", "limit_fen"):
        if giver not in found:
            found[giver] = limit
        elif found[giver] is not None:
            found[giver] = None if limit is None else max(limit, found[giver] or 0)
    return found


def names_of(ids: Iterable[int]) -> dict[int, str]:
    """Names of people."""
    return dict(Person.objects.filter(pk__in=set(ids)).values_list("id", "name"))
