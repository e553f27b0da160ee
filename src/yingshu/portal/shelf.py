"""The backups in the data folder: made by hand or each night, listed on a page, restored by command."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yingshu.kernel import clock, jobs
from yingshu.kernel.actor import Actor
from yingshu.kernel.services import Done, service

from . import backups

NIGHTS = 14
NIGHTLY, BY_HAND = "night", "hand"


class Kept(NamedTuple):
    """A backup on the shelf."""

    name: str
    size: int
    at: datetime
    by_itself: bool

    @property
    def megabytes(self) -> str:
        """Its size for people."""
        return f"{self.size / 1024 / 1024:.1f}"


def folder() -> Path:
    """Where they lie."""
    return Path(settings.HOME) / "backups"


def make(*, by_itself: bool = False) -> str:
    """Write a backup; answers its name."""
    folder().mkdir(parents=True, exist_ok=True)
    folder().chmod(0o700)
    name = f"yingshu-{clock.local(clock.now()):%Y%m%d-%H%M%S}-{NIGHTLY if by_itself else BY_HAND}.tar"
    backups.write_backup(folder() / name)
    return name


def on_shelf() -> list[Kept]:
    """All of them, newest first."""
    if not folder().is_dir():
        return []
    found = [(path, path.stat()) for path in folder().glob("yingshu-*.tar")]
    kept = [Kept(path.name, stat.st_size, datetime.fromtimestamp(stat.st_mtime, UTC), path.stem.endswith(NIGHTLY)) for path, stat in found]
    return sorted(kept, key=lambda each: each.name, reverse=True)


def thin_out() -> None:
    """Of the backups of the nights only the last ones stay."""
    for each in [kept for kept in on_shelf() if kept.by_itself][NIGHTS:]:
        (folder() / each.name).unlink(missing_ok=True)


@service("portal.back_up", title=N_("Back up now"))
def back_up(*, actor: Actor) -> Done:
    """Have the worker write a backup."""
    jobs.start(actor, _("Backup"), "yingshu.portal.tasks.backup_now")
    return Done("backup", 0, after={"asked": True})
