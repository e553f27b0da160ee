"""A structure from one of the clause's samples (ORG-03)."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_

from yingshu.kernel import write
from yingshu.kernel.actor import Actor
from yingshu.kernel.inputs import Text
from yingshu.kernel.services import Done, service

from ..models import Headcount, Post, Unit
from ..rights import RIGHTS, post_templates
from .structure import DataScope, change_post, create_post, structure_changed


class StructureTemplate(models.TextChoices):
    """The samples by the name of their shape."""

    GARMENT = "garment", _("Garment factory, three posts")
    THREE_DEPARTMENTS = "three_departments", _("Region with three departments")
    SMALL_CENTRE = "small_centre", _("Small centre of five people")
    GENERAL_OFFICE = "general_office", _("With a general manager's office")
    FOUR_DEPARTMENTS = "four_departments", _("Head, four departments and a discipline committee")
    PROMOTION_SALES_SERVICE = "promotion_sales_service", _("Promotion, sales and service departments")
    SALES_DIRECTOR = "sales_director", _("Sales director with three departments")
    SHOWROOM = "showroom", _("Showroom with four managers")
    DEALER = "dealer", _("Trading company")
    REGION_MANAGERS = "region_managers", _("Area managers")
    SCENIC_AREA = "scenic_area", _("Marketing of a scenic area")
    WITH_PRODUCT_DEPARTMENT = "with_product_department", _("With a product department")


def _data(name: str) -> dict[str, Any]:
    return json.loads(files("yingshu.organisation").joinpath(f"catalogue/{name}.json").read_text("utf-8"))


@service("organisation.initialise_from_template", title=N_("Set up from a sample"), clause="ORG-03")
def initialise_from_template(*, actor: Actor, template: StructureTemplate, company: Text = "") -> Done:
    """Make the centre, its departments, its posts and their headcounts after a sample; what exists already is kept and used.

    ``company`` names the top unit when there is none yet.
    """
    sample = _data("templates")[template]
    top = Unit.objects.filter(parent=None).order_by("id").first() or _unit(company or sample["centre"], "company", None)
    centre = _unit(sample["centre"], sample.get("kind", "department"), top) if top.name != sample["centre"] else top
    units = [_unit(name, "department", centre) for name in sample["units"]]
    posts = {name: _post(name) for name in dict.fromkeys([sample["head"], *sample["posts"]]) if name}
    for name, seats in sample["headcount"].items():
        _seats(centre, posts[name], seats)
    structure_changed(sample["variant"])
    return Done("unit", centre.pk, centre.code, data={"units": [unit.name for unit in units], "posts": list(posts)},
                after={"template": template, "units": [unit.name for unit in units], "posts": list(posts)})


def make_delivered_posts(actor: Actor) -> dict[str, int]:
    """All posts as delivered, with rights, scope, authority and superior: code → id."""
    made = {t.code: create_post(actor=actor, name=t.name, code=t.code, reach=DataScope(t.reach), rights=list(RIGHTS[t.code]),
                                authority=t.authority).id for t in post_templates()}
    for t in post_templates():
        if t.reports_to in made:
            change_post(actor=actor, post_id=made[t.code], reports_to_id=made[t.reports_to])
    return made


def _unit(name: str, kind: str, parent: Unit | None) -> Unit:
    known = Unit.objects.filter(name=name, parent=parent).first()
    if known is not None:
        return known
    pk = write.add_one(Unit, name=name, code=_free_code(), kind=kind, parent_id=parent.pk if parent else None, path="", active=True)
    write.change(Unit, where={"id": pk}, set={"path": f"{parent.path if parent else '/'}{pk}/"})
    return Unit.objects.get(pk=pk)


def _free_code() -> str:
    taken = set(Unit.objects.values_list("code", flat=True))
    return next(code for n in range(1, len(taken) + 2) if (code := f"U{n:02d}") not in taken)


def _post(name: str) -> Post:
    """The post of that name; a new one gets the rights, scope and superior of the delivered post it is like."""
    known = Post.objects.filter(name=name).first()
    if known is not None:
        return known
    delivered = {t.name: t for t in post_templates()}
    own = delivered.get(name)
    alike = _data("likes").get(name, {"code": own.code if own else "", "like": own.code if own else "salesperson"})
    model = next(t for t in post_templates() if t.code == alike["like"])
    superior = Post.objects.filter(code=model.reports_to).first()
    pk = write.add_one(Post, name=name, code=alike["code"], reach=model.reach, rights=list(RIGHTS[model.code]), active=True,
                       reports_to_id=superior.pk if superior else None, authority=model.authority)
    return Post.objects.get(pk=pk)


def _seats(unit: Unit, post: Post, seats: int) -> None:
    if not Headcount.objects.filter(unit=unit, post=post).exists():
        write.add_one(Headcount, unit_id=unit.pk, post_id=post.pk, seats=seats)
