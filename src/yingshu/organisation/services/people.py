"""People, the posts they hold, and their way in."""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from typing import Annotated, Any

from axes.utils import reset as axes_reset
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from pydantic import AfterValidator, Field

from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import InvalidInput
from yingshu.kernel.inputs import Id, Needed, PersonRef, Phone, PostRef, Text, UnitRef
from yingshu.kernel.judging import decide
from yingshu.kernel.services import Done, service
from yingshu.kernel.text import half_width, search_text

from .. import errors
from ..controls import HEADCOUNT
from ..models import Appointment, Headcount, Person, Post, Unit
from ..passwords import hashed
from ..principal import people_changed
from ..queries import holding
from ..rules import HeadcountFacts
from .common import apply, found, unused

Login = Annotated[str, AfterValidator(half_width), Field(pattern=r"^[\w.@+\-]{2,60}$")]
Email = Annotated[str, AfterValidator(half_width), Field(pattern=r"^$|^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=120)]
EXCEED = "organisation.exceed_headcount"


@service("organisation.create_person", title=N_("New person"))
def create_person(*, actor: Actor, username: Login, name: Needed, staff_no: Text = "", phone: Phone = "", email: Email = "",
                  password: str = "", joined_on: date | None = None) -> Done:
    """Add a person who can log in. Without a password a first one is made and told once; it must be changed at the first login."""
    unused(Person, username=username)
    first = password or first_password()
    person = Person(username=username, name=name, staff_no=staff_no, phone=phone, email=email)
    _check_password(first, person)
    pk = write.add_one(Person, username=username, name=name, staff_no=staff_no, phone=phone, email=email, is_active=True,
                       password=hashed(first), must_change_password=True, password_changed_at=clock.now(),
                       language="zh-hans", joined_on=joined_on, search_text=search_text(name, username, staff_no, phone))
    people_changed()
    told = {} if password else {"password": first}
    return Done("person", pk, username, data=told, secret=frozenset(told),
                after={"name": name, "staff_no": staff_no, "phone": bool(phone), "email": bool(email)})


@service("organisation.change_person", title=N_("Change person"))
def change_person(*, actor: Actor, person_id: PersonRef, name: Text | None = None, staff_no: Text | None = None,
                  phone: Phone | None = None, email: Email | None = None, is_active: bool | None = None) -> Done:
    """Change a person's data, or stop the login of somebody who left. Records keep the name they were written with."""
    person = found(Person, person_id)
    before, after = apply(person, {"name": name or None, "staff_no": staff_no, "phone": phone, "email": email,
                                   "is_active": is_active})
    people_changed()
    return Done("person", person.pk, person.username, before=before, after=after)


@service("organisation.change_own_settings", title=N_("Change my settings"))
def change_own_settings(*, actor: Actor, language: Annotated[str, Field(pattern="^(zh-hans|en)$")] | None = None,
                        email: Email | None = None) -> Done:
    """Language and e-mail of the person acting."""
    person = found(Person, actor.id)
    before, after = apply(person, {"language": language, "email": email})
    people_changed()
    return Done("person", person.pk, person.username, before=before, after=after)


@service("organisation.reset_password", title=N_("Reset password"))
def reset_password(*, actor: Actor, person_id: PersonRef) -> Done:
    """Give a person a new first password, told once. Running sessions of the person end; it must be changed at the next login."""
    person = found(Person, person_id)
    first = first_password()
    _new_password(person, first)
    return Done("person", person.pk, person.username, data={"password": first}, secret=frozenset({"password"}))


def _new_password(person: Person, password: str) -> None:
    _check_password(password, person)
    write.change(Person, where={"id": person.pk}, set={"password": hashed(password), "must_change_password": True,
                                                       "password_changed_at": clock.now()})
    axes_reset(username=person.username.casefold())
    people_changed()


@service("organisation.unlock_login", title=N_("Unlock login"))
def unlock_login(*, actor: Actor, person_id: PersonRef) -> Done:
    """Let a person try again after five wrong passwords."""
    person = found(Person, person_id)
    removed = axes_reset(username=person.username.casefold())
    return Done("person", person.pk, person.username, data={"failures_removed": removed})


def first_password() -> str:
    """A password to be told once: four groups of four, no letters that look alike."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _n in range(4)) for _g in range(4)).capitalize()


def _check_password(password: str, person: Person) -> None:
    try:
        validate_password(password, person)
    except ValidationError as problem:
        raise InvalidInput({"password": list(problem.messages)}) from None


@service("organisation.appoint", title=N_("Appoint"), clause="ORG-04")
def appoint(*, actor: Actor, person_id: PersonRef, post_id: PostRef, unit_id: UnitRef, since: date | None = None,
            until: date | None = None, approval: Text = "") -> Done:
    """Put a person into a post of a unit. Beyond the headcount it is refused, unless ``approval`` gives the special approval and
    the actor has the right ``organisation.exceed_headcount``."""
    person, post, unit = found(Person, person_id), found(Post, post_id), found(Unit, unit_id)
    write.lock(Post, post.pk)
    start = since or clock.today()
    if until is not None and until < start:
        raise InvalidInput({"until": [_("The last day lies before the first.")]})
    _not_yet_held(person, post, unit)
    decide(HEADCOUNT, _headcount_facts(actor, post, unit, approval), kind="person", id=person.pk, number=person.name,
           unit_id=unit.pk)
    pk = write.add_one(Appointment, person_id=person.pk, post_id=post.pk, unit_id=unit.pk, since=start, until=until,
                       approval=approval)
    people_changed()
    return Done("appointment", pk, person.name, after={"person": person.name, "post": post.name, "unit": unit.name, "since": start,
                                                       "until": until, "approval": approval})


def _not_yet_held(person: Person, post: Post, unit: Unit) -> None:
    still = Q(until=None) | Q(until__gte=clock.today())
    if Appointment.objects.filter(still, person=person, post=post, unit=unit).exists():
        raise errors.AlreadyAppointed(person=person.name, post=post.name, unit=unit.name)


def _headcount_facts(actor: Actor, post: Post, unit: Unit, approval: str) -> HeadcountFacts:
    seats: Any = Headcount.objects.filter(unit=unit, post=post).values_list("seats", flat=True).first()
    return HeadcountFacts(post=post.name, unit=unit.name, seats=seats, holding=holding(unit.pk, post.pk),
                          special_approval=bool(approval), may_exceed=actor.may(EXCEED))


@service("organisation.exceed_headcount", title=N_("Approve an appointment beyond the headcount"), clause="ORG-04")
def exceed_headcount(*, actor: Actor, person_id: PersonRef, post_id: PostRef, unit_id: UnitRef, approval: Needed,
                     since: date | None = None) -> Done:
    """Appoint beyond the headcount, giving the special approval in words."""
    return appoint(actor=actor, person_id=person_id, post_id=post_id, unit_id=unit_id, since=since, approval=approval)


@service("organisation.end_appointment", title=N_("End appointment"))
def end_appointment(*, actor: Actor, appointment_id: Id, last_day: date | None = None) -> Done:
    """The last day in a post; without a day it ended yesterday, so the rights are gone at once."""
    held = found(Appointment, appointment_id)
    if held.until is not None and held.until < clock.today():
        raise errors.AppointmentEnded(until=held.until.isoformat())
    last = last_day or clock.today() - timedelta(days=1)
    write.change(Appointment, where={"id": held.pk}, set={"until": last})
    people_changed()
    return Done("appointment", held.pk, held.person.name, before={"until": held.until}, after={"until": last})
