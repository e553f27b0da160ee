"""Backup and restore of a company at work: on both databases, in each form, and from PostgreSQL to SQLite by rows."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from bench import house
from bench.crash import look

from .test_many_at_once import fresh_database

pytestmark = [pytest.mark.slow, pytest.mark.one_database]


def yingshu(home: Path, database: str, *words: str) -> Any:
    """Run the command; its answer as JSON."""
    done = subprocess.run([sys.executable, "-m", "yingshu", *words, "--format", "json"], env=house.environment(str(home), database),
                          capture_output=True, text=True, check=False)
    assert done.returncode == 0, (words, done.stdout[-500:], done.stderr[-1500:])
    return json.loads(done.stdout)


def work(home: Path, database: str, facts: dict[str, Any], seed: int) -> None:
    """One order from registration to payment, over REST."""
    with house.serving(str(home), database, workers=1) as port:
        house.Client(port, facts["token"], seed).cycle(facts)


def new_place(kind: str, folder: Path, request: pytest.FixtureRequest) -> tuple[Path, str]:
    """A data folder and an empty database."""
    folder.mkdir()
    return folder, fresh_database(request.getfixturevalue("postgres")) if kind == "postgresql" else ""


@pytest.mark.parametrize(("kind", "target", "options"), [
    ("postgresql", "postgresql", []), ("postgresql", "postgresql", ["--portable"]), ("sqlite", "sqlite", []),
    ("postgresql", "sqlite", ["--portable"])], ids=["pg_dump", "rows", "sqlite", "rows to sqlite"])
def test_a_restored_copy_is_the_company_and_works_on(kind: str, target: str, options: list[str], tmp_path: Path,
                                                     request: pytest.FixtureRequest) -> None:
    old, fresh = new_place(kind, tmp_path / "old", request), new_place(target, tmp_path / "new", request)
    file = str(tmp_path / "backup.tar")
    facts = house.prepare(str(old[0]), old[1], customers=20, products=10)
    work(*old, facts, seed=1)
    (old[0] / "attachments").mkdir(exist_ok=True)
    (old[0] / "attachments" / "photo.jpg").write_bytes(b"signed")
    yingshu(*old, "audit", "seal")
    yingshu(*old, "backup", file, *options)
    then = look(*map(str, old))
    work(*old, facts, seed=2)

    yingshu(*fresh, "restore", file)
    assert look(*map(str, fresh)) == then
    assert then["violations"] == [] and len(then["order"]) == 1
    assert (fresh[0] / "attachments" / "photo.jpg").read_bytes() == b"signed"
    yingshu(*fresh, "invariants")
    verified = yingshu(*fresh, "audit", "verify")
    assert verified["broken_entry"] is None and verified["intact"] > 10

    work(*fresh, facts, seed=3)
    after = look(*map(str, fresh))
    assert (len(after["order"]), len(after["receipt"]), after["violations"]) == (2, 2, [])
