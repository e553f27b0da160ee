"""A record in the making: its values, what is computed from them, what rules say, and the columns it is stored in."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import InvalidInput
from yingshu.kernel.metrics import METRICS
from yingshu.kernel.text import initials, search_text

from .definition import Definition, FieldSpec, Kind
from .errors import RuleBroken, RuleRefuses
from .expressions import compiled
from .parts import NAMED, Rule
from .queries import counted
from .registry import Live
from .values import Ref, computed, known_value, words

log = logging.getLogger("yingshu.registers")
SEARCHED = (Kind.TEXT, Kind.LONG, Kind.CHOICE, Kind.PERSON, Kind.UNIT, Kind.RECORD)


@dataclass
class Draft:
    """A record before it is written. ``values`` are stored values by field."""

    live: Live
    actor: Actor
    values: dict[str, Any]
    state: str
    day: date
    owner: Ref | None = None
    reason: str = ""
    warnings: list[str] = field(default_factory=list)

    @property
    def definition(self) -> Definition:
        return self.live.definition

    def env(self) -> dict[str, Any]:
        """Everything that an expression may read."""
        known = {f.code: known_value(f, self.values.get(f.code)) for f in self.definition.fields}
        return {**self.live.params, **known, "today": clock.today(), "state": self.state, "created_on": self.day,
                "step_reason": self.reason,
                "me": Ref("people", self.actor.id, self.actor.name) if self.actor.id else None, "owner": self.owner}

    def work_out(self, text: str, env: Mapping[str, Any]) -> Any:
        """What an expression says. An expression that raises is a bug: the step is blocked, nothing is saved."""
        try:
            return compiled(text).of(env)
        except Exception as problem:
            log.error("register %s: %s", self.live.code, text, exc_info=problem)
            raise RuleBroken(register=self.live.title) from problem

    def measure(self) -> None:
        """Fill the fields that a figure or a number of records stands in, over the days of the record, as the person may see them."""
        first, last = (self._span_day(code) for code in self.definition.span)
        for spec in self.definition.fields if first and last else ():
            if spec.measured:
                found = self._figure(spec, first, last)
                self.values[spec.code] = int(found or 0) if spec.kind == Kind.MONEY else f"{Decimal(found or 0).normalize():f}"

    def _span_day(self, code: str) -> Any:
        """A day of the span; one that follows from other fields is worked out before anything is measured."""
        spec = self.definition.field(code)
        assert spec is not None  # checked with the definition
        if spec.formula:
            self.values[code] = computed(spec, self.work_out(spec.formula, self.env()))
        return known_value(spec, self.values.get(code))

    def _figure(self, spec: FieldSpec, first: date, last: date) -> Any:
        if spec.counts:
            return counted(self.actor, spec.counts, first, last)
        return METRICS[spec.metric].value(first, last, self.actor) if spec.metric in METRICS else 0

    def compute(self) -> None:
        """Fill the computed fields, also those of tables, in their order."""
        env = self.env()
        for spec in self.definition.fields:
            if spec.kind == Kind.TABLE:
                self._compute_rows(spec, env)
            elif spec.formula:
                self.values[spec.code] = computed(spec, self.work_out(spec.formula, env))
            env[spec.code] = known_value(spec, self.values.get(spec.code))

    def _compute_rows(self, spec: FieldSpec, env: Mapping[str, Any]) -> None:
        formulas = [c for c in spec.columns if c.formula]
        for row in self.values.get(spec.code) or []:
            for column in formulas:
                own = {c.code: known_value(c, row.get(c.code)) for c in spec.columns}
                row[column.code] = computed(column, self.work_out(column.formula or "", {**env, **own}))

    def check(self, step: str, needed: Iterable[str] = ()) -> None:
        """Everything that must be filled, then the rules of the step. Raises InvalidInput, RuleRefuses."""
        env = self.env()
        self._check_filled(env, set(needed))
        for rule in self.definition.rules:
            if step in rule.at and self.work_out(rule.when, env):
                self._fails(rule)

    def _check_filled(self, env: Mapping[str, Any], needed: set[str]) -> None:
        errors: dict[str, list[str]] = {}
        for spec in self.definition.posted:
            wanted = spec.required or spec.code in needed or (spec.required_when and self.work_out(spec.required_when, env))
            if wanted and self.values.get(spec.code) in (None, [], ""):
                errors[spec.code] = [_("Please fill in this field.")]
            errors.update(self._rows_filled(spec))
        if errors:
            raise InvalidInput(errors, clause=next(iter(self.definition.clauses), ""))

    def _rows_filled(self, spec: FieldSpec) -> dict[str, list[str]]:
        return {f"{spec.code}.{n}.{c.code}": [_("Please fill in this field.")] for n, row in enumerate(self.values.get(spec.code) or [])
                for c in spec.columns if c.required and row.get(c.code) is None} if spec.kind == Kind.TABLE else {}

    def _fails(self, rule: Rule) -> None:
        if rule.level == "warn":
            self.warnings.append(self._said(rule.says))
            return
        clause = rule.clause or next(iter(self.definition.clauses), "")
        raise RuleRefuses(field=rule.field, clause=clause, says=self._said(rule.says))

    def _said(self, says: str) -> str:
        """The words of a rule with the values of the fields that stand in braces."""
        shown = {f.code: words(f, self.values.get(f.code)) for f in self.definition.fields}
        return NAMED.sub(lambda named: shown.get(named[1], named[0]), says)

    # ---------- as stored

    def columns(self) -> dict[str, Any]:
        """The columns of the record that follow from its values."""
        return {"values": self.values, "headline": self.headline(), "search_text": self.searched(), "remind_on": self.remind_on(),
                **self.typed()}

    def typed(self) -> dict[str, Any]:
        """The typed columns."""
        found: dict[str, Any] = {}
        for code, slot in self.live.slots.items():
            spec = self.definition.field(code)
            if spec is not None:
                found[slot] = typed_value(spec, self.values.get(code))
        return found

    def headline(self) -> str:
        """The words that stand for the record: by the definition's expression, else its first filled text."""
        if self.definition.headline:
            return str(self.work_out(self.definition.headline, self.env()) or "")[:120]
        texts = (words(f, self.values.get(f.code)) for f in self.definition.fields if f.kind in SEARCHED and not f.private)
        return next((text for text in texts if text), "")[:120]

    def searched(self) -> str:
        """What search looks through; private fields are left out."""
        texts = [words(f, self.values.get(f.code)) for f in self.definition.fields if f.kind in SEARCHED and not f.private]
        return search_text(*[t for t in texts if t], initials(self.headline()))

    def remind_on(self) -> date | None:
        """The first day on which a reminder of this record is due, or a step that is made by itself."""
        if self.definition.is_final(self.state):
            return None
        wanted = [(r.on, r.when) for r in self.definition.reminders]
        wanted += [(m.on, None) for m in self.definition.moves if m.on and self.state in m.from_]
        env = self.env() if wanted else {}
        return min((on for text, when in wanted if (on := self.due_day(text, when, env))), default=None)

    def due_day(self, on: str, when: str | None, env: Mapping[str, Any]) -> date | None:
        """The day that a reminder or a step comes due, if at all."""
        if when and not self.work_out(when, env):
            return None
        found = self.work_out(on, env)
        return found.date() if isinstance(found, datetime) else found if isinstance(found, date) else None


def typed_value(spec: FieldSpec, value: Any) -> Any:
    """A stored value for its typed column."""
    if value is None or value == []:
        return None
    if isinstance(value, Mapping):
        return value["id"]
    if spec.shape == "bool":
        return "yes" if value else "no"
    if spec.shape in ("number", "percent"):
        return Decimal(str(value))
    if spec.shape == "date":
        return date.fromisoformat(value)
    return datetime.fromisoformat(value) if spec.shape == "moment" else value[:120] if isinstance(value, str) else value


def told(live: Live, before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    """What changed, in the words of the register, for the trail; private values are not told."""
    old, new = {}, {}
    for spec in live.definition.fields:
        if before.get(spec.code) != after.get(spec.code):
            old[spec.title] = _told(spec, before.get(spec.code))
            new[spec.title] = _told(spec, after.get(spec.code))
    return {k: v for k, v in old.items() if v}, new


def _told(spec: FieldSpec, value: Any) -> str:
    if spec.private:
        return "***" if value not in (None, "", []) else ""
    if spec.kind == Kind.TABLE and value:
        return "；".join("，".join(w for c in spec.columns if (w := words(c, row.get(c.code)))) for row in value)[:500]
    return words(spec, value)[:500]
