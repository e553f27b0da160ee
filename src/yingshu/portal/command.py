"""The ``yingshu`` command. Exit codes: 0 done, 1 refused by a rule, 2 bad input, 3 the program failed."""

from __future__ import annotations

import argparse
import json
import os
import sys
import traceback
from collections.abc import Sequence

DONE, REFUSED, BAD_INPUT, FAILED = 0, 1, 2, 3


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and answer its exit code. ``yingshu manage …`` is Django's own command."""
    words = list(sys.argv[1:] if argv is None else argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yingshu.portal.settings")
    if words[:1] == ["manage"]:
        return _manage(words)
    from .env import BadSetting

    try:
        _set_up()
    except BadSetting as problem:
        sys.stderr.write(f"{problem}\n")
        return BAD_INPUT
    from .commands import run

    try:
        return run(parser().parse_args(words))
    except BrokenPipeError:  # the reader of the output has seen enough
        sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115 - so that closing at exit does not complain
        return DONE
    except KeyboardInterrupt:
        return 130


def parser() -> argparse.ArgumentParser:
    """All commands with their options, described in the language of the terminal."""
    from .commands import build

    return build()


def _set_up() -> None:
    import django
    from django.utils import translation

    from .env import SETTINGS

    for setting in SETTINGS.values():
        setting.value()  # a wrong one is told now, not when it is first used
    django.setup()
    translation.activate(language())


def language() -> str:
    """Chinese for a Chinese terminal (LC_ALL, LC_MESSAGES, LANG), English for others."""
    set_to = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "zh-hans" if set_to.lower().startswith("zh") else "en"


def _manage(words: Sequence[str]) -> int:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["yingshu manage", *words[1:]])
    return DONE


def explain(problem: Exception, as_json: bool) -> int:
    """Tell on stderr why a command was not carried out."""
    from yingshu.kernel.errors import BusinessError

    if not isinstance(problem, BusinessError):
        traceback.print_exception(problem)
        return FAILED
    lines = [problem.text(), *(f"  {field}: {'; '.join(says)}" for field, says in getattr(problem, "errors", {}).items())]
    told = json.dumps({"error": problem.as_json()}, ensure_ascii=False, default=str) if as_json else "\n".join(lines)
    sys.stderr.write(f"{told}\n")
    return BAD_INPUT if problem.status in (400, 404) else REFUSED
