"""Asking the rulebook from rooms that lie below it. The rulebook hangs itself in here when it starts.

Rooms above the rulebook call ``yingshu.rulebook.decisions`` directly; it is the same record and the same parameters.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Protocol

from .controls import Control, Facts, Verdict


class Judge(Protocol):
    """What a rulebook can do for others."""

    def decide(self, control: Control[Any, Any], facts: Facts, kind: str, id: int | None, number: str,
               unit_id: int | None) -> Verdict: ...

    def params_of(self, control: Control[Any, Any], unit_id: int | None, on: date | None) -> Any: ...


_judges: list[Judge] = []


def use(judge: Judge) -> None:
    """Let this rulebook answer."""
    _judges[:] = [judge]


def decide(control: Control[Any, Any], facts: Facts, *, kind: str, id: int | None, number: str = "",
           unit_id: int | None = None) -> Verdict:
    """Judge by the parameters in force and keep the record; raises the rulebook's refusal when the rule refuses."""
    return _judges[0].decide(control, facts, kind, id, number, unit_id)


def params_of(control: Control[Any, Any], unit_id: int | None = None, on: date | None = None) -> Any:
    """The parameters in force."""
    return _judges[0].params_of(control, unit_id, on)
