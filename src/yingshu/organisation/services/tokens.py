"""Keys of integrations, and the company's working days."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date

from django.utils.translation import gettext_noop as N_

from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.caches import bump
from yingshu.kernel.errors import NotFound
from yingshu.kernel.inputs import Id, Needed, PersonRef, Text
from yingshu.kernel.services import Done, service

from ..models import ApiToken, Person, WorkdayOverride
from ..principal import people_changed
from ..workday_calendar import WORKDAYS
from .common import found


@service("organisation.issue_api_token", title=N_("Issue API token"))
def issue_api_token(*, actor: Actor, person_id: PersonRef, name: Needed) -> Done:
    """A key with which an integration acts as a person. The key itself is told once; only its hash is kept."""
    person = found(Person, person_id)
    token = f"ys_{secrets.token_urlsafe(32)}"
    pk = write.add_one(ApiToken, person_id=person.pk, name=name, digest=hashlib.sha256(token.encode()).hexdigest(),
                       created_at=clock.now())
    people_changed()
    return Done("api_token", pk, name, data={"token": token}, secret=frozenset({"token"}), after={"person": person.name})


@service("organisation.revoke_api_token", title=N_("Revoke API token"))
def revoke_api_token(*, actor: Actor, token_id: Id) -> Done:
    """The key works no more."""
    kept = found(ApiToken, token_id)
    if not write.change(ApiToken, where={"id": kept.pk, "revoked_at__isnull": True}, set={"revoked_at": clock.now()}):
        raise NotFound()
    people_changed()
    return Done("api_token", kept.pk, kept.name, after={"revoked_at": clock.now()})


@service("organisation.set_workday", title=N_("Set working day"))
def set_workday(*, actor: Actor, day: date, worked: bool, note: Text = "") -> Done:
    """The company's own calendar: a day is worked, or is not, whatever the public one says."""
    known = WorkdayOverride.objects.filter(day=day).first()
    if known is None:
        pk = write.add_one(WorkdayOverride, day=day, worked=worked, note=note)
    else:
        pk = known.pk
        write.change(WorkdayOverride, where={"id": pk}, set={"worked": worked, "note": note})
    bump(WORKDAYS)
    return Done("workday", pk, day.isoformat(), before={"worked": known.worked if known else None}, after={"worked": worked})
