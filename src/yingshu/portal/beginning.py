"""The first day of a company's own installation: its structure after a sample, the posts as delivered, and who administers it."""

from __future__ import annotations

from typing import Any

from yingshu.kernel.actor import system
from yingshu.kernel.services import together
from yingshu.organisation.models import Unit
from yingshu.organisation.services import (
    StructureTemplate,
    appoint,
    create_person,
    initialise_from_template,
    make_delivered_posts,
)


def begin(*, company: str, login: str, name: str, sample: StructureTemplate) -> dict[str, Any]:
    """Make an empty installation usable; answers the login and the first password, which must be changed at once."""
    by = system("installation")
    with together(by, "organisation.initialise_from_template"):
        posts = make_delivered_posts(by)
        made = initialise_from_template(actor=by, template=sample, company=company)
        person = create_person(actor=by, username=login, name=name)
        top = Unit.objects.get(parent=None)
        appoint(actor=by, person_id=person.id, post_id=posts["admin"], unit_id=top.pk)
    return {"company": company, "units": made.data["units"], "login": login, "password": person.data["password"]}
