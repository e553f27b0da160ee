"""The controls of a record's form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from yingshu.kernel.forms import Field
from yingshu.kernel.money import plain

from .definition import FieldSpec, Kind
from .registry import Live
from .values import LONGEST, REFS

WIDGET = {Kind.TEXT: "text", Kind.LONG: "textarea", Kind.NUMBER: "number", Kind.MONEY: "money", Kind.DATE: "date", Kind.MOMENT: "moment",
          Kind.CHOICE: "select", Kind.CHOICES: "multi", Kind.BOOL: "check", Kind.PERSON: "lookup", Kind.UNIT: "lookup",
          Kind.RECORD: "lookup", Kind.TABLE: "lines"}


def controls(found: Live, fields: Sequence[FieldSpec], needed: Sequence[str] = ()) -> list[Field]:
    """Empty controls for fields."""
    return [control(found, f, f.required or f.code in needed) for f in fields]


def control(found: Live, spec: FieldSpec, required: bool) -> Field:
    """One control."""
    choices = [(c, c) for c in found.choices_of(spec)] if spec.kind in (Kind.CHOICE, Kind.CHOICES) else ()
    columns = tuple(control(found, c, c.required) for c in spec.columns if c.kind != Kind.COMPUTED)
    label = f"{spec.title}（{spec.unit}）" if spec.unit else spec.title
    return Field(name=spec.code, label=label, widget=WIDGET[spec.kind], required=required and spec.kind != Kind.BOOL, help=spec.help,
                 choices=choices, lookup=REFS.get(spec.kind, spec.of) if spec.kind in REFS or spec.kind == Kind.RECORD else "",
                 max_length={Kind.TEXT: 200, Kind.LONG: LONGEST}.get(spec.kind), columns=columns)


def as_filled(fields: Sequence[FieldSpec], values: Mapping[str, Any]) -> dict[str, Any]:
    """Stored values as they stand in controls."""
    return {f.code: _in_control(f, values[f.code]) for f in fields if values.get(f.code) is not None}


def _in_control(spec: FieldSpec, value: Any) -> Any:
    if spec.kind == Kind.TABLE:
        return [as_filled(spec.columns, row) for row in value]
    if isinstance(value, Mapping):
        return str(value["id"])
    if spec.kind == Kind.MONEY:
        return plain(int(value))
    return value[:16] if spec.kind == Kind.MOMENT else value


def cleared(fields: Sequence[FieldSpec], data: Mapping[str, Any]) -> dict[str, Any]:
    """What a form sent: a control left empty means that the field is empty."""
    return {f.code: data.get(f.code, [] if f.kind in (Kind.TABLE, Kind.CHOICES) else None) for f in fields}
