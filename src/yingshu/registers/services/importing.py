"""Importing records: every row goes through the same action as a person's entry."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yingshu.kernel import money
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import InvalidInput
from yingshu.kernel.imported import importing
from yingshu.kernel.inputs import Text
from yingshu.kernel.screens import SCREENS
from yingshu.kernel.screens.lookup import matching
from yingshu.kernel.services import Done, service

from ..definition import FieldSpec, Kind
from ..models import Entry, UniqueMark
from ..registry import Live, live
from ..values import REFS
from .entries import RegisterCode, add_entry


def importable(found: Live) -> list[FieldSpec]:
    """Fields that a sheet can carry: one cell each."""
    return [f for f in found.definition.posted if f.kind != Kind.TABLE]


@service("registers.import_entries", title=N_("Import records"))
def import_entries(*, actor: Actor, register_code: RegisterCode, rows: list[dict[str, Any]], skip_errors: bool = False,
                   file: Text = "") -> Done:
    """Add a record for each row. By default all rows must be right, else nothing is written; errors are told by row number."""
    found = live(register_code)
    actor.require(f"{found.screen}.add")
    newest = Entry._plain.aggregate(n=Max("pk"))["n"] or 0
    fresh = Entry._plain.filter(register_id=found.id, pk__gt=newest)
    with importing(actor, found.screen, file, fresh, UniqueMark.objects.filter(register_id=found.id, entry_id__gt=newest)) as journal:
        journal.take([Numbered(int(row["row"]), row) for row in rows], lambda row: _take(found, actor, row.cells), skip_errors)
    return journal.done()


class Numbered(NamedTuple):
    """A row with its number in the sheet."""

    row: int
    cells: Mapping[str, Any]


def _take(found: Live, actor: Actor, cells: Mapping[str, Any]) -> str:
    try:
        add_entry(actor=actor, register_code=found.code, values=_values(found, actor, cells))
    except InvalidInput as problem:
        raise InvalidInput({path: [f"{_title(found, path)}: {words}" for words in said] for path, said in problem.errors.items()}) from None
    return "added"


def _title(found: Live, path: str) -> str:
    spec = found.definition.field(path.partition(".")[0])
    return spec.title if spec else path


def _values(found: Live, actor: Actor, row: Mapping[str, Any]) -> dict[str, Any]:
    return {f.code: _cell(f, actor, row[f.code]) for f in importable(found) if row.get(f.code) not in (None, "")}


def _cell(spec: FieldSpec, actor: Actor, value: Any) -> Any:
    """A cell as a form would send it."""
    if spec.kind in REFS or spec.kind == Kind.RECORD:
        return _named(spec, actor, str(value))
    if spec.kind == Kind.MONEY:
        return money.plain(int(value)) if isinstance(value, int) else value
    if spec.kind == Kind.CHOICES:
        return [part.strip() for part in str(value).replace("，", "、").replace(",", "、").split("、") if part.strip()]
    return str(value) if spec.kind in (Kind.TEXT, Kind.LONG, Kind.CHOICE) and not isinstance(value, Decimal) else value


def _named(spec: FieldSpec, actor: Actor, words: str) -> int:
    """The one record of that name or number. Raises InvalidInput when there is none, or more than one."""
    screen = SCREENS.get(REFS.get(spec.kind, spec.of))
    rows = list(screen.scoped(actor).filter(matching(screen, words.partition(" · ")[0]))[:20]) if screen else []
    exact = [r for r in rows if words in (str(r), getattr(r, "number", None), getattr(r, "name", None), screen.lookup_label(r))] or rows
    if len(exact) != 1:
        raise InvalidInput({spec.code: [_("“%(words)s” is not the name or number of exactly one record.") % {"words": words[:60]}]})
    return int(exact[0].pk)
