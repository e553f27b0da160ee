"""Files kept with a record inside the action that makes it, and taken away for good."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import NamedTuple

from django.db import transaction
from django.db.models import QuerySet

from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor

from . import store
from .models import Attachment


class Checked(NamedTuple):
    """A file whose content was looked at."""

    name: str
    media_type: str
    content: bytes


def keep(kind: str, pk: int, files: Iterable[Checked], actor: Actor) -> list[int]:
    """Keep files with a record; answers their ids. Whoever calls has checked content and record."""
    return write.add(Attachment, [{
        "subject_kind": kind, "subject_id": pk, "name": f.name, "digest": _stored(f.content), "media_type": f.media_type,
        "size": len(f.content), "at": clock.now(), "actor_id": actor.id, "actor_name": actor.name} for f in files])


def _stored(content: bytes) -> str:
    """Stored now, and once more if it is gone at the end: the last other record with the same content may be dropped meanwhile."""
    transaction.on_commit(partial(store.keep, content))
    return store.keep(content)


def drop(files: QuerySet[Attachment]) -> int:
    """Take files away with their content, as far as no other record has the same; answers how many."""
    digests = set(files.values_list("digest", flat=True))
    for digest in digests:
        transaction.on_commit(partial(store.drop, digest, unless=partial(_wanted, digest)))
    return files.delete()[0] if digests else 0


def _wanted(digest: str) -> bool:
    """Does a record have this content? Asked after the commit: two that drop the same at once see each other's record until then."""
    return Attachment.objects.filter(digest=digest).exists()
