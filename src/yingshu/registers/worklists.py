"""Records on people's lists: those they have to deal with, those whose day has come, and those that wait for their step."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as lazy

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.worklist import Todo, Worklist, declare

from .models import Entry
from .parts import HANDLER, RELATIONS
from .registry import Live, by_id, live, registers
from .reminding import concerned, reminders_of

MOST = 200


def _open_states(found: Live) -> list[str]:
    """States in which somebody has something to do."""
    return [s.code for s in found.definition.stations if not s.final and any(s.code in m.from_ for m in found.definition.moves)]


def _waiting(actor: Actor) -> QuerySet[Any]:
    """Records that wait for a step of this person: as handler, or by a post that the step is for where no handler is named."""
    condition = Q(pk__in=())
    for found in registers().values():
        handled = {s for m in found.definition.moves if HANDLER in m.who for s in m.from_}
        by_right = {s for m in found.definition.moves if set(m.who) - RELATIONS and actor.may(f"{found.screen}.{m.code}") for s in m.from_}
        if handled and found.definition.handler:
            condition |= Q(register_id=found.id, state__in=handled, handler_id=actor.id)
        if by_right and not actor.everything:
            asking = by_right & _asking(found)
            condition |= Q(register_id=found.id, state__in=asking) & (Q(handler=None) | ~Q(state__in=handled & asking))
    return Entry._plain.filter(condition).select_related("owner")


def _asking(found: Live) -> set[str]:
    """States whose weight says that somebody is waited for."""
    return {s.code for s in found.definition.stations if s.weight == "wait"}


def _todo(entry: Any, says: str, clause: str = "", due: Any = None) -> Todo:
    found = live(by_id(entry.register_id).code, entry.version)
    return Todo(found.title, entry.number, f"{entry.headline}　{says}".strip(), f"/{found.screen}/{entry.pk}/",
                clause or next(iter(found.definition.clauses), ""), since=entry.changed_at, due=due,
                sender=entry.owner.name if entry.owner else "")


def _steps(actor: Actor, limit: int) -> Iterable[Todo]:
    for entry in _waiting(actor).order_by("changed_at", "id")[:limit]:
        state = live(by_id(entry.register_id).code, entry.version).definition.state(entry.state)
        yield _todo(entry, state.title if state else "")


def _due_rows(actor: Actor) -> QuerySet[Any]:
    """Records with a reminder that a person may be concerned by: their own, those they handle, those of their people or posts."""
    mine = Q(owner_id=actor.id) | Q(handler_id=actor.id)
    told = [found.id for found in registers().values()
            for r in found.definition.reminders if set(r.tell) - {"owner", "handler"}]
    return Entry._plain.filter(mine | Q(register_id__in=set(told)), remind_on__lte=clock.today()).select_related("owner")


def _due(actor: Actor, limit: int) -> Iterable[Todo]:
    found = 0
    for entry in _due_rows(actor).order_by("remind_on", "id")[:MOST]:
        for due in reminders_of(entry, clock.today()):
            if actor.id in concerned(due) and found < limit:
                found += 1
                yield _todo(entry, due.reminder.says, due.reminder.clause, clock.moment(due.on))


def _count_due(actor: Actor) -> int:
    return sum(1 for _todo in _due(actor, MOST))


declare(Worklist("registers.steps", lazy("Records that wait for you"), "registers.move_entry", _steps, _waiting))
declare(Worklist("registers.due", lazy("Reminders of registers"), "registers.move_entry", _due, _count_due))
