"""Minutes on paper: attendance, topics, minutes, action items."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from yingshu.documents.papers import ready
from yingshu.documents.printing import render
from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.organisation.queries import company_name

from .controls import SERIES
from .labels import topic_name
from .models import Meeting
from .queries.meetings import carried
from .screens.meetings import attendance_tag, item_tag


def pdf_of(meeting: Meeting, actor: Actor) -> bytes:
    """The minutes as PDF; those of a meeting that is not closed say that they are a draft."""
    mark = "" if meeting.state == Meeting.State.CLOSED else "void" if meeting.state == Meeting.State.CANCELLED else "draft"
    return render(ready("minutes", data_of(meeting, actor), mark=mark))


def data_of(meeting: Meeting, actor: Actor) -> dict[str, Any]:
    """The keys of the catalogue."""
    people = meeting.attendances.select_related("person", "meeting").order_by("-required", "id")
    return {
        "company": company_name(), "title": meeting.title, "number": meeting.number, "qr": f"{settings.BASE_URL}/meetings/{meeting.pk}/",
        "issued_at": meeting.planned_at, "place": meeting.place, "clause": SERIES[meeting.kind].clauses[0],
        "convenor": meeting.convenor.name if meeting.convenor else "", "author": meeting.recorder.name if meeting.recorder else "",
        "people": [{"name": p.person.name, "came": str(attendance_tag(p).label)} for p in people],
        "topics": [{"name": topic_name(t.topic), "text": t.summary or "--"} for t in meeting.topics.all()],
        "carried": [_item(i) for i in carried(meeting)], "minutes": meeting.minutes,
        "items": [_item(i) for i in meeting.items.select_related("owner").order_by("id")],
        "printed": _("Printed by %(name)s, %(at)s") % {"name": actor.name, "at": f"{clock.local(clock.now()):%Y-%m-%d %H:%M}"}}


def _item(item: Any) -> dict[str, str]:
    return {"text": item.text, "owner": item.owner.name if item.owner else "--", "due": str(item.due_on or "--"),
            "state": str(item_tag(item).label)}
