"""``yingshu check``, ``yingshu invariants``, ``yingshu audit verify``: is everything as it must be?"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core import checks
from django.db import connection
from django.db.utils import DatabaseError
from django.utils.translation import gettext as _

from yingshu.audit import trail
from yingshu.kernel.invariants import INVARIANTS, violations

from ..command import DONE, REFUSED
from .database import pending
from .output import Output, command, group

ASSETS = ("vendor/tabler.min.css", "vendor/tabler-icons.min.css", "vendor/tom-select.min.js", "vendor/echarts.min.js",
          "yingshu/yingshu.css")
FONTS = ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf")
Finding = tuple[str, bool, str]


def add(commands: Any) -> None:
    """Declare the commands."""
    command(commands, "check", check, _("settings, database, fonts and assets: can this installation run?"))
    command(commands, "invariants", invariants, _("what must always be true of the records"))
    audit = group(commands, "audit", _("the trail of business actions"))
    command(audit, "verify", verify, _("recompute the seals and name the first entry that was changed"))
    command(audit, "seal", seal, _("seal the entries that await it (the worker does this every minute)"))


# ---- check

def check(arguments: argparse.Namespace, output: Output) -> int:
    """Everything an installation needs, each with what was found."""
    findings = [*_settings(), *_database(), *_files(), *_django()]
    if output.is_json:
        output.data([{"name": name, "ok": ok, "says": says} for name, ok, says in findings])
    else:
        output.table([_("What"), _("State"), _("Found")],
                     [[name, _("in order") if ok else _("wrong"), says] for name, ok, says in findings])
    return DONE if all(ok for _name, ok, _says in findings) else REFUSED


def _settings() -> Iterator[Finding]:
    home = Path(settings.HOME)
    yield "YINGSHU_HOME", _writable(home), str(home)
    yield "YINGSHU_DEBUG", not settings.DEBUG, str(int(settings.DEBUG))
    yield "YINGSHU_BASE_URL", settings.BASE_URL.startswith(("http://", "https://")), settings.BASE_URL


def _writable(folder: Path) -> bool:
    probe = folder / ".probe"
    try:
        probe.touch()
        probe.unlink()
    except OSError:
        return False
    return True


def _database() -> Iterator[Finding]:
    try:
        waiting = pending()
    except DatabaseError as problem:
        yield "database", False, str(problem).strip()
        return
    yield "database", True, f"{connection.display_name} {'.'.join(map(str, connection.get_database_version()))}"
    yield "migrations", not waiting, _("%(count)s pending") % {"count": len(waiting)}


def _files() -> Iterator[Finding]:
    fonts = Path(__file__).resolve().parents[2] / "documents" / "fonts"
    for name in FONTS:
        yield name, (fonts / name).is_file(), str(fonts / name)
    missing = [name for name in ASSETS if finders.find(name) is None]
    yield "assets", not missing, ", ".join(missing) or _("%(count)s files") % {"count": len(ASSETS)}


def _django() -> Iterator[Finding]:
    found = [message for message in checks.run_checks() if message.level >= checks.WARNING and not message.is_silenced()]
    yield "checks", not found, "; ".join(f"{message.id} {message.msg}" for message in found) or _("nothing found")


# ---- invariants and the trail

def invariants(arguments: argparse.Namespace, output: Output) -> int:
    """Every invariant of every room."""
    found = violations()
    if output.is_json:
        output.data({"checked": sorted(INVARIANTS), "violations": [
            {"invariant": each.invariant, "record": each.record, "says": each.says} for each in found]})
    elif found:
        output.table([_("Invariant"), _("Record"), _("Says")], [[each.invariant, each.record, each.says] for each in found])
    else:
        output.tell(_("%(count)s invariants hold.") % {"count": len(INVARIANTS)})
    return REFUSED if found else DONE


def verify(arguments: argparse.Namespace, output: Output) -> int:
    """The chain of seals, recomputed from the entries."""
    found = trail.verify()
    if output.is_json:
        output.data({"intact": found.intact, "unsealed": found.unsealed, "broken_entry": found.broken_entry, "says": found.says})
    elif found.broken_entry is None:
        output.tell(_("%(intact)s entries are sealed and intact, %(unsealed)s await their seal.") % {
            "intact": found.intact, "unsealed": found.unsealed})
    else:
        output.tell(_("Entry %(entry)s was %(what)s after it was sealed; %(intact)s entries before it are intact.") % {
            "entry": found.broken_entry, "what": _(found.says), "intact": found.intact})
    return DONE if found.broken_entry is None else REFUSED


def seal(arguments: argparse.Namespace, output: Output) -> None:
    """Seal now."""
    count = trail.seal()
    if output.is_json:
        return output.data({"sealed": count})
    return output.tell(_("%(count)s entries sealed.") % {"count": count})
