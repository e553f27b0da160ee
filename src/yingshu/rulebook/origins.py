"""Where a value comes from: the clause says it (制度规定值), the product suggests it (系统建议值), the company set it (本公司设定)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum
from functools import cache
from typing import Any

from yingshu.kernel.controls import CONTROLS, Control

from .catalogue import Clause


class Origin(StrEnum):
    """The three kinds, and a value that a superior rule put in their place (ORG-33)."""

    LAW = "law"
    ASSUMED = "assumed"
    OWN = "own"
    ABOVE = "above"


def origin_of(control: Control[Any, Any], name: str, value: Any, variant: str = "") -> Origin:
    """The origin of a parameter's value (as JSON) in a variant of its clause: the company's own when the variant says another one."""
    return Origin.OWN if value != _delivered(control.code, variant)[name] else said(name, control.assumed)


def origin_in_clause(clause: Clause, name: str, value: Any, assumed: Collection[str]) -> Origin:
    """The same for a value that no control takes up: the company's own when no variant of the clause says it."""
    known = [clause.parameters.get(name), *(one["values"].get(name) for one in clause.variants)]
    return said(name, assumed) if value in known else Origin.OWN


def said(name: str, assumed: Collection[str]) -> Origin:
    """A value that nobody changed."""
    return Origin.ASSUMED if name in assumed else Origin.LAW


@cache
def _delivered(code: str, variant: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = CONTROLS[code].chosen(variant, {}).model_dump(mode="json")
    return found
