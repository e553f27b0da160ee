"""How a penalty reads to those who have to agree to it (SVC-09, SVC-10)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yingshu.kernel import money
from yingshu.kernel.actor import Actor
from yingshu.kernel.approving import Card, FactChoices, yes_no
from yingshu.kernel.errors import NotFound
from yingshu.kernel.links import record_url
from yingshu.organisation.models import Person

from .models import Case
from .queries import cases_of

FACTS = {"amount_fen": N_("fine (yuan)"), "area": N_("class of the complaint"), "dismissal": N_("dismissal is proposed")}
CHOICES: dict[str, FactChoices] = {"area": lambda: Case.Area.choices[1:], "dismissal": yes_no}


def penalty(actor: Actor, asked: Mapping[str, Any]) -> Card:
    """Who, after which complaint, which measures, and why."""
    case, person = cases_of(actor).filter(pk=asked["case_id"]).first(), Person.objects.filter(pk=asked["person_id"]).first()
    if case is None or person is None:
        raise NotFound(field="case_id" if case is None else "person_id")
    fine, dismissal = asked.get("fine_fen", 0), asked.get("dismissal", False)
    measures = [(_("Public criticism"), asked.get("criticism", True)), (_("Fine of money"), fine), (_("Dismissal"), dismissal)]
    lines = [(_("Responsible"), person.name), (_("Complaint"), f"{case.number} {case.customer_name}".strip()),
             (_("Class"), case.get_area_display()), (_("Conclusion"), case.conclusion or "--"),
             (_("Measures"), "、".join(name for name, taken in measures if taken)), (_("Fine (each time)"), money.show(fine)),
             (_("Reason"), asked["reason"])]
    title = _("%(person)s: penalty after complaint %(number)s") % {"person": person.name, "number": case.number}
    return Card(case.number, title, record_url("cases", case.pk), actor.id, case.unit_id,
                {"amount_fen": fine, "area": case.area, "dismissal": dismissal}, lines, about=("case", case.pk))
