"""The month's check of this room: was collection discussed? (REC-07, MTG-03)"""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef

from yingshu.kernel import clock
from yingshu.kernel.compliance import MonthCheck, declare

from .controls import COLLECTION
from .models import AgendaItem, Meeting
from .rules.meeting import COLLECTION as TOPIC
from .rules.months import CollectionFacts


def facts_of(first: date, last: date) -> CollectionFacts:
    """Closed coordination and weekly meetings of a month, and those that wrote something about collection. One statement."""
    start, end = clock.day_bounds(first, last)
    said = AgendaItem.objects.filter(meeting_id=OuterRef("pk"), topic=TOPIC).exclude(summary="")
    rows = list(Meeting.objects.filter(planned_at__gte=start, planned_at__lt=end, state=Meeting.State.CLOSED,
                                       kind__in=(Meeting.Kind.COORDINATION, Meeting.Kind.WEEKLY))
                .annotate(said=Exists(said)).values_list("kind", "said"))
    found = {(kind, told): sum(row == (kind, told) for row in rows) for kind in ("coordination", "weekly") for told in (True, False)}
    return CollectionFacts(month=f"{first:%Y-%m}", coordination=found["coordination", True] + found["coordination", False],
                           coordination_collection=found["coordination", True], weekly=found["weekly", True] + found["weekly", False],
                           weekly_collection=found["weekly", True])


declare(MonthCheck(COLLECTION, facts_of))
