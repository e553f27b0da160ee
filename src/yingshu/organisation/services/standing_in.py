"""Acting for others: absence with a deputy (ORG-25), written delegations (ORG-29), regions looked after (CUS-20)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from pydantic import Field

from yingshu.kernel import approving, clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import InvalidInput, NotFound
from yingshu.kernel.inputs import Fen, Id, Lookup, Needed, PersonRef, Text, UnitRef
from yingshu.kernel.judging import decide
from yingshu.kernel.services import Done, service

from .. import cards, errors
from ..controls import DEPUTY
from ..models import Absence, Delegation, Person, Supervision, Unit
from ..principal import held_posts, people_changed, work_out
from ..rights import known
from ..rules import DeputyFacts
from .common import found

Right = Annotated[str, Field(pattern=r"^[a-z_]+\.[a-z_]+$"), Lookup("own_rights")]


@service("organisation.register_absence", title=N_("Register absence"), clause="ORG-25")
def register_absence(*, actor: Actor, deputy_id: PersonRef, person_id: PersonRef | None = None, from_day: date | None = None,
                     reason: Text = "") -> Done:
    """A head goes away; from then until the return the deputy acts for the daily business, marked 代.

    One registers one's own absence; with the right ``organisation.create_person`` also somebody else's.
    """
    person = _self_or_other(actor, person_id)
    deputy = found(Person, deputy_id)
    running = Absence.objects.filter(person=person, returned_at=None).first()
    if running is not None:
        raise errors.AlreadyAway(person=person.name, since=f"{clock.local(running.left_at):%Y-%m-%d %H:%M}")
    decide(DEPUTY, _deputy_facts(person, deputy), kind="person", id=person.pk, number=person.name)
    left = max(clock.now(), clock.moment(from_day)) if from_day else clock.now()
    pk = write.add_one(Absence, person_id=person.pk, deputy_id=deputy.pk, left_at=left, reason=reason)
    people_changed()
    return Done("absence", pk, person.name, after={"person": person.name, "deputy": deputy.name, "left_at": left}, reason=reason)


def _self_or_other(actor: Actor, person_id: int | None) -> Person:
    if person_id not in (None, actor.id):
        actor.require("organisation.create_person")
    return found(Person, person_id or actor.id)


def _deputy_facts(person: Person, deputy: Person) -> DeputyFacts:
    posts = [word for a in held_posts(deputy.pk, clock.now()) for word in (a.post.code, a.post.name)]
    return DeputyFacts(deputy=deputy.name, person=person.name, posts=tuple(posts), same_person=deputy.pk == person.pk)


@service("organisation.register_return", title=N_("Register return"), clause="ORG-25")
def register_return(*, actor: Actor, absence_id: Id) -> Done:
    """The head is back; the deputy's standing in ends at once."""
    absence = found(Absence, absence_id)
    if actor.id not in (absence.person_id, absence.deputy_id):
        actor.require("organisation.create_person")
    if not write.change(Absence, where={"id": absence.pk, "returned_at__isnull": True}, set={"returned_at": clock.now()}):
        raise errors.NotAway(person=absence.person.name)
    people_changed()
    return Done("absence", absence.pk, absence.person.name, after={"returned_at": clock.now()})


@service("organisation.delegate", title=N_("Delegate"), clause="ORG-29")
@approving.held("organisation.delegate", title=N_("Delegate"), clause="ORG-29", card=cards.delegation, fact_names=cards.FACTS,
                fact_choices=cards.CHOICES)
def delegate(*, actor: Actor, right: Right, receiver_id: PersonRef, first_day: date, last_day: date, limit_fen: Fen | None = None,
             note: Needed, giver_id: PersonRef | None = None) -> Done:
    """Pass a right on in writing: matter, limit, period, delegate. Only a right one holds through one's own post."""
    giver, receiver = _self_or_other(actor, giver_id), found(Person, receiver_id)
    if last_day < first_day:
        raise InvalidInput({"last_day": [_("The last day lies before the first.")]})
    if receiver.pk == giver.pk:
        raise InvalidInput({"receiver_id": [_("Choose somebody else.")]})
    _must_hold(giver, right)
    row = {"giver_id": giver.pk, "receiver_id": receiver.pk, "right": right, "limit_fen": limit_fen, "first_day": first_day,
           "last_day": last_day, "note": note}
    pk = write.add_one(Delegation, **row)
    people_changed()
    return Done("delegation", pk, after={**row, "giver": giver.name, "receiver": receiver.name}, reason=note)


def _must_hold(giver: Person, right: str) -> None:
    own = work_out(giver, clock.now())
    if right not in known() or right not in own.rights or right in own.acting_for:
        raise errors.NotYours(person=giver.name, right=right)


@service("organisation.revoke_delegation", title=N_("Revoke delegation"), clause="ORG-29")
def revoke_delegation(*, actor: Actor, delegation_id: Id) -> Done:
    """Take a delegation back before its last day."""
    given = found(Delegation, delegation_id)
    if given.giver_id != actor.id:
        actor.require("organisation.create_person")
    if given.last_day < clock.today() or not write.change(Delegation, where={"id": given.pk, "revoked_at__isnull": True},
                                                          set={"revoked_at": clock.now()}):
        raise errors.DelegationOver()
    people_changed()
    return Done("delegation", given.pk, after={"revoked_at": clock.now()})


@service("organisation.supervise_region", title=N_("Assign a region"), clause="CUS-20")
def supervise_region(*, actor: Actor, unit_id: UnitRef, person_id: PersonRef | None = None) -> Done:
    """A service manager looks after a region from now on; nobody when no person is given. The former one's period ends."""
    unit = found(Unit, unit_id)
    person = found(Person, person_id) if person_id else None
    former = Supervision.objects.filter(unit=unit, until=None).select_related("person").first()
    if former is None and person is None:
        raise NotFound()
    write.change(Supervision, where={"unit_id": unit.pk, "until__isnull": True}, set={"until": clock.now()})
    pk = former.pk if former else 0
    if person is not None:
        pk = write.add_one(Supervision, person_id=person.pk, unit_id=unit.pk, since=clock.now())
    people_changed()
    return Done("supervision", pk, unit.name, before={"person": former.person.name if former else None},
                after={"person": person.name if person else None})
