"""Deciding: find the parameters in force, call the pure rule, keep the record, answer or refuse.

A rule that raises is a bug: the step is blocked with a number for support, never let through, and nothing of it remains.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yingshu.kernel import clock
from yingshu.kernel.caches import Cached, bump
from yingshu.kernel.controls import CONTROLS, Condition, Control, Facts, Outcome, Params, Verdict, say
from yingshu.kernel.errors import BusinessError
from yingshu.kernel.pages import incident
from yingshu.kernel.services import Work, current, under_way
from yingshu.organisation.queries import units_upwards

from .models import DecisionRecord, ParameterSet, SuperiorRule
from .shown import label_id, show
from .superior import Overruled, Rule, overrule, parsed

RULEBOOK = "rulebook"


@dataclass(frozen=True, slots=True)
class InForce:
    """The parameters of a control for a unit on a day, with their version and since when they hold.

    ``unit_id`` is the unit whose set it is (None: the company's); ``overruled`` are the parameters that a superior rule replaced.
    """

    params: Params
    version: int
    since: date | None
    variant: str
    changed_by: str = ""
    unit_id: int | None = None
    overruled: tuple[Overruled, ...] = ()


@dataclass(frozen=True, slots=True)
class Subject:
    """The record a decision is about."""

    kind: str
    id: int | None
    number: str = ""
    unit_id: int | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict with where it came from."""

    control: Control[Any, Any]
    subject: Subject
    facts: Facts
    in_force: InForce
    verdict: Verdict

    @property
    def outcome(self) -> Outcome:
        return self.verdict.outcome

    @property
    def clause(self) -> str:
        return self.verdict.failing_clause or self.control.clauses[0]

    def row(self, work: Work) -> dict[str, Any]:
        """The decision record."""
        amount = self.control.amount
        return {"at": clock.now(), "control": self.control.code, "clause": self.clause, "subject_kind": self.subject.kind,
                "subject_id": self.subject.id, "subject_number": self.subject.number, "unit_id": self.subject.unit_id,
                "actor_id": work.actor.id, "actor_name": work.actor.name, "version": self.in_force.version,
                "params": self.in_force.params.model_dump(mode="json"), "facts": self.facts.model_dump(mode="json"),
                "outcome": self.outcome.value, "verdict": self.verdict.as_json(), "action": work.action,
                "permit": self.verdict.by_permit[:60], "amount_fen": amount(self.facts) if amount else None}


class Refused(BusinessError):
    """A rule forbids the step. Carries the decision: conclusion, numbers, clause, way out."""

    code = "refused"
    message = N_("Refused by the rulebook.")

    def __init__(self, decision: Decision) -> None:
        super().__init__(clause=decision.clause)
        self.decision, self.work = decision, under_way()
        self.subject = (decision.subject.kind, decision.subject.id, decision.subject.number)

    def text(self) -> str:
        return str(self.decision.verdict.says)

    def panel(self) -> dict[str, Any]:
        """What the refusal's panel draws: conditions, clause, parameters, sum, ways on."""
        from .panels import panel

        return panel(self.decision.row(self.work)) if self.work else {}

    def as_json(self) -> dict[str, Any]:
        verdict = self.decision.verdict
        return {"code": f"refused.{self.decision.control.code}", "message": self.text(), "clause": self.clause, "field": "",
                "data": {**{k: str(v) for k, v in verdict.figures.items()},
                         "conditions": [{"name": str(c.name), "ok": c.ok, "clause": c.clause, "says": str(c.says)}
                                        for c in verdict.conditions],
                         "exits": list(verdict.exits)}}


class RuleFailed(BusinessError):
    """A rule raised: a bug. The step is blocked; nothing was saved."""

    code = "rule_failed"
    message = N_("The rule “%(control)s” could not decide because of an error in the program, so the step is blocked and nothing was "
                 "changed. Please give support the number %(number)s.")
    status = 500

    def __init__(self, control: Control[Any, Any], number: str) -> None:
        super().__init__(clause=control.clauses[0], control=_(control.title), number=number)


def in_force(control: Control[Any, Any], unit_id: int | None = None, on: date | None = None) -> InForce:
    """The parameters in force: those of the unit or the nearest unit above it, else the company's, else the clause's defaults."""
    day, sets = on or clock.today(), _sets.get(control.code)
    line = (*units_upwards(unit_id), None) if unit_id and any(s.unit_id for s in sets) else (None,)
    best = _nearest([s for s in sets if s.valid_from <= day], line)
    found = InForce(_default_params(control), 0, None, "") if best is None else InForce(
        _parsed.get((control.code, best.version)), best.version, best.valid_from, best.variant, best.actor_name, best.unit_id)
    rules = _superior.get().get(control.code)
    return _overruled(found, rules) if rules else found


def above_all(control: Control[Any, Any], params: Params) -> Params:
    """Parameters as the superior rules let them be."""
    return overrule(params, _superior.get().get(control.code, ()))[0]


def _nearest(sets: list[ParameterSet], line: tuple[int | None, ...]) -> ParameterSet | None:
    """The newest set of the nearest unit in line that has one; the company's sets belong to no unit."""
    for unit in line:
        if own := [s for s in sets if s.unit_id == unit]:
            return max(own, key=_age)
    return None


def _age(one: ParameterSet) -> tuple[date, int]:
    return one.valid_from, one.version


def _overruled(found: InForce, rules: list[Rule]) -> InForce:
    params, changed = overrule(found.params, rules)
    return replace(found, params=params, overruled=changed) if changed else found


def params_of(control: Control[Any, Any], unit_id: int | None = None, on: date | None = None) -> Any:
    """Just the parameters in force."""
    return in_force(control, unit_id, on).params


def judge(control: Control[Any, Any], facts: Facts, subject: Subject, on: date | None = None) -> Decision:
    """Resolve, call the rule, answer; leaves nothing behind. For previews and explanations."""
    try:
        force = in_force(control, subject.unit_id, on)
        verdict = control.rule(force.params, facts)
    except Exception as problem:
        raise RuleFailed(control, incident(problem)) from problem
    return Decision(control, subject, facts, force, _noting(control, verdict, force))


def _noting(control: Control[Any, Any], verdict: Verdict, force: InForce) -> Verdict:
    """ORG-33: when the value of a superior rule was applied, it is said."""
    notes = tuple(Condition(N_("Superior rule"), True, say(
        N_("%(parameter)s is %(own)s in the rulebook; by %(basis)s, %(applied)s is applied."), basis=one.basis,
        parameter=label_id(one.parameter, control.params.model_fields[one.parameter]),
        own=show(one.parameter, one.own), applied=show(one.parameter, one.applied)), "ORG-33") for one in force.overruled)
    return replace(verdict, conditions=(*verdict.conditions, *notes)) if notes else verdict


def decide(control: Control[Any, Any], facts: Facts, subject: Subject, on: date | None = None) -> Decision:
    """Judge and keep the record; raises Refused when the rule refuses (the record is then kept after the roll-back)."""
    decision = judge(control, facts, subject, on)
    if decision.outcome == Outcome.REFUSE:
        raise Refused(decision)
    work = current()
    work.leave(DecisionRecord, **decision.row(work))
    return decision


def name_subject(kind: str, pk: int, number: str) -> None:
    """Let the decisions of the action under way that were made before their record existed name it now."""
    for row in current().rows.get(DecisionRecord, []):
        if row["subject_kind"] == kind and row["subject_id"] is None:
            row.update(subject_id=pk, subject_number=number)


def record_refusal(work: Work, refusal: BusinessError) -> None:
    """Keep the record of a refusing decision."""
    if isinstance(refusal, Refused):
        work.leave(DecisionRecord, **refusal.decision.row(work))


class Bench:
    """The rulebook as the rooms below it know it (``kernel.judging``)."""

    def decide(self, control: Control[Any, Any], facts: Facts, kind: str, id: int | None, number: str,
               unit_id: int | None) -> Verdict:
        return decide(control, facts, Subject(kind, id, number, unit_id)).verdict

    def params_of(self, control: Control[Any, Any], unit_id: int | None, on: date | None) -> Any:
        return params_of(control, unit_id, on)


def _default_params(control: Control[Any, Any]) -> Params:
    return _defaults.setdefault(control.code, control.params())


_defaults: dict[str, Params] = {}


def _load_sets(code: str) -> list[ParameterSet]:
    return list(ParameterSet.objects.filter(control=code))


def _load_parsed(key: tuple[str, int]) -> Params:
    code, version = key
    values: Mapping[str, Any] = next(s.values for s in _sets.get(code) if s.version == version)
    params: Params = CONTROLS[code].kept(values)
    return params


def _load_superior(_key: object) -> dict[str, list[Rule]]:
    found: dict[str, list[Rule]] = {}
    for one in SuperiorRule.objects.filter(ended_at=None, control__in=CONTROLS).order_by("id"):
        value = parsed(CONTROLS[one.control].params, one.parameter, one.value)
        found.setdefault(one.control, []).append(Rule(one.parameter, one.bound, value, one.basis))
    return found


_sets: Cached[list[ParameterSet]] = Cached(RULEBOOK, _load_sets)
_superior: Cached[dict[str, list[Rule]]] = Cached(RULEBOOK, _load_superior)
_parsed: Cached[Params] = Cached(RULEBOOK, _load_parsed)


def rulebook_changed() -> None:
    """To be called when parameters change."""
    bump(RULEBOOK)
