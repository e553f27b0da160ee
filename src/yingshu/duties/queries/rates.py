"""On-time rates: by duty, person, unit, month. One aggregate over an index, whatever the length of the history."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Count, Q

from yingshu.kernel import clock, money
from yingshu.kernel.actor import Actor
from yingshu.organisation.models import Person, Unit

from ..models import Duty, Occurrence
from .occurrences import visible

State = Occurrence.State
BY = {"duty": "duty_id", "person": "person_id", "unit": "unit_id", "month": "month"}


class Rate(NamedTuple):
    """How one key kept its duties. ``due`` are those that came due without the excused ones; ``overdue`` of them are still open;
    ``records`` is where they are listed."""

    key: Any
    name: str
    clause: str
    due: int
    done: int
    late: int
    missed: int
    overdue: int
    excused: int
    records: str = ""

    @property
    def share(self) -> Decimal | None:
        """Done on time, of those that count; None when nothing came due."""
        return Decimal(self.done) / self.due if self.due else None

    @property
    def percent(self) -> str:
        """As people read it."""
        return "--" if self.share is None else f"{money.round_half_up(self.share * 100, 1)}%"

    @property
    def width(self) -> int:
        """Of a bar of one hundred."""
        return int((self.share or 0) * 100)


def came_due(now: Any) -> Q:
    """Occurrences that count: closed ones, and open ones that are late."""
    return ~Q(state=State.OPEN) | Q(late_at__lte=now)


def counted() -> dict[str, Count]:
    """The figures of a rate as aggregates."""
    now = clock.now()
    overdue = Q(state=State.OPEN, late_at__lte=now)
    return {"due_n": Count("id", filter=came_due(now) & ~Q(state=State.EXCUSED)), "done_n": Count("id", filter=Q(state=State.DONE)),
            "late_n": Count("id", filter=Q(state=State.LATE)), "missed_n": Count("id", filter=Q(state=State.MISSED)),
            "overdue_n": Count("id", filter=overdue), "excused_n": Count("id", filter=Q(state=State.EXCUSED))}


def rates(actor: Actor, first: date, last: date, by: str = "duty", **where: Any) -> list[Rate]:
    """Rates of what was due from first to last, of what the person may see; two statements."""
    rows = list(visible(actor).filter(due_on__gte=first, due_on__lte=last, **where).order_by().values(BY[by]).annotate(**counted()))
    names = _names(by, [row[BY[by]] for row in rows])
    found = [_rate(row[BY[by]], names(row[BY[by]]), row) for row in rows]
    return sorted((r for r in found if r.due or r.excused), key=lambda r: (r.clause or "~", str(r.key) if by == "month" else r.name))


def total(actor: Actor, first: date, last: date, **where: Any) -> Rate:
    """The rate of everything together."""
    row = visible(actor).filter(due_on__gte=first, due_on__lte=last, **where).aggregate(**counted())
    return _rate(None, ("", ""), row)


def _rate(key: Any, named: tuple[str, str], row: dict[str, Any]) -> Rate:
    return Rate(key, *named, row["due_n"], row["done_n"], row["late_n"], row["missed_n"], row["overdue_n"], row["excused_n"])


def _names(by: str, keys: list[Any]) -> Any:
    if by == "month":
        return lambda key: (f"{key // 100}-{key % 100:02d}", "")
    if by == "duty":
        duties = {d.pk: (d.title, d.clause) for d in Duty.objects.filter(pk__in=keys)}
        return lambda key: duties[key]
    model: Any = Person if by == "person" else Unit
    names = dict(model.objects.filter(pk__in=[key for key in keys if key]).values_list("id", "name"))
    return lambda key: (names.get(key, "--"), "")
