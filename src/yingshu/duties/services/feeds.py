"""The personal calendar address: made, shown once, revoked."""

from __future__ import annotations

import hashlib
import secrets

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_noop as N_

from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import NotFound
from yingshu.kernel.services import Done, service

from ..models import Feed


def digest_of(token: str) -> str:
    """What is kept of an address."""
    return hashlib.sha256(token.encode()).hexdigest()


@service("duties.make_feed", title=N_("Make my calendar address"))
def make_feed(*, actor: Actor) -> Done:
    """Make the address under which a calendar program reads your duties. It is shown once; an earlier one ends."""
    token = secrets.token_urlsafe(32)
    write.change(Feed, where={"person_id": actor.id, "revoked_at__isnull": True}, set={"revoked_at": clock.now()})
    pk = write.add_one(Feed, person_id=actor.id, digest=digest_of(token), made_at=clock.now())
    address = f"{settings.BASE_URL}{reverse('duty-feed', args=[token])}"
    return Done("calendar_feed", pk, data={"address": address}, secret=frozenset({"address"}), after={"made": True})


@service("duties.revoke_feed", title=N_("End my calendar address"))
def revoke_feed(*, actor: Actor) -> Done:
    """The address of your calendar is unknown from now on."""
    if not write.change(Feed, where={"person_id": actor.id, "revoked_at__isnull": True}, set={"revoked_at": clock.now()}):
        raise NotFound()
    return Done("calendar_feed", 0, after={"revoked": True})


def reader_of(token: str) -> int | None:
    """Whose address this is; that it was read is noted. No right is asked: the address is the key."""
    rows = write.change(Feed, where={"digest": digest_of(token), "revoked_at__isnull": True}, set={"read_at": clock.now()}, returning="*")
    return rows[0].person_id if rows else None
