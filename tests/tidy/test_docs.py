"""The documents know the product: every setting, command and error code is in them, and none that is not there."""

from __future__ import annotations

import argparse
import re
from functools import cache
from importlib import import_module

from tests.tidy.source import ROOT, SRC, assert_nothing, code, files, python, read, short

SETTING = re.compile(r"\bYINGSHU_[A-Z][A-Z_]*[A-Z]\b")
COMMAND = re.compile(r"(?:^|`|\$ |bin/)yingshu ([a-z][a-z_-]+)", re.MULTILINE)
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


@cache
def documents() -> str:
    """All Markdown for people: the readme files and ``docs/`` without decisions of the past."""
    pages = [
        path for path in files() if path.suffix == ".md" and (path.parent == ROOT or short(path).startswith("docs/"))
    ]
    return "\n".join(read(path) for path in pages if "adr" not in path.parts)


def settings() -> set[str]:
    """Environment variables that the product reads."""
    return set(SETTING.findall("\n".join(read(path) for path in python())))


def commands() -> set[str]:
    """What can be typed after ``yingshu``, with the words of subcommands: ``audit verify``."""
    from yingshu.portal.command import parser

    return set(spelled(parser()))


def spelled(parser: argparse.ArgumentParser, words: str = "") -> list[str]:
    """The command itself, or those below it."""
    branches = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    below = [(f"{words} {word}".strip(), child) for action in branches for word, child in action.choices.items()]
    return [command for each, child in below for command in spelled(child, each)] if below else [words]


def test_every_setting_is_documented() -> None:
    known = set(SETTING.findall(documents()))
    assert_nothing(sorted(settings() - known))


def test_every_command_is_documented() -> None:
    assert commands()
    assert_nothing(sorted(f"yingshu {words}" for words in commands() if f"yingshu {words}" not in documents()))


def test_documents_name_no_command_that_is_not_there() -> None:
    assert_nothing(sorted(set(COMMAND.findall(documents())) - {words.split()[0] for words in commands()}))


def test_documents_name_no_setting_that_is_not_read() -> None:
    read_somewhere = settings() | {name for path in code() for name in SETTING.findall(read(path))}
    assert_nothing(sorted(set(SETTING.findall(documents())) - read_somewhere))


def test_every_error_code_is_documented() -> None:
    from yingshu.kernel.errors import REGISTRY

    for path in SRC.glob("*/errors.py"):
        import_module(f"yingshu.{path.parent.name}.errors")
    product = {code for code, kind in REGISTRY.items() if ".tests." not in kind.__module__}
    assert product
    assert_nothing(sorted(code for code in product if f"`{code}`" not in documents()))


def test_links_between_documents_lead_somewhere() -> None:
    pages = [path for path in files() if path.suffix == ".md" and not path.is_relative_to(SRC)]
    broken = [
        f"{short(page)}: {target}"
        for page in pages
        for target in LINK.findall(read(page))
        if not (page.parent / target).exists()
    ]
    assert_nothing(broken)
