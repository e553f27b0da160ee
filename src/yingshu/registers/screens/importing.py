"""Importing records of a register from a workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django.utils.translation import gettext_lazy as lazy
from pydantic import ConfigDict, create_model

from yingshu.kernel.actor import Actor
from yingshu.kernel.caches import Cached
from yingshu.kernel.inputs import Input
from yingshu.kernel.screens.imports import File, Importer, Options
from yingshu.kernel.screens.sheets import Sheet
from yingshu.kernel.tabular import Field, SheetKind
from yingshu.kernel.tabular.fields import Kind as Cell

from ..definition import FieldSpec, Kind
from ..registry import VERSION, Live, registers
from ..services.importing import importable

CELLS = {Kind.NUMBER: Cell.QUANTITY, Kind.MONEY: Cell.FEN, Kind.DATE: Cell.DATE, Kind.BOOL: Cell.BOOL}


class EntryImporter(Importer):
    """The import of one register: each row becomes a new record."""

    action = "registers.import_entries"
    key = ""

    def __init__(self, found: Live) -> None:
        self.live = found
        self.screen = found.screen  # type: ignore[misc]
        self.row_type = row_type(found)  # type: ignore[misc]
        self.guide = (lazy("Each row becomes a new record. People, units and records are given by name or number."),)  # type: ignore[misc]
        self.help = {f.code: f.help for f in found.definition.fields if f.help}  # type: ignore[misc]

    def require(self, actor: Actor) -> None:
        super().require(actor)
        actor.require(f"{self.screen}.add")

    def kind(self) -> SheetKind:
        return SheetKind(self.live.code, self.live.title, tuple(_field(f) for f in importable(self.live)), (self.live.title,))

    def choices(self) -> Mapping[str, Sequence[str]]:
        return {f.code: tuple(self.live.choices_of(f)) for f in importable(self.live) if f.kind == Kind.CHOICE}

    def _arguments(self, sheet: Sheet, file: File, options: Options, skip: bool) -> dict[str, Any]:
        rows = [row.model_dump(exclude_none=True) for row in sheet.rows]
        return {"register_code": self.live.code, "rows": rows, "skip_errors": skip, "file": file.name[:200]}


def _field(spec: FieldSpec) -> Field:
    return Field(spec.code, spec.title, CELLS.get(spec.kind, Cell.TEXT), spec.required)


def row_type(found: Live) -> type[Input]:
    """A row: its number in the sheet, and a value for each field; the action checks them as any other entry."""
    fields: dict[str, Any] = {f.code: (Any, None) for f in importable(found)}
    made: Any = create_model(f"{found.code.title()}Row", __config__=ConfigDict(frozen=True, extra="ignore"), row=(int, ...), **fields)
    return cast("type[Input]", made)


def _load(_key: object) -> dict[str, EntryImporter]:
    return {found.screen: EntryImporter(found) for found in registers().values()}


_importers: Cached[dict[str, EntryImporter]] = Cached(VERSION, _load)


def importers() -> dict[str, EntryImporter]:
    """The imports of all registers, by the code of the screen."""
    return _importers.get()
