"""Data folders and databases for tests that start the product's own processes: made once by a command, then copied."""

from __future__ import annotations

import secrets
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from bench.house import environment

KINDS = ("sqlite", "postgresql")
MIGRATE = ("-m", "yingshu", "migrate")


@dataclass(frozen=True)
class Place:
    """A data folder, the address of its database ("" for the folder's own SQLite), and what the command that made it printed last."""

    home: str
    database: str
    printed: str = ""

    def run(self, *words: str) -> str:
        """What Python prints here when started with these words."""
        done = subprocess.run([sys.executable, *words], env=environment(self.home, self.database),
                              capture_output=True, text=True, check=False)
        assert done.returncode == 0, (words, done.stdout[-500:], done.stderr[-3000:])
        return done.stdout


class Places:
    """Makes places. Migrating costs more than most tests do, so each content is made once in a session and copied for each test."""

    def __init__(self, folder: Path, request: pytest.FixtureRequest) -> None:
        self.folder, self.request = folder, request
        self.originals: dict[tuple[str, tuple[str, ...]], Place] = {}

    def empty(self, kind: str, home: Path) -> Place:
        """An empty database."""
        home.mkdir(exist_ok=True)
        return Place(str(home), self._create() if kind == "postgresql" else "")

    def filled(self, kind: str, home: Path, *words: str) -> Place:
        """A database with all tables, in which Python has run with these words."""
        if (kind, words) not in self.originals:
            self.originals[kind, words] = self._original(kind, words)
        return self._copy(self.originals[kind, words], home)

    def _original(self, kind: str, words: tuple[str, ...]) -> Place:
        home = self.folder / secrets.token_hex(4)
        if words == MIGRATE:
            place = self.empty(kind, home)
            place.run(*words)
            return place
        place = self.filled(kind, home, *MIGRATE)
        return Place(place.home, place.database, place.run(*words).strip().rpartition("\n")[2])

    def _copy(self, original: Place, home: Path) -> Place:
        shutil.copytree(original.home, home, dirs_exist_ok=True)
        return Place(str(home), original.database and self._create(original.database.rpartition("/")[2]), original.printed)

    def _create(self, template: str = "template1") -> str:
        import psycopg

        server, name = self.request.getfixturevalue("postgres"), f"t{secrets.token_hex(4)}"
        with psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute(f"create database {name} template {template}")
        return str(server.url).rpartition("/")[0] + f"/{name}"


@pytest.fixture(scope="session")
def places(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Places:
    """Places with their own database, empty or filled."""
    return Places(tmp_path_factory.mktemp("places"), request)
