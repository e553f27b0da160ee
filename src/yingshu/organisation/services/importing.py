"""Importing people: accounts and the posts they hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db.models.functions import Lower
from django.utils.translation import gettext_noop as N_

from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.imported import CARES, Care, importing
from yingshu.kernel.inputs import Text
from yingshu.kernel.services import Done, service
from yingshu.kernel.text import search_text

from .. import errors
from ..imports import ImportMode, PersonRow
from ..models import Appointment, Person, Post, Unit
from ..principal import people_changed
from ..queries import in_force
from .common import apply
from .people import appoint

APPOINT = "organisation.appoint"
_BETWEEN_POSTS = re.compile(r"[、;；]")
_BETWEEN_NAMES = re.compile(r"\s*[·@/]\s*")


@service("organisation.import_people", title=N_("Import users"))
def import_people(*, actor: Actor, rows: list[PersonRow], mode: ImportMode = ImportMode.BOTH, skip_errors: bool = False,
                  file: Text = "") -> Done:
    """Add and change people by login name, and put them into posts. Nobody loses a post, and a second run changes nothing.

    New people cannot log in before somebody resets their password. By default all rows must be right, else nothing is written.
    Posts need the right ``organisation.appoint`` and are refused beyond the headcount (ORG-04).
    """
    names = {row.username.lower() for row in rows}
    people = Person.objects.annotate(login=Lower("username")).filter(login__in=names)
    posts = Appointment.objects.annotate(login=Lower("person__username")).filter(login__in=names)
    with importing(actor, "people", file, people, posts) as journal:
        journal.take(rows, lambda row: _take(actor, row, mode), skip_errors)
    people_changed()
    return journal.done()


def _logged_in(ids: Sequence[int]) -> Iterable[int]:
    """People who have logged in have begun to work."""
    return Person.objects.filter(pk__in=ids, last_login__isnull=False).values_list("pk", flat=True)


CARES[Person] = Care(used=_logged_in, after=people_changed)


def _take(actor: Actor, row: PersonRow, mode: ImportMode) -> str:
    """The posts are looked up before anything is written, so that a wrong row leaves nothing behind."""
    found = Person.objects.filter(username__iexact=row.username).first()
    _fits(row, found, mode)
    wanted = _posts(actor, row, found)
    person = found or _add(row)
    changed = bool(found and apply(found, row.model_dump(include={"name", "staff_no", "phone", "email", "joined_on"},
                                                         exclude_none=True))[1])
    for post, unit in wanted:
        appoint(actor=actor, person_id=person.pk, post_id=post.pk, unit_id=unit.pk)
    return "added" if found is None else "changed" if changed or wanted else "unchanged"


def _fits(row: PersonRow, found: Person | None, mode: ImportMode) -> None:
    if found is None and mode == ImportMode.UPDATE:
        raise errors.UnknownPerson(field="username", username=row.username)
    if found is not None and mode == ImportMode.ADD:
        raise errors.PersonThere(field="username", username=row.username)
    if found is None and not row.name:
        raise errors.PersonNameMissing(field="name", username=row.username)


def _add(row: PersonRow) -> Person:
    name, staff_no, phone = row.name or "", row.staff_no or "", row.phone or ""
    pk = write.add_one(Person, username=row.username, name=name, staff_no=staff_no, phone=phone, email=row.email or "", is_active=True,
                       password=make_password(None), must_change_password=True, password_changed_at=clock.now(), language="zh-hans",
                       joined_on=row.joined_on, search_text=search_text(name, row.username, staff_no, phone))
    return Person.objects.get(pk=pk)


def _posts(actor: Actor, row: PersonRow, found: Person | None) -> list[tuple[Post, Unit]]:
    """The posts of the row that the person does not hold yet."""
    pairs = [_post_and_unit(text) for text in _BETWEEN_POSTS.split(row.posts or "") if text.strip()]
    held: Any = Appointment.objects.filter(in_force(), person=found).values_list("post_id", "unit_id") if found else ()
    fresh = [pair for pair in pairs if (pair[0].pk, pair[1].pk) not in set(held)]
    if fresh:
        actor.require(APPOINT)
    return fresh


def _post_and_unit(text: str) -> tuple[Post, Unit]:
    post_name, *rest = _BETWEEN_NAMES.split(text.strip(), 1)
    post = Post.objects.filter(name=post_name).first()
    units = Unit.objects.filter(name=rest[0]) if rest else Unit.objects.filter(parent=None)
    unit = units.order_by("path").first()
    if post is None or unit is None:
        raise errors.UnknownPost(field="posts", text=text.strip())
    return post, unit
