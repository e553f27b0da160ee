"""Shared by the actions on cases: the record of a step, the row of a case, telling people."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Q

from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor, system
from yingshu.kernel.errors import NotFound
from yingshu.kernel.services import add_later, current
from yingshu.kernel.transitions import Transitions
from yingshu.notifications.models import Outgoing
from yingshu.notifications.services import letter
from yingshu.organisation.models import Appointment, Person, Unit
from yingshu.organisation.queries import in_force, people_in_posts

from ..models import Case, Step
from ..models.case import OPEN_STATES

KIND = "case"


def url_of(case: Case) -> str:
    """The case's page for staff."""
    return f"/cases/{case.pk}/"


def public_url(case: Case) -> str:
    """The page by which the customer follows the case."""
    return f"/c/{case.public_code}/"


def new_code() -> str:
    """A code that cannot be guessed."""
    return secrets.token_urlsafe(12)


def step(case_id: int, kind: Step.Kind, actor: Actor, text: str = "", *, public: bool = False) -> None:
    """Note what happened."""
    add_later(Step, [{"case_id": case_id, "kind": kind, "text": text[:1000], "public": public, "at": clock.now(),
                      "actor_name": actor.name}])


def locked(actor: Actor, case_id: int) -> Case:
    """The case, locked; NotFound outside the person's reach."""
    found: Case | None = write.lock(Case, case_id, actor=actor)
    if found is None:
        raise NotFound(field="case_id")
    return found


def changed(case: Case, **values: Any) -> None:
    """Write columns of the case."""
    write.change(Case, where={"id": case.pk}, set=values)


def write_to(case: Case, msgid: str, **args: Any) -> bool:
    """An e-mail to the customer with the address of the status page, when there is an e-mail address."""
    if not case.email:
        return False
    current().leave(Outgoing, **letter((case.email, "zh-hans"), msgid, args, public_url(case)), next_try_at=clock.now())
    return True


def unit_of(person: Person) -> int | None:
    """The unit in which somebody works: where a case of no region belongs."""
    found: int | None = Appointment.objects.filter(in_force(), person=person).order_by("id").values_list("unit_id", flat=True).first()
    return found


def department_of(person: Person) -> str:
    """What the unit is called in which somebody works."""
    return Unit.objects.filter(pk=unit_of(person) or 0).values_list("name", flat=True).first() or ""


def plainly(moves: Transitions, model: Any, pk: int, action: str, **values: Any) -> Any:
    """Move a record that belongs to no unit: everybody with the right may."""
    return moves.move(model, pk, action, actor=system(), set=values)


def first_of(posts: Sequence[str]) -> Person | None:
    """Who of the posts' holders has the fewest open cases."""
    people = people_in_posts(posts)
    if not people:
        return None
    rows = Case.objects.unscoped(reason="work is given to who has least of it").filter(
        Q(owner__in=people), state__in=OPEN_STATES).values("owner_id").annotate(n=Count("id"))
    load = {row["owner_id"]: row["n"] for row in rows}
    return min(people, key=lambda person: (load.get(person.pk, 0), person.pk))
