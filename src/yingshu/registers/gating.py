"""Gates: an action of any room that needs a record here first. Without a gate before an action it costs a look into a dict."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor

from .definition import VOID
from .errors import RecordNeeded, RuleBroken
from .expressions import compiled
from .models import Entry
from .parts import Gate
from .registry import Live, gates
from .values import Ref


def require_records(actor: Actor, action: str, arguments: Mapping[str, Any]) -> None:
    """Raise RecordNeeded unless every gate before the action finds its record. ``arguments`` are those of the action."""
    for live, gate in gates().get(action, ()):
        if _concerns(live, gate, arguments) and not _there(live, gate, arguments):
            raise RecordNeeded(says=gate.says, register=live.title, clause=gate.clause or next(iter(live.definition.clauses), ""))


def _concerns(live: Live, gate: Gate, arguments: Mapping[str, Any]) -> bool:
    if gate.when is None:
        return True
    try:
        return compiled(gate.when).holds({**live.params, **arguments})
    except Exception as problem:
        raise RuleBroken(register=live.title) from problem


def _there(live: Live, gate: Gate, arguments: Mapping[str, Any]) -> bool:
    rows = Entry._plain.filter(register_id=live.id).exclude(state=VOID.code)
    if gate.states:
        rows = rows.filter(state__in=gate.states)
    days = live.definition.number_of(gate.within_days)
    if days is not None:
        rows = rows.filter(day__gte=clock.today() - timedelta(days=days))
    for code, name in gate.fields.items():
        value = arguments.get(name)
        if value is None:
            return False
        rows = rows.filter(**{live.slots[code]: value.id if isinstance(value, Ref) else value})
    return rows.exists()
