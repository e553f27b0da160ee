"""Replaying: recorded facts through the same pure rules with other parameters.

Each decision keeps its facts, so nothing else is read: rows come in chunks from a cursor on the server, as text and without model
instances, the facts are parsed by the control's own model, and only what comes out otherwise is kept. Memory does not grow with the
number of decisions. The parameters are those in force then, with the changes of the draft laid over them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.db import connection
from pydantic import ValidationError

from yingshu.kernel import clock
from yingshu.kernel.controls import CONTROLS, Control, Outcome, Params, Verdict
from yingshu.rulebook.decisions import above_all
from yingshu.rulebook.models import DecisionRecord, ParameterSet

CHUNK = 4000
ROUTE = Outcome.ROUTE.value


class Overlay(NamedTuple):
    """What a draft changes of a control: values by parameter, for all units or only some."""

    control: str
    values: Mapping[str, Any]
    units: frozenset[int] | None = None


class Changed(NamedTuple):
    """A decision that would have come out otherwise."""

    decision_id: int
    control: str
    old: str
    new: str
    old_route: str
    new_route: str
    amount_fen: int


@dataclass(slots=True)
class Tally:
    """What the replay of one control found.

    ``outcomes``: (then, by the draft) → number; ``routes``: level → (then, by the draft); ``unreadable``: facts of an older form that
    the rule cannot read; ``drifted``: decisions that today's program decides otherwise even with the parameters of then.
    """

    control: str
    decisions: int = 0
    changed: int = 0
    amount_fen: int = 0
    unreadable: int = 0
    drifted: int = 0
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    money: Counter[tuple[str, str]] = field(default_factory=Counter)
    routes_then: Counter[str] = field(default_factory=Counter)
    routes_now: Counter[str] = field(default_factory=Counter)

    def as_json(self) -> dict[str, Any]:
        """As kept with the rehearsal."""
        return {"control": self.control, "decisions": self.decisions, "changed": self.changed, "amount_fen": self.amount_fen,
                "unreadable": self.unreadable, "drifted": self.drifted,
                "outcomes": [[old, new, n, self.money[old, new]] for (old, new), n in sorted(self.outcomes.items())],
                "routes": [[level, self.routes_then[level], self.routes_now[level]]
                           for level in sorted({*self.routes_then, *self.routes_now})]}


Keep = Callable[[Sequence[Changed]], None]
Say = Callable[[int], None]


def replay(overlays: Iterable[Overlay], first: date, last: date, keep: Keep, say: Say = lambda n: None) -> list[Tally]:
    """Replay the decisions of all controls that change; what comes out otherwise goes to ``keep``, chunk by chunk."""
    by_control: dict[str, list[Overlay]] = {}
    for overlay in overlays:
        by_control.setdefault(overlay.control, []).append(overlay)
    tallies: list[Tally] = []
    for code, own in by_control.items():
        tally = Tally(code)
        judge = Judge(CONTROLS[code], own, tally)
        for chunk in chunks(code, first, last):
            keep([found for row in chunk if (found := judge(*row)) is not None])
            say(sum(t.decisions for t in tallies) + tally.decisions)
        tallies.append(tally)
    return tallies


class Judge:
    """Judges rows of one control. Made for a million calls: everything that does not depend on the row is looked up once."""

    def __init__(self, control: Control[Any, Any], overlays: Sequence[Overlay], tally: Tally) -> None:
        self.control, self.overlays, self.tally = control, overlays, tally
        self.read, self.rule = control.facts.__pydantic_validator__.validate_json, control.rule
        self.params: dict[tuple[int, int | None], Params | None] = {}
        self.sets: dict[int, Mapping[str, Any]] = dict(ParameterSet.objects.filter(control=control.code).values_list("version", "values"))
        self.then: dict[int, Params] = {}
        self.scoped = any(o.units is not None for o in overlays)

    def __call__(self, pk: int, facts: str, outcome: str, route: str | None, version: int, unit: int | None,
                 amount: int | None) -> Changed | None:
        """The decision by the draft's parameters; answers it when it comes out otherwise."""
        tally = self.tally
        tally.decisions += 1
        key = (version, unit if self.scoped else None)
        try:
            params, known = self.params[key] if key in self.params else self.params_for(*key), self.read(facts)
            if params is None:
                tally.unreadable += 1
                return None
            verdict = self.rule(params, known)
        except ValidationError:
            tally.unreadable += 1
            return None
        old_route, new = route or "", verdict.outcome._value_
        if outcome == ROUTE:
            tally.routes_then[old_route] += 1
        if new == ROUTE:
            tally.routes_now[verdict.route_to] += 1
        if new == outcome and (new != ROUTE or verdict.route_to == old_route):
            tally.outcomes[outcome, new] += 1
            return self.refigured(pk, known, verdict, version) if self.control.figure else None
        return self.changed(pk, known, (outcome, old_route), verdict, version, amount or 0)

    def changed(self, pk: int, known: Any, then: tuple[str, str], verdict: Verdict, version: int, amount: int) -> Changed | None:
        """Keep it, unless the program itself decides otherwise now: then the draft is not why."""
        tally, outcome = self.tally, verdict.outcome.value
        if self.rule(self.params_then(version), known).outcome.value != then[0]:
            tally.drifted += 1
            return None
        tally.outcomes[then[0], outcome] += 1
        tally.money[then[0], outcome] += amount
        tally.changed += 1
        tally.amount_fen += amount
        return Changed(pk, self.control.code, then[0], outcome, then[1], verdict.route_to, amount)

    def refigured(self, pk: int, known: Any, verdict: Verdict, version: int) -> Changed | None:
        """A calculation comes to another figure: then and by the draft, where routes stand otherwise."""
        then, now = (figure_of(self.control, found) for found in (self.rule(self.params_then(version), known), verdict))
        if then == now:
            return None
        self.tally.changed += 1
        return Changed(pk, self.control.code, verdict.outcome.value, verdict.outcome.value, then, now, 0)

    def params_for(self, version: int, unit: int | None) -> Params | None:
        """The parameters of then with the draft over them; None when together they are not valid."""
        found = self.params[version, unit] = self.overlaid(version, unit)
        return found

    def overlaid(self, version: int, unit: int | None) -> Params | None:
        values = dict(self.params_then(version).model_dump(mode="json"))
        for overlay in self.overlays:
            if overlay.units is None or unit in overlay.units:
                values.update(overlay.values)
        try:
            return above_all(self.control, self.control.params.model_validate(values))
        except ValidationError:
            return None

    def params_then(self, version: int) -> Params:
        """The parameters of a version; those delivered when none was set."""
        if version not in self.then:
            self.then[version] = above_all(self.control, self.control.kept(self.sets.get(version, {})))
        return self.then[version]


def figure_of(control: Control[Any, Any], verdict: Verdict) -> str:
    """The figure a calculation is about, as text."""
    return str(verdict.figures.get(control.figure, "") or "--")


def chunks(control: str, first: date, last: date) -> Iterator[list[tuple[Any, ...]]]:
    """Decisions of a control as plain rows, so many at a time: (id, facts as text, outcome, route, version, unit, amount)."""
    bounds = [connection.ops.adapt_datetimefield_value(moment) for moment in clock.day_bounds(first, last)]
    with connection.chunked_cursor() as cursor:
        cursor.execute(_SQL[connection.vendor].format(table=DecisionRecord._meta.db_table), [control, *bounds])
        while rows := cursor.fetchmany(CHUNK):
            yield rows


_COLUMNS = "SELECT id, {facts}, outcome, CASE WHEN outcome = 'route' THEN {route} END, version, unit_id, amount_fen FROM {{table}}"
_WHERE = " WHERE control = %s AND at >= %s AND at < %s"
_SQL = {"postgresql": _COLUMNS.format(facts="facts::text", route="verdict->>'route_to'") + _WHERE,
        "sqlite": _COLUMNS.format(facts="facts", route="json_extract(verdict, '$.route_to')") + _WHERE}
