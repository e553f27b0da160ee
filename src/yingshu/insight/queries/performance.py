"""Own performance: deals and money, side by side (ORD-10, PRF-13). Nobody's figures are shown to colleagues."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Sum

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.orders.models import DEALS, SalesOrder
from yingshu.orders.rules import ReviewMode
from yingshu.receivables.models import Receipt

from ..rules import Handling, handling
from .ledger import names_of_people, names_of_units

WITHIN = ("", *(mode.value for mode in ReviewMode))


@dataclass(slots=True)
class Performance:
    """One salesperson's period. ``within`` are orders whose price lay within the authority of the person; amounts in fen.

    Handling time: from registration until the instructions were sent, of orders within authority that got there.
    """

    person_id: int
    name: str = ""
    unit: str = ""
    orders: int = 0
    amount_fen: int = 0
    within: int = 0
    within_fen: int = 0
    received_fen: int = 0
    seconds: list[int] = field(default_factory=list)

    @property
    def handling(self) -> Handling:
        return handling(self.seconds)

    def as_json(self) -> dict[str, Any]:
        """For the API and exports."""
        return {"person": self.name, "region": self.unit, "orders": self.orders, "amount_fen": self.amount_fen, "within": self.within,
                "within_fen": self.within_fen, "received_fen": self.received_fen, "median_seconds": self.handling.median,
                "mean_seconds": self.handling.mean}


def _deals(rows: Any, first: date, last: date) -> Any:
    start, end = clock.day_bounds(first, last)
    return rows.filter(ordered_at__gte=start, ordered_at__lt=end, state__in=DEALS)


def performance(first: date, last: date, actor: Actor) -> list[Performance]:
    """Everybody's period, of the records the actor may see, by name. Three statements; their cost follows the period."""
    people: dict[int, Performance] = {}
    units: dict[int, int | None] = {}
    rows = _deals(SalesOrder.objects.visible_to(actor), first, last).values_list(
        "owner_id", "unit_id", "gross_fen", "route_level", "ordered_at", "instructed_at")
    for owner, unit, gross, level, ordered, instructed in rows:
        units[owner] = unit
        _add(people.setdefault(owner, Performance(owner)), gross, level in WITHIN, ordered, instructed)
    for owner, fen in _received(first, last, actor):
        people.setdefault(owner, Performance(owner)).received_fen = fen
    return _named(people.values(), units)


def _add(person: Performance, gross: int, within: bool, ordered: datetime, instructed: datetime | None) -> None:
    person.orders += 1
    person.amount_fen += gross
    if within:
        person.within += 1
        person.within_fen += gross
        if instructed:
            person.seconds.append(int((instructed - ordered).total_seconds()))


def _received(first: date, last: date, actor: Actor) -> list[tuple[int, int]]:
    """Money in by salesperson; refunds and reversals count against it."""
    receipts: Any = Receipt.objects.visible_to(actor)
    found = (receipts.filter(on__gte=first, on__lte=last, owner_id__isnull=False).order_by().values_list("owner_id")
             .annotate(fen=Sum("amount_fen")))
    return [(owner, int(fen)) for owner, fen in found]


def _named(people: Iterable[Performance], units: dict[int, int | None]) -> list[Performance]:
    found = list(people)
    names, regions = names_of_people(p.person_id for p in found), names_of_units(units.values())
    for person in found:
        person.name, person.unit = names.get(person.person_id, ""), regions.get(units.get(person.person_id) or 0, "")
    return sorted(found, key=lambda p: (p.name, p.person_id))


def own_amount(first: date, last: date, actor: Actor) -> int:
    """The actor's own deals in fen (ORD-10)."""
    return int(_deals(SalesOrder.objects.visible_to(actor), first, last).filter(owner_id=actor.id)
               .aggregate(fen=Sum("gross_fen"))["fen"] or 0)


def place_of(person_id: int, first: date, last: date) -> tuple[int, int] | None:
    """A person's own place by amount, and among how many; None without deals. The others' figures stay with the system (PRF-13)."""
    amounts: dict[int, int] = defaultdict(int)
    rows = _deals(SalesOrder.objects.unscoped(reason="only the person's own place is told"), first, last)
    amounts |= {owner: int(fen) for owner, fen in rows.order_by().values_list("owner_id").annotate(fen=Sum("gross_fen"))}
    if person_id not in amounts:
        return None
    return 1 + sum(fen > amounts[person_id] for fen in amounts.values()), len(amounts)
