"""What is in a person's hands when they leave: each room tells its own (ORG-28)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from django.utils.translation import gettext_noop as N_

from yingshu.registers.queries import in_hands_of

from .models import Customer


class Holding(NamedTuple):
    """A thing in somebody's hands: its kind, its reference, and how it reads."""

    kind: str
    ref: str
    title: str


Source = Callable[[int], Iterable[Holding]]
_sources: list[Source] = []


def tell_holdings_by(source: Source) -> None:
    """Let a room tell what a person holds: open orders, debts, guarantees, questions."""
    if source not in _sources:
        _sources.append(source)


def holdings_of(person_id: int) -> list[Holding]:
    """Everything in a person's hands now."""
    return [holding for source in _sources for holding in source(person_id)]


def customers_of(person_id: int) -> list[Holding]:
    """The customers a person looks after."""
    rows = Customer.objects.unscoped(reason="everything a leaver holds is handed over, whoever makes the list")
    held = rows.filter(owner_id=person_id).exclude(state=Customer.State.STOPPED).order_by("id")
    return [Holding(CUSTOMER, str(pk), f"{number} {name}") for pk, number, name in held.values_list("id", "number", "name")]


def records_of(person_id: int) -> Iterable[Holding]:
    """Records of registers that go to who follows: dealers, guarantees."""
    return [Holding(RECORD, str(entry.pk), f"{found.title} {entry.number} {entry.headline}") for found, entry in in_hands_of(person_id)]


CUSTOMER, RECORD = N_("Customer"), N_("Record of a register")
tell_holdings_by(customers_of)
tell_holdings_by(records_of)
