"""Screens of the rulebook: decisions made, versions of parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from yingshu.kernel.actor import Actor
from yingshu.kernel.controls import CONTROLS, Outcome, render_say
from yingshu.kernel.screens import Column, Filter, Panel, Screen, Tag, register
from yingshu.kernel.services import ACTIONS

from ..models import DecisionRecord, ParameterSet
from ..panels import VERDICTS, param_rows
from ..queries import controls_deciding, decision_panel, proving, visible
from .changes import control_choices as _controls
from .changes import control_title as _control_title
from .changes import unit_name

_WEIGHTS = {Outcome.ALLOW: "done", Outcome.WARN: "warn", Outcome.ROUTE: "wait", Outcome.REFUSE: "danger"}


def _outcome(row: DecisionRecord) -> Tag:
    outcome = Outcome(row.outcome)
    return Tag(translate(VERDICTS[outcome]), _WEIGHTS[outcome])


def _says(row: DecisionRecord) -> str:
    return render_say(row.verdict["says"]["msgid"], row.verdict["says"]["args"])


def _action(row: DecisionRecord) -> str:
    return translate(ACTIONS[row.action].title) if row.action in ACTIONS else row.action


def _of_clause(clause: str) -> Q:
    return proving(clause) & Q(control__in=controls_deciding(clause))


@register
class DecisionScreen(Screen):
    """Every decision of a control: facts, parameters, conclusion, why."""

    code: ClassVar[str] = "decisions"
    model: ClassVar[Any] = DecisionRecord
    title: ClassVar[Any] = _("Decisions")
    group: ClassVar[str] = "rulebook"
    order_in_menu: ClassVar[int] = 30
    icon: ClassVar[str] = "gavel"
    columns: ClassVar[Sequence[Column]] = (
        Column("number", _("number"), kind="code", value=lambda d: d.number, sort="id", link=True, needs=("at",)),
        Column("outcome", kind="tag", tags=_outcome), Column("control", value=_control_title),
        Column("says", _("conclusion"), value=_says, needs=("verdict",)), Column("subject_number", _("document"), kind="code"),
        Column("permit", hidden=True), Column("amount_fen", kind="money", hidden=True), Column("action", value=_action, hidden=True),
        Column("clause", kind="code"), Column("actor_name", width="nowrap"), Column("at", kind="moment"))
    filters: ClassVar[Sequence[Filter]] = (
        Filter("subject_number", _("document"), kind="text", field="subject_number__istartswith"),
        Filter("outcome", _("outcome"), kind="choice", choices=[(o.value, _(VERDICTS[o])) for o in Outcome]),
        Filter("at", _("at"), kind="daterange", field="at"),
        Filter("control", _("control"), kind="choice", choices=_controls), Filter("clause", _("clause"), kind="text", q=_of_clause),
        Filter("permitted", _("by special permission"), kind="bool", q=lambda value: ~Q(permit="") if value else Q(permit="")))
    panels: ClassVar[Sequence[Panel]] = (Panel("gate", "", "rulebook/decision.html",
                                               lambda row, actor: decision_panel(row, actor)),)
    search_fields: ClassVar[Sequence[str]] = ("subject_number",)

    def scoped(self, actor: Actor) -> QuerySet[Any]:
        return visible(actor)

    def state_tag(self, row: DecisionRecord) -> Tag:
        return _outcome(row)

    def heading(self, row: DecisionRecord) -> str:
        return f"{_control_title(row)} {row.subject_number}"

    def as_json(self, row: DecisionRecord, actor: Actor) -> Mapping[str, Any]:
        return {"facts": row.facts, "parameters": row.params, "version": row.version, "verdict": row.verdict}


def _values(row: ParameterSet, actor: Actor) -> dict[str, Any]:
    known = row.control in CONTROLS
    return {"row": row, "unit": unit_name(row.unit_id), "clauses": CONTROLS[row.control].clauses if known else (),
            "rows": param_rows(row.control, row.values, row.version) if known else [], "known": known}


@register
class ParameterSetScreen(Screen):
    """Who put which parameters in force when."""

    code: ClassVar[str] = "parameters"
    model: ClassVar[Any] = ParameterSet
    title: ClassVar[Any] = _("Versions of parameters")
    group: ClassVar[str] = "rulebook"
    order_in_menu: ClassVar[int] = 40
    icon: ClassVar[str] = "adjustments"
    columns: ClassVar[Sequence[Column]] = (
        Column("control", value=_control_title, link=True), Column("version", kind="code", value=lambda s: f"V{s.version}"),
        Column("valid_from", kind="date"), Column("variant"), Column("actor_name"), Column("at", kind="moment"), Column("reason"))
    filters: ClassVar[Sequence[Filter]] = (Filter("control", _("control"), kind="choice", choices=_controls),)
    panels: ClassVar[Sequence[Panel]] = (Panel("values", _("Values"), "rulebook/set.html", _values),)
    search_fields: ClassVar[Sequence[str]] = ("control", "variant", "reason")
    history_kind: ClassVar[str] = "parameter_set"

    def scoped(self, actor: Actor) -> QuerySet[Any]:
        return ParameterSet.objects.all()

    def heading(self, row: ParameterSet) -> str:
        return f"{_control_title(row)} V{row.version}"

    def as_json(self, row: ParameterSet, actor: Actor) -> Mapping[str, Any]:
        return {"values": row.values}
