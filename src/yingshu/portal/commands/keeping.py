"""``yingshu backup FILE``, ``yingshu restore FILE``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from yingshu.kernel.errors import InvalidInput
from yingshu.kernel.upgrade import has_tables

from .. import backups
from .database import NotEmpty, is_empty
from .output import Output, command


def add(commands: Any) -> None:
    """Declare the commands."""
    save = command(commands, "backup", backup, _("write database and attachments into one file, while people work"))
    save.add_argument("file", type=Path, help=_("the file to write"))
    save.add_argument("--portable", action="store_true", help=_("in a form that either kind of database can read"))
    bring = command(commands, "restore", restore, _("bring a backup back into an empty database"))
    bring.add_argument("file", type=Path, help=_("the backup"))
    bring.add_argument("--force", action="store_true", help=_("replace the data that is there"))


def backup(arguments: argparse.Namespace, output: Output) -> None:
    """Write a backup; the file appears only when it is complete."""
    if arguments.file.is_dir() or not arguments.file.resolve().parent.is_dir():
        raise InvalidInput({"file": [_("This is not a place for a file.")]})
    manifest = backups.write_backup(arguments.file, portable=arguments.portable)
    told = {"file": str(arguments.file), "bytes": arguments.file.stat().st_size, "form": manifest.form, "attachments": manifest.attachments,
            "version": manifest.version, "at": manifest.at}
    if output.is_json:
        return output.data(told)
    return output.tell(_("Backup written: %(file)s (%(bytes)s bytes, %(attachments)s attachments).") % told)


def restore(arguments: argparse.Namespace, output: Output) -> None:
    """Replace everything by what the backup holds; refuses over data without ``--force``."""
    manifest = backups.read_manifest(arguments.file)
    if not arguments.force and has_tables() and not is_empty():
        raise NotEmpty()
    backups.read_backup(arguments.file, manifest)
    if output.is_json:
        return output.data({"restored": True, "form": manifest.form, "at": manifest.at, "attachments": manifest.attachments})
    return output.tell(_("Restored the backup of %(at)s. Check it with: yingshu invariants, yingshu audit verify") % {"at": manifest.at})
