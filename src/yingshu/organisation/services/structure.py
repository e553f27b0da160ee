"""Units, posts and headcounts; every change keeps a picture of the whole structure (ORG-03, ORG-04)."""

from __future__ import annotations

from typing import Annotated, Any

from django.db import models
from django.db.models import Max, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import gettext_noop as N_
from pydantic import Field

from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor, Reach
from yingshu.kernel.errors import InvalidInput
from yingshu.kernel.inputs import Needed, PersonRef, PostRef, Text, UnitRef
from yingshu.kernel.services import Done, current, service

from .. import errors
from ..models import Appointment, Headcount, Post, StructureVersion, Unit
from ..principal import people_changed
from ..queries import in_force
from .common import apply, found, unused

Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9_\-]{1,20}$")]
Seats = Annotated[int, Field(ge=0, le=100_000)]


class DataScope(models.TextChoices):
    """数据范围: whose records the holder of a post sees."""

    OWN = Reach.OWN, _l("own")
    UNIT = Reach.UNIT, _l("own unit")
    BELOW = Reach.BELOW, _l("own unit and below")
    ALL = Reach.ALL, _l("everything")


@service("organisation.create_unit", title=N_("New unit"), clause="ORG-03")
def create_unit(*, actor: Actor, name: Needed, code: Code, kind: Unit.Kind = Unit.Kind.DEPARTMENT, parent_id: UnitRef | None = None,
                head_id: PersonRef | None = None) -> Done:
    """Add a unit below another. Without a parent it is the top of the tree."""
    unused(Unit, code=code)
    parent = found(Unit, parent_id) if parent_id else None
    pk = write.add_one(Unit, name=name, code=code, kind=kind, parent_id=parent_id, head_id=head_id, path="", active=True)
    write.change(Unit, where={"id": pk}, set={"path": f"{parent.path if parent else '/'}{pk}/"})
    structure_changed(name)
    return Done("unit", pk, code, after={"name": name, "kind": kind, "parent_id": parent_id, "head_id": head_id})


@service("organisation.change_unit", title=N_("Change unit"), clause="ORG-03")
def change_unit(*, actor: Actor, unit_id: UnitRef, name: Text | None = None, kind: Unit.Kind | None = None,
                parent_id: UnitRef | None = None, head_id: PersonRef | None = None, active: bool | None = None) -> Done:
    """Rename, move, give a head, or close a unit. A unit with people or active parts cannot be closed."""
    unit = found(Unit, unit_id)
    if active is False:
        _must_be_empty(unit)
    moved = parent_id is not None and parent_id != unit.parent_id
    old_path = unit.path
    if moved:
        unit.path = _path_below(found(Unit, parent_id), unit)
    before, after = apply(unit, {"name": name or None, "kind": kind, "parent_id": parent_id, "head_id": head_id, "active": active})
    if moved:
        _move_below(old_path, unit.path)
    structure_changed(unit.name)
    return Done("unit", unit.pk, unit.code, before=before, after=after)


def _must_be_empty(unit: Unit) -> None:
    people = Appointment.objects.filter(in_force(), unit=unit).count()
    parts = unit.children.filter(active=True).count()
    if people or parts:
        raise errors.UnitInUse(unit=unit.name, people=people, parts=parts)


def _path_below(parent: Unit, unit: Unit) -> str:
    if parent.path.startswith(unit.path):
        raise errors.UnitInItself(unit=unit.name, parent=parent.name)
    return f"{parent.path}{unit.pk}/"


def _move_below(old_path: str, new_path: str) -> None:
    for part in Unit.objects.filter(path__startswith=old_path):
        write.change(Unit, where={"id": part.pk}, set={"path": new_path + part.path.removeprefix(old_path)})


@service("organisation.create_post", title=N_("New post"), clause="ORG-03")
def create_post(*, actor: Actor, name: Needed, code: Code, reach: DataScope = DataScope.OWN, rights: list[Text] | None = None,
                reports_to_id: PostRef | None = None, authority: Text = "") -> Done:
    """Add a post with its rights (codes or patterns), its data scope and its superior post."""
    unused(Post, name=name, code=code)
    pk = write.add_one(Post, name=name, code=code, reach=reach, rights=rights or [], reports_to_id=reports_to_id,
                       authority=authority, active=True)
    structure_changed(name)
    return Done("post", pk, code, after={"name": name, "reach": reach, "rights": rights or [], "reports_to_id": reports_to_id,
                                         "authority": authority})


@service("organisation.change_post", title=N_("Change post"), clause="ORG-20")
def change_post(*, actor: Actor, post_id: PostRef, name: Text | None = None, reach: DataScope | None = None,
                rights: list[Text] | None = None, reports_to_id: PostRef | None = None, authority: Text | None = None,
                active: bool | None = None) -> Done:
    """Change a post's rights, data scope or superior; what is left out stays. Holds for its holders at once."""
    post = found(Post, post_id)
    unused(Post, but=post.pk, name=name or "")
    if reports_to_id == post.pk:
        raise InvalidInput({"reports_to_id": [_("A post cannot report to itself.")]})
    before, after = apply(post, {"name": name or None, "reach": reach, "rights": rights, "reports_to_id": reports_to_id,
                                 "authority": authority, "active": active})
    structure_changed(post.name)
    return Done("post", post.pk, post.code, before=before, after=after)


@service("organisation.set_headcount", title=N_("Set headcount"), clause="ORG-04")
def set_headcount(*, actor: Actor, unit_id: UnitRef, post_id: PostRef, seats: Seats) -> Done:
    """How many people may hold a post in a unit. Lowering it below those in post removes nobody."""
    unit, post = found(Unit, unit_id), found(Post, post_id)
    old = Headcount.objects.filter(unit=unit, post=post).first()
    if old is None:
        pk = write.add_one(Headcount, unit_id=unit.pk, post_id=post.pk, seats=seats)
    else:
        pk = old.pk
        write.change(Headcount, where={"id": pk}, set={"seats": seats})
    structure_changed(f"{unit.name} {post.name}")
    return Done("headcount", pk, f"{unit.name} {post.name}", before={"seats": old.seats if old else None}, after={"seats": seats})


def structure_changed(what: str) -> None:
    """Tell the caches and keep the structure as it is now. The caches' row, locked first, keeps two changes from one number."""
    people_changed()
    work = current()
    number = (StructureVersion.objects.aggregate(n=Max("number"))["n"] or 0) + 1
    write.add_one(StructureVersion, number=number, at=clock.now(), actor_name=work.actor.name, change=f"{work.action} {what}"[:200],
                  tree=picture())


def picture() -> dict[str, list[Any]]:
    """The structure as data: units in tree order, posts, headcounts."""
    units = Unit.objects.filter(active=True).values("id", "code", "name", "kind", "parent_id", "head__name")
    posts = Post.objects.filter(active=True).values("code", "name", "reach", "reports_to__code")
    seats = Headcount.objects.filter(Q(unit__active=True) & Q(post__active=True)).values("unit__code", "post__name", "seats")
    return {"units": list(units), "posts": list(posts), "headcounts": list(seats.order_by("unit__path", "post__name"))}
