"""Telling people: the inbox always, e-mail through the outbox. Nothing here can hold up the business."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils import translation
from django.utils.translation import gettext_noop as N_
from pydantic import Field, StringConstraints

from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.caches import Cached, bump
from yingshu.kernel.controls import render_say
from yingshu.kernel.directory import people_in_posts
from yingshu.kernel.errors import InvalidInput, NotFound
from yingshu.kernel.inputs import Id, Needed
from yingshu.kernel.services import Done, current, service
from yingshu.kernel.text import mask_phone

from .models import Announcement, Message, Outgoing
from .queries import ANNOUNCED

Title = Annotated[Needed, Field(max_length=80)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
_PHONE = re.compile(r"(?<!\d)1\d{10}(?!\d)")
HIDDEN = "***"


def tell(person_ids: Iterable[int], msgid: str, *, args: Mapping[str, Any] | None = None, url: str = "", clause: str = "",
         urgent: bool = False, dedupe: str = "", email: bool = True) -> None:
    """Tell people something, from inside a business action. The rows are written with the action's evidence.

    ``msgid`` is a message id with ``%(name)s``; arguments named ``*_fen`` are amounts. With ``dedupe`` the same news reaches a
    person once. E-mails never show amounts or whole phone numbers.
    """
    people = [p for p in dict.fromkeys(person_ids) if p]
    if dedupe:
        people = _not_told(people, dedupe)
    work, now = current(), clock.now()
    stored = {k: v if isinstance(v, int) else str(v) for k, v in (args or {}).items()}
    for person in people:
        work.leave(Message, person_id=person, at=now, msgid=msgid, args=stored, url=url, clause=clause, urgent=urgent,
                   dedupe=dedupe or None, read_at=None)
        if email and (address := _addresses.get().get(person)):
            work.leave(Outgoing, **letter(address, msgid, stored, url), next_try_at=now)


def tell_posts(posts: Iterable[str], msgid: str, *, unit_id: int | None = None, **told: Any) -> None:
    """Tell everyone who holds one of the posts (codes or names); see ``tell``. News of a unit's record goes to those who see it."""
    tell(people_in_posts(posts, unit_id), msgid, **told)


def _not_told(people: list[int], dedupe: str) -> list[int]:
    told = set(Message.objects.filter(person_id__in=people, dedupe=dedupe).values_list("person_id", flat=True))
    waiting = {row["person_id"] for row in current().rows.get(Message, ()) if row["dedupe"] == dedupe}
    return [p for p in people if p not in told and p not in waiting]


def letter(address: tuple[str, str], msgid: str, args: Mapping[str, Any], url: str) -> dict[str, Any]:
    """An e-mail in the reader's language, without amounts and whole phone numbers."""
    to, language = address
    with translation.override(language):
        text = without_secrets(msgid, args)
    link = f"\n\n{settings.BASE_URL}{url}" if url else ""
    return {"channel": "email", "recipient": to, "subject": text[:200], "body": text + link}


def without_secrets(msgid: str, args: Mapping[str, Any]) -> str:
    """The sentence as it may leave the house."""
    shown = {k: _masked(v) for k, v in args.items() if not k.endswith("_fen")}
    hidden = {k.removesuffix("_fen") + "_hidden": HIDDEN for k in args if k.endswith("_fen")}
    renamed = re.sub(r"%\((\w+)_fen\)s", r"%(\1_hidden)s", translation.gettext(msgid))
    return render_say(renamed, shown | hidden)


def _masked(value: Any) -> Any:
    return _PHONE.sub(lambda m: mask_phone(m[0]), value) if isinstance(value, str) else value


def _load_addresses(_key: object) -> dict[int, tuple[str, str]]:
    people = get_user_model().objects.filter(is_active=True).exclude(email="")
    return {pk: (email, language) for pk, email, language in people.values_list("id", "email", "language")}


_addresses: Cached[dict[int, tuple[str, str]]] = Cached("people", _load_addresses)


@service("notifications.mark_read", title=N_("Mark as read"))
def mark_read(*, actor: Actor, message_id: Id) -> Done:
    """The person has read a message of theirs."""
    changed = write.change(Message, where={"id": message_id, "person_id": actor.id}, set={"read_at": clock.now()})
    if not changed:
        raise NotFound()
    return Done("message", message_id, state="read")


@service("notifications.mark_all_read", title=N_("Mark all as read"))
def mark_all_read(*, actor: Actor) -> Done:
    """The person has read everything."""
    changed = write.change(Message, where={"person_id": actor.id, "read_at__isnull": True}, set={"read_at": clock.now()})
    return Done("inbox", actor.id, data={"read": len(changed)})


@service("notifications.announce", title=N_("Publish an announcement"))
def announce(*, actor: Actor, title: Title, text: Words, since: date | None = None, until: date | None = None) -> Done:
    """Words of the company to everybody: on every workbench from ``since`` to ``until`` (empty: until withdrawn), and told at once."""
    first = since or clock.today()
    if until is not None and until < first:
        raise InvalidInput({"until": [N_("The last day lies before the first.")]})
    pk = write.add_one(Announcement, title=title, text=text, since=first, until=until, at=clock.now(), actor_id=actor.id,
                       actor_name=actor.name)
    bump(ANNOUNCED)
    tell(get_user_model().objects.filter(is_active=True).exclude(pk=actor.id).values_list("pk", flat=True),
         N_("Announcement: %(title)s"), args={"title": title}, url="/")
    return Done("announcement", pk, title[:40], "published", after={"title": title, "since": first, "until": until})


@service("notifications.withdraw_announcement", title=N_("Withdraw the announcement"))
def withdraw_announcement(*, actor: Actor, announcement_id: Id) -> Done:
    """Take it off the workbenches; it stays in the list."""
    rows = write.change(Announcement, where={"id": announcement_id, "withdrawn_at__isnull": True}, set={"withdrawn_at": clock.now()},
                        returning="*")
    if not rows:
        raise NotFound(field="announcement_id")
    bump(ANNOUNCED)
    return Done("announcement", announcement_id, rows[0].title[:40], "withdrawn", after={"state": "withdrawn"})
