"""会议: the list, and one meeting with its agenda, attendance, action items and minutes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, ClassVar

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import Column, Filter, Panel, Screen, Tag, View, register
from yingshu.organisation.queries import names_of_posts
from yingshu.rulebook.decisions import Subject, judge

from ..controls import SERIES
from ..labels import topic_name
from ..models import ActionItem, Attendance, Meeting
from ..queries.meetings import carried, collection_figures, visible
from ..rules.meeting import COLLECTION
from ..services.minutes import closing_facts

S = Meeting.State


def meeting_tag(row: Meeting) -> Tag:
    """Where a meeting stands; one that began and was not closed waits for its minutes."""
    if row.state == S.CLOSED:
        return Tag(_("Closed"), "done")
    if row.state == S.CANCELLED:
        return Tag(_("Cancelled"), "void")
    now = clock.now()
    if now < row.planned_at:
        return Tag(_("Planned"), "wait")
    if now < row.planned_at + timedelta(hours=4):
        return Tag(_("In progress"), "run")
    return Tag(_("Minutes missing"), "danger")


def item_tag(row: ActionItem) -> Tag:
    """Open, overdue, done or dropped."""
    if row.state == ActionItem.State.OPEN and row.due_on and row.due_on < clock.today():
        return Tag(_("Overdue"), "danger")
    return Tag(row.get_state_display(), {"open": "wait", "done": "done", "dropped": "void"}[row.state])


def attendance_tag(row: Attendance) -> Tag:
    """Came, came late, excused, or not there."""
    if row.checked_in_at is not None:
        late = gettext("%(n)s min late") % {"n": row.late_minutes}
        return Tag(late, "warn") if row.late_minutes else Tag(_("Present"), "done")
    if row.excuse:
        return Tag(_("On leave"), "wait")
    if not row.required:
        return Tag(_("optional"), "wait")
    return Tag(_("Not there"), "danger") if row.meeting.planned_at < clock.now() else Tag(_("Invited"), "wait")


def agenda(row: Meeting, actor: Actor) -> dict[str, Any]:
    """Topics with what was said, and what earlier meetings left unfinished."""
    topics = [{"name": topic_name(t.topic), "required": t.required, "summary": t.summary} for t in row.topics.all()]
    left = [{"item": item, "tag": item_tag(item)} for item in carried(row)]
    return {"topics": topics, "carried": left, "open": row.state == S.PLANNED, "desk": f"/meetings/{row.pk}/desk/",
            "may_record": actor.may("meetings.record_minutes")}


def attendance(row: Meeting, actor: Actor) -> dict[str, Any]:
    """Who was asked and who came."""
    rows = list(row.attendances.select_related("person", "meeting").order_by("-required", "id"))
    posts = names_of_posts({r.post for r in rows})
    return {"rows": [{"name": r.person.name, "post": posts[r.post], "required": r.required, "at": r.checked_in_at, "tag": attendance_tag(r),
                      "excuse": r.excuse} for r in rows]}


def items(row: Meeting, actor: Actor) -> dict[str, Any]:
    """What was resolved here."""
    return {"rows": [{"item": item, "tag": item_tag(item)} for item in row.items.select_related("owner").order_by("id")]}


def minutes(row: Meeting, actor: Actor) -> dict[str, Any]:
    """The minutes, and why the meeting may or may not be closed now."""
    found: dict[str, Any] = {"meeting": row, "print": f"/meetings/{row.pk}/minutes.pdf"}
    if row.state != S.PLANNED:
        return found
    verdict = judge(SERIES[row.kind], closing_facts(row), Subject("meeting", row.pk, row.number, row.unit_id)).verdict
    return {**found, "gate": {
        "state": "refuse" if not verdict.allowed else "route" if any(not c.ok for c in verdict.conditions) else "open",
        "verdict": gettext("May be closed") if verdict.allowed else gettext("May not be closed yet"), "text": str(verdict.says),
        "conditions": [{"name": topic_name(c.name), "ok": c.ok, "text": str(c.says), "clause": c.clause} for c in verdict.conditions]}}


def collection(row: Meeting, actor: Actor) -> dict[str, Any]:
    """回收汇总 up to the meeting; frozen once it is closed. Nothing for meetings that do not speak about collection."""
    if not any(t.topic == COLLECTION for t in row.topics.all()):
        return {}
    return {"figures": row.figures or collection_figures(min(clock.local(row.planned_at).date(), clock.today())),
            "frozen": bool(row.figures)}


@register
class MeetingScreen(Screen):
    """会议 (MTG-01 to 05)."""

    code: ClassVar[str] = "meetings"
    model: ClassVar[Any] = Meeting
    title: ClassVar[Any] = _("Meetings")
    group: ClassVar[str] = "reports"
    order_in_menu: ClassVar[int] = 60
    icon: ClassVar[str] = "users-group"
    hint: ClassVar[Any] = _("Weekly meetings are planned by themselves. Without minutes a meeting stays open; what it leaves unfinished "
                            "stands on the next one's agenda.")
    columns: ClassVar[Sequence[Column]] = (
        Column("number", kind="code", link=True), Column("title"), Column("planned_at", kind="moment"), Column("place", phone=False),
        Column("convenor__name", _("convenor"), phone=False),
        Column("came", _("Present / invited"), value=lambda row: f"{row.present}/{row.invited}"),
        Column("late", _("Came late"), kind="quantity"), Column("todo", _("Open items"), kind="quantity"),
        Column("state", kind="tag", tags=meeting_tag, needs=("planned_at",)), Column("kind", hidden=True),
        Column("closed_at", kind="moment", hidden=True))
    filters: ClassVar[Sequence[Filter]] = (
        Filter("q", _("Number, title or place"), kind="search"), Filter("kind", _("Series"), kind="choice", choices=Meeting.Kind.choices),
        Filter("planned_at", _("Begins at"), kind="daterange"), Filter("state", _("State"), kind="choice", choices=S.choices))
    views: ClassVar[Sequence[View]] = (
        View("all", _("All")), View("coming", _("To come"), lambda actor: Q(state=S.PLANNED, planned_at__gte=clock.now())),
        View("mine", _("I am invited"), lambda actor: Q(pk__in=Attendance.objects.filter(person_id=actor.id).values("meeting_id"))),
        View("open", _("Minutes missing"), lambda actor: Q(state=S.PLANNED, planned_at__lt=clock.now()), count=True))
    panels: ClassVar[Sequence[Panel]] = (
        Panel("agenda", _("Agenda"), "meetings/agenda.html", agenda), Panel("minutes", _("Minutes"), "meetings/minutes.html", minutes),
        Panel("items", _("Action items"), "meetings/items.html", items),
        Panel("attendance", _("Attendance"), "meetings/attendance.html", attendance, side=True),
        Panel("collection", _("Collection"), "meetings/collection.html", collection, side=True))
    order_by: ClassVar[Sequence[str]] = ("-planned_at", "-id")
    order_hint: ClassVar[Any] = _("Newest first")
    actions: ClassVar[Sequence[str]] = ("meetings.call",)
    select_related: ClassVar[Sequence[str]] = ("convenor", "recorder")
    in_search: ClassVar[bool] = True
    history_kind: ClassVar[str] = "meeting"
    empty_text: ClassVar[Any] = _("No meeting yet. Weekly ones appear by themselves; call any other.")

    def scoped(self, actor: Actor) -> QuerySet[Any]:
        came = Q(attendances__required=True, attendances__checked_in_at__isnull=False)
        return visible(actor).annotate(
            invited=Count("attendances", filter=Q(attendances__required=True), distinct=True), present=Count("attendances", filter=came,
                                                                                                             distinct=True),
            late=Count("attendances", filter=Q(attendances__late_minutes__gt=0), distinct=True),
            todo=Count("items", filter=Q(items__state="open"), distinct=True))

    def row_actions(self, row: Meeting, actor: Actor) -> Sequence[str]:
        if row.state != S.PLANNED:
            return ()
        begun = clock.today() >= clock.local(row.planned_at).date()
        steps = ("meetings.close", "meetings.check_in", "meetings.excuse", "meetings.add_items", "meetings.add_topic") if begun else (
            "meetings.add_topic", "meetings.excuse")
        return (*steps, "meetings.move", "meetings.cancel")

    def state_tag(self, row: Meeting) -> Tag:
        return meeting_tag(row)

    def heading(self, row: Meeting) -> str:
        return f"{row.title} {clock.local(row.planned_at):%Y-%m-%d %H:%M}"

    def context(self, row: Any, actor: Actor) -> Mapping[str, Any]:
        return {"line": " · ".join(filter(None, [row.number, row.place, row.convenor and row.convenor.name])), "figures": [
            {"label": gettext("Present / invited"), "value": f"{row.present}/{row.invited}"},
            {"label": gettext("Came late"), "value": row.late, "tone": "warn" if row.late else ""},
            {"label": gettext("Open items"), "value": row.todo}]}

    def lookup_label(self, row: Meeting) -> str:
        return f"{row.number} {self.heading(row)}"

    def as_json(self, row: Meeting, actor: Actor) -> Mapping[str, Any]:
        return {"topics": [{"topic": t.topic, "required": t.required, "summary": t.summary} for t in row.topics.all()],
                "carried": [{"id": i.pk, "text": i.text} for i in carried(row)], "minutes": row.minutes,
                "items": [{"id": i.pk, "text": i.text, "owner_id": i.owner_id, "due_on": str(i.due_on), "state": i.state}
                          for i in row.items.order_by("id")]}
