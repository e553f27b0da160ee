"""Registers themselves: defined, changed by a new version, ended; their parameters set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from pydantic import ValidationError

from yingshu.documents.numbers import PREFIX
from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import InvalidInput, NotFound
from yingshu.kernel.services import Done, service

from ..definition import Definition
from ..errors import BadDefinition
from ..models import Register, RegisterVersion
from ..registry import changed, live, with_params
from ..slots import allotted
from .entries import RegisterCode
from .happening import begin

OF_THE_SCREEN = frozenset({"number", "headline", "day", "created_at", "edition", "q"})  # columns and filters that every register has


@service("registers.define", title=N_("Define a register"))
def define(*, actor: Actor, definition: dict[str, Any], book: str = "", first_day: date | None = None) -> Done:
    """Put a register in force, or a new version of it. The same definition again changes nothing. Raises BadDefinition."""
    read = read_definition(definition)
    found = Register.objects.filter(code=read.code).first()
    pk = found.pk if found else write.add_one(Register, code=read.code, title=read.title)
    register = write.lock(Register, pk)
    former = list(RegisterVersion.objects.filter(register_id=pk).order_by("number"))
    newest = former[-1] if former else None
    stored = read.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    number, own = newest.number if newest else 0, _kept_values(register, stored, book)
    same = newest is not None and newest.definition == stored
    if same and register.retired_on is None and (register.book, register.params) == (book, own):
        return Done("register", pk, read.code, "unchanged", data={"version": number})
    if not same:
        number += 1
        write.add_one(RegisterVersion, register_id=pk, number=number, definition=stored, first_day=first_day or clock.today(),
                      at=clock.now(), by=actor.name)
    _keep(register, read, book, own)
    changed()
    if number > len(former):
        begin(actor, live(read.code), [version.definition for version in former])
    return Done("register", pk, read.code, "in_force", data={"version": number}, after={"title": read.title, "version": number,
                                                                                      "fields": len(read.fields)})


def _kept_values(register: Register, stored: Mapping[str, Any], book: str) -> dict[str, Any]:
    """The values that the company set beside the definition. They outlast a book's definition; one by hand says all its values, so only
    those it repeats."""
    said = stored.get("params", {})
    return {code: value for code, value in register.params.items() if book or said.get(code, {}).get("value") == value}


def _keep(register: Register, read: Definition, book: str, own: Mapping[str, Any]) -> None:
    slots, wrong = allotted(read.fields, register.slots)
    if wrong:
        raise BadDefinition(problems="；".join(wrong), field="definition")
    write.change(Register, where={"id": register.pk}, set={
        "title": read.title, "clauses": " ".join(read.clauses)[:200], "slots": slots, "book": book, "params": own, "retired_on": None})


def read_definition(given: Mapping[str, Any]) -> Definition:
    """A definition that fits together. Raises BadDefinition with every mistake: where, what, and what would be right."""
    try:
        read = Definition.model_validate(given)
    except ValidationError as problem:
        raise BadDefinition(problems="；".join(said(problem)), field="definition") from None
    if taken := [f.code for f in read.fields if f.code in OF_THE_SCREEN]:
        raise BadDefinition(problems=_("fields: %(code)s is the name of something else; choose another.") % {"code": "、".join(taken)},
                            field="definition")
    if read.prefix in PREFIX.values():
        raise BadDefinition(problems=_("prefix: %(prefix)s belongs to another kind of document.") % {"prefix": read.prefix},
                            field="definition")
    return read


def said(problem: ValidationError) -> list[str]:
    """pydantic's findings as ``fields.2.kind: …``."""
    from yingshu.kernel.schemas import sentences

    return [f"{path}: {words}" if path else words for path, found in sentences(problem).items() for words in found]


@service("registers.retire", title=N_("End a register"))
def retire(*, actor: Actor, register_code: RegisterCode, first_day: date | None = None) -> Done:
    """No new records from a day on, from now on without one; what is there stays readable."""
    found, day = live(register_code), max(first_day or clock.today(), clock.today())
    write.change(Register, where={"id": found.id}, set={"retired_on": day})
    changed()
    return Done("register", found.id, register_code, "retired", before={"retired_on": ""}, after={"retired_on": day.isoformat()})


@service("registers.set_parameters", title=N_("Set parameters of a register"))
def set_parameters(*, actor: Actor, register_code: RegisterCode, values: dict[str, Any]) -> Done:
    """Give parameters of a register the company's own values; they hold from now on, for records of every version."""
    found = live(register_code)
    unknown = [code for code in values if code not in found.definition.params]
    if unknown:
        raise InvalidInput({code: [_("This field is not known.")] for code in unknown})
    row = write.lock(Register, found.id)
    if row is None:
        raise NotFound()
    kept = {**row.params, **values}
    try:
        after = with_params(found.definition, kept)
    except ValidationError as problem:
        raise InvalidInput({"values": said(problem)}) from None
    plain = {code: after.params[code].model_dump(mode="json")["value"] for code in values}
    write.change(Register, where={"id": found.id}, set={"params": {**row.params, **plain}})
    changed()
    return Done("register", found.id, register_code, "in_force", before=_told(found.definition, values), after=_told(after, values))


def _told(definition: Definition, codes: Sequence[str] | Mapping[str, Any]) -> dict[str, str]:
    return {definition.params[code].title: _shown(definition.params[code].value) for code in codes}


def _shown(value: Any) -> str:
    return "、".join(value) if isinstance(value, tuple) else str(value)
