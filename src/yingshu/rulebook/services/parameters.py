"""Changing the parameters of a control."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_noop as N_
from pydantic import ValidationError

from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.controls import CONTROLS
from yingshu.kernel.errors import BusinessError, InvalidInput, NotFound
from yingshu.kernel.services import Done, service

from ..decisions import rulebook_changed
from ..models import ParameterSet


class UnknownVariant(BusinessError):
    """The control has no such variant."""

    code = "unknown_variant"
    message = N_("“%(control)s” has no variant “%(variant)s”.")


@service("rulebook.set_parameters", title=N_("Change parameters"))
def set_parameters(*, actor: Actor, control: str, values: dict[str, Any] | None = None, variant: str = "",
                   valid_from: date | None = None, unit_id: int | None = None, reason: str = "") -> Done:
    """Put parameters of a control in force from a day on: a variant's values, then the given ones over them.

    Bad values (limits, overlapping bands) raise InvalidInput with one message per field. The former set stays on record.
    """
    if control not in CONTROLS:
        raise NotFound()
    full = _validated(control, variant, values or {})
    last = ParameterSet.objects.filter(control=control).aggregate(n=Max("version"))["n"] or 0
    start = valid_from or clock.today()
    pk = write.add_one(ParameterSet, control=control, unit_id=unit_id, valid_from=start, variant=variant, values=full,
                       version=last + 1, at=clock.now(), actor_id=actor.id, actor_name=actor.name, reason=reason)
    rulebook_changed()
    return Done("parameter_set", pk, f"{control} V{last + 1}", data={"version": last + 1, "valid_from": start.isoformat()},
                after={"values": full, "valid_from": start.isoformat(), "variant": variant}, reason=reason)


def _validated(code: str, variant: str, values: dict[str, Any]) -> dict[str, Any]:
    control = CONTROLS[code]
    if variant and variant not in control.variants:
        raise UnknownVariant(control=code, variant=variant)
    try:
        params = control.params.model_validate({**control.variants.get(variant, {}), **values})
    except ValidationError as problem:
        raise InvalidInput({".".join(str(p) for p in e["loc"]) or "values": [e["msg"]] for e in problem.errors()}) from None
    return params.model_dump(mode="json")
