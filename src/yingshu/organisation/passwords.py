"""Password rules in two modes: length (as recommended today) or character classes with expiry (as some auditors demand)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from yingshu.kernel import clock

from .models import Person

MIN_LENGTH = {"length": 12, "classes": 8}
MAX_AGE = timedelta(days=90)
_shared: ContextVar[dict[str, str] | None] = ContextVar("shared_password", default=None)


@contextmanager
def one_hash() -> Iterator[None]:
    """Within it a password that many people are given at once is hashed once: a good hash is slow on purpose."""
    token = _shared.set({})
    try:
        yield
    finally:
        _shared.reset(token)


def hashed(password: str) -> str:
    """The password as it is stored."""
    known = _shared.get()
    if known is None:
        return make_password(password)
    if password not in known:
        known[password] = make_password(password)
    return known[password]


class PolicyValidator:
    """Checks a new password against the mode in force."""

    def validate(self, password: str, user: Any = None) -> None:
        shortest = MIN_LENGTH[settings.PASSWORD_POLICY]
        if len(password) < shortest:
            raise ValidationError(_("The password has %(have)d characters; at least %(need)d are needed.")
                                  % {"have": len(password), "need": shortest}, code="password_too_short")
        if settings.PASSWORD_POLICY == "classes" and kinds(password) < 3:
            raise ValidationError(self.get_help_text(), code="password_too_plain")

    def get_help_text(self) -> str:
        if settings.PASSWORD_POLICY == "classes":
            return _("At least 8 characters, with three of: capital letters, small letters, digits, signs. Changed every 90 days.")
        return _("At least 12 characters. A short sentence is easier to remember than signs.")


def kinds(password: str) -> int:
    """How many of the four kinds of characters a password has."""
    return sum(any(test(c) for c in password) for test in
               (str.isupper, str.islower, str.isdigit, lambda c: not c.isalnum()))


def expired(person: Person) -> bool:
    """Must the person choose a new password now?"""
    if person.must_change_password:
        return True
    if settings.PASSWORD_POLICY != "classes" or person.password_changed_at is None:
        return False
    return clock.now() - person.password_changed_at > MAX_AGE
