"""Reads of the rulebook: decisions made, parameters in force, clauses with what carries them out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from yingshu.kernel import clock, rollups
from yingshu.kernel.actor import Actor, Reach
from yingshu.kernel.controls import CONTROLS, Control, Outcome
from yingshu.kernel.links import record_url

from .catalogue import Clause, clauses
from .decisions import in_force
from .models import DecisionRecord, ParameterChange, ParameterSet
from .origins import origin_of
from .panels import panel, param_rows, record_row
from .shown import param_label, show
from .tallies import DECISIONS


def visible(actor: Actor) -> QuerySet[DecisionRecord]:
    """Decisions within a person's scope: their own, and those of the units they see."""
    if actor.everything or actor.reach == Reach.ALL:
        return DecisionRecord.objects.all()
    return DecisionRecord.objects.filter(Q(actor_id=actor.id) | Q(unit_id__in=sorted(actor.units)))


def proving(clause: str) -> Q:
    """Decisions that prove a clause: by its controls, or refused because of it."""
    return Q(clause=clause) | Q(control__in=bound_to(clause))


def bound_to(clause: str) -> list[str]:
    """The controls that carry a clause out."""
    return [code for code, control in CONTROLS.items() if clause in control.clauses]


def controls_deciding(clause: str) -> list[str]:
    """These, and those that refused something because of it: what the index of decisions is asked for."""
    others = rollups.read(DECISIONS, Q(clause=clause), ("control",))
    return sorted({*bound_to(clause), *(row["control"] for row in others)})


def decision_panel(record: DecisionRecord, actor: Actor | None = None) -> dict[str, Any]:
    """Context of the gate panel ``<c-gate>`` for a stored decision; with an actor only the exits they may take."""
    return panel(record_row(record), number=record.number, url=decision_url(record.pk), actor=actor)


def decision_url(pk: int) -> str:
    """The decision's own page."""
    return record_url("decisions", pk)


class InForceNow(NamedTuple):
    """A control with its parameters of today."""

    control: Control[Any, Any]
    title: str
    clauses: tuple[str, ...]
    version: int
    variant: str
    changed_by: str
    rows: list[dict[str, Any]]
    url: str


def controls_in_force(room: str = "") -> list[InForceNow]:
    """All controls, or those of a room, with what is in force for the whole company."""
    return [control_in_force(code) for code in sorted(CONTROLS) if code.startswith(f"{room}.") or not room]


def control_in_force(code: str, unit_id: int | None = None) -> InForceNow:
    """One control with its parameters of today: the company's, or those of a unit."""
    control = CONTROLS[code]
    force = in_force(control, unit_id)
    values = force.params.model_dump(mode="json")
    above = {one.parameter: _("by %(basis)s; the rulebook says %(own)s") % {"basis": one.basis, "own": show(one.parameter, one.own)}
             for one in force.overruled}
    rows = [{**row, "above": above.get(row["code"], "")} for row in param_rows(code, values, force.version)]
    return InForceNow(control, _(control.title), control.clauses, force.version, force.variant, force.changed_by, rows,
                      reverse("rulebook-control", args=[code]))


def change_lines(change: ParameterChange) -> list[dict[str, Any]]:
    """What a change changes: parameter, value before, value after, and where the new one comes from."""
    control = CONTROLS[change.control]
    before = _before(change, control)
    return [{"name": param_label(name, info), "old": show(name, before.get(name), info), "new": show(name, change.changes[name], info),
             "origin": origin_of(control, name, change.changes[name], change.variant)}
            for name, info in control.params.model_fields.items() if name in change.changes]


def _before(change: ParameterChange, control: Control[Any, Any]) -> Mapping[str, Any]:
    """The values the change replaced; while it is pending, those it will replace."""
    if change.version is None:
        return dict(in_force(control, change.unit_id, max(change.valid_from, clock.today())).params.model_dump(mode="json"))
    older = ParameterSet.objects.filter(control=change.control, version__lt=change.version).order_by("-valid_from", "-version")
    own = older.filter(unit_id=change.unit_id).first() or older.filter(unit_id=None).first()
    return dict(own.values if own else control.params().model_dump(mode="json"))


class ClausePage(NamedTuple):
    """A clause with the controls that carry it out and how often they decided."""

    clause: Clause
    controls: list[InForceNow]
    decided: int
    refused: int


def clause_page(found: Clause) -> ClausePage:
    """What stands behind a clause."""
    bound = bound_to(found.id)
    counts = rollups.read(DECISIONS, proving(found.id), ("outcome",))
    return ClausePage(found, [control_in_force(code) for code in sorted(bound)], sum(c["count"] for c in counts),
                      sum(c["count"] for c in counts if c["outcome"] == Outcome.REFUSE))


def chapters() -> list[tuple[str, list[tuple[Clause, bool]]]]:
    """All clauses by chapter, each with whether a control carries it out."""
    bound = {c for control in CONTROLS.values() for c in control.clauses}
    found: dict[str, list[tuple[Clause, bool]]] = {}
    for one in clauses().values():
        found.setdefault(one.chapter, []).append((one, one.id in bound))
    return list(found.items())
