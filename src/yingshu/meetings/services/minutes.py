"""Minutes, and closing a meeting (MTG-01, MTG-03, MTG-05, REC-07)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.utils.translation import gettext_noop as N_
from pydantic import AfterValidator, Field

from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import NotFound
from yingshu.kernel.links import record_url
from yingshu.kernel.services import Done, service
from yingshu.kernel.text import tidy
from yingshu.notifications.services import tell
from yingshu.rulebook.decisions import Subject, decide

from ..controls import SERIES
from ..inputs import MeetingRef, TopicInput
from ..models import AgendaItem, Attendance, Meeting
from ..queries.meetings import collection_figures
from ..rules.meeting import COLLECTION, ClosingFacts, ItemFacts, TopicFacts
from .attending import RECORD, _on_the_day
from .planning import KIND, open_meeting

Minutes = Annotated[str, AfterValidator(tidy), Field(max_length=8000)]


@service(RECORD, title=N_("Write the minutes"), clause="MTG-01")
def record_minutes(*, actor: Actor, meeting_id: MeetingRef, minutes: Minutes = "", topics: list[TopicInput] | None = None) -> Done:
    """Write, or write on: what was said about each topic, and the minutes as a whole. Closing needs them."""
    found = open_meeting(actor, meeting_id, "record")
    known = dict(AgendaItem.objects.filter(meeting_id=found.pk).values_list("pk", "topic"))
    for given in topics or ():
        if given.topic_id not in known:
            raise NotFound(field="topics")
        write.change(AgendaItem, where={"id": given.topic_id}, set={"summary": given.summary})
    write.change(Meeting, where={"id": found.pk}, set={"minutes": minutes, "recorder_id": actor.id or None, "recorded_at": clock.now()})
    return Done(KIND, found.pk, found.number, found.state, data={"topics": len(topics or ())}, before={"minutes": found.minutes[:200]},
                after={"minutes": minutes[:200], "topics": {known[t.topic_id]: t.summary[:200] for t in topics or ()}})


@service("meetings.close", title=N_("Close the meeting"), clause="MTG-01")
def close_meeting(*, actor: Actor, meeting_id: MeetingRef) -> Done:
    """Close a meeting that took place. Refused without minutes (MTG-01), or with an action item that has no person or day (MTG-05).

    Those who are to do something are told. The figures of the month's collection are kept with it (REC-07).
    """
    found = open_meeting(actor, meeting_id, "close")
    _on_the_day(found)
    facts = closing_facts(found)
    decision = decide(SERIES[found.kind], facts, Subject(KIND, found.pk, found.number, found.unit_id))
    day = clock.local(found.planned_at).date()
    figures = collection_figures(day) if any(t.topic == COLLECTION for t in facts.topics) else {}
    write.change(Meeting, where={"id": found.pk, "state": Meeting.State.PLANNED}, set={
        "state": Meeting.State.CLOSED, "closed_at": clock.now(), "figures": figures})
    _tell_owners(found)
    discussed = [t.topic for t in facts.topics if t.discussed]
    return Done(KIND, found.pk, found.number, Meeting.State.CLOSED.value, before={"state": found.state},
                data={"kind": found.kind, **_periods(day), "held_on": clock.local(found.planned_at).isoformat(), "unit": found.unit_id,
                      "topics": discussed,
                      "collection": COLLECTION in discussed, "items": len(facts.items), "present": facts.present,
                      "says": str(decision.verdict.says), "outcome": decision.outcome.value},
                after={"state": "closed", "present": facts.present, "topics": discussed, "items": len(facts.items)})


def _periods(day: date) -> dict[str, str]:
    """The week, month and quarter a meeting counts for."""
    year, week, _weekday = day.isocalendar()
    return {"week": f"{year}-W{week:02d}", "period": f"{day:%Y-%m}", "quarter": f"{day.year}Q{(day.month + 2) // 3}"}


def closing_facts(meeting: Meeting) -> ClosingFacts:
    """What the meeting has so far. Three statements."""
    people = list(Attendance.objects.filter(meeting_id=meeting.pk).values_list("required", "checked_in_at"))
    topics = AgendaItem.objects.filter(meeting_id=meeting.pk, required=True).values_list("topic", "summary")
    items = meeting.items.exclude(state="dropped").values_list("text", "owner_id", "due_on")
    return ClosingFacts(
        clause=SERIES[meeting.kind].clauses[0], minutes=bool(meeting.minutes),
        topics=tuple(TopicFacts(topic=t, discussed=bool(s)) for t, s in topics),
        items=tuple(ItemFacts(text=t, owner=o is not None, due=d is not None) for t, o, d in items),
        invited=sum(required for required, _at in people), present=sum(at is not None for _required, at in people))


def _tell_owners(meeting: Meeting) -> None:
    for item in meeting.items.filter(state="open"):
        tell([item.owner_id or 0], N_("%(meeting)s: you are to do “%(item)s” until %(day)s."),
             args={"meeting": meeting.title, "item": item.text, "day": str(item.due_on)}, url=record_url("meetings", meeting.pk),
             clause="MTG-05", dedupe=f"action_item:{item.pk}")
