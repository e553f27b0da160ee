"""The walls between floors and rooms, and the shape of a room."""

from __future__ import annotations

import ast
import configparser
import os
import re
import subprocess
import sys
from pathlib import Path

from tests.tidy.source import ROOT, SRC, short, tree


def test_walls_stand() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_there_is_no_list_of_exceptions() -> None:
    config = configparser.ConfigParser()
    config.read(ROOT / ".importlinter")
    options = {option for section in config.sections() for option in config[section]}
    assert options.isdisjoint({"ignore_imports", "exhaustive_ignores", "unmatched_ignore_imports_alerting"})
    assert config["importlinter:contract:floors"]["exhaustive"] == "true"


def test_rules_take_nothing_from_django_but_the_mark_of_a_message() -> None:
    taken = {
        f"{short(path)}: {node.module}.{alias.name}"
        for path in [*SRC.glob("*/rules.py"), *SRC.glob("*/rules/*.py")]
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("django")
        for alias in node.names
    }
    assert {line for line in taken if not line.endswith(": django.utils.translation.gettext_noop")} == set()


def test_folders_of_tests_are_packages() -> None:
    """Else two rooms could not have test files of the same name, and the walls would not see them."""
    folders = {path.parent for path in SRC.rglob("tests/**/test_*.py")}
    assert [short(folder) for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []


def test_every_process_knows_every_action() -> None:
    """A room's ready() loads whatever declares actions: a page has a name for what only the worker does, too."""
    ask = "import yingshu.portal.command as c; c._set_up(); from yingshu.kernel.services import ACTIONS; print(*ACTIONS)"
    named = {**os.environ, "DJANGO_SETTINGS_MODULE": "yingshu.portal.settings"}
    done = subprocess.run([sys.executable, "-c", ask], cwd=ROOT, env=named, capture_output=True, text=True, check=True)
    declared = {found for path in SRC.rglob("*.py") if "tests" not in path.parts
                for found in re.findall(r'^@service\(\s*"([a-z_.]+)"', path.read_text(encoding="utf-8"), re.M)}
    assert len(declared) > 300
    assert declared - set(done.stdout.split()) == set()
