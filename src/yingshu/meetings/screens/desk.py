"""What the page at the meeting shows: who is there, the topics, what is left over, what was agreed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.organisation.queries import names_of_posts

from ..labels import topic_name
from ..models import Meeting
from ..queries.meetings import carried
from .meetings import attendance_tag, item_tag, meeting_tag, minutes


def desk_context(meeting: Meeting, actor: Actor, post: Mapping[str, str]) -> dict[str, Any]:
    """Everything of the page; what was typed is kept when a step was refused."""
    people = list(meeting.attendances.select_related("person", "meeting").order_by("-required", "id"))
    posts = names_of_posts({p.post for p in people})
    me = next((p for p in people if p.person_id == actor.id), None)
    return {
        "meeting": meeting, "tag": meeting_tag(meeting), "open": meeting.state == Meeting.State.PLANNED,
        "today": clock.today() >= clock.local(meeting.planned_at).date(), "may_record": actor.may("meetings.record_minutes"),
        "may_close": actor.may("meetings.close"), "me": me, "my_tag": attendance_tag(me) if me else None,
        "people": [{"id": p.person_id, "name": p.person.name, "post": posts[p.post], "tag": attendance_tag(p), "there": p.checked_in_at}
                   for p in people],
        "topics": [{"id": t.pk, "name": topic_name(t.topic), "required": t.required, "summary": post.get(f"topic-{t.pk}", t.summary)}
                   for t in meeting.topics.all()],
        "carried": [{"item": i, "tag": item_tag(i)} for i in carried(meeting)],
        "items": [{"item": i, "tag": item_tag(i)} for i in meeting.items.select_related("owner").order_by("id")],
        "minutes": post.get("minutes", meeting.minutes), "text": post.get("text", ""), "due_on": post.get("due_on", ""),
        "chosen": post.get("owner_id", ""), "gate": minutes(meeting, actor).get("gate")}
