"""Changing the structure by a document: reason, factors, day; agreed by a flow; in force on its day (ORG-05)."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Annotated, Any
from uuid import uuid4

import orjson
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from pydantic import Field

from yingshu.kernel import approving, clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.approving import Approvable, Card
from yingshu.kernel.errors import InvalidInput, NotFound
from yingshu.kernel.inputs import Input, LongText, Text, UnitRef
from yingshu.kernel.judging import decide, params_of
from yingshu.kernel.links import record_url
from yingshu.kernel.services import Done, service
from yingshu.kernel.transitions import Transitions

from ..controls import SETTLING
from ..models import Reorganisation, SettleCondition, StructureVersion, Unit
from ..rules import SettlingFacts
from .structure import Code, change_unit, create_unit

KIND = "reorganisation"
S = Reorganisation.State
MOVES = Transitions({"approve": ([S.PENDING], S.APPROVED), "reject": ([S.PENDING], S.REJECTED),
                     "take effect": ([S.APPROVED], S.IN_FORCE)}, S)
Reason = Annotated[LongText, Field(min_length=1)]


class UnitChange(Input):
    """A unit that is made (with a new code), renamed, put below another, or closed."""

    unit_id: UnitRef | None = None
    code: Code | None = None
    name: Text = ""
    parent_id: UnitRef | None = None
    close: bool = False


@service("organisation.reorganise", title=N_("Ask for a reorganisation"), clause="ORG-05")
def reorganise(*, actor: Actor, reason: Reason, factors: Reason, effective_on: date, changes: list[UnitChange]) -> Done:
    """Ask to change the structure from a day on, with the reason and the factors (strategy, structure, business, stage). Agreed, it
    takes effect on its day and the structure before stays on record. Refused once the structure has settled."""
    if not changes:
        raise InvalidInput({"changes": [_("Say which units change.")]})
    if effective_on < clock.today():
        raise InvalidInput({"effective_on": [_("The day lies in the past.")]})
    confirmed = tuple(SettleCondition.objects.order_by("id").values_list("condition", flat=True))
    decide(SETTLING, SettlingFacts(confirmed=confirmed), kind=KIND, id=None)
    pk = write.add_one(Reorganisation, number=uuid4().hex, reason=reason[:500], factors=factors, effective_on=effective_on,
                       changes=[c.model_dump(mode="json", exclude_none=True) for c in changes], owner_id=actor.id, asked_at=clock.now())
    number = f"ZZ{clock.today():%Y%m%d}-{pk:04d}"
    write.change(Reorganisation, where={"id": pk}, set={"number": number})
    if not approving.submit(actor, KIND, pk):
        _approved(actor, pk)
    state = Reorganisation.objects.values_list("state", flat=True).get(pk=pk)
    return Done(KIND, pk, number, state, after={"effective_on": effective_on.isoformat(), "units": len(changes)}, reason=reason)


@service("organisation.confirm_condition", title=N_("Confirm a condition of settling"), clause="ORG-05")
def confirm_condition(*, actor: Actor, condition: Annotated[Text, Field(min_length=1, max_length=60)]) -> Done:
    """Confirm one of the conditions under which the structure settles."""
    known = params_of(SETTLING).settle_conditions
    found = next((c for c in known if condition in (c, _(c))), None)
    if found is None:
        raise InvalidInput({"condition": ["、".join(_(c) for c in known)]})
    if not SettleCondition.objects.filter(condition=found).exists():
        write.add_one(SettleCondition, condition=found, confirmed_at=clock.now(), confirmed_by=actor.name)
    return Done("settle_condition", 0, _(found), after={"condition": found})


@service("organisation.take_effect", title=N_("Put the reorganisation in force"), clause="ORG-05")
def take_effect(*, actor: Actor, reorganisation_id: Annotated[int, Field(gt=0)]) -> Done:
    """On its day an approved reorganisation changes the structure; called by the worker, or by hand when the day has come."""
    row = Reorganisation.objects.filter(pk=reorganisation_id, effective_on__lte=clock.today()).first()
    if row is None:
        raise NotFound(field="reorganisation_id")
    MOVES.move(Reorganisation, row.pk, "take effect", actor=approving.deciding(actor))
    before = _version()
    for change in row.changes:
        _apply(actor, change)
    write.change(Reorganisation, where={"id": row.pk}, set={"version_before": before, "version_after": _version()})
    return Done(KIND, row.pk, row.number, S.IN_FORCE, before={"structure": before}, after={"structure": _version()})


def _apply(actor: Actor, change: dict[str, Any]) -> None:
    if change.get("unit_id"):
        change_unit(actor=actor, unit_id=change["unit_id"], name=change.get("name") or None, parent_id=change.get("parent_id"),
                    active=False if change.get("close") else None)
    else:
        create_unit(actor=actor, name=change["name"], code=change["code"], parent_id=change.get("parent_id"))


def _version() -> int:
    return StructureVersion.objects.aggregate(n=Max("number"))["n"] or 0


def card(pk: int) -> Card:
    """What changes, why, and from when."""
    row = Reorganisation.objects.get(pk=pk)
    names = dict(Unit.objects.values_list("id", "name"))
    lines = [(_("Reason"), row.reason), (_("Factors"), row.factors), (_("Effective on"), row.effective_on.isoformat()),
             *((_("Unit"), _in_words(c, names)) for c in row.changes)]
    digest = hashlib.sha256(orjson.dumps([row.changes, row.effective_on])).hexdigest()
    return Card(row.number, row.reason[:80], record_url("reorganisations", pk), row.owner_id, None, {"units": len(row.changes)}, lines,
                digest)


def _in_words(change: dict[str, Any], names: dict[int, str]) -> str:
    parts = [names.get(change.get("unit_id", 0), _("new")), change.get("name", ""),
             _("below %(unit)s") % {"unit": names.get(change["parent_id"], "")} if change.get("parent_id") else "",
             _("closed") if change.get("close") else ""]
    return " → ".join(p for p in parts if p)


def _approved(actor: Actor, pk: int) -> None:
    row = MOVES.move(Reorganisation, pk, "approve", actor=approving.deciding(actor), set={
        "decided_at": clock.now(), "decided_by": actor.name})
    if row.effective_on <= clock.today():
        take_effect(actor=actor, reorganisation_id=pk)


def _rejected(actor: Actor, pk: int, reason: str) -> None:
    MOVES.move(Reorganisation, pk, "reject", actor=actor, set={"decided_at": clock.now(), "decided_by": actor.name,
                                                             "opinion": reason[:300]})


approving.declare(Approvable(KIND, N_("Reorganisation"), "ORG-05", card, _approved, _rejected, {"units": N_("number of units")}))
