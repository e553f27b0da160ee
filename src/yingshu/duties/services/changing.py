"""Changing duties in the browser or by REST: prepared by one person, in force once another one releases it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from pydantic import ValidationError

from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.caches import bump
from yingshu.kernel.errors import InvalidInput, NotFound
from yingshu.kernel.inputs import Id, Text
from yingshu.kernel.services import Done, service

from .. import errors
from ..items import DutyItem
from ..library import ready_made
from ..models import DutyVersion
from ..queries.versions import DUTIES
from .defining import add_version, check_parts
from .planning import plan_duty

KIND = "duty_version"


@service("duties.prepare_change", title=N_("Prepare a duty"))
def prepare_change(*, actor: Actor, item: dict[str, Any], valid_from: date | None = None, reason: Text = "") -> Done:
    """Prepare a new duty or other terms of one that exists, from a day on. It holds once another person releases it.

    ``active`` false ends the duty from that day. Bad terms raise InvalidInput with one message per field.
    """
    terms = parsed(item)
    check_parts(terms)
    return _prepare(actor, terms, valid_from, reason)


def parsed(item: Mapping[str, Any]) -> DutyItem:
    """The item from what somebody sent; raises InvalidInput with the field of each mistake."""
    try:
        return DutyItem.model_validate(item)
    except ValidationError as problem:
        raise InvalidInput({".".join(str(p) for p in e["loc"]) or "item": [_said(e)] for e in problem.errors()}) from None


def _said(error: Any) -> str:
    return _(str(error["ctx"]["error"])) if error["type"] == "value_error" else str(error["msg"])


def _prepare(actor: Actor, terms: DutyItem, valid_from: date | None, reason: str) -> Done:
    start = valid_from or clock.today()
    if start < clock.today():
        raise InvalidInput({"valid_from": [_("A duty cannot be changed for days that are past.")]})
    pk = add_version(actor, terms.code, terms, valid_from=start, reason=reason, released=False)
    version = DutyVersion.objects.select_related("duty").get(pk=pk)
    return Done(KIND, pk, str(version), "prepared", data={"version": version.number, "valid_from": start.isoformat()}, reason=reason,
                after={"title": terms.title, "valid_from": start.isoformat(), "active": terms.active})


@service("duties.adopt", title=N_("Take over ready-made duties"))
def adopt(*, actor: Actor, codes: list[str], valid_from: date | None = None) -> Done:
    """Prepare duties of the library as they are delivered; another person releases them. Raises InvalidInput for unknown codes."""
    ready = {item.code: item for item in ready_made()}
    if unknown := [code for code in codes if code not in ready]:
        raise InvalidInput({"codes": [_("The library has no duty “%(code)s”.") % {"code": code} for code in unknown]})
    prepared = [_prepare(actor, ready[code], valid_from, _("from the library")) for code in dict.fromkeys(codes)]
    return Done(KIND, prepared[0].id if prepared else 0, "", "prepared", data={"prepared": [done.id for done in prepared]},
                after={"duties": [ready[code].title for code in dict.fromkeys(codes)]})


@service("duties.release_change", title=N_("Release the duty"))
def release_change(*, actor: Actor, version_id: Id) -> Done:
    """Put a prepared duty in force from its day; not by who prepared it. Its occurrences are planned at once."""
    version = _prepared(version_id)
    if version.prepared_id == actor.id:
        raise errors.SamePerson()
    now = clock.now()
    start = max(version.valid_from, clock.today())
    write.change(DutyVersion, where={"id": version.pk}, set={
        "released_at": now, "released_id": actor.id, "released_by": actor.name, "valid_from": start})
    bump(DUTIES)
    planned = plan_duty(actor, version.duty_id)
    return Done(KIND, version.pk, str(version), "released", data={"valid_from": start.isoformat(), "planned": planned.created},
                before={"state": "prepared"}, after={"state": "released", "valid_from": start.isoformat()})


@service("duties.withdraw_change", title=N_("Withdraw the prepared duty"))
def withdraw_change(*, actor: Actor, version_id: Id) -> Done:
    """Take back a prepared duty that was not released."""
    version = _prepared(version_id)
    write.change(DutyVersion, where={"id": version.pk}, set={"withdrawn_at": clock.now()})
    return Done(KIND, version.pk, str(version), "withdrawn", before={"state": "prepared"}, after={"state": "withdrawn"})


def _prepared(version_id: int) -> DutyVersion:
    version: DutyVersion | None = write.lock(DutyVersion, version_id)
    if version is None:
        raise NotFound()
    if version.released_at or version.withdrawn_at:
        raise InvalidInput({"version_id": [_("This version is not waiting for release any more.")]})
    return version
