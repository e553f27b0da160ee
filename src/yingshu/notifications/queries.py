"""Reads of the inbox."""

from __future__ import annotations

from django.db.models import QuerySet

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.caches import Cached
from yingshu.kernel.controls import render_say

from .models import Announcement, Message

ANNOUNCED = "announcements"
KEPT = 100


def inbox(actor: Actor) -> QuerySet[Message]:
    """A person's messages, newest first."""
    return Message.objects.filter(person_id=actor.id).order_by("-id")


def unread_count(actor: Actor) -> int:
    """How many messages are unread: the number beside the bell."""
    return Message.objects.filter(person_id=actor.id, read_at=None).count()


def text_of(message: Message) -> str:
    """The sentence in the reader's language."""
    return render_say(message.msgid, message.args)


def announcements(most: int) -> list[Announcement]:
    """The announcements that hold today, newest first. Costs no query in the common case."""
    today = clock.today()
    return [a for a in _published.get() if a.since <= today and (a.until is None or a.until >= today)][:most]


def _load(_key: object) -> list[Announcement]:
    return list(Announcement.objects.filter(withdrawn_at=None).order_by("-id")[:KEPT])


_published: Cached[list[Announcement]] = Cached(ANNOUNCED, _load)
