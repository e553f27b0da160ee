"""Planning and calling meetings (MTG-01, MTG-02, MTG-03)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext_noop as N_

from yingshu.documents.numbers import next_number
from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.directory import people_in_posts
from yingshu.kernel.errors import NotFound
from yingshu.kernel.inputs import Moment, Needed, PersonRef, Text, UnitRef
from yingshu.kernel.links import record_url
from yingshu.kernel.services import Done, service
from yingshu.kernel.text import search_text
from yingshu.notifications.services import tell
from yingshu.organisation.models import Person
from yingshu.organisation.queries import names_of_posts
from yingshu.rulebook.decisions import Subject, decide, params_of

from ..controls import CALLING, SERIES
from ..errors import TakenTime
from ..inputs import MeetingRef
from ..models import AgendaItem, Attendance, Meeting
from ..queries import invited_in, visible
from ..rules.meeting import CallingFacts, SeriesParams, planned_days
from ..transitions import MEETING

KIND = "meeting"
CAUGHT_UP_DAYS = 60


@service("meetings.plan", title=N_("Plan the meetings"), clause="MTG-01")
def plan_meetings(*, actor: Actor, until: date | None = None) -> Done:
    """Make the meetings of weekly series that are not made yet, up to a day; without one, as far ahead as the series says.

    Days missed during a standstill are made too. Repeating it makes nothing twice.
    """
    made = [pk for kind, control in SERIES.items() for pk in _plan(actor, kind, params_of(control), until)]
    return Done("meeting_plan", 0, state="planned", data={"made": len(made)})


def _plan(actor: Actor, kind: str, params: SeriesParams, until: date | None) -> list[int]:
    today = clock.today()
    last = Meeting.objects.filter(kind=kind).exclude(occurrence=None).order_by("-occurrence").values_list("occurrence", flat=True).first()
    first = max(date.fromisoformat(last.partition(":")[2]) + timedelta(days=1), today - timedelta(days=CAUGHT_UP_DAYS)) if last else today
    days = list(planned_days(params, first, until or today + timedelta(days=params.plan_ahead_days)))
    begins, convenor = time.fromisoformat(params.time), next(iter(people_in_posts([params.convenor])), None)
    return [_make(actor, kind, params, clock.moment(day, begins), occurrence=f"{kind}:{day}", convenor_id=convenor) for day in days]


@service("meetings.call", title=N_("Call a meeting"), clause="MTG-03")
def call_meeting(*, actor: Actor, kind: Meeting.Kind, begins_at: Moment, place: Text = "", title: Text = "",
                 convenor_id: PersonRef | None = None, unit_id: UnitRef | None = None, important: bool = False, topics: Sequence[str] = (),
                 person_ids: list[PersonRef] | None = None) -> Done:
    """Call a meeting: its series brings topics and attendees, more of both may be added.

    An important matter needs the leader of the unit as convenor, else it is refused (MTG-03). Raises TakenTime.
    """
    params = params_of(SERIES[kind], unit_id)
    convenor = _person(convenor_id or actor.id)
    _may_call(convenor, important)
    taken = Meeting.objects.filter(kind=kind, unit=unit_id, planned_at=begins_at, state=Meeting.State.PLANNED).first()
    if taken is not None and kind != Meeting.Kind.OTHER:
        raise TakenTime(field="begins_at", number=taken.number, at=_wall(begins_at))
    pk = _make(actor, kind, params, begins_at, title=title, place=place, convenor_id=convenor.pk, unit_id=unit_id, important=important,
               more_topics=topics, more_people=person_ids or ())
    found = Meeting.objects.get(pk=pk)
    return Done(KIND, pk, found.number, found.state, data={"kind": str(kind), "begins_at": _wall(begins_at),
                                                           "period": f"{_day(begins_at):%Y-%m}"},
                after={"title": found.title, "begins_at": _wall(begins_at), "convenor": convenor.name, "important": important})


def _person(pk: int) -> Person:
    found = Person.objects.filter(pk=pk, is_active=True).first()
    if found is None:
        raise NotFound(field="convenor_id")
    return found


def _may_call(convenor: Person, important: bool) -> None:
    posts = params_of(CALLING).escalate_to
    decide(CALLING, CallingFacts(important=important, convenor=convenor.name, leads=convenor.pk in people_in_posts(posts),
                                 leaders=tuple(names_of_posts(posts).values())), Subject(KIND, None))


def _make(actor: Actor, kind: str, params: SeriesParams, begins: datetime, *, title: str = "", more_topics: Iterable[str] = (),
          more_people: Iterable[int] = (), **fields: object) -> int:
    """A meeting with the topics and the people of its series, and those added."""
    label = title or str(Meeting.Kind(kind).label)
    number = next_number(KIND, clock.today())
    pk = write.add_one(Meeting, number=number, kind=kind, title=label[:120], planned_at=begins, state=Meeting.State.PLANNED,
                       search_text=search_text(number, label, str(fields.get("place", ""))), **fields)
    topics = list(dict.fromkeys([*params.agenda, *(t.strip()[:120] for t in more_topics if t.strip())]))
    write.add(AgendaItem, [{"meeting_id": pk, "position": n, "topic": topic, "required": topic in params.agenda}
                           for n, topic in enumerate(topics, 1)])
    people = _invite(pk, params, _day(begins), more_people)
    tell(people, N_("%(meeting)s on %(at)s. You are invited."), args={"meeting": label, "at": _wall(begins)},
         url=record_url("meetings", pk), clause=SERIES[kind].clauses[0], dedupe=f"meeting:{pk}", email=False)
    return pk


def _invite(pk: int, params: SeriesParams, on: date, more: Iterable[int]) -> list[int]:
    rows = [*invited_in(params.attendees, True, on), *invited_in(params.optional, False, on)]
    asked = {person.pk: {"meeting_id": pk, "person_id": person.pk, "post": post, "required": required}
             for person, post, required in reversed(rows)}
    known = set(Person.objects.filter(pk__in=list(more), is_active=True).values_list("pk", flat=True))
    asked |= {person: {"meeting_id": pk, "person_id": person, "post": "", "required": True} for person in known - set(asked)}
    write.add(Attendance, list(reversed(asked.values())))
    return list(asked)


@service("meetings.move", title=N_("Move the meeting"), clause="MTG-01")
def move_meeting(*, actor: Actor, meeting_id: MeetingRef, begins_at: Moment, reason: Needed, place: Text = "") -> Done:
    """Hold a meeting at another time, or elsewhere; everybody invited is told. When it was first planned for is kept."""
    found = open_meeting(actor, meeting_id, "move")
    write.change(Meeting, where={"id": found.pk}, set={
        "planned_at": begins_at, "moved_from": found.moved_from or found.planned_at, "place": place or found.place, "reason": reason})
    _tell_all(found, N_("%(meeting)s was moved from %(before)s to %(at)s: %(reason)s"), at=_wall(begins_at), reason=reason)
    return Done(KIND, found.pk, found.number, found.state, data={"begins_at": _wall(begins_at)},
                before={"begins_at": _wall(found.planned_at)},
                after={"begins_at": _wall(begins_at), "place": place or found.place}, reason=reason)


@service("meetings.cancel", title=N_("Cancel the meeting"), clause="MTG-01")
def cancel_meeting(*, actor: Actor, meeting_id: MeetingRef, reason: Needed) -> Done:
    """A meeting that will not take place. It stays in the list with the reason and counts as not held."""
    found = open_meeting(actor, meeting_id, "cancel")
    write.change(Meeting, where={"id": found.pk}, set={"state": Meeting.State.CANCELLED, "reason": reason})
    _tell_all(found, N_("%(meeting)s on %(before)s will not take place: %(reason)s"), reason=reason)
    return Done(KIND, found.pk, found.number, Meeting.State.CANCELLED.value, before={"state": found.state},
                after={"state": "cancelled"}, reason=reason)


@service("meetings.add_topic", title=N_("Add a topic"), clause="MTG-01")
def add_topic(*, actor: Actor, meeting_id: MeetingRef, topic: Needed) -> Done:
    """Put one more topic on the agenda of a meeting that is not closed."""
    found = open_meeting(actor, meeting_id, "record")
    last = AgendaItem.objects.filter(meeting_id=found.pk).order_by("-position").values_list("position", flat=True).first() or 0
    pk = write.add_one(AgendaItem, meeting_id=found.pk, position=last + 1, topic=topic[:120])
    return Done(KIND, found.pk, found.number, found.state, data={"topic_id": pk}, after={"topic": topic})


def open_meeting(actor: Actor, pk: int, step: str) -> Meeting:
    """The meeting, locked, when the person may see it and the step is possible. Raises NotFound, IllegalTransition."""
    if not visible(actor).filter(pk=pk).exists():
        raise NotFound(field="meeting_id")
    found: Meeting = write.lock(Meeting, pk)
    MEETING.check(step, found.state, found.number)
    return found


def _tell_all(meeting: Meeting, msgid: str, **args: str) -> None:
    people = Attendance.objects.filter(meeting_id=meeting.pk).values_list("person_id", flat=True)
    tell(people, msgid, args={"meeting": meeting.title, "before": _wall(meeting.planned_at), **args}, url=record_url("meetings",
                                                                                                                     meeting.pk))


def _day(moment: datetime) -> date:
    return clock.local(moment).date()


def _wall(moment: datetime) -> str:
    return f"{clock.local(moment):%Y-%m-%d %H:%M}"


