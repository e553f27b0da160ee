"""What all commands share: options, tables and JSON, who acts."""

from __future__ import annotations

import argparse
import json
import sys
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from yingshu.kernel.actor import Actor, system
from yingshu.kernel.errors import InvalidInput

Run = Callable[[argparse.Namespace, "Output"], int | None]


class Output:
    """Writes what a command found, as a table for people or as JSON for machines."""

    def __init__(self, form: str) -> None:
        self.is_json = form == "json"

    def data(self, value: Any) -> None:
        """JSON, one document."""
        sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1, default=_as_json) + "\n")

    def tell(self, text: str) -> None:
        """A sentence for people; nothing in JSON."""
        if not self.is_json:
            sys.stdout.write(f"{text}\n")
            sys.stdout.flush()

    def table(self, titles: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Columns as wide as their widest cell; numbers to the right; Chinese counts double."""
        lines = [[str(title) for title in titles], *([_shown(cell) for cell in row] for row in rows)]
        widths = [max(_width(line[n]) for line in lines) for n in range(len(titles))]
        right = [bool(lines[1:]) and all(_is_number(line[n]) for line in lines[1:]) for n in range(len(titles))]
        for line in lines:
            cells = (_padded(cell, width, to_right) for cell, width, to_right in zip(line, widths, right, strict=True))
            sys.stdout.write("  ".join(cells).rstrip() + "\n")

    def facts(self, values: Mapping[str, Any]) -> None:
        """Names and values, one a line; or the mapping as JSON."""
        if self.is_json:
            return self.data(values)
        return self.table(("", ""), ((name, value) for name, value in values.items()))


def command(commands: Any, name: str, run: Run, help: str, *, acts: bool = False) -> argparse.ArgumentParser:
    """Declare a command with the options all commands have; ``acts`` adds ``--as``."""
    made: argparse.ArgumentParser = commands.add_parser(name, help=help, description=help)
    made.add_argument("--format", choices=("table", "json"), default="table", help=_("for people or for machines"))
    if acts:
        made.add_argument("--as", dest="as_", metavar=_("LOGIN"), default="", help=_("act as this person (default: the system itself)"))
    made.set_defaults(run=run)
    return made


def group(commands: Any, name: str, help: str) -> Any:
    """Declare a command that has commands of its own."""
    made = commands.add_parser(name, help=help, description=help)
    return made.add_subparsers(dest=f"{name}_command", metavar=_("COMMAND"), required=True)


def person(login: str) -> Actor:
    """Who acts: the person with this login name, or the system."""
    from yingshu.organisation.models import Person
    from yingshu.organisation.principal import actor_for

    if not login:
        return system("yingshu").via("cli")
    found = Person.objects.filter(username__iexact=login).first()
    actor = actor_for(found.pk, "cli") if found else None
    if actor is None:
        raise InvalidInput({"--as": [_("There is no active person with the login name “%(login)s”.") % {"login": login}]})
    return actor


def day(text: str) -> date:
    """An option that is a day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(_("“%(text)s” is not a day. Write it as 2026-01-31.") % {"text": text}) from None


def _as_json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else f"{value:f}" if isinstance(value, Decimal) else str(value)


def _shown(cell: Any) -> str:
    return "--" if cell is None else cell.isoformat() if isinstance(cell, date) else str(cell)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _is_number(text: str) -> bool:
    return text == "--" or text.lstrip("-−").replace(",", "").replace(".", "", 1).isdigit()


def _padded(text: str, width: int, to_right: bool) -> str:
    gap = " " * (width - _width(text))
    return gap + text if to_right else text + gap
