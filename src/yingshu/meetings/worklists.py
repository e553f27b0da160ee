"""What meetings and reports put on people's lists."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from yingshu.duties.queries.versions import is_duty
from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.links import record_url
from yingshu.kernel.worklist import Todo, Worklist, declare

from .controls import REPORTS, SERIES
from .labels import period_words
from .models import Attendance, Meeting
from .queries import due_reports, open_items, to_handle
from .queries.reports import OwedReport

AHEAD = timedelta(days=2)
SUBMIT = "meetings.submit_work_report"


def _night(day: date | None) -> datetime | None:
    return None if day is None else clock.moment(day + timedelta(days=1), time(0))


def _items(actor: Actor, limit: int) -> Iterable[Todo]:
    for row in open_items(actor.id)[:limit]:
        yield Todo(_("Action item"), row.meeting.number, row.text, record_url("meetings", row.meeting_id), "MTG-05", since=row.made_at,
                   due=_night(row.due_on))


def _invitations(actor: Actor) -> QuerySet[Attendance]:
    """Meetings of the next days to which one is invited, and those of today."""
    now = clock.now()
    return (Attendance.objects.filter(person_id=actor.id, checked_in_at=None, excuse="", meeting__state=Meeting.State.PLANNED,
                                      meeting__planned_at__lte=now + AHEAD, meeting__planned_at__gte=now - timedelta(hours=4))
            .select_related("meeting").order_by("meeting__planned_at", "id"))


def _meetings(actor: Actor, limit: int) -> Iterable[Todo]:
    for row in _invitations(actor)[:limit]:
        found = row.meeting
        yield Todo(_("Meeting"), found.number, f"{found.title} {clock.local(found.planned_at):%m-%d %H:%M} {found.place}".strip(),
                   record_url("meetings", found.pk), SERIES[found.kind].clauses[0], since=found.planned_at - AHEAD, due=found.planned_at)


def _to_close() -> QuerySet[Meeting]:
    return Meeting.objects.filter(state=Meeting.State.PLANNED, planned_at__lt=clock.now()).order_by("planned_at", "id")


def _closings(actor: Actor, limit: int) -> Iterable[Todo]:
    for row in _to_close()[:limit]:
        yield Todo(_("Minutes"), row.number, row.title, record_url("meetings", row.pk), SERIES[row.kind].clauses[0], since=row.planned_at,
                   due=_night(clock.local(row.planned_at).date()))


def _owed(actor: Actor) -> list[OwedReport]:
    """Reports to give now; those that are a duty stand among the duties."""
    mine = (o for o in due_reports(actor) if o.given is None and not is_duty(SUBMIT, kind=str(o.kind)))
    return [o for o in mine if o.late or (o.begins or o.due - timedelta(days=3)) <= clock.now()]


def _reports(actor: Actor, limit: int) -> Iterable[Todo]:
    for found in _owed(actor)[:limit]:
        yield Todo(_(REPORTS[found.kind].title), found.span.name, period_words(found.span.name), f"/work-reports/new/{found.kind}/",
                   REPORTS[found.kind].clauses[0], since=clock.moment(found.span.first), due=found.due)


def _answers(actor: Actor, limit: int) -> Iterable[Todo]:
    for row in to_handle(actor).select_related("owner")[:limit]:
        yield Todo(row.get_kind_display(), row.number, f"{row.owner.name} {period_words(row.period)}", record_url("work_reports", row.pk),
                   REPORTS[row.kind].clauses[0], since=row.reported_at or row.made_at, due=row.handle_by, sender=row.owner.name)


declare(Worklist("meetings.items", lazy("Action items"), "meetings.finish_item", _items, lambda actor: open_items(actor.id)))
declare(Worklist("meetings.invitations", lazy("Meetings to attend"), "meetings.check_in", _meetings, _invitations))
declare(Worklist("meetings.closings", lazy("Meetings without minutes"), "meetings.close", _closings, lambda actor: _to_close()))
declare(Worklist("meetings.reports", lazy("Reports to give"), SUBMIT, _reports, lambda actor: len(_owed(actor))))
declare(Worklist("meetings.answers", lazy("Reports to answer"), "meetings.answer_report", _answers, to_handle))
