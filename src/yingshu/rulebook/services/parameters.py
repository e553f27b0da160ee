"""Changing the parameters of a control: prepared by one person, released by another."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.db.models import Max
from django.utils.translation import gettext_noop as N_
from pydantic import Field, ValidationError

from yingshu.documents.numbers import next_number
from yingshu.kernel import approving, clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.controls import CONTROLS, Control, Params
from yingshu.kernel.errors import InvalidInput, NotFound
from yingshu.kernel.inputs import Lookup, Needed, UnitRef
from yingshu.kernel.schemas import sentences
from yingshu.kernel.services import Done, service

from ..controls import TWO_PERSONS
from ..decisions import InForce, Subject, decide, in_force, rulebook_changed
from ..errors import DayIsPast, LaterSetExists, NothingChanges, NotThePreparer, UnknownVariant
from ..models import ParameterChange, ParameterSet
from ..rules import TwoPersonsFacts
from ..transitions import CHANGE

KIND = "parameter_change"
ChangeRef = Annotated[int, Field(gt=0), Lookup("parameter_changes")]
State = ParameterChange.State


@service("rulebook.set_parameters", title=N_("Put parameters in force"))
def set_parameters(*, actor: Actor, control: str, values: dict[str, Any] | None = None, variant: str = "",
                   valid_from: date | None = None, unit_id: int | None = None, reason: str = "") -> Done:
    """Put parameters in force at once: a variant's values, then the given ones over them, the rest as delivered.

    This is how the publication of a rulebook and the first setting-up do it, which two persons signed already; no post has the right.
    Bad values (limits, overlapping bands) raise InvalidInput with one message per field. The former set stays on record.
    """
    bound, start = control_of(control), valid_from or clock.today()
    params = validated(bound, {**variant_values(bound, variant), **(values or {})})
    return _put(actor, bound, params, variant, start, unit_id, reason)


@service("rulebook.prepare_parameters", title=N_("Prepare a change of parameters"), clause="ORG-31")
def prepare_parameters(*, actor: Actor, control: str, reason: Needed, values: dict[str, Any] | None = None, variant: str = "",
                       valid_from: date | None = None, unit_id: UnitRef | None = None) -> Done:
    """Prepare new values for a control, or another variant of its clause, from a day on, for the company or one unit.

    Somebody else releases it; where a flow for parameter changes is in force, it is approved first. Raises InvalidInput with one
    message per field for values beyond their limits, bands that overlap or leave a gap, weights that do not sum to one.
    """
    bound, start = control_of(control), valid_from or clock.today()
    if start < clock.today():
        raise DayIsPast(field="valid_from", day=start.isoformat())
    _no_later_set(control, unit_id, start)
    force = in_force(bound, unit_id, start)
    changes = differing(bound, force, variant, values or {})
    if not changes:
        raise NothingChanges(field="values", day=start.isoformat())
    number = next_number(KIND, clock.today())
    pk = write.add_one(ParameterChange, number=number, control=control, unit_id=unit_id, variant=variant, changes=changes,
                       valid_from=start, reason=reason, state=State.REVIEWING, prepared_by_id=actor.id, prepared_by=actor.name,
                       prepared_at=clock.now())
    if not approving.submit(actor, KIND, pk):
        _move(pk, "hand_over")
    made = ParameterChange.objects.get(pk=pk)
    return Done(KIND, pk, number, made.state, data={"valid_from": start.isoformat(), "version": made.version},
                after={"control": control, "changes": changes, "valid_from": start.isoformat()}, reason=reason)


@service("rulebook.release_parameters", title=N_("Release the change"), clause="ORG-31")
def release_parameters(*, actor: Actor, change_id: ChangeRef, opinion: str = "") -> Done:
    """Put a prepared change in force from its day on, at the earliest today. Refused to who prepared it."""
    change = _move(change_id, "release", actor, opinion)
    facts = TwoPersonsFacts(number=change.number, prepared_by=change.prepared_by, released_by=actor.name,
                            same_person=change.prepared_by_id == actor.id)
    decide(TWO_PERSONS, facts, Subject(KIND, change.pk, change.number, change.unit_id))
    return _in_force(actor, change)


@service("rulebook.refuse_parameters", title=N_("Reject the change"), clause="ORG-31")
def refuse_parameters(*, actor: Actor, change_id: ChangeRef, reason: Needed) -> Done:
    """Reject a prepared change; it stays on record with the reason."""
    change = _move(change_id, "refuse", actor, reason)
    return Done(KIND, change.pk, change.number, change.state, reason=reason)


@service("rulebook.withdraw_parameters", title=N_("Withdraw the change"), clause="ORG-31")
def withdraw_parameters(*, actor: Actor, change_id: ChangeRef, reason: Needed) -> Done:
    """Take back what one prepared oneself, before it is released."""
    change = _move(change_id, "withdraw", actor, reason)
    if change.prepared_by_id != actor.id:
        raise NotThePreparer(number=change.number, name=change.prepared_by)
    approving.withdraw(actor, KIND, change.pk, reason)
    return Done(KIND, change.pk, change.number, change.state, reason=reason)


def agreed(actor: Actor, pk: int) -> None:
    """The flow agreed: released by who agreed last; when that was the preparer, it waits for somebody else's release."""
    change = ParameterChange.objects.get(pk=pk)
    if change.prepared_by_id == actor.id:
        _move(pk, "hand_over")
    else:
        _in_force(actor, _move(pk, "agree", actor))


