"""Reads of the inbox."""

from __future__ import annotations

from django.db.models import QuerySet

from yingshu.kernel.actor import Actor
from yingshu.kernel.controls import render_say

from .models import Message


def inbox(actor: Actor) -> QuerySet[Message]:
    """A person's messages, newest first."""
    return Message.objects.filter(person_id=actor.id).order_by("-id")


def unread_count(actor: Actor) -> int:
    """How many messages are unread: the number beside the bell."""
    return Message.objects.filter(person_id=actor.id, read_at=None).count()


def text_of(message: Message) -> str:
    """The sentence in the reader's language."""
    return render_say(message.msgid, message.args)
