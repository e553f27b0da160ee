"""Scheduled work of the installation itself: a sign of life, and clearing what is no longer needed."""

from __future__ import annotations

from datetime import timedelta

from yingshu.kernel import clock
from yingshu.kernel.models import IdempotencyKey

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