def fallen(actor: Actor, pk: int, reason: str) -> None:
    """The flow ended with a refusal, or because the change was withdrawn."""
    if ParameterChange.objects.filter(pk=pk, state=State.REVIEWING).exists():
        _move(pk, "fall", actor, reason)


# ---- steps

def _move(pk: int, step: str, actor: Actor | None = None, opinion: str = "") -> ParameterChange:
    start, end = CHANGE.table[step]
    decided = {"decided_by": actor.name, "decided_at": clock.now(), "opinion": opinion[:200]} if actor else {}
    rows = write.change(ParameterChange, where={"id": pk, "state__in": start}, set={"state": end, **decided}, returning="*")
    if not rows:
        found = ParameterChange.objects.filter(pk=pk).first()
        if found is None:
            raise NotFound()
        CHANGE.check(step, found.state, found.number)
    changed: ParameterChange = rows[0]
    return changed


def _in_force(actor: Actor, change: ParameterChange) -> Done:
    """The changed values over those in force on the day: what others changed meanwhile stays."""
    bound, start = control_of(change.control), max(change.valid_from, clock.today())
    force = in_force(bound, change.unit_id, start)
    params = validated(bound, {**force.params.model_dump(mode="json"), **change.changes})
    done = _put(actor, bound, params, change.variant or _kept_variant(bound, force, change.changes), start, change.unit_id, change.reason)
    write.change(ParameterChange, where={"id": change.pk}, set={"version": done.data["version"]})
    return Done(KIND, change.pk, change.number, change.state, data=done.data, before={"state": State.PREPARED},
                after={"state": change.state, "version": done.data["version"], "valid_from": start.isoformat()}, reason=change.opinion)


def _put(actor: Actor, control: Control[Any, Any], params: Params, variant: str, start: date, unit_id: int | None, reason: str) -> Done:
    rulebook_changed()  # locks the version's row first: two releases at once get two numbers
    last = ParameterSet.objects.filter(control=control.code).aggregate(n=Max("version"))["n"] or 0
    values = params.model_dump(mode="json")
    pk = write.add_one(ParameterSet, control=control.code, unit_id=unit_id, valid_from=start, variant=variant, values=values,
                       version=last + 1, at=clock.now(), actor_id=actor.id, actor_name=actor.name, reason=reason)
    return Done("parameter_set", pk, f"{control.code} V{last + 1}", data={"version": last + 1, "valid_from": start.isoformat()},
                after={"values": values, "valid_from": start.isoformat(), "variant": variant}, reason=reason)


# ---- values

def control_of(code: str) -> Control[Any, Any]:
    if code not in CONTROLS:
        raise NotFound()
    return CONTROLS[code]


def variant_values(control: Control[Any, Any], variant: str) -> dict[str, Any]:
    if variant and variant not in control.variants:
        raise UnknownVariant(control=control.code, variant=variant)
    return dict(control.variants.get(variant, {}))


def validated(control: Control[Any, Any], values: dict[str, Any]) -> Params:
    try:
        params: Params = control.params.model_validate(values)
    except ValidationError as problem:
        raise InvalidInput({path or "values": says for path, says in sentences(problem).items()}) from None
    return params


def differing(control: Control[Any, Any], force: InForce, variant: str, values: dict[str, Any]) -> dict[str, Any]:
    """What would be otherwise than in force. Another variant starts from the delivered values, single values from those in force."""
    base = control.params() if variant else force.params
    asked = validated(control, {**base.model_dump(mode="json"), **variant_values(control, variant), **values}).model_dump(mode="json")
    now = force.params.model_dump(mode="json")
    return {name: value for name, value in asked.items() if value != now[name]}


def _kept_variant(control: Control[Any, Any], force: InForce, changes: dict[str, Any]) -> str:
    """The variant in force keeps its name while none of its own values changes."""
    return "" if set(control.variants.get(force.variant, {})) & set(changes) else force.variant


def _no_later_set(control: str, unit_id: int | None, start: date) -> None:
    later = ParameterSet.objects.filter(control=control, unit_id=unit_id, valid_from__gt=start).order_by("-valid_from").first()
    if later is not None:
        raise LaterSetExists(field="valid_from", set=str(later), since=later.valid_from.isoformat())
