"""Who comes to a meeting, and when (MTG-01)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_noop as N_

from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import InvalidInput
from yingshu.kernel.inputs import Moment, Needed, PersonRef
from yingshu.kernel.services import Done, service
from yingshu.organisation.models import Person

from ..errors import NotYet, NotYours
from ..inputs import MeetingRef
from ..models import Attendance, Meeting
from ..rules.meeting import minutes_late
from .planning import KIND, open_meeting

RECORD = "meetings.record_minutes"


@service("meetings.check_in", title=N_("Check in"), clause="MTG-01")
def check_in(*, actor: Actor, meeting_id: MeetingRef, person_id: PersonRef | None = None, came_at: Moment | None = None) -> Done:
    """Say that one is there; lateness is counted in whole minutes after the beginning (MTG-01).

    Whoever keeps the minutes may enter it for others, with the time at which they came. The first time counts.
    """
    meeting = open_meeting(actor, meeting_id, "check in")
    _on_the_day(meeting)
    person = _whom(actor, person_id)
    now = _came(actor, came_at)
    late = minutes_late(meeting.planned_at, now)
    _enter(actor, meeting, person.pk, {"checked_in_at": now, "late_minutes": late, "excuse": ""})
    return Done(KIND, meeting.pk, meeting.number, meeting.state, data={"person": person.name, "late_minutes": late},
                after={"person": person.name, "checked_in_at": f"{clock.local(now):%Y-%m-%d %H:%M}", "late_minutes": late})


@service("meetings.excuse", title=N_("Excuse from the meeting"), clause="MTG-01")
def excuse_from(*, actor: Actor, meeting_id: MeetingRef, reason: Needed, person_id: PersonRef | None = None) -> Done:
    """Say beforehand, or afterwards for the minutes, why somebody does not come."""
    meeting = open_meeting(actor, meeting_id, "check in")
    person = _whom(actor, person_id)
    _enter(actor, meeting, person.pk, {"excuse": reason})
    return Done(KIND, meeting.pk, meeting.number, meeting.state, data={"person": person.name}, after={"person": person.name,
                                                                                                      "excuse": reason},
                reason=reason)


def _on_the_day(meeting: Meeting) -> None:
    day = clock.local(meeting.planned_at).date()
    if clock.today() < day:
        raise NotYet(number=meeting.number, day=day.isoformat())


def _whom(actor: Actor, person_id: int | None) -> Person:
    """The person meant: oneself, or somebody else for whoever keeps the minutes."""
    found = Person.objects.filter(pk=person_id or actor.id, is_active=True).first()
    if found is None:
        raise InvalidInput({"person_id": [N_("This record does not exist or is outside what you may see.")]})
    if found.pk != actor.id and not actor.may(RECORD):
        raise NotYours(field="person_id", name=found.name)
    return found


def _came(actor: Actor, came_at: datetime | None) -> datetime:
    now = clock.now()
    return min(came_at, now) if came_at is not None and actor.may(RECORD) else now


def _enter(actor: Actor, meeting: Meeting, person_id: int, values: dict[str, object]) -> None:
    """Into the row of the invited person; somebody who was not invited gets one. A check-in is never overwritten."""
    where = {"meeting_id": meeting.pk, "person_id": person_id}
    row = {**values, "recorded_by": actor.name}
    if write.change(Attendance, where={**where, "checked_in_at__isnull": True}, set=row):
        return
    if not Attendance.objects.filter(**where).exists():
        write.add_one(Attendance, **where, required=False, **row)
