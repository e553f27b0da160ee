"""The commands, a small module per group. Each module has ``add(commands)``, which declares its commands and their functions."""

from __future__ import annotations

import argparse
import gettext as standard

from django.db import DatabaseError, OperationalError, ProgrammingError
from django.utils.translation import gettext as _

from . import bring_in, database, duties, keeping, proof, reports, rules, running, satisfaction, tokens
from .output import Output, person

GROUPS = (running, database, keeping, bring_in, reports, satisfaction, duties, proof, rules, tokens)


def build() -> argparse.ArgumentParser:
    """The parser of ``yingshu``."""
    _speak()
    top = argparse.ArgumentParser(prog="yingshu", description=_("Runs a company's marketing center by its own rulebook."),
                                  epilog=_("Exit codes: 0 done, 1 refused by a rule, 2 bad input, 3 the program failed."))
    commands = top.add_subparsers(dest="command", metavar=_("COMMAND"), required=True)
    for group in GROUPS:
        group.add(commands)
    commands.add_parser("manage", help=_("Django's own commands"), add_help=False)
    return top


def run(arguments: argparse.Namespace) -> int:
    """Carry out a parsed command."""
    from ..command import explain

    output = Output(getattr(arguments, "format", "table"))
    try:
        arguments.actor = person(getattr(arguments, "as_", ""))
        return int(arguments.run(arguments, output) or 0)
    except BrokenPipeError:
        raise
    except Exception as problem:
        return explain(_cause(problem), output.is_json)


def _cause(problem: Exception) -> Exception:
    """A table or column that is missing because migrations are pending is told as that."""
    try:
        waiting = database.pending() if isinstance(problem, (OperationalError, ProgrammingError)) else ()
    except DatabaseError:
        return problem
    return database.behind(waiting) if waiting else problem


def _speak() -> None:
    """argparse asks the standard library for its own words; let it ask Django."""
    argparse._ = standard.gettext = _  # type: ignore[attr-defined]
