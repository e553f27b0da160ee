"""The signed ticket that each drawn form carries: what it is for, one answer's key, since when, which notice was shown.

The key stays the same over corrections and second submits, so one form is one answer (``idempotency_key``).
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.core import signing

from .. import clock
from .errors import FormAutomatic, FormTooFast, FormTooOld

SALT = "yingshu.public"
TICKET, TRAP = "form_ticket", "website"
KEPT_SECONDS = 12 * 3600


@dataclass(frozen=True, slots=True)
class Ticket:
    """One drawn form. ``notice`` is the version of the notice that stood before it."""

    purpose: str
    key: str
    drawn_at: int
    notice: str = ""

    def __str__(self) -> str:
        return signing.dumps([self.purpose, self.key, self.drawn_at, self.notice], salt=SALT)

    @property
    def age(self) -> int:
        """Seconds since the form was drawn."""
        return _now() - self.drawn_at


def new(purpose: str, notice: str = "") -> Ticket:
    """The ticket of a form drawn now."""
    return Ticket(purpose, secrets.token_urlsafe(16), _now(), notice)


def read(purpose: str, text: str) -> Ticket | None:
    """The ticket of a form that comes back, however old; None when it is not ours or for something else."""
    try:
        ticket = Ticket(*signing.loads(text, salt=SALT))
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return ticket if ticket.purpose == purpose else None


def again(ticket: Ticket | None, purpose: str, notice: str) -> Ticket:
    """The ticket for drawing the form once more: the same answer, an age that passes if it was only too quick."""
    if ticket is None or ticket.age > KEPT_SECONDS:
        return replace(new(purpose, notice), key=ticket.key) if ticket else new(purpose, notice)
    return replace(ticket, notice=notice)


def check(purpose: str, posted: Mapping[str, str], least_seconds: int) -> Ticket:
    """The ticket of a form that may be taken. Raises what is wrong with it."""
    ticket = read(purpose, posted.get(TICKET, ""))
    if ticket is None or not 0 <= ticket.age <= KEPT_SECONDS:
        raise FormTooOld()
    if posted.get(TRAP):
        raise FormAutomatic()
    if ticket.age < least_seconds:
        raise FormTooFast()
    return ticket


def _now() -> int:
    return int(clock.now().timestamp())
