"""Files by the hash of their content, under the data folder. Writing the same content twice keeps one file."""

from __future__ import annotations

import hashlib
import os
import secrets
import tempfile
from collections.abc import Callable
from pathlib import Path

from django.conf import settings


def path_of(digest: str) -> Path:
    """Where content with this hash lies."""
    return Path(settings.MEDIA_ROOT) / digest[:2] / digest[2:4] / digest


def keep(content: bytes) -> str:
    """Store content and answer its hash. The file is complete before it gets its name."""
    digest = hashlib.sha256(content).hexdigest()
    target = path_of(digest)
    if target.exists():
        return digest
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, fresh = tempfile.mkstemp(dir=target.parent)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    Path(fresh).replace(target)
    return digest


def drop(digest: str, unless: Callable[[], bool]) -> None:
    """Delete content that nobody wants any more. It is moved aside before that is asked: whoever keeps the same content meanwhile either is
    seen by the question or does not find it and stores it again."""
    target = path_of(digest)
    aside = target.with_name(f".{digest}.{secrets.token_hex(4)}")
    try:
        target.replace(aside)
    except FileNotFoundError:
        return
    if unless():
        aside.replace(target)
    else:
        aside.unlink()
