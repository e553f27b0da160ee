"""``yingshu satisfaction import``: answers from a file become a wave."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from yingshu.documents.store import keep
from yingshu.kernel.errors import InvalidInput
from yingshu.satisfaction.services.importing import count_up, import_wave, look

from .output import Output, command


def add(satisfaction: Any) -> None:
    """Declare the command in the group ``satisfaction``."""
    made = command(satisfaction, "import", bring_in, _("answers from a file become a wave; without --yes nothing is written"), acts=True)
    made.add_argument("file", type=Path, help=_("xlsx, xls, ods or csv"))
    made.add_argument("--title", default="", help=_("title of the wave (default: the name of the file)"))
    made.add_argument("--period", required=True, metavar="2026H1", help=_("the period it belongs to"))
    made.add_argument("--source", default="", help=_("source of the index: survey, visit or quality; empty: not part of it"))
    made.add_argument("--code", default=None, help=_("code of the questionnaire that is made of the columns"))
    made.add_argument("--yes", action="store_true", help=_("write it"))


def bring_in(arguments: argparse.Namespace, output: Output) -> None:
    """Show what the columns are, and with ``--yes`` write the wave."""
    path: Path = arguments.file
    if not path.is_file():
        raise InvalidInput({"file": [_("There is no file %(file)s.") % {"file": path}]})
    digest = keep(path.read_bytes())
    if not arguments.yes:
        found = look(digest, path.name)
        columns = {c.title: c.kind for c in found.columns}
        output.facts({"rows": found.rows, "questions": len(found.items), **({"columns": columns} if output.is_json else columns)})
        return output.tell(_("Nothing was written. Add --yes to import."))
    done = import_wave(actor=arguments.actor, title=(arguments.title or path.stem)[:60], file=digest, name=path.name,
                       period=arguments.period, source=arguments.source, code=arguments.code)
    count_up()
    return output.facts(done.as_json())
