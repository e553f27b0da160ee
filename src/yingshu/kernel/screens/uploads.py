"""Uploaded files between check and confirmation: kept under their digest, found again by a signed token, gone after use or two hours."""

from __future__ import annotations

import hashlib
import secrets
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.core import signing
from django.utils.translation import gettext as _

from .. import clock
from ..actor import Actor
from ..errors import InvalidInput
from .imports import File

KEPT_FOR = 2 * 60 * 60
SALT = "yingshu.import"


def folder() -> Path:
    """Where they lie."""
    return Path(settings.MEDIA_ROOT) / "imports" / "waiting"


def keep(actor: Actor, screen: str, upload: Any) -> str:
    """Keep an upload; answers the token by which its owner finds it again."""
    folder().mkdir(parents=True, exist_ok=True)
    sweep()
    fresh, digest = folder() / f".{secrets.token_hex(8)}", hashlib.sha256()
    with fresh.open("wb") as target:
        for chunk in upload.chunks():
            digest.update(chunk)
            target.write(chunk)
    fresh.replace(_path(actor.id, digest.hexdigest()))
    return signing.dumps([actor.id, screen, digest.hexdigest(), _plain(upload.name)], salt=SALT)


def find(actor: Actor, screen: str, token: str) -> File:
    """The kept file of this person for this screen. Raises InvalidInput for a token that is made up, another's, used or too old."""
    try:
        owner, of, digest, name = signing.loads(token, salt=SALT, max_age=KEPT_FOR)
    except (signing.BadSignature, ValueError):
        raise _gone() from None
    path = _path(owner, digest)
    if (owner, of) != (actor.id, screen) or not path.is_file():
        raise _gone()
    return File(path, name)


def forget(file: File) -> None:
    """The file was used."""
    file.path.unlink(missing_ok=True)


def sweep() -> None:
    """Remove what nobody confirmed in time."""
    oldest = clock.now().timestamp() - KEPT_FOR
    for path in folder().iterdir():
        try:
            if path.stat().st_mtime < oldest:
                path.unlink()
        except FileNotFoundError:
            continue


def _path(owner: int, digest: str) -> Path:
    return folder() / f"{owner}-{digest}"


def _plain(name: str) -> str:
    """The last part of a name, without control characters."""
    return "".join(c for c in PurePosixPath(name.replace("\\", "/")).name if c.isprintable())[-120:] or "import.xlsx"


def _gone() -> InvalidInput:
    return InvalidInput({"file": [_("This file was imported already, or it waited too long. Please upload it again.")]})
