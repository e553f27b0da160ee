"""How departments answer their instructions: late, refused, reminded (ORD-17)."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, F, Q, QuerySet, Sum

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.scoping import scope_filter
from yingshu.orders.models import Instruction
from yingshu.orders.models.instruction import Lane

State = Instruction.State
OPEN = (State.SENT, State.ACKNOWLEDGED, State.PARTIAL)
MOST_SHOWN = 200


class _Scope:
    scope_owner, scope_unit = "order__owner_id", "order__unit_id"


class Cooperation(NamedTuple):
    """One department's period: instructions, answered late (or still not answered after their time), refused, reminders,
    postponements."""

    lane: str
    sent: int = 0
    late: int = 0
    refused: int = 0
    chased: int = 0
    postponed: int = 0

    @property
    def label(self) -> str:
        return str(Lane(self.lane).label)

    @property
    def in_time(self) -> int:
        return self.sent - self.late


def _sent(first: date, last: date, actor: Actor) -> QuerySet[Instruction]:
    start, end = clock.day_bounds(first, last)
    return Instruction.objects.filter(scope_filter(_Scope, actor), sent_at__gte=start, sent_at__lt=end).exclude(state=State.WITHDRAWN)


def _late() -> Q:
    return Q(answered_at__gt=F("due_at")) | Q(answered_at=None, state__in=OPEN, due_at__lt=clock.now())


def cooperation(first: date, last: date, actor: Actor) -> list[Cooperation]:
    """Every department's instructions of the period, of the orders the actor may see. One statement."""
    found: dict[str, Any] = {row["lane"]: row for row in _sent(first, last, actor).order_by().values("lane").annotate(
        sent=Count("id"), late=Count("id", filter=_late()), refused=Sum("refusals"),
        chased_=Sum("chased"), postponed_=Sum("postponed"))}
    return [Cooperation(lane, *_figures(found[lane])) if lane in found else Cooperation(lane) for lane in Lane.values]


def _figures(row: dict[str, Any]) -> tuple[int, ...]:
    return row["sent"], row["late"], row["refused"], row["chased_"], row["postponed_"]


def late_instructions(first: date, last: date, actor: Actor) -> list[Instruction]:
    """The late and refused ones with their orders, newest first; at most a page full."""
    bad = _sent(first, last, actor).filter(_late() | Q(refusals__gt=0)).select_related("order")
    return list(bad.order_by("-sent_at", "-id")[:MOST_SHOWN])
