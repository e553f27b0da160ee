"""Uploaded ledgers on disk: kept under their hash in the data folder, never under the name a person gave them."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO, NamedTuple

from django.conf import settings
from django.db import transaction

from .errors import FileGone

_CHUNK = 1 << 20
_STORED = re.compile(r"[0-9a-f]{64}")


class Stored(NamedTuple):
    """A kept file: its hash, which is also its name in the data folder."""

    digest: str
    file_name: str


def folder() -> Path:
    """Where uploaded ledgers lie."""
    return Path(settings.MEDIA_ROOT) / "imports"


def keep(source: BinaryIO, file_name: str) -> Stored:
    """Keep a file; the same content is kept once."""
    folder().mkdir(parents=True, exist_ok=True)
    fresh = folder() / f".{secrets.token_hex(8)}"
    digest = hashlib.sha256()
    with fresh.open("wb") as target:
        for chunk in _chunks(source):
            digest.update(chunk)
            target.write(chunk)
    fresh.replace(folder() / digest.hexdigest())
    return Stored(digest.hexdigest(), plain_name(file_name))


def plain_name(file_name: str) -> str:
    """The last part of a name, without control characters, at most 200 characters."""
    return "".join(c for c in PurePosixPath(file_name.replace("\\", "/")).name if c.isprintable())[-200:] or "ledger.xlsx"


def path_of(digest: str) -> Path:
    """The kept file. Raises FileGone when it is not there."""
    path = folder() / digest
    if not _STORED.fullmatch(digest) or not path.is_file():
        raise FileGone()
    return path


def drop(digest: str) -> None:
    """The file goes for good, once the action is done."""
    transaction.on_commit(lambda: (folder() / digest).unlink(missing_ok=True))


def _chunks(source: BinaryIO) -> Iterator[bytes]:
    while chunk := source.read(_CHUNK):
        yield chunk


# ---- how far a pass is, for people who wait

def progress_path(digest: str) -> Path:
    """Where a running pass notes how many rows it has read."""
    return folder() / f".{digest}.rows"


def begin_progress(digest: str) -> None:
    """From now on somebody waits."""
    progress_path(digest).write_text("0")


def note_progress(digest: str, rows: int) -> None:
    """Note it where somebody waits."""
    if progress_path(digest).exists():
        progress_path(digest).write_text(str(rows))


def progress(digest: str) -> int | None:
    """Rows read by a running pass; None when none is running."""
    try:
        return int(progress_path(digest).read_text() or 0)
    except (FileNotFoundError, ValueError):
        return None


def end_progress(digest: str) -> None:
    """The pass is over."""
    progress_path(digest).unlink(missing_ok=True)
