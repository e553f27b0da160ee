"""What a rulebook puts to work besides the parameters of controls: duties, registers, flows, authority tables.

Those rooms lie above the rulebook. Each declares its section: the key in a pack file, the model of one item (its JSON schema is the
documentation of the format), the ready-made items that are delivered for clauses of the catalogue, and how items are put in force.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from yingshu.kernel.actor import Actor


class Item(BaseModel):
    """One item of a section. ``code`` is unique within the section; ``clauses`` are those it carries out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str = Field(pattern=r"^[a-z][a-z0-9_.]*$", max_length=60)
    title: str = Field(min_length=1, max_length=80)
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Origin:
    """The published rulebook that puts items in force: its code, the number of its version, its first day, its unit."""

    book: str
    version: int
    first_day: date
    unit_id: int | None = None


class Seat(NamedTuple):
    """A place of an item that posts fill: the step, and the posts by code or name. Without ``decides`` they are only told."""

    step: str
    posts: tuple[str, ...]
    decides: bool = True


@dataclass(frozen=True, slots=True)
class Section:
    """A kind of thing that rulebooks put to work.

    ``put_in_force(actor, origin, items)`` runs inside the transaction of the publication with the whole set of the book: an item that
    is already in force unchanged stays as it is, a changed one gets a new version from ``origin.first_day`` on, one that the book
    no longer holds ends the day before. Called twice with the same set it changes nothing.

    ``check`` says what the format alone cannot: actions and records that an item names and nobody supplies.

    ``seats`` are the places of an item that posts fill, ``reseated`` gives the item with other posts (an empty one falls away), ``needs``
    names the items without which it cannot work. ``always`` are delivered items that every book of the company brings. ``restrains``: items
    only hold back what may be done anyway, so no master switch takes them away (a criticism is approved also where fines are off, SVC-09).
    ``as_said`` gives a delivered item in the reading of a book: with the values that the book says of each clause.
    """

    name: str
    model: type[Item]
    put_in_force: Callable[[Actor, Origin, Sequence[Item]], None]
    delivered: Callable[[], Iterable[Item]] = tuple
    check: Callable[[Any], Iterable[str]] = lambda item: ()
    seats: Callable[[Any], Iterable[Seat]] = lambda item: ()
    reseated: Callable[[Any, Mapping[str, str]], Item] = lambda item, instead: item
    needs: Callable[[Any], Iterable[str]] = lambda item: ()
    always: frozenset[str] = frozenset()
    restrains: bool = False
    as_said: Callable[[Any, Mapping[str, Mapping[str, Any]]], Item] = lambda item, said: item


SECTIONS: dict[str, Section] = {}
_more: dict[str, list[Callable[[], Iterable[Item]]]] = {}


def declare(section: Section) -> Section:
    """Make a section known; a second one with the same name is an error."""
    if section.name in SECTIONS:
        raise ValueError(f"section {section.name} is declared twice")
    SECTIONS[section.name] = section
    return section


def also_deliver(name: str, more: Callable[[], Iterable[Item]]) -> None:
    """Let a room above a section deliver items of it too: registers bring the duties that are done by their records."""
    _more.setdefault(name, []).append(more)


def delivered(section: Section) -> list[Item]:
    """All ready-made items of a section."""
    return [*section.delivered(), *(item for more in _more.get(section.name, ()) for item in more())]


def delivered_for(section: Section, clauses: Iterable[str]) -> list[Item]:
    """The ready-made items of a section that carry out at least one of these clauses."""
    wanted = set(clauses)
    return [item for item in delivered(section) if wanted.intersection(item.clauses) or item.code in section.always]
