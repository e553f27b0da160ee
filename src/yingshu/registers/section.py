"""Registers as a section of rulebooks, and the library that is delivered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, cast

from yingshu.duties.models import DutyVersion
from yingshu.duties.queries.versions import versions_in_force
from yingshu.kernel import clock, yamls
from yingshu.kernel.actor import Actor
from yingshu.kernel.services import Done, Work
from yingshu.rulebook.sections import SECTIONS, Item, Origin, Section, also_deliver, declare

from .definition import Definition
from .models import Register
from .parts import SCREEN
from .registry import registers, with_params
from .services import define, retire


def put_in_force(actor: Actor, origin: Origin, items: Sequence[Item]) -> None:
    """The registers of a book: new and changed ones get a version, those it no longer holds end. Unchanged ones stay as they are."""
    items = with_needed([cast(Definition, item) for item in items])
    for item in items:
        given = item.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        define(actor=actor, definition=given, book=origin.book, first_day=origin.first_day)
    kept = {item.code for item in items} | {code for code, book in asked_by_duties() if book != origin.book}
    for code in Register.objects.filter(book=origin.book, retired_on=None).values_list("code", flat=True):
        if code not in kept:
            retire(actor=actor, register_code=code, first_day=origin.first_day)


def as_the_book_says(item: Definition, said: Mapping[str, Mapping[str, Any]]) -> Definition:
    """A delivered register in the reading of the book: its parameters take the values that the book says of its clauses."""
    values = {name: value for clause in item.clauses for name, value in said.get(clause, {}).items() if name in item.params}
    return with_params(item, values)


def asked_by_duties() -> Iterator[tuple[str, str]]:
    """The registers that duties in force wait for, each with the book of the duty (empty: the company's own word)."""
    for version in versions_in_force(clock.today()):
        if register := str(version.terms.done.data.get("register", "")):
            yield register, version.book


def after(work: Work, done: Done) -> None:
    """Called after every business action: a duty that was released by hand brings the register of the library that it is done by."""
    if work.action != "duties.release_change" or done.state != "released":
        return
    version = DutyVersion.objects.get(pk=done.id)
    wanted = str(version.terms.done.data.get("register", ""))
    for item in with_needed([d for d in library() if d.code == wanted]):
        if item.code not in registers():
            define(actor=work.actor, definition=item.model_dump(mode="json", by_alias=True, exclude_defaults=True),
                   first_day=version.valid_from)


def with_needed(items: Sequence[Definition]) -> list[Definition]:
    """The registers and, from the library, those they refer to or make records of, so that none is put in force that cannot work."""
    found, known = {item.code: item for item in items}, {d.code: d for d in library()}
    waiting = list(found.values())
    while waiting:
        for code in needed_by(waiting.pop()) & known.keys() - found.keys():
            found[code] = known[code]
            waiting.append(known[code])
    return list(found.values())


def needed_by(d: Definition) -> set[str]:
    """Codes of the registers that a register refers to by a field, counts, or makes records of."""
    fields = [f.of.removeprefix(SCREEN) for field in d.fields for f in (field, *field.columns) if f.of.startswith(SCREEN)]
    return {*fields, *(f.register_ for f in d.follows), *(f.counts.register_ for f in d.fields if f.counts)}


@cache
def pages() -> list[dict[str, Any]]:
    """The files of the library: each is a pack with registers and the duties that go with them."""
    folder = files(__package__).joinpath("library")
    names = sorted(f.name for f in folder.iterdir() if f.name.endswith(".yaml"))
    return [yamls.load(folder.joinpath(name).read_text("utf-8")) for name in names]


@cache
def library() -> tuple[Definition, ...]:
    """The registers that are delivered."""
    return tuple(Definition.model_validate(given) for page in pages() for given in page.get("registers") or ())


def as_delivered(code: str) -> Definition | None:
    """The register of this code in the library."""
    return next((item for item in library() if item.code == code), None)


@cache
def duties() -> tuple[Item, ...]:
    """The duties that go with them."""
    model = SECTIONS["duties"].model
    return tuple(model.model_validate(given) for page in pages() for given in page.get("duties") or ())


def _delivered() -> Iterable[Item]:
    return library()


SECTION = declare(Section("registers", Definition, put_in_force, _delivered, as_said=as_the_book_says))
also_deliver("duties", duties)
