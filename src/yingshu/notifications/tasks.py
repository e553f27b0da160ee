"""Sending what waits in the outbox. Run by the worker every minute."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from yingshu.kernel import clock, write
from yingshu.kernel.write import Add

from .models import Outgoing

log = logging.getLogger("yingshu.notifications")
MOST_TRIES = 8
FIRST_PAUSE = timedelta(minutes=1)
BATCH = 100


def send_outgoing() -> int:
    """Send what is due; answers how many were sent. What fails is tried again after 1, 2, 4 … minutes, eight times."""
    due = Outgoing.objects.filter(state=Outgoing.State.WAITING, next_try_at__lte=clock.now()).order_by("id")[:BATCH]
    return sum(_send(row) for row in list(due))


def _send(row: Outgoing) -> bool:
    """Claim the row first, so that two workers do not send it twice; whoever claims it plans the next try."""
    again = clock.now() + FIRST_PAUSE * 2**row.tries
    if not write.change(Outgoing, where={"id": row.pk, "state": Outgoing.State.WAITING, "tries": row.tries},
                        set={"tries": Add(1), "next_try_at": again}):
        return False
    try:
        EmailMessage(row.subject, row.body, settings.DEFAULT_FROM_EMAIL, [row.recipient],
                     connection=get_connection(fail_silently=False)).send()
    except Exception as trouble:  # any trouble of a mail server is only a reason to try again
        _failed(row, trouble)
        return False
    write.change(Outgoing, where={"id": row.pk}, set={"state": Outgoing.State.SENT, "sent_at": clock.now(), "error": ""})
    return True


def _failed(row: Outgoing, trouble: Exception) -> None:
    log.warning("outgoing %s failed: %s", row.pk, trouble)
    state = Outgoing.State.FAILED if row.tries + 1 >= MOST_TRIES else Outgoing.State.WAITING
    write.change(Outgoing, where={"id": row.pk}, set={"error": str(trouble)[:300], "state": state})
