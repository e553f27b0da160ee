"""Rules of a higher rank: registered with their basis, applied wherever a parameter would undercut them (ORG-33)."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from django.utils.translation import gettext_noop as N_
from pydantic import Field, ValidationError

from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.controls import CONTROLS
from yingshu.kernel.errors import InvalidInput, NotFound
from yingshu.kernel.inputs import Lookup, Needed
from yingshu.kernel.schemas import sentences
from yingshu.kernel.services import Done, service

from ..decisions import rulebook_changed
from ..errors import NoSuchParameter
from ..models import SuperiorRule
from ..superior import parsed

RuleRef = Annotated[int, Field(gt=0), Lookup("superior_rules")]
ControlCode = Annotated[str, Lookup("controls")]
ParameterName = Annotated[str, Lookup("control_parameters")]


@service("rulebook.register_superior_rule", title=N_("Register a superior rule"), clause="ORG-33")
def register_superior_rule(*, actor: Actor, control: ControlCode, parameter: ParameterName,
                           bound: Literal["at_least", "at_most", "exactly"], value: str, basis: Needed) -> Done:
    """Say that by law or by a rule of the group a parameter is at least, at most or exactly a value. From now on that value is applied
    wherever the rulebook's own conflicts with it, and every decision says so."""
    if control not in CONTROLS:
        raise NotFound()
    limit = _limit(control, parameter, bound, value)
    pk = write.add_one(SuperiorRule, control=control, parameter=parameter, bound=bound, value=limit, basis=basis, at=clock.now(),
                       actor_name=actor.name)
    rulebook_changed()
    return Done("superior_rule", pk, basis[:60], after={"control": control, "parameter": parameter, "bound": bound, "value": limit},
                reason=basis)


@service("rulebook.end_superior_rule", title=N_("End a superior rule"), clause="ORG-33")
def end_superior_rule(*, actor: Actor, rule_id: RuleRef, reason: Needed) -> Done:
    """The law or the group's rule holds no longer; the rulebook's own value is applied again."""
    ended = write.change(SuperiorRule, where={"id": rule_id, "ended_at__isnull": True},
                         set={"ended_at": clock.now(), "ended_by": actor.name}, returning="*")
    if not ended:
        raise NotFound()
    rulebook_changed()
    return Done("superior_rule", rule_id, ended[0].basis[:60], reason=reason)


def _limit(control: str, parameter: str, bound: str, value: str) -> Any:
    """The value as it is kept; refused when the parameter is not there or has no order."""
    model = CONTROLS[control].params
    if parameter not in model.model_fields:
        raise NoSuchParameter(field="parameter", control=control, parameter=parameter)
    own = getattr(model(), parameter)
    if bound != SuperiorRule.Bound.EXACTLY and not isinstance(own, (int, Decimal)):
        raise NoSuchParameter(field="bound", control=control, parameter=parameter)
    try:
        limit = parsed(model, parameter, value)
    except ValidationError as problem:
        raise InvalidInput({"value": [says for each in sentences(problem).values() for says in each]}) from None
    return model.model_validate({**model().model_dump(), parameter: limit}).model_dump(mode="json")[parameter]
