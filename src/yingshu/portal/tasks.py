"""Scheduled work of the installation itself: a sign of life, and clearing what is no longer needed."""

from __future__ import annotations

from datetime import timedelta

from yingshu.kernel import clock, jobs
from yingshu.kernel.actor import Actor
from yingshu.kernel.models import IdempotencyKey

from . import shelf
from .models import Mark

KEYS_KEPT = timedelta(days=30)
BATCH = 5000


def heartbeat() -> None:
    """The worker lives; ``/healthz/`` tells when it was last heard of."""
    Mark.objects.update_or_create(pk=Mark.WORKER, defaults={"at": clock.now()})


def forget_answers() -> int:
    """Forget answers given to requests with a key more than thirty days ago; answers how many."""
    forgotten = 0
    while True:
        old = list(IdempotencyKey.objects.filter(at__lt=clock.now() - KEYS_KEPT).values_list("pk", flat=True)[:BATCH])
        if not old:
            return forgotten
        forgotten += IdempotencyKey.objects.filter(pk__in=old).delete()[0]


def nightly_backup() -> str:
    """A backup of the day; of those made by themselves the last fourteen stay."""
    name = shelf.make(by_itself=True)
    shelf.thin_out()
    return name


def backup_now(*, progress: jobs.Progress, actor: Actor) -> None:
    """The same, asked for by a person."""
    progress.say(0, 1)
    shelf.make()
    progress.say(1, 1)
