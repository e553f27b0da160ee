"""Meetings a person may see, what a meeting takes over from the ones before, and who came late."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor, Reach, system
from yingshu.organisation.models import Person
from yingshu.organisation.queries import people_in_posts
from yingshu.receivables.queries import collection_of, overdue_fen, received_fen

from ..models import ActionItem, Attendance, Meeting


def visible(actor: Actor) -> QuerySet[Meeting]:
    """Meetings of one's units, those one was invited to, and those one calls; with the widest scope all of them."""
    if actor.everything or actor.reach == Reach.ALL:
        return Meeting.objects.all()
    mine = Attendance.objects.filter(person_id=actor.id).values("meeting_id")
    return Meeting.objects.filter(Q(unit_id__in=sorted(actor.units)) | Q(convenor_id=actor.id) | Q(pk__in=mine))


def visible_items(actor: Actor) -> QuerySet[ActionItem]:
    """Action items of the meetings one may see, and one's own."""
    if actor.everything or actor.reach == Reach.ALL:
        return ActionItem.objects.all()
    return ActionItem.objects.filter(Q(owner_id=actor.id) | Q(meeting_id__in=visible(actor).values("pk")))


def carried(meeting: Meeting) -> QuerySet[ActionItem]:
    """What earlier meetings of the series left unfinished when this one began (MTG-05). It never changes once the meeting is over."""
    earlier = ActionItem.objects.filter(meeting__kind=meeting.kind, meeting__unit=meeting.unit_id,
                                        meeting__planned_at__lt=meeting.planned_at)
    unfinished = Q(closed_at=None) | Q(closed_at__gt=meeting.planned_at)
    return earlier.filter(unfinished).select_related("owner", "meeting").order_by("due_on", "id")


def open_items(person_id: int) -> QuerySet[ActionItem]:
    """What a person still has to do, soonest first."""
    return ActionItem.objects.filter(owner_id=person_id, state=ActionItem.State.OPEN).select_related("meeting").order_by("due_on", "id")


def late_arrivals(first: date, last: date, person_id: int | None = None) -> QuerySet[Attendance]:
    """Who came late to meetings of some days (MTG-01)."""
    start, end = clock.day_bounds(first, last)
    found = Attendance.objects.filter(meeting__planned_at__gte=start, meeting__planned_at__lt=end, late_minutes__gt=0)
    return found if person_id is None else found.filter(person_id=person_id)


def invited_in(posts: Iterable[str], required: bool, on: date) -> list[tuple[Person, str, bool]]:
    """Holders of the posts on a day, each once, with the post by which they are asked."""
    found: dict[int, tuple[Person, str, bool]] = {}
    for post in posts:
        for person in people_in_posts([post], on=on):
            found.setdefault(person.pk, (person, post, required))
    return list(found.values())


def collection_figures(day: date) -> dict[str, Any]:
    """回收汇总: collected in the month up to a day, what was due, what is overdue (REC-07)."""
    first, everyone = day.replace(day=1), system("meeting")
    found = collection_of(everyone, first, day)
    return {"month": f"{day:%Y-%m}", "until": day.isoformat(), "received_fen": received_fen(everyone, first, day), "due_fen": found.due_fen,
            "collected_fen": found.received_fen, "rate": None if found.rate is None else f"{found.rate:f}",
            "overdue_fen": overdue_fen(everyone, day)}


def month_of(month: str) -> tuple[date, date]:
    """First and last day of 2026-06."""
    first = date(int(month[:4]), int(month[5:7]), 1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first, date.fromordinal(following.toordinal() - 1)
