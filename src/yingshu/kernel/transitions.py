"""Legal moves between states, as data. Anything not listed raises; the screens ask the same table what is possible."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from . import write
from .actor import Actor
from .errors import IllegalTransition, NotFound


class Transitions:
    """The table of legal moves of one kind of document: action → (states it may start from, state it ends in)."""

    def __init__(self, table: Mapping[str, tuple[Iterable[str], str]], states: Any = None,
                 clauses: Mapping[str, str] | None = None) -> None:
        self.table = {action: (tuple(str(s) for s in start), str(end)) for action, (start, end) in table.items()}
        self.states, self.clauses = states, clauses or {}

    def legal(self, action: str, state: str) -> bool:
        """May this action start from this state?"""
        return action in self.table and state in self.table[action][0]

    def actions_from(self, state: str) -> list[str]:
        """All actions possible from a state."""
        return [action for action, (start, _) in self.table.items() if state in start]

    def check(self, action: str, state: str, number: str = "") -> str:
        """The state the action leads to; raises IllegalTransition when it may not start here."""
        start, end = self.table[action]
        if state not in start:
            raise IllegalTransition(number=number, state=self._label(state), action=action,
                                    clause=self.clauses.get(action, ""))
        return end

    def move(self, model: Any, pk: int, action: str, *, actor: Actor, set: Mapping[str, Any] | None = None,
             where: Mapping[str, Any] | None = None) -> Any:
        """Move one record in a single statement, which also locks it, and answer it as it now is.

        Raises IllegalTransition when its state does not allow the action, NotFound when it is not there for this person.
        """
        start, end = self.table[action]
        rows = write.change(model, where={"id": pk, "state__in": start, **(where or {})}, set={"state": end, **(set or {})},
                            visible_to=actor, returning="*")
        if rows:
            return rows[0]
        raise self._why_not(model, pk, action, actor)

    def _why_not(self, model: Any, pk: int, action: str, actor: Actor) -> Exception:
        found = write.lock(model, pk, actor=actor)
        if found is None:
            return NotFound()
        return IllegalTransition(number=getattr(found, "number", ""), state=self._label(found.state), action=action,
                                 clause=self.clauses.get(action, ""))

    def _label(self, state: str) -> str:
        return str(self.states(state).label) if self.states is not None and state else state
