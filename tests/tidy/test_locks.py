"""Lock files hold every dependency with its hash, and no address."""

from __future__ import annotations

import json
import re
import tomllib
from typing import Any

import pytest

from tests.tidy.source import ROOT, read

NAME = re.compile(r"[A-Za-z0-9._-]+")
LOCKS = ["requirements.lock", "requirements-dev.lock"]


def pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def normal(requirement: str) -> str:
    """The project name as package indexes compare it."""
    match = NAME.match(requirement)
    assert match, requirement
    return re.sub(r"[-_.]+", "-", match[0]).lower()


def pinned(lock: str) -> dict[str, int]:
    """Name → number of hashes."""
    entries = re.split(r"\n(?=\S)", read(ROOT / lock).strip())
    return {normal(entry): entry.count("--hash=sha256:") for entry in entries}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_hashes_and_no_address(lock: str) -> None:
    assert [name for name, hashes in pinned(lock).items() if not hashes] == []
    assert re.findall(r"\S*://\S*|^-\S+", read(ROOT / lock), re.MULTILINE) == []


def test_locks_hold_what_the_project_asks_for() -> None:
    project = pyproject()
    run = project["project"]["dependencies"] + project["build-system"]["requires"]
    dev = run + project["project"]["optional-dependencies"]["test"]
    assert {normal(name) for name in run} - set(pinned(LOCKS[0])) == set()
    assert {normal(name) for name in dev} - set(pinned(LOCKS[1])) == set()


def test_what_runs_is_what_was_tested() -> None:
    run, dev = (set(re.findall(r"^\S+==\S+", read(ROOT / lock), re.MULTILINE)) for lock in LOCKS)
    assert run - dev == set()


def test_browser_packages_are_pinned_without_addresses() -> None:
    packages = json.loads(read(ROOT / "frontend/package-lock.json"))["packages"]
    assert [name for name, entry in packages.items() if "resolved" in entry] == []
    assert [name for name, entry in packages.items() if name and not entry.get("integrity")] == []
