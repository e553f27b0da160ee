"""Serious events and the special survey that follows them (SAT-34): asked of the room of service, which knows no survey."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from yingshu.kernel.actor import Actor
from yingshu.kernel.services import before
from yingshu.rulebook.decisions import Subject, decide, params_of
from yingshu.service.models import Incident

from .controls import SPECIAL
from .models import Wave
from .queries.counts import points_by_place
from .queries.results import STARTED
from .rules.measures import together
from .rules.report import IncidentFacts

KIND = "incident"


class Owed(NamedTuple):
    """An event whose customers are still to be asked, and until when."""

    incident: Incident
    due: datetime


def surveys_of(incident_id: int) -> list[int]:
    """Started special surveys about an event."""
    return list(Wave.objects.filter(kind=Wave.Kind.SPECIAL, about_kind=KIND, about_id=incident_id, state__in=STARTED).values_list(
        "pk", flat=True))


def facts_of(incident: Incident) -> IncidentFacts:
    """What the rule must know before the event is closed."""
    waves = surveys_of(incident.pk)
    answers = together(both.valid for both in points_by_place(waves).values()).n if waves else 0
    return IncidentFacts(number=incident.number, kind=incident.trigger, surveys=len(waves), answers=answers)


def require_survey(actor: Actor, code: str, arguments: Mapping[str, Any]) -> None:
    """An event whose measures were verified is not closed before those concerned were asked; refused with the way out."""
    if code != "service.close_incident":
        return
    found = Incident.objects.filter(pk=arguments.get("incident_id") or 0).first()
    if found is not None and found.state == Incident.State.VERIFIED:
        decide(SPECIAL, facts_of(found), Subject(KIND, found.pk, found.number))


def owed() -> list[Owed]:
    """Events whose special survey has not been started, the soonest due first."""
    params = params_of(SPECIAL)
    asked = set(Wave.objects.filter(kind=Wave.Kind.SPECIAL, about_kind=KIND, state__in=STARTED).values_list("about_id", flat=True))
    rows = Incident.objects.filter(trigger__in=params.triggers).exclude(state=Incident.State.CLOSED).order_by("happened_at", "id")
    return [Owed(row, row.happened_at + timedelta(days=params.due_days_after_event)) for row in rows if row.pk not in asked]


before(require_survey)
