"""The secret of a link: worked out from wave and serial, so it can be shown again, and kept as a hash only."""

from __future__ import annotations

from base64 import b32encode
from hashlib import sha256
from typing import Protocol

from django.conf import settings
from django.utils.crypto import salted_hmac

SALT = "yingshu.satisfaction.invitation"


class Invited(Protocol):
    """What a token is made from."""

    wave_id: int
    serial: int


def token(wave_id: int, serial: int) -> str:
    """Sixteen characters that nobody guesses."""
    return _made(f"{wave_id}:{serial}")


def poster(wave_id: int) -> str:
    """The code that everybody may scan."""
    return _made(f"{wave_id}:poster")


def _made(what: str) -> str:
    return b32encode(salted_hmac(SALT, what, algorithm="sha256").digest()[:10]).decode().lower()


def digest(text: str) -> str:
    """What is kept of a token, of a device, of an address."""
    return sha256(text.encode()).hexdigest()


def keyed(text: str) -> str:
    """Like ``digest`` for things that could be tried out one by one (addresses): with the secret of the installation."""
    return salted_hmac(SALT, text, algorithm="sha256").hexdigest() if text else ""


def link(invitation: Invited) -> str:
    """The whole address of an invitation's page."""
    return f"{settings.BASE_URL}/s/{token(invitation.wave_id, invitation.serial)}/"


def poster_link(wave_id: int) -> str:
    """The whole address of the page behind a poster."""
    return f"{settings.BASE_URL}/s/poster/{poster(wave_id)}/"
