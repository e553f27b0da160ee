"""Who is online: open sessions by person, and ending them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from axes.models import AccessLog
from django.contrib.sessions.models import Session
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import NotFound
from yingshu.kernel.inputs import PersonRef, Text
from yingshu.kernel.services import Done, service

from ..models import Person
from ..principal import actor_for
from ..queries import post_names

MOST = 500


class Online(NamedTuple):
    """A person with open sessions: how many, the posts, the last login and where from."""

    person: Person
    sessions: int
    posts: str
    since: datetime | None
    address: str
    agent: str


def open_sessions() -> Iterator[tuple[int, str]]:
    """(person, session key) of sessions that have not run out, newest first."""
    for session in Session.objects.filter(expire_date__gt=clock.now()).order_by("-expire_date")[:MOST]:
        person = str(session.get_decoded().get("_auth_user_id", ""))
        if person.isdigit():
            yield int(person), session.session_key


def online_people() -> list[Online]:
    """People with open sessions, by name."""
    counts: dict[int, int] = {}
    for person_id, _key in open_sessions():
        counts[person_id] = counts.get(person_id, 0) + 1
    people = Person.objects.filter(pk__in=counts, is_active=True).order_by("name", "id")
    logins: dict[str, AccessLog] = {}
    for log in AccessLog.objects.filter(username__in=[p.username for p in people]).order_by("-id")[:MOST]:
        logins.setdefault(log.username, log)
    return [_row(person, counts[person.pk], logins.get(person.username)) for person in people]


def _row(person: Person, sessions: int, log: AccessLog | None) -> Online:
    actor = actor_for(person.pk)
    posts = "、".join(post_names(actor.posts)) if actor else ""
    return Online(person, sessions, posts, log.attempt_time if log else person.last_login, str(log.ip_address or "") if log else "",
                  _browser(log.user_agent if log else ""))


def _browser(agent: str) -> str:
    """What people call it."""
    known = (("wxwork", N_("WeCom")), ("MicroMessenger", N_("WeChat")), ("DingTalk", N_("DingTalk")), ("Lark", N_("Feishu")),
             ("Edg/", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
    return _(next((name for mark, name in known if mark in agent), "--"))


@service("organisation.end_sessions", title=N_("Sign the person out"))
def end_sessions(*, actor: Actor, person_id: PersonRef, reason: Text = "") -> Done:
    """End every open session of a person; what they were typing and had not handed in stays in their browser."""
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise NotFound(field="person_id")
    keys = [key for owner, key in open_sessions() if owner == person_id]
    Session.objects.filter(session_key__in=keys).delete()
    return Done("person", person.pk, person.username, data={"sessions": len(keys)}, after={"sessions_ended": len(keys)}, reason=reason)
