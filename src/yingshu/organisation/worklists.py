"""What the organisation puts on people's lists: findings of the committee that a unit has to put right (ORG-19)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.links import record_url
from yingshu.kernel.worklist import Todo, Worklist, declare

from .models import Inspection

RIGHT = "organisation.mend_inspection"


def to_mend(actor: Actor) -> QuerySet[Inspection]:
    """Findings in the units a person heads, or sees when the unit has no head."""
    rows = Inspection.objects.filter(state=Inspection.State.TO_MEND, mended="")
    return rows.filter(Q(unit__head_id=actor.id) | Q(unit__head=None, unit_id=actor.unit_id)).select_related("unit", "opened_by")


def _items(actor: Actor, limit: int) -> Iterable[Todo]:
    for row in to_mend(actor).order_by("due_on", "id")[:limit]:
        yield Todo(_("Put right"), row.number, f"{row.unit.name}　{row.finding}", record_url("inspections", row.pk), "ORG-19",
                   since=row.opened_at, due=clock.moment(row.due_on, time(23, 59)) if row.due_on else None, sender=row.opened_by.name)


declare(Worklist("organisation.to_mend", lazy("Findings to put right"), RIGHT, _items, to_mend))
