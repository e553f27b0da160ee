"""Which records a person may choose from because a register they may fill in refers to them."""

from __future__ import annotations

from yingshu.kernel.actor import Actor
from yingshu.kernel.caches import Cached

from ..definition import Kind
from ..registry import VERSION, registers
from ..values import REFS


def _load(_key: object) -> dict[str, list[str]]:
    """Screen → rights to fill in a register that refers to it."""
    found: dict[str, list[str]] = {}
    for live in registers().values():
        for spec in (f for field in live.definition.fields for f in (field, *field.columns)):
            if spec.kind in REFS or spec.kind == Kind.RECORD:
                found.setdefault(REFS.get(spec.kind, spec.of), []).append(f"{live.screen}.add")
    return found


_choosing: Cached[dict[str, list[str]]] = Cached(VERSION, _load)


def may_choose(actor: Actor, screen: str) -> bool:
    """May the person fill in a register with a field that refers to this screen?"""
    return any(actor.may(right) for right in _choosing.get().get(screen, ()))
