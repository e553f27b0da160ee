"""Screens of changes of parameters on their way, and of superior rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from yingshu.documents import access
from yingshu.documents.panels import files_panel
from yingshu.kernel import approving
from yingshu.kernel.actor import Actor
from yingshu.kernel.controls import CONTROLS
from yingshu.kernel.screens import Column, Filter, Panel, Screen, Tag, View, register
from yingshu.organisation.models import Unit

from ..models import ParameterChange, SuperiorRule
from ..queries import change_lines
from ..services.parameters import KIND
from ..shown import param_label, show

S = ParameterChange.State
WEIGHTS = {S.PREPARED: "wait", S.REVIEWING: "run", S.RELEASED: "done", S.REFUSED: "danger", S.WITHDRAWN: "void"}


def control_title(row: Any) -> str:
    """The control's name; its code when it is gone."""
    control = CONTROLS.get(row.control)
    return translate(control.title) if control else row.control


def control_choices() -> list[tuple[str, str]]:
    """All controls to choose from."""
    return [(code, translate(control.title)) for code, control in sorted(CONTROLS.items())]


def unit_name(unit_id: int | None) -> str:
    """The unit a set holds for; the whole company without one."""
    return Unit.objects.values_list("name", flat=True).get(pk=unit_id) if unit_id else translate("Whole company")


def _state(row: ParameterChange) -> Tag:
    return Tag(row.get_state_display(), WEIGHTS[S(row.state)])


def _facts(row: ParameterChange, actor: Actor) -> dict[str, Any]:
    control = CONTROLS[row.control]
    return {"row": row, "lines": change_lines(row), "clauses": control.clauses, "unit": unit_name(row.unit_id)}


def _flow(row: ParameterChange, actor: Actor) -> Mapping[str, Any] | None:
    found = approving.panel(actor, KIND, row.pk)
    return {"flow": found} if found else None


@register
class ParameterChangeScreen(Screen):
    """Changes of parameters: prepared, released by somebody else, rejected, withdrawn."""

    code = "parameter_changes"
    model = ParameterChange
    title = _("Parameter changes")
    group = "rulebook"
    order_in_menu = 25
    icon = "adjustments-check"
    hint = _("What one person prepared another releases; it holds from its day on.")
    columns = (
        Column("number", kind="code", link=True), Column("control", value=control_title, sort="control", needs=("control",)),
        Column("state", kind="tag", value=lambda row: row.get_state_display(), tags=_state), Column("valid_from", kind="date"),
        Column("version", value=lambda row: f"V{row.version}" if row.version else None), Column("prepared_by"),
        Column("prepared_at", kind="moment", phone=False), Column("decided_by"), Column("decided_at", kind="moment", phone=False),
        Column("reason", phone=False))
    filters = (Filter("state", _("State"), kind="choice", choices=S.choices),
               Filter("control", _("Control"), kind="choice", choices=control_choices),
               Filter("prepared_at", _("prepared at"), kind="daterange"))
    views = (View("all", _("All")), View("open", _("Waiting"), where=lambda actor: Q(state__in=(S.PREPARED, S.REVIEWING)), count=True),
             View("mine", _("Prepared by me"), where=lambda actor: Q(prepared_by_id=actor.id)))
    panels = (Panel("change", _("Change"), "rulebook/change.html", _facts),
              Panel("flow", "", "rulebook/flow.html", _flow), files_panel(KIND))
    search_fields = ("number", "prepared_by", "decided_by", "reason")
    history_kind = KIND
    id_parameter = "change_id"
    empty_text = _("No changes. Open a control and prepare one there.")

    def scoped(self, actor: Actor) -> QuerySet[Any]:
        return ParameterChange.objects.all()

    def row_actions(self, row: ParameterChange, actor: Actor) -> Sequence[str]:
        own, rehearse = row.prepared_by_id == actor.id, "insight.rehearse"
        if row.state not in (S.PREPARED, S.REVIEWING):
            return (rehearse,)
        if own:
            return (rehearse, "rulebook.withdraw_parameters")
        return ("rulebook.release_parameters", rehearse, "rulebook.refuse_parameters") if row.state == S.PREPARED else (rehearse,)

    def state_tag(self, row: ParameterChange) -> Tag:
        return _state(row)

    def heading(self, row: ParameterChange) -> str:
        return f"{row.number} {control_title(row)}"

    def as_json(self, row: ParameterChange, actor: Actor) -> Mapping[str, Any]:
        return {"changes": row.changes, "unit_id": row.unit_id, "variant": row.variant, "opinion": row.opinion}


access.declare(KIND, lambda pk, actor: actor.may("parameter_changes.view") and ParameterChange.objects.filter(pk=pk).exists())


def _rule_value(row: SuperiorRule) -> str:
    return f"{row.get_bound_display()} {show(row.parameter, row.value)}"


def _rule_parameter(row: SuperiorRule) -> str:
    control = CONTROLS.get(row.control)
    return param_label(row.parameter, control.params.model_fields[row.parameter]) if control else row.parameter


@register
class SuperiorRuleScreen(Screen):
    """Laws and rules of the group that no parameter may undercut (ORG-33)."""

    code = "superior_rules"
    model = SuperiorRule
    title = _("Superior rules")
    group = "rulebook"
    order_in_menu = 45
    icon = "scale"
    hint = _("Where a parameter conflicts with a law or a rule of the group, the superior value is applied and every decision says so.")
    columns = (
        Column("control", value=control_title, sort="control", link=True), Column("parameter", value=_rule_parameter, sort="parameter"),
        Column("value", value=_rule_value, needs=("bound",)), Column("basis"), Column("actor_name"), Column("at", kind="moment"),
        Column("ended_at", kind="moment"), Column("ended_by", hidden=True))
    filters = (Filter("control", _("Control"), kind="choice", choices=control_choices),)
    views = (View("in_force", _("In force"), where=lambda actor: Q(ended_at=None)), View("all", _("All")))
    actions = ("rulebook.register_superior_rule",)
    search_fields = ("basis", "control", "parameter")
    history_kind = "superior_rule"
    id_parameter = "rule_id"
    empty_text = _("No superior rule is registered. The rulebook's own values are applied as they are.")

    def scoped(self, actor: Actor) -> QuerySet[Any]:
        return SuperiorRule.objects.all()

    def row_actions(self, row: SuperiorRule, actor: Actor) -> Sequence[str]:
        return () if row.ended_at else ("rulebook.end_superior_rule",)

    def heading(self, row: SuperiorRule) -> str:
        return f"{control_title(row)}: {_rule_parameter(row)}"
