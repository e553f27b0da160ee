"""The PostgreSQL server of tests and benchmarks: ours, in its folder, gone afterwards."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from tools import pgserver
from tools.pgserver import Server, ServerError

TOOL = Path(pgserver.__file__)


def setting(server: Server, name: str) -> str:
    with psycopg.connect(server.url) as connection:
        return str(connection.execute(f"SHOW {name}").fetchone()[0])  # type: ignore[index]


def test_server_is_ours(postgres: Server) -> None:
    shown = [setting(postgres, name) for name in ("data_directory", "port", "fsync", "server_encoding")]
    assert shown == [str(postgres.data), str(postgres.port), "off", "UTF8"]


def test_a_stranger_on_the_port_is_noticed(postgres: Server, tmp_path: Path) -> None:
    other = Server()
    other.port = postgres.port
    with pytest.raises(ServerError, match="belongs to another server"):
        other._assert_ours()
    other.stop()


def test_stop_removes_everything(postgres: Server) -> None:
    with Server(fsync=False) as server:
        assert server.folder.exists()
    assert not server.folder.exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(server.url)


def test_command_gets_the_address_and_gives_its_exit_code(postgres: Server) -> None:
    code = "import os, sys; sys.stdout.write(os.environ['YINGSHU_DATABASE_URL']); sys.exit(7)"
    command = [sys.executable, str(TOOL), "run", "--no-fsync", "--", sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | {"YINGSHU_DATABASE_URL": "none"})
    assert done.returncode == 7
    assert done.stdout.startswith("postgres://postgres@127.0.0.1:") and done.stdout.endswith("/yingshu")


def test_missing_programs_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pgserver.Path, "glob", lambda *_: iter(()))
    monkeypatch.setattr(pgserver.shutil, "which", lambda _: None)
    with pytest.raises(ServerError, match="Debian package: postgresql"):
        pgserver.programs()
