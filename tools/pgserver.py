"""A PostgreSQL server of our own in a temporary folder, for tests, benchmarks and developers.

    python tools/pgserver.py run -- COMMAND ...            runs COMMAND with YINGSHU_DATABASE_URL set
    python tools/pgserver.py run --no-fsync -- COMMAND ... the same, without waiting for the disk (tests only)
    python tools/pgserver.py available                     exit code 0 when a server can be started here

The programs are those of the system's PostgreSQL package. PostgreSQL refuses to run as root, so root starts it as the
system user ``postgres``. Nothing outside the temporary folder is touched; the folder is removed at the end.
"""

from __future__ import annotations

import argparse
import atexit
import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, NoReturn

OWNER = "postgres"
START_SECONDS = 60
COMMON = {"listen_addresses": "127.0.0.1", "max_connections": "100", "timezone": "Asia/Shanghai"}
NO_FSYNC = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
PR_SET_PDEATHSIG = 1


class ServerError(RuntimeError):
    """The server cannot be found, does not start, or another server answers on its port."""


def programs() -> Path:
    """Folder with ``initdb`` and ``postgres``, the newest version installed; raises ServerError when there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3].split(".")[0]))
    path = str(found[-1]) if found else shutil.which("initdb")
    if path is None:
        raise ServerError("PostgreSQL is not installed (Debian package: postgresql)")
    return Path(path).parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def identity() -> dict[str, Any]:
    """Arguments of ``subprocess`` that make a child run as the database owner."""
    return {"user": OWNER, "group": OWNER, "extra_groups": []} if os.geteuid() == 0 else {}


def stop_with_parent() -> None:
    """In the child: ask the kernel for a fast shutdown when the parent dies, however it dies."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)


class Server:
    """One running server; use as a context manager, or ``start()`` and ``stop()``."""

    def __init__(self, *, fsync: bool = True, settings: dict[str, str] | None = None) -> None:
        self.settings = COMMON | ({} if fsync else NO_FSYNC) | (settings or {})
        self.port = free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="yingshu-pg-"))
        self.data = self.folder / "data"
        self.log = self.folder / "server.log"
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Address of the empty database ``yingshu``."""
        return f"postgres://{OWNER}@127.0.0.1:{self.port}/yingshu"

    def start(self) -> Server:
        """Create the cluster, start the server, check that it is ours, create the database."""
        atexit.register(self.stop)
        if os.geteuid() == 0:
            shutil.chown(self.folder, OWNER, OWNER)
        self._initdb()
        options = [f"-c{name}={value}" for name, value in self.settings.items()]
        command = [str(programs() / "postgres"), "-D", str(self.data), "-p", str(self.port), "-k", str(self.folder)]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [*command, *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=stop_with_parent,
                cwd=self.folder,
                **identity(),
            )
        self._wait()
        self._assert_ours()
        self._sql("CREATE DATABASE yingshu", tuples=False)
        return self

    def stop(self) -> None:
        """Fast shutdown and removal of the folder; harmless when called again."""
        atexit.unregister(self.stop)
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Server:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _initdb(self) -> None:
        command = [str(programs() / "initdb"), "-D", str(self.data), "-U", OWNER]
        options = ["-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        done = subprocess.run([*command, *options], capture_output=True, text=True, cwd=self.folder, **identity())
        if done.returncode:
            raise ServerError(f"initdb failed:\n{done.stderr}")

    def _psql(self, sql: str, *, tuples: bool) -> subprocess.CompletedProcess[str]:
        command = ["psql", "-X", "-q", "-h", "127.0.0.1", "-p", str(self.port), "-U", OWNER, "-d", "postgres"]
        flags = ["-A", "-t"] if tuples else []
        return subprocess.run([*command, *flags, "-c", sql], capture_output=True, text=True, cwd=self.folder)

    def _sql(self, sql: str, *, tuples: bool = True) -> str:
        done = self._psql(sql, tuples=tuples)
        if done.returncode:
            raise ServerError(done.stderr.strip())
        return done.stdout.strip()

    def _wait(self) -> None:
        assert self.process is not None
        deadline = time.monotonic() + START_SECONDS
        while self._psql("SELECT 1", tuples=True).returncode:
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise ServerError(f"PostgreSQL did not start:\n{self.log.read_text(errors='replace')}")
            time.sleep(0.1)

    def _assert_ours(self) -> None:
        folder = self._sql("SHOW data_directory")
        if folder != str(self.data):
            raise ServerError(f"port {self.port} belongs to another server with data in {folder}")


def run(command: list[str], *, fsync: bool) -> int:
    """Run ``command`` with the server's address in its environment; returns the command's exit code."""
    with Server(fsync=fsync) as server:
        try:
            return subprocess.run(command, env=os.environ | {"YINGSHU_DATABASE_URL": server.url}).returncode
        except KeyboardInterrupt:
            return 130


def exit_on_signal(number: int, _frame: object) -> NoReturn:
    sys.exit(128 + number)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    actions = parser.add_subparsers(dest="action", required=True)
    runner = actions.add_parser("run", help="run a command with a server of its own")
    runner.add_argument("--no-fsync", action="store_true", help="do not wait for the disk: for tests only")
    runner.add_argument("command", nargs=argparse.REMAINDER)
    actions.add_parser("available", help="exit code 0 when a server can be started here")
    args = parser.parse_args()
    try:
        if args.action == "available":
            programs()
            return 0
        signal.signal(signal.SIGTERM, exit_on_signal)
        return run(args.command[args.command[:1] == ["--"] :], fsync=not args.no_fsync)
    except ServerError as error:
        sys.stderr.write(f"{error}\n")
        return 3


if __name__ == "__main__":
    sys.exit(main())
